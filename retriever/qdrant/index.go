package qdrant

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	wire "github.com/qdrant/go-client/qdrant"
	"golang.org/x/sync/errgroup"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

const (
	batch  = 512 // units in one write, about 2 MB
	writes = 3   // of them under way at once
)

// Index is one collection. It satisfies retriever.Index.
type Index struct {
	client     *Client
	collection string
	generation string
	dims       int // 0: words only
	lease      lease
	replaces   string // what stood when this was built; empty: none, or not built here

	writer sync.Mutex                 // one Apply at a time
	filled map[retriever.UnitID]int64 // while it is built: what was put, with EditionTo; nil: it stands
}

var _ retriever.Index = (*Index)(nil)

// Generation is the generation that the collection was built for.
func (x *Index) Generation() string { return x.generation }

// Apply implements retriever.Index. Readers may see some of the changes before the others.
func (x *Index) Apply(ctx context.Context, changes retriever.Changes) error {
	const op = "qdrant.Index.Apply"
	if err := changes.Validate(); err != nil {
		return err
	}
	for i := range changes.Put {
		if u := &changes.Put[i]; len(u.Vector) > 0 && len(u.Vector) != x.dims {
			return fault.Wrap(fault.Invalid, op, fmt.Errorf("unit %q: a vector of %d dimensions, the collection has %d", u.ID, len(u.Vector), x.dims))
		}
	}
	x.writer.Lock()
	defer x.writer.Unlock()
	if err := x.renew(ctx); err != nil {
		return err
	}
	x.count(changes)
	p := newPlan(changes)
	if err := x.put(ctx, op, p.put); err != nil {
		return err
	}
	for _, end := range slices.Sorted(maps.Keys(p.end)) {
		if err := x.end(ctx, op, p.end[end], end); err != nil {
			return err
		}
	}
	return x.remove(ctx, op, p.remove)
}

// count keeps account of what a collection that is being built is to hold.
func (x *Index) count(changes retriever.Changes) {
	if x.filled == nil {
		return
	}
	for i := range changes.Put {
		x.filled[changes.Put[i].ID] = changes.Put[i].EditionTo
	}
	for id, end := range changes.End {
		if _, put := x.filled[id]; put {
			x.filled[id] = end
		}
	}
	for _, id := range changes.Remove {
		delete(x.filled, id)
	}
}

// plan is what is left to do when every unit is written once: a unit that is put and ended is put with its end, one that is
// put and removed is only removed.
type plan struct {
	put    []*wire.PointStruct
	end    map[int64][]retriever.UnitID // by EditionTo
	remove []retriever.UnitID
}

func newPlan(changes retriever.Changes) plan {
	p := plan{end: map[int64][]retriever.UnitID{}, remove: slices.Compact(slices.Sorted(slices.Values(changes.Remove)))}
	removed := func(id retriever.UnitID) bool { _, found := slices.BinarySearch(p.remove, id); return found }
	last := make(map[retriever.UnitID]int, len(changes.Put))
	for i := range changes.Put {
		last[changes.Put[i].ID] = i
	}
	for i := range changes.Put {
		u := changes.Put[i]
		if last[u.ID] != i || removed(u.ID) {
			continue
		}
		if end, ends := changes.End[u.ID]; ends {
			u.EditionTo = end
		}
		p.put = append(p.put, point(&u))
	}
	for id, end := range changes.End {
		if _, put := last[id]; !put && !removed(id) {
			p.end[end] = append(p.end[end], id)
		}
	}
	return p
}

// put writes points that have ids of their own, in any order.
func (x *Index) put(ctx context.Context, op string, points []*wire.PointStruct) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writes)
	for some := range slices.Chunk(points, batch) {
		group.Go(func() error {
			return x.client.write(ctx, op, func(ctx context.Context) (*wire.UpdateResult, error) {
				return x.client.remote.Upsert(ctx, &wire.UpsertPoints{CollectionName: x.collection, Wait: wire.PtrOf(true), Points: some})
			})
		})
	}
	return group.Wait()
}

// end sets the end of some units. They are named by a filter because the server refuses to change a named point that it
// does not have.
func (x *Index) end(ctx context.Context, op string, ids []retriever.UnitID, editionTo int64) error {
	for some := range slices.Chunk(ids, batch) {
		err := x.client.write(ctx, op, func(ctx context.Context) (*wire.UpdateResult, error) {
			return x.client.remote.SetPayload(ctx, &wire.SetPayloadPoints{
				CollectionName: x.collection, Wait: wire.PtrOf(true),
				Payload:        map[string]*wire.Value{toField: wire.NewValueInt(endOf(editionTo))},
				PointsSelector: wire.NewPointsSelectorFilter(&wire.Filter{Must: []*wire.Condition{wire.NewHasID(pointIDs(some)...)}}),
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// remove deletes units; those that are not there are passed over by the server.
func (x *Index) remove(ctx context.Context, op string, ids []retriever.UnitID) error {
	for some := range slices.Chunk(ids, batch) {
		err := x.client.write(ctx, op, func(ctx context.Context) (*wire.UpdateResult, error) {
			return x.client.remote.Delete(ctx, &wire.DeletePoints{
				CollectionName: x.collection, Wait: wire.PtrOf(true), Points: wire.NewPointsSelectorIDs(pointIDs(some)),
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
