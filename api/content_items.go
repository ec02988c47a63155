package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
)

// ContentItem is what a proposal does to one item.
type ContentItem struct {
	Kind        knowledge.Kind `json:"kind" enum:"pair,package,trending,quick_link,document,passage,lexicon"`
	ID          string         `json:"id"`
	Title       string         `json:"title" doc:"问题、标题或条款"`
	Version     int64          `json:"version" doc:"从 1 起，每改一次加 1；保存时带上，别人改过则为 409。0：草案里没有这一项"`
	Position    int64          `json:"position" doc:"在列表里的位置，从 1 起，小的在前；0 为原来的位置，新增的排在最后"`
	BaseEdition int64          `json:"base_edition" doc:"起草时看到的版本"`
	Withdrawn   bool           `json:"withdrawn" doc:"发布时撤回"`
	Content     *ContentBody   `json:"content,omitempty" doc:"撤回的没有"`
	Problem     string         `json:"problem,omitempty" doc:"发布之前还要改正什么"`
	ChangedBy   string         `json:"changed_by"`
	ChangedAt   time.Time      `json:"changed_at"`
	Origin      string         `json:"origin,omitempty" doc:"来自哪个文件；手工写的没有"`
}

// ContentItemPage is some items of a proposal, by kind and id, passages as their document has them.
type ContentItemPage struct {
	Items []ContentItem `json:"items" nullable:"false"`
	Next  string        `json:"next,omitempty" doc:"后面的用 after=next；没有则到头"`
}

// PutItem is content over what the proposal has.
type PutItem struct {
	Version  int64       `json:"version" minimum:"0" doc:"手头的版本；草案里还没有这一项时为 0"`
	Position int64       `json:"position,omitempty" minimum:"0" doc:"在列表里的位置，从 1 起，小的在前；不填为草案里或原来的位置，新增的排在最后"`
	Content  ContentBody `json:"content" doc:"只有与地址同名的一项"`
}

// WithdrawItem says which version is withdrawn.
type WithdrawItem struct {
	Version int64 `json:"version" minimum:"0" doc:"手头的版本；草案里还没有这一项时为 0"`
}

// ResolveItem says that a clash was looked at.
type ResolveItem struct {
	Version int64 `json:"version" minimum:"1" doc:"手头的版本"`
	Edition int64 `json:"edition" minimum:"1" doc:"对照过的现行版本，即 clashes 里的 current"`
}

