package api

import (
	"context"
	"net/http"

	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
)

// PackageEntry is a package in the list of the console.
type PackageEntry struct {
	ListedItem
	Package ContentPackage `json:"package"`
}

// PackageEntryList is all packages in their order.
type PackageEntryList struct {
	Items []PackageEntry `json:"items" nullable:"false"`
}

// TrendingEntry is a trending question in the list of the console.
type TrendingEntry struct {
	ListedItem
	Trending ContentTrending `json:"trending"`
}

// TrendingEntryList is all trending questions in their order.
type TrendingEntryList struct {
	Items []TrendingEntry `json:"items" nullable:"false"`
}

// QuickLinkEntry is a quick link in the list of the console.
type QuickLinkEntry struct {
	ListedItem
	QuickLink ContentQuickLink `json:"quick_link"`
}

// QuickLinkEntryList is all quick links in their order.
type QuickLinkEntryList struct {
	Items []QuickLinkEntry `json:"items" nullable:"false"`
}

// ContentWords are words that texts are read with.
type ContentWords struct {
	Terms       []string         `json:"terms" nullable:"false"`
	Synonyms    []ContentSynonym `json:"synonyms" nullable:"false"`
	StopPhrases []string         `json:"stop_phrases" nullable:"false"`
}

// LexiconView is the words that the program ships, what staff changed in them, and what came of it.
type LexiconView struct {
	ListedItem
	Shipped ContentWords   `json:"shipped" doc:"随程序发布的"`
	Lexicon ContentLexicon `json:"lexicon" doc:"改动；保存为草案里种类 lexicon、编号 lexicon 的一项"`
	Words   ContentWords   `json:"words" doc:"改动之后"`
}

type (
	viewInput struct {
		Proposal editorial.ProposalID `query:"proposal" minimum:"0" doc:"透过这份草案看"`
	}
	packagesOutput   struct{ Body PackageEntryList }
	trendingOutput   struct{ Body TrendingEntryList }
	quickLinksOutput struct{ Body QuickLinkEntryList }
	lexiconOutput    struct{ Body LexiconView }
)

func (s *Server) registerContentLists() {
	order := "按页面上的次序。要改次序，把移动的每一项连同新的 position 保存到草案；不带 position 保存的留在原处，新增的排在最后。"
	register(s, Editors, desk(http.MethodGet, "listContentPackages", "/packages", "问答套餐", order, 404), s.contentPackages)
	register(s, Editors, desk(http.MethodGet, "listContentTrending", "/trending", "热点问题", order, 404), s.contentTrending)
	register(s, Editors, desk(http.MethodGet, "listContentQuickLinks", "/quick-links", "快捷入口", order, 404), s.contentQuickLinks)
	register(s, Editors, desk(http.MethodGet, "getLexicon", "/lexicon", "词典与同义词", "", 404), s.lexicon)
}

// entries reads a list as a proposal would have it.
func entries[T knowledge.Content](
	ctx context.Context, v view, kind knowledge.Kind, read func(context.Context, int64) ([]T, error),
) ([]listedEntry[T], error) {
	published, err := read(ctx, v.edition)
	if err != nil {
		return nil, err
	}
	ranks, err := v.server.parts.Content.Library.Positions(ctx, kind, v.edition)
	if err != nil {
		return nil, err
	}
	drafted, err := v.drafted(ctx, kind)
	return over(published, ranks, drafted), err
}

func (v view) packages(ctx context.Context) ([]listedEntry[knowledge.QAPackage], error) {
	return entries(ctx, v, knowledge.PackageItem, v.server.parts.Content.Library.Packages)
}

// listed is a list as a proposal would have it, each entry with its body.
func listed[T knowledge.Content, W any](
	ctx context.Context, s *Server, in *viewInput, kind knowledge.Kind, read func(context.Context, int64) ([]T, error),
	wire func(ListedItem, *ContentBody) W,
) ([]W, error) {
	v, err := s.look(ctx, in.Proposal)
	if err != nil {
		return nil, err
	}
	found, err := entries(ctx, v, kind, read)
	if err != nil {
		return nil, err
	}
	items := make([]W, len(found))
	for i, e := range found {
		body, err := bodyOf(e.content)
		if err != nil {
			return nil, err
		}
		items[i] = wire(e.ListedItem, body)
	}
	return items, nil
}

func (s *Server) contentPackages(ctx context.Context, in *viewInput) (*packagesOutput, error) {
	items, err := listed(ctx, s, in, knowledge.PackageItem, s.parts.Content.Library.Packages,
		func(at ListedItem, body *ContentBody) PackageEntry { return PackageEntry{at, *body.Package} })
	return &packagesOutput{PackageEntryList{items}}, err
}

func (s *Server) contentTrending(ctx context.Context, in *viewInput) (*trendingOutput, error) {
	items, err := listed(ctx, s, in, knowledge.TrendingItem, s.parts.Content.Library.TrendingQuestions,
		func(at ListedItem, body *ContentBody) TrendingEntry { return TrendingEntry{at, *body.Trending} })
	return &trendingOutput{TrendingEntryList{items}}, err
}

func (s *Server) contentQuickLinks(ctx context.Context, in *viewInput) (*quickLinksOutput, error) {
	items, err := listed(ctx, s, in, knowledge.QuickLinkItem, s.parts.Content.Library.QuickLinks,
		func(at ListedItem, body *ContentBody) QuickLinkEntry { return QuickLinkEntry{at, *body.QuickLink} })
	return &quickLinksOutput{QuickLinkEntryList{items}}, err
}

func (s *Server) lexicon(ctx context.Context, in *viewInput) (*lexiconOutput, error) {
	v, err := s.look(ctx, in.Proposal)
	if err != nil {
		return nil, err
	}
	found, err := entries(ctx, v, knowledge.LexiconItem, func(ctx context.Context, edition int64) ([]knowledge.Lexicon, error) {
		lexicon, err := s.parts.Content.Library.Lexicon(ctx, edition)
		return []knowledge.Lexicon{lexicon}, err
	})
	if err != nil {
		return nil, err
	}
	lexicon := found[0]
	if lexicon.Change == ItemWithdrawn {
		lexicon.content = knowledge.Lexicon{}
	}
	body, err := bodyOf(lexicon.content)
	if err != nil {
		return nil, err
	}
	shipped, words := s.parts.Content.Words(lexicon.content)
	return &lexiconOutput{LexiconView{lexicon.ListedItem, wordsOf(shipped), *body.Lexicon, wordsOf(words)}}, nil
}

func wordsOf(words knowledge.Words) ContentWords {
	wire := ContentWords{
		Terms: append([]string{}, words.Terms...), Synonyms: make([]ContentSynonym, len(words.Synonyms)),
		StopPhrases: append([]string{}, words.StopPhrases...),
	}
	for i, synonym := range words.Synonyms {
		wire.Synonyms[i] = ContentSynonym{synonym.Official, append([]string{}, synonym.Everyday...)}
	}
	return wire
}
