package local

import (
	"context"
	"fmt"
	"math"
	"sync"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// hidden stands for the distance of what must not be found.
const hidden = math.MaxUint16

// scratch is the working memory of one search, about 1 MB at 100,000 units, kept for the next.
type scratch struct {
	sums      []float32 // of all views, one after the other, and room for a view behind them
	visible   []uint64  // of all views, one after the other
	distances []uint16  // of all views, one after the other
	code      []uint64
	histogram []int32
	estimator estimator
	rough     []estimate
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
	s := scratches.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
	defer scratches.Put(s)
	visible := snap.visible(&filter, s)
	byWords, byMeaning := newTop(n, math.SmallestNonzeroFloat32, snap.views), newTop(max(n, watched), -2, snap.views)
	var limit uint16
	var measured sync.WaitGroup
	if question != nil {
		measured.Go(func() { limit = snap.measure(question, visible, s) })
	}
	err = snap.words(ctx, newAsked(probe.Terms), visible, s, &byWords)
	measured.Wait()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, nil, fault.Wrap(fault.Unavailable, op, err)
	}
	if question != nil {
		snap.nearest(question, limit, s, &byMeaning)
	}
	near := byMeaning.sorted()
	words, meaning = snap.hits(byWords.sorted(), near[:min(n, len(near))], question)
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

// question checks a probe's vector and gives it unit length; nil: none.
func (s *snapshot) question(op string, vector []float32) ([]float32, error) {
	if s.dims != 0 && len(vector) != 0 && len(vector) != s.dims {
		return nil, fault.Wrap(fault.Invalid, op, fmt.Errorf("a vector of %d dimensions, held are %d", len(vector), s.dims))
	}
	return unitLength(vector), nil
}

// visible gives what the filter lets through of each view; nil: all of it.
func (s *snapshot) visible(filter *retriever.Filter, room *scratch) [][]uint64 {
	sets := make([][]uint64, len(s.views))
	total := 0
	for i := range s.views {
		total += (len(s.views[i].ids) + 63) / 64
	}
	if cap(room.visible) < total {
		room.visible = make([]uint64, total)
	}
	rest := room.visible[:cap(room.visible)]
	for i := range s.views {
		if sets[i] = s.views[i].visible(filter, rest); sets[i] != nil {
			rest = rest[len(sets[i]):]
		}
	}
	return sets
}

// hits makes the results of both legs, with the score that is still wanting in each.
func (s *snapshot) hits(byWords, byMeaning []entry, question []float32) (words, meaning []retriever.Hit) {
	words = make([]retriever.Hit, len(byWords))
	for i, e := range byWords {
		v := &s.views[e.view]
		words[i] = v.hit(int(e.unit), e.score, v.vectors.cosine(question, int(e.unit)))
	}
	meaning = make([]retriever.Hit, len(byMeaning))
	for i, e := range byMeaning {
		meaning[i] = s.views[e.view].hit(int(e.unit), e.other, e.score)
	}
	return words, meaning
}

func (s *segment) hit(unit int, words, meaning float32) retriever.Hit {
	return retriever.Hit{Unit: s.ids[unit], Target: s.target(unit), Words: words, Meaning: meaning}
}
