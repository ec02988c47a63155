package api

import (
	"context"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// heldTitles are how people call what an edition holds: a withdrawn item of a proposal has no content of its own to be called
// after.
type heldTitles struct {
	library Library
	edition int64
	lists   map[knowledge.Kind][]knowledge.Content // read when they are first needed
}

// said are the titles of the current edition.
func (s *Server) said(ctx context.Context) (heldTitles, error) {
	current, err := s.parts.Content.Library.CurrentEdition(ctx)
	return heldTitles{s.parts.Content.Library, current.Number, map[knowledge.Kind][]knowledge.Content{}}, err
}

// title is that of one item; empty when the edition does not hold it, and for a passage, which is withdrawn with its document.
func (t heldTitles) title(ctx context.Context, key knowledge.Key) (string, error) {
	switch key.Kind {
	case knowledge.PairItem:
		id := knowledge.PairID(key.ID)
		found, err := t.library.Pairs(ctx, []knowledge.PairID{id}, t.edition)
		return found[id].Question, err
	case knowledge.DocumentItem:
		document, err := t.library.Document(ctx, knowledge.DocumentID(key.ID), t.edition)
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return editorial.Title(document), err
	}
	list, err := t.list(ctx, key.Kind)
	for _, content := range list {
		if content.Key() == key {
			return editorial.Title(content), err
		}
	}
	return "", err
}

// list are all items of a kind whose order people choose.
func (t heldTitles) list(ctx context.Context, kind knowledge.Kind) ([]knowledge.Content, error) {
	if list, ok := t.lists[kind]; ok {
		return list, nil
	}
	var list []knowledge.Content
	var err error
	switch kind {
	case knowledge.PackageItem:
		list, err = contentsOf(t.library.Packages(ctx, t.edition))
	case knowledge.TrendingItem:
		list, err = contentsOf(t.library.TrendingQuestions(ctx, t.edition))
	case knowledge.QuickLinkItem:
		list, err = contentsOf(t.library.QuickLinks(ctx, t.edition))
	case knowledge.LexiconItem:
		list = []knowledge.Content{knowledge.Lexicon{}}
	}
	t.lists[kind] = list
	return list, err
}

func contentsOf[T knowledge.Content](items []T, err error) ([]knowledge.Content, error) {
	contents := make([]knowledge.Content, len(items))
	for i, item := range items {
		contents[i] = item
	}
	return contents, err
}
