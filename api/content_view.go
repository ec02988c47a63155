package api

import (
	"context"
	"slices"
	"strings"

	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
)

// ItemChange tells what the proposal that a list is looked at through does to an entry; empty: nothing.
type ItemChange string

// The changes.
const (
	ItemAdded     ItemChange = "added"
	ItemChanged   ItemChange = "changed"
	ItemWithdrawn ItemChange = "withdrawn"
)

// ListedItem is what the lists of the console have in common.
type ListedItem struct {
	Position int64      `json:"position" doc:"在列表里的位置，从 1 起，小的在前；撤回过的位置空着"`
	Change   ItemChange `json:"change,omitempty" enum:"added,changed,withdrawn" doc:"草案对它做了什么；没有则不变"`
	Version  int64      `json:"version" doc:"草案里这一项的版本，保存时带上；0：草案里没有"`
}

// entry is an item of a list with its content; that of a withdrawn one is the published.
type listedEntry[T knowledge.Content] struct {
	ListedItem
	content T
}

// view is the current edition, with a proposal over it where one is named.
type view struct {
	edition int64
	server  *Server
	id      editorial.ProposalID // 0: none
}

// look is the current edition as a proposal would make it; id 0 is the edition alone. A proposal that is not there is
// fault.NotFound.
func (s *Server) look(ctx context.Context, id editorial.ProposalID) (view, error) {
	current, err := s.parts.Content.Library.CurrentEdition(ctx)
	if err != nil || id == 0 {
		return view{current.Number, s, id}, err
	}
	_, err = s.parts.Content.Editorial.Proposal(ctx, id)
	return view{current.Number, s, id}, err
}

// drafted are the items of a kind that the proposal has, by key.
func (v view) drafted(ctx context.Context, kind knowledge.Kind) (map[knowledge.Key]editorial.Item, error) {
	if v.id == 0 {
		return nil, nil //nolint:nilnil // nothing lies over the edition
	}
	items, err := v.server.drafted(ctx, v.id, kind)
	byKey := make(map[knowledge.Key]editorial.Item, len(items))
	for _, item := range items {
		byKey[item.Key] = item
	}
	return byKey, err
}

// over lays the items of a proposal over what is published, which is in its order, with its ranks by id; without ranks its numbers
// from 1 are. What the proposal puts somewhere stands there; what it adds without a place stands
// behind, or where it stood before it was withdrawn, as it will when published.
func over[T knowledge.Content](published []T, ranks map[string]int64, drafted map[knowledge.Key]editorial.Item) []listedEntry[T] {
	entries := make([]listedEntry[T], 0, len(published)+len(drafted))
	seen := make(map[knowledge.Key]bool, len(published))
	var last int64
	for _, rank := range ranks {
		last = max(last, rank)
	}
	for i, content := range published {
		key := content.Key()
		e := listedEntry[T]{ListedItem{Position: int64(i + 1)}, content}
		if rank, ok := ranks[key.ID]; ok {
			e.Position = rank
		}
		seen[key] = true
		if item, ok := drafted[key]; ok {
			e.Version = item.Version
			e.Change = ItemWithdrawn
			if put, ok := item.Content.(T); ok {
				e.Change, e.content = ItemChanged, put
			}
			if item.Position > 0 {
				e.Position = item.Position
			}
		}
		last = max(last, e.Position)
		entries = append(entries, e)
	}
	var added []listedEntry[T]
	for key, item := range drafted {
		if put, ok := item.Content.(T); ok && !seen[key] {
			last = max(last, item.Position)
			added = append(added, listedEntry[T]{ListedItem{Change: ItemAdded, Version: item.Version, Position: item.Position}, put})
		}
	}
	slices.SortFunc(added, func(a, b listedEntry[T]) int { return strings.Compare(a.content.Key().ID, b.content.Key().ID) })
	for i := range added {
		if added[i].Position == 0 {
			added[i].Position = ranks[added[i].content.Key().ID]
		}
		if added[i].Position == 0 {
			last++
			added[i].Position = last
		}
	}
	entries = append(entries, added...)
	slices.SortStableFunc(entries, func(a, b listedEntry[T]) int { return int(a.Position - b.Position) })
	return entries
}

// pageSize is how many entries a page of a list has.
const pageSize = 50

// pageOf is a page of a list, from 1, and how many entries the whole list has.
func pageOf[T any](entries []T, page int) []T {
	begin := min((max(page, 1)-1)*pageSize, len(entries))
	return entries[begin:min(begin+pageSize, len(entries))]
}
