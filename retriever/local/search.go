package local

import (
	"context"
	"fmt"
	"math"
	"sync"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// closer is how many units of a segment are compared exactly after their codes: so many that the best ten of a hundred
// thousand lack fewer than one in a hundred of the true ten (see recall_test.go).
const closer = 512

// scratch is the working memory of one search, about 400 kB, kept for the next.
type scratch struct {
	sums      [maxUnits]float32
	distances [maxUnits]uint16
	visible   [maxUnits / 64]uint64
	code      []uint64
	histogram []int32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Search implements retriever.Index.
func (x *Index) Search(ctx context.Context, probe retriever.Probe, filter retriever.Filter, n int) (words, meaning []retriever.Hit, err error) {
	const op = "local.Index.Search"
	if n < 1 || n > retriever.MaxDepth {
		return nil, nil, fault.Wrap(fault.Invalid, op, fmt.Errorf("depth %d is not in 1..%d", n, retriever.MaxDepth))
	}
	snap := x.current.Load()
	question, err := snap.question(op, probe.Vector)
	if err != nil {
		return nil, nil, err
	}
	terms := newAsked(probe.Terms)
	s := scratches.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
	defer scratches.Put(s)
	byWords, byMeaning := newTop(n, 0, snap.views), newTop(n, -2, snap.views)
	for i := range snap.views {
		if err := ctx.Err(); err != nil {
			return nil, nil, fault.Wrap(fault.Unavailable, op, err)
		}
		v := &snap.views[i]
		visible := v.visible(&filter, s.visible[:])
		v.sums(terms, &s.sums)
		if len(terms) > 0 {
			v.collect(int32(i), visible, s, &byWords) //nolint:gosec // few views
		}
		if question != nil {
			v.nearest(int32(i), visible, s, question, &byMeaning) //nolint:gosec // few views
		}
	}
	entries := byWords.sorted()
	for i := range entries {
		v := &snap.views[entries[i].view]
		entries[i].other = v.vectors.cosine(question, int(entries[i].unit))
	}
	words = make([]retriever.Hit, len(entries))
	for i, e := range entries {
		words[i] = snap.views[e.view].hit(int(e.unit), e.score, e.other)
	}
	entries = byMeaning.sorted()
	meaning = make([]retriever.Hit, len(entries))
	for i, e := range entries {
		meaning[i] = snap.views[e.view].hit(int(e.unit), e.other, e.score)
	}
	return words, meaning, nil
}

// Score implements retriever.Index.
func (x *Index) Score(ctx context.Context, probe retriever.Probe, units []retriever.UnitID) ([]retriever.Hit, error) {
	const op = "local.Index.Score"
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	snap := x.current.Load()
	question, err := snap.question(op, probe.Vector)
	if err != nil {
		return nil, err
	}
	terms := newAsked(probe.Terms)
	hits := make([]retriever.Hit, 0, len(units))
	for _, id := range units {
		if i, unit, ok := find(snap.views, id); ok {
			v := &snap.views[i]
			hits = append(hits, v.hit(unit, v.words(terms, unit), v.vectors.cosine(question, unit)))
		}
	}
	return hits, nil
}

func (s *segment) hit(unit int, words, meaning float32) retriever.Hit {
	return retriever.Hit{Unit: s.ids[unit], Target: s.target(unit), Words: words, Meaning: meaning}
}

// collect offers the visible units that share a term, from the sums.
func (v *view) collect(number int32, visible []uint64, s *scratch, best *top) {
	floor := max(best.floor/v.step, math.SmallestNonzeroFloat32)
	for unit, sum := range s.sums[:len(v.ids)] {
		if sum < floor {
			continue
		}
		if in(visible, unit) {
			best.offer(entry{score: sum * v.step, view: number, unit: int32(unit)}) //nolint:gosec // unit < maxUnits
			floor = max(best.floor/v.step, math.SmallestNonzeroFloat32)
		}
	}
}

// nearest offers the visible units that are nearest by code, with their exact cosines. The sums must be those of the view.
func (v *view) nearest(number int32, visible []uint64, s *scratch, question []float32, best *top) {
	vs := &v.vectors
	if vs.dims == 0 {
		return
	}
	offer := func(unit int) {
		if cosine := vs.cosine(question, unit); cosine >= best.floor {
			best.offer(entry{score: cosine, other: s.sums[unit] * v.step, view: number, unit: int32(unit)}) //nolint:gosec // unit < maxUnits
		}
	}
	wanted := max(closer, 4*best.n)
	if len(v.ids) <= wanted {
		for unit, scale := range vs.scales {
			if scale != 0 && in(visible, unit) {
				offer(unit)
			}
		}
		return
	}
	s.code = append(s.code[:0], make([]uint64, vs.width)...)
	s.histogram = append(s.histogram[:0], make([]int32, 64*vs.width+1)...)
	found := s.distances[:len(v.ids)]
	distances(vs.code(question, s.code), vs.codes, found)
	for unit, distance := range found {
		if in(visible, unit) && (vs.absent == 0 || vs.scales[unit] != 0) {
			s.histogram[distance]++
		} else {
			found[unit] = uint16(64*vs.width + 1) //nolint:gosec // a few thousand
		}
	}
	limit, count := 0, s.histogram[0]
	for limit < 64*vs.width && int(count) < wanted {
		limit++
		count += s.histogram[limit]
	}
	for unit, distance := range found {
		if int(distance) <= limit {
			offer(unit)
		}
	}
}
