package api

import (
	"context"
	"slices"
	"strings"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// walk goes through the items of a proposal by kind and id, but through the passages of a document in the order in which it has
// them: by their ids the tenth article would stand before the second. It is used by one request.
type walk struct {
	server *Server
	id     editorial.ProposalID
	filter editorial.ItemFilter // After is where the walk stands
}

// next are the items behind where the walk stands, and moves it behind them; none at the end. Passages of one document come
// together, however many they are.
func (w *walk) next(ctx context.Context) ([]editorial.Item, error) {
	if w.filter.After.Kind == knowledge.PassageItem {
		document := documentOf(w.filter.After.ID)
		items, order, err := w.passages(ctx, document)
		if err != nil {
			return nil, err
		}
		items = slices.DeleteFunc(items, func(item editorial.Item) bool { return order.compare(item.Key.ID, w.filter.After.ID) <= 0 })
		if len(items) > 0 {
			return w.behind(items), nil
		}
		w.filter.After.ID = behindPassages(document)
	}
	items, err := w.server.parts.Content.Editorial.Items(ctx, w.id, w.filter)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	first := slices.IndexFunc(items, func(item editorial.Item) bool { return item.Key.Kind == knowledge.PassageItem })
	switch {
	case first < 0:
		return w.behind(items), nil
	case first > 0:
		return w.behind(items[:first]), nil
	}
	items, _, err = w.passages(ctx, documentOf(items[0].Key.ID))
	return w.behind(items), err
}

// behind moves the walk behind some items.
func (w *walk) behind(items []editorial.Item) []editorial.Item {
	if len(items) > 0 {
		w.filter.After = items[len(items)-1].Key
	}
	return items
}

// documentOf is the document of a passage: what stands before the point.
func documentOf(passage string) string {
	document, _, _ := strings.Cut(passage, ".")
	return document
}

// behindPassages is an id behind all passages of a document, also where a database passes over signs when it compares.
func behindPassages(document string) string { return document + ".zzzzzzzz" }

// passages are the items of the passages of a document that pass the filter, in its order.
func (w *walk) passages(ctx context.Context, document string) ([]editorial.Item, order, error) {
	const page = 200
	var all []editorial.Item
	filter := w.filter
	filter.Kind, filter.After, filter.Limit = knowledge.PassageItem, knowledge.Key{Kind: knowledge.PassageItem, ID: document + "."}, page
	for {
		items, err := w.server.parts.Content.Editorial.Items(ctx, w.id, filter)
		if err != nil {
			return nil, order{}, err
		}
		for _, item := range items {
			if documentOf(item.Key.ID) == document {
				all = append(all, item)
			}
		}
		if len(items) < page || documentOf(items[page-1].Key.ID) != document {
			break
		}
		filter.After = items[page-1].Key
	}
	o, err := w.order(ctx, knowledge.DocumentID(document))
	slices.SortFunc(all, func(a, b editorial.Item) int { return o.compare(a.Key.ID, b.Key.ID) })
	return all, o, err
}

// order is that of the passages of a document.
type order struct {
	at map[string]int // by id, from 1
}

// order is what the draft says of the document, else what is published; a document that neither has gives no order.
func (w *walk) order(ctx context.Context, id knowledge.DocumentID) (order, error) {
	key := knowledge.Key{Kind: knowledge.DocumentItem, ID: string(id)}
	item, err := w.server.parts.Content.Editorial.Item(ctx, w.id, key)
	document, drafted := item.Content.(knowledge.Document)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return order{}, err
	}
	if !drafted {
		current, err := w.server.parts.Content.Library.CurrentEdition(ctx)
		if err != nil {
			return order{}, err
		}
		document, err = w.server.parts.Content.Library.Document(ctx, id, current.Number)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return order{}, err
		}
	}
	o := order{make(map[string]int, len(document.Passages))}
	for i, passage := range document.Passages {
		o.at[string(passage)] = i + 1
	}
	return o, nil
}

// compare puts passages that the document does not list behind those that it lists, by id.
func (o order) compare(a, b string) int {
	i, k := o.at[a], o.at[b]
	switch {
	case i > 0 && k > 0:
		return i - k
	case i > 0:
		return -1
	case k > 0:
		return 1
	}
	return strings.Compare(a, b)
}
