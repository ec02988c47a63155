package local

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// batch is how many new units become a segment at once; it bounds the working memory of Apply to some tens of megabytes.
const batch = 4096

// Index is the embedded index. It satisfies retriever.Index.
type Index struct {
	writer  sync.Mutex // one Apply at a time
	current atomic.Pointer[snapshot]
}

// snapshot is what a reader sees. It never changes.
type snapshot struct {
	views   []view
	dims    int       // 0 until the first vector
	centre  []float32 // what the codes of all views are about; nil: there are no codes
	centred int       // how many vectors the centre is the mean of
}

var _ retriever.Index = (*Index)(nil)

// New makes an empty index.
func New() *Index {
	x := new(Index)
	x.current.Store(new(snapshot))
	return x
}

// Len is the number of units held, seen or not.
func (x *Index) Len() int {
	count := 0
	for _, v := range x.current.Load().views {
		count += v.live
	}
	return count
}

// Apply implements retriever.Index. Readers see all of the changes or none.
func (x *Index) Apply(ctx context.Context, changes retriever.Changes) error {
	const op = "local.Index.Apply"
	if err := changes.Validate(); err != nil {
		return err
	}
	x.writer.Lock()
	defer x.writer.Unlock()
	before := x.current.Load()
	next := *before
	next.views = slices.Clone(before.views)
	for i := range next.views {
		next.views[i].ownsEnds, next.views[i].ownsGone = false, false
	}
	put := lastOfEach(changes.Put)
	for _, u := range put {
		if length := len(u.Vector); length > 0 {
			if next.dims == 0 {
				next.dims = length
			}
			if length != next.dims {
				return fault.Wrap(fault.Invalid, op, fmt.Errorf("unit %q: a vector of %d dimensions, held are %d", u.ID, length, next.dims))
			}
		}
		next.remove(u.ID)
	}
	for some := range slices.Chunk(put, batch) {
		if err := ctx.Err(); err != nil {
			return fault.Wrap(fault.Unavailable, op, err)
		}
		next.add(some)
	}
	for id, end := range changes.End {
		if i, unit, ok := find(next.views, id); ok {
			next.views[i].setEnd(unit, endOf(end), len(next.views[i].ids))
		}
	}
	for _, id := range changes.Remove {
		next.remove(id)
	}
	next.settle()
	next.recentre()
	x.current.Store(&next)
	return nil
}

// lastOfEach are the units to put, the last of those with one id.
func lastOfEach(units []retriever.Unit) []*retriever.Unit {
	place := make(map[retriever.UnitID]int, len(units))
	last := make([]*retriever.Unit, 0, len(units))
	for i := range units {
		u := &units[i]
		if at, again := place[u.ID]; again {
			last[at] = u
			continue
		}
		place[u.ID] = len(last)
		last = append(last, u)
	}
	return last
}

// find gives view and number of a unit.
func find(views []view, id retriever.UnitID) (number, unit int, ok bool) {
	for i := range views {
		if unit, ok := views[i].find(id); ok {
			return i, unit, true
		}
	}
	return 0, 0, false
}

// units is how many units all views number, removed ones included.
func (s *snapshot) units() int {
	total := 0
	for i := range s.views {
		total += len(s.views[i].ids)
	}
	return total
}

func (s *snapshot) remove(id retriever.UnitID) {
	if i, unit, ok := find(s.views, id); ok {
		s.views[i].remove(unit)
	}
}

func (s *snapshot) add(units []*retriever.Unit) {
	added := view{segment: build(units, s.dims), live: len(units), firstEnd: never}
	added.codes = encode(&added.vectors, s.centre)
	for i, u := range units {
		added.setEnd(i, endOf(u.EditionTo), len(units))
	}
	s.views = append(s.views, added)
	s.settle()
}

// settle drops empty views, rewrites those of which a third is removed, and merges neighbours of like size, so that n units
// lie in about n/32,768 + log₂(n) segments and each unit is copied log₂(n) times in its life.
func (s *snapshot) settle() {
	s.views = slices.DeleteFunc(s.views, func(v view) bool { return v.live == 0 })
	for i := range s.views {
		if v := &s.views[i]; 3*v.live <= 2*len(v.ids) {
			*v = merge(s.views[i:i+1], s.dims, s.centre != nil)
		}
	}
	for i := len(s.views) - 1; i > 0; i = min(i-1, len(s.views)-1) {
		older, newer := s.views[i-1].live, s.views[i].live
		if older+newer <= maxUnits && older < 2*newer {
			s.views[i-1] = merge(s.views[i-1:i+1], s.dims, s.centre != nil)
			s.views = slices.Delete(s.views, i, i+1)
		}
	}
}

// recentre finds the centre once there are vectors enough, and again whenever there are four times as many, and then makes
// all codes anew.
func (s *snapshot) recentre() {
	vectors := 0
	for i := range s.views {
		vectors += len(s.views[i].ids) - s.views[i].vectors.absent
	}
	if vectors < max(fewestCoded, 4*s.centred) {
		return
	}
	s.centre, s.centred = centreOf(s.views, s.dims)
	for i := range s.views {
		s.views[i].codes = encode(&s.views[i].vectors, s.centre)
	}
}
