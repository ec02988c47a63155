package api

import (
	"context"
	"net/http"
	"slices"

	"yueyue/internal/civil"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// PairEntry is a pair in the list of the console.
type PairEntry struct {
	ListedItem
	ID            string             `json:"id"`
	Kind          knowledge.PairKind `json:"kind" enum:"policy,guide"`
	Question      string             `json:"question"`
	Similar       int                `json:"similar" doc:"有几个相似问法"`
	Periods       int                `json:"periods" doc:"有几个时期的答复"`
	EffectiveFrom civil.Date         `json:"effective_from,omitempty" doc:"现在适用的答复，从何时起"`
	EffectiveTo   civil.Date         `json:"effective_to,omitempty" doc:"现在适用的答复，到何时止"`
	InForce       bool               `json:"in_force" doc:"今天有适用的答复"`
	Region        string             `json:"region,omitempty"`
	Audience      knowledge.Audience `json:"audience,omitempty" enum:",enterprise,natural_person"`
	Owner         string             `json:"owner,omitempty"`
	ReviewBy      civil.Date         `json:"review_by,omitempty"`
	Packages      []string           `json:"packages" nullable:"false" doc:"在哪些套餐里，编号"`
}

// PairPage is a page of pairs.
type PairPage struct {
	Items []PairEntry `json:"items" nullable:"false"`
	Total int         `json:"total" doc:"符合条件的共有几条"`
	Page  int         `json:"page"`
	Pages int         `json:"pages"`
}

// PairDetail is one pair with what the proposal does to it.
type PairDetail struct {
	ListedItem
	Pair      ContentPair  `json:"pair" doc:"草案里的；草案没有改它则是已发布的"`
	Published *ContentPair `json:"published,omitempty" doc:"已发布的；从未发布则没有"`
	Problem   string       `json:"problem,omitempty" doc:"发布之前还要改正什么"`
	Packages  []string     `json:"packages" nullable:"false" doc:"在哪些套餐里，编号"`
}

type (
	pairsInput struct {
		Q            string               `query:"q" maxLength:"200" doc:"编号、问题、相似问法、别名或答复里有这些字"`
		IDs          []string             `query:"ids" maxItems:"50" doc:"只要这些编号的，用逗号分开"`
		Package      string               `query:"package" maxLength:"100" doc:"套餐的编号"`
		Region       string               `query:"region" maxLength:"20"`
		Audience     knowledge.Audience   `query:"audience" enum:"enterprise,natural_person"`
		Owner        string               `query:"owner" maxLength:"200"`
		ReviewBefore string               `query:"review_before" format:"date" doc:"复核日期在这一天或之前"`
		Change       bool                 `query:"changed" doc:"只要草案里改过的"`
		Page         int                  `query:"page" minimum:"1" maximum:"1000000" default:"1"`
		Proposal     editorial.ProposalID `query:"proposal" minimum:"0" doc:"透过这份草案看"`
	}
	pairsOutput struct{ Body PairPage }
	pairInput   struct {
		ID       string               `path:"id" maxLength:"200"`
		Proposal editorial.ProposalID `query:"proposal" minimum:"0" doc:"透过这份草案看"`
	}
	pairOutput struct{ Body PairDetail }
)

func (s *Server) registerPairs() {
	register(s, Editors, desk(http.MethodGet, "listPairs", "/pairs", "问答", "每页 50 条，按编号排列。", 404), s.listPairs)
	register(s, Editors, desk(http.MethodGet, "getPair", "/pairs/{id}", "一条问答", "", 404), s.getPair)
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// pairs are the pairs seen through a proposal, by id.
func (v view) pairs(ctx context.Context) ([]listedEntry[knowledge.QAPair], error) {
	published, err := v.server.pairs.of(ctx, v.edition, v.server.parts.Content.Library.AllPairs)
	if err != nil {
		return nil, err
	}
	drafted, err := v.drafted(ctx, knowledge.PairItem)
	if err != nil {
		return nil, err
	}
	for key, item := range drafted { // pairs are not ordered by hand
		item.Position = 0
		drafted[key] = item
	}
	entries := over(published, nil, drafted)
	slices.SortStableFunc(entries, func(a, b listedEntry[knowledge.QAPair]) int { return compare(a.content.ID, b.content.ID) })
	for i := range entries {
		entries[i].Position = int64(i + 1)
	}
	return entries, nil
}

// packagesOf are the ids of the packages by pair, as a proposal would have them.
func (v view) packagesOf(ctx context.Context) (map[knowledge.PairID][]string, error) {
	packages, err := v.packages(ctx)
	byPair := map[knowledge.PairID][]string{}
	for _, p := range packages {
		if p.Change == ItemWithdrawn {
			continue
		}
		for _, id := range p.content.Pairs {
			byPair[id] = append(byPair[id], p.content.ID)
		}
	}
	return byPair, err
}

func (s *Server) listPairs(ctx context.Context, in *pairsInput) (*pairsOutput, error) {
	v, err := s.look(ctx, in.Proposal)
	if err != nil {
		return nil, err
	}
	entries, err := v.pairs(ctx)
	if err != nil {
		return nil, err
	}
	packages, err := v.packagesOf(ctx)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e listedEntry[knowledge.QAPair]) bool { return !in.wants(e, packages[e.content.ID]) })
	page := PairPage{Items: []PairEntry{}, Total: len(entries), Page: in.Page, Pages: (len(entries) + pageSize - 1) / pageSize}
	today := civil.Of(s.parts.Now())
	for _, e := range pageOf(entries, in.Page) {
		page.Items = append(page.Items, pairEntry(e, packages[e.content.ID], today))
	}
	return &pairsOutput{page}, nil
}