type (
	itemsInput struct {
		ID     editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		Kind   knowledge.Kind       `query:"kind" enum:"pair,package,trending,quick_link,document,passage,lexicon"`
		Origin string               `query:"origin" maxLength:"2000" doc:"只要来自这个文件的"`
		Q      string               `query:"q" maxLength:"200" doc:"标题、编号或来自哪个文件里有这些字"`
		After  string               `query:"after" maxLength:"300" doc:"上一页的 next"`
		Limit  int                  `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	itemsOutput struct{ Body ContentItemPage }
	// ItemPath names an item of a proposal. It is exported because huma passes over what is not.
	ItemPath struct {
		ID   editorial.ProposalID `path:"id" minimum:"1" doc:"草案"`
		Kind knowledge.Kind       `path:"kind" enum:"pair,package,trending,quick_link,document,passage,lexicon"`
		Item string               `path:"item" maxLength:"200" doc:"编号"`
	}
	putInput struct {
		ItemPath
		Body PutItem
	}
	removeInput struct {
		ItemPath
		Version int64 `query:"version" minimum:"1" required:"true" doc:"手头的版本"`
	}
	withdrawInput struct {
		ItemPath
		Body WithdrawItem
	}
	resolveInput struct {
		ItemPath
		Body ResolveItem
	}
	itemOutput struct{ Body ContentItem }
)

func (p ItemPath) key() knowledge.Key { return knowledge.Key{Kind: p.Kind, ID: p.Item} }

func (s *Server) registerItems() {
	const one = "/proposals/{id}/items/{kind}/{item}"
	conflict := "手头的版本不是草案里最新的，则为 409（代码 item_stale），present 是草案里现在的内容，什么也不会丢。"
	register(s, Editors, desk(http.MethodGet, "listItems", "/proposals/{id}/items", "草案里的内容", "按种类和编号排列，文件段落按原文顺序。", 404), s.listItems)
	register(s, Editors, desk(http.MethodGet, "getItem", one, "草案里的一项", "", 404), s.getItem)
	register(s, Editors, desk(http.MethodPut, "putItem", one, "保存一项", "可以不完整；problem 说明发布之前还要改正什么。不存在的日期和止于开始之前的期间不保存（422，代码 dates_invalid）。"+conflict, 404, 409), s.putItem)
	register(s, Editors, desk(http.MethodDelete, "removeItem", one, "从草案里拿掉一项", "已发布的内容不变。"+conflict, 404, 409), s.removeItem)
	register(s, Editors, desk(http.MethodPost, "withdrawItem", one+"/withdraw", "撤回一项", "发布这份草案时不再作答。"+conflict, 404, 409), s.withdrawItem)
	register(s, Editors, desk(http.MethodPost, "resolveItem", one+"/resolve", "确认以草案为准", "这一项在起草之后被别的版本改过，已经对照。"+conflict, 404, 409), s.resolveItem)
}

// itemOf writes an item for the wire.
func itemOf(item editorial.Item) (ContentItem, error) {
	body, err := bodyOf(item.Content)
	wire := ContentItem{
		Kind: item.Key.Kind, ID: item.Key.ID, Title: editorial.Title(item.Content), Version: item.Version, Position: item.Position,
		BaseEdition: item.BaseEdition, Withdrawn: item.Content == nil && item.Version > 0, Content: body, ChangedBy: item.ChangedBy,
		ChangedAt: item.ChangedAt, Origin: item.Origin,
	}
	return wire, err
}

// judge says beside items of a proposal what keeps them from being published.
func (s *Server) judge(ctx context.Context, id editorial.ProposalID, items []ContentItem) error {
	if len(items) == 0 {
		return nil
	}
	keys := make([]knowledge.Key, len(items))
	for i, item := range items {
		keys[i] = knowledge.Key{Kind: item.Kind, ID: item.ID}
	}
	problems, err := s.parts.Content.Editorial.Problems(ctx, id, keys...)
	for i, key := range keys {
		for _, p := range problems {
			if p.Key == key {
				items[i].Problem += p.Message
			}
		}
	}
	return err
}

func (s *Server) listItems(ctx context.Context, in *itemsInput) (*itemsOutput, error) {
	w := walk{s, in.ID, editorial.ItemFilter{Kind: in.Kind, Origin: in.Origin, Limit: in.Limit, After: cursor(in.After)}}
	page := ContentItemPage{Items: []ContentItem{}}
	said, err := s.said(ctx)
	if err != nil {
		return nil, err
	}
	for {
		found, err := w.next(ctx)
		if err != nil {
			return nil, err
		}
		for _, item := range found {
			wire, err := itemOf(item)
			if err == nil && wire.Withdrawn {
				wire.Title, err = said.title(ctx, item.Key)
			}
			if err != nil {
				return nil, err
			}
			if !has(in.Q, wire.ID, wire.Title, wire.Origin) {
				continue
			}
			page.Items = append(page.Items, wire)
			if len(page.Items) == in.Limit {
				page.Next = mark(item.Key)
				return &itemsOutput{page}, s.judge(ctx, in.ID, page.Items)
			}
		}
		if len(found) == 0 {
			return &itemsOutput{page}, s.judge(ctx, in.ID, page.Items)
		}
	}
}

// has tells whether one of some texts has the words, whatever the case. No words are in every text.
func has(words string, texts ...string) bool {
	words = strings.ToLower(strings.TrimSpace(words))
	if words == "" {
		return true
	}
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), words) {
			return true
		}
	}
	return false
}

// mark writes the place in a list that is ordered by kind and id; cursor reads it. What is none begins at the first.
func mark(key knowledge.Key) string { return string(key.Kind) + ":" + key.ID }

func cursor(mark string) knowledge.Key {
	kind, id, _ := strings.Cut(mark, ":")
	return knowledge.Key{Kind: knowledge.Kind(kind), ID: id}
}

func (s *Server) getItem(ctx context.Context, in *ItemPath) (*itemOutput, error) {
	item, err := s.parts.Content.Editorial.Item(ctx, in.ID, in.key())
	if err != nil {
		return nil, err
	}
	return s.written(ctx, in.ID, item)
}

func (s *Server) written(ctx context.Context, id editorial.ProposalID, item editorial.Item) (*itemOutput, error) {
	wire, err := itemOf(item)
	if err != nil {
		return nil, err
	}
	one := []ContentItem{wire}
	err = s.judge(ctx, id, one)
	return &itemOutput{one[0]}, err
}

func (s *Server) putItem(ctx context.Context, in *putInput) (*itemOutput, error) {
	content, err := in.Body.Content.read(in.key())
	if err == nil {
		err = datesOf(content)
	}
	if err != nil {
		return nil, err
	}
	return s.edit(ctx, in.ItemPath, editorial.Edit{Content: content, Position: in.Body.Position, Version: in.Body.Version})
}

func (s *Server) withdrawItem(ctx context.Context, in *withdrawInput) (*itemOutput, error) {
	return s.edit(ctx, in.ItemPath, editorial.Edit{Key: in.key(), Version: in.Body.Version})
}

func (s *Server) edit(ctx context.Context, at ItemPath, edit editorial.Edit) (*itemOutput, error) {
	items, err := s.parts.Content.Editorial.Put(ctx, officerOf(ctx).actor(), at.ID, []editorial.Edit{edit})
	if err != nil {
		return nil, explained(err)
	}
	return s.written(ctx, at.ID, items[0])
}

func (s *Server) removeItem(ctx context.Context, in *removeInput) (*struct{}, error) {
	return nil, explained(s.parts.Content.Editorial.Remove(ctx, officerOf(ctx).actor(), in.ID, in.key(), in.Version))
}

func (s *Server) resolveItem(ctx context.Context, in *resolveInput) (*itemOutput, error) {
	item, err := s.parts.Content.Editorial.Resolve(ctx, officerOf(ctx).actor(), in.ID, in.key(), in.Body.Version, in.Body.Edition)
	if err != nil {
		return nil, explained(err)
	}
	return s.written(ctx, in.ID, item)
}
