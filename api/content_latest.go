package api

import (
	"context"
	"slices"
	"sync"

	"yueyue/internal/knowledge"
)

// latest keeps all items of one kind of the edition that was asked for last: an edition never changes. Decoded, a pair takes 2.2 kB
// and a document 2.4 kB (without its passages), measured on what is shipped and on 102 documents: 15 MB for the 6,000 documents of
// 100,000 passages, 22 MB for 10,000 pairs. It is safe for concurrent use.
type latest[T knowledge.Content] struct {
	mu      sync.Mutex
	edition int64
	items   []T
}

// of gives the items of an edition by id. Others are given the same slice: callers do not change it.
func (l *latest[T]) of(ctx context.Context, edition int64, read func(context.Context, int64) ([]T, error)) ([]T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.items != nil && l.edition == edition {
		return l.items, nil
	}
	items, err := read(ctx, edition)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(x, y T) int { return compare(x.Key().ID, y.Key().ID) })
	l.edition, l.items = edition, items
	return items, nil
}