func (in *pairsInput) wants(e listedEntry[knowledge.QAPair], packages []string) bool {
	pair := e.content
	switch {
	case len(in.IDs) > 0 && !slices.Contains(in.IDs, string(pair.ID)),
		in.Package != "" && !slices.Contains(packages, in.Package),
		in.Region != "" && in.Region != pair.Region && (in.Region != knowledge.National || pair.Region != ""),
		in.Audience != "" && in.Audience != pair.Audience,
		in.Owner != "" && in.Owner != pair.Owner,
		in.ReviewBefore != "" && (pair.ReviewBy == "" || string(pair.ReviewBy) > in.ReviewBefore),
		in.Change && e.Change == "":
		return false
	}
	if in.Q == "" || has(in.Q, string(pair.ID), pair.Question) || has(in.Q, pair.Similar...) || has(in.Q, pair.Aliases...) {
		return true
	}
	return slices.ContainsFunc(pair.Answers, func(a knowledge.Answer) bool { return has(in.Q, a.Text) })
}

func pairEntry(e listedEntry[knowledge.QAPair], packages []string, today civil.Date) PairEntry {
	pair := e.content
	entry := PairEntry{
		ListedItem: e.ListedItem, ID: string(pair.ID), Kind: pair.Kind, Question: pair.Question, Similar: len(pair.Similar),
		Periods: len(pair.Answers), Region: pair.Region, Audience: pair.Audience, Owner: pair.Owner, ReviewBy: pair.ReviewBy,
		Packages: append([]string{}, packages...),
	}
	for _, answer := range pair.Answers {
		if today.In(answer.EffectiveFrom, answer.EffectiveTo) {
			entry.InForce, entry.EffectiveFrom, entry.EffectiveTo = true, answer.EffectiveFrom, answer.EffectiveTo
			break
		}
	}
	return entry
}

func (s *Server) getPair(ctx context.Context, in *pairInput) (*pairOutput, error) {
	v, err := s.look(ctx, in.Proposal)
	if err != nil {
		return nil, err
	}
	entries, err := v.pairs(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(entries, func(e listedEntry[knowledge.QAPair]) bool { return string(e.content.ID) == in.ID })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "api.getPair", "pair_unknown", "没有这条问答。")
	}
	found := entries[at]
	packages, err := v.packagesOf(ctx)
	if err != nil {
		return nil, err
	}
	detail := PairDetail{ListedItem: found.ListedItem, Packages: append([]string{}, packages[found.content.ID]...)}
	body, err := bodyOf(found.content)
	if err != nil {
		return nil, err
	}
	detail.Pair = *body.Pair
	detail.Problem = editorial.Wrong(found.content)
	published, err := s.parts.Content.Library.Pairs(ctx, []knowledge.PairID{found.content.ID}, v.edition)
	if err != nil {
		return nil, err
	}
	if pair, ok := published[found.content.ID]; ok {
		if body, err = bodyOf(pair); err != nil {
			return nil, err
		}
		detail.Published = body.Pair
	}
	return &pairOutput{detail}, nil
}
