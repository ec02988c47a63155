package local

import (
	"context"
	"math"
	"slices"

	"yueyue/retriever"
	"yueyue/retriever/internal/lexicon"
)

// asked is one term of a question.
type asked struct {
	key    uint64
	weight float32
}

func newAsked(terms []retriever.Term) []asked {
	out := make([]asked, 0, len(terms))
	for _, term := range terms {
		if term.Weight > 0 {
			out = append(out, asked{key: lexicon.Key(term.Token), weight: term.Weight})
		}
	}
	return out
}

// list are the postings of a term.
func (s *segment) list(term int) []uint32 {
	return s.postings[s.starts[term]:s.starts[term+1]]
}

// sums adds up the words scores of all units, in steps.
func (s *segment) sums(terms []asked, out *[maxUnits]float32) {
	clear(out[:len(s.ids)])
	for _, term := range terms {
		at, ok := s.terms.Find(term.key)
		if !ok {
			continue
		}
		weight := term.weight
		for _, posting := range s.list(at) {
			out[posting>>16] += weight * float32(int32(posting&maxWeight))
		}
	}
}

// words is the words score of one unit.
func (s *segment) words(terms []asked, unit int) float32 {
	first := uint32(unit) << 16
	var sum float32
	for _, term := range terms {
		at, ok := s.terms.Find(term.key)
		if !ok {
			continue
		}
		list := s.list(at)
		from, _ := slices.BinarySearch(list, first)
		for _, posting := range list[from:] {
			if posting>>16 != first>>16 {
				break
			}
			sum += term.weight * float32(posting&maxWeight)
		}
	}
	return sum * s.step
}

// words scores all units and offers those that are visible and share a term.
func (s *snapshot) words(ctx context.Context, terms []asked, visible [][]uint64, room *scratch, best *top) error {
	total := s.units()
	if cap(room.sums) < total+maxUnits {
		room.sums = make([]float32, total+maxUnits)
	}
	rest := room.sums[:cap(room.sums)]
	for i := range s.views {
		if err := ctx.Err(); err != nil {
			return err
		}
		v := &s.views[i]
		sums := (*[maxUnits]float32)(rest)
		rest = rest[len(v.ids):]
		v.sums(terms, sums)
		if len(terms) > 0 {
			v.collect(i, visible[i], sums, best)
		}
	}
	return nil
}

// collect offers the visible units that share a term, from the sums.
func (v *view) collect(number int, visible []uint64, sums *[maxUnits]float32, best *top) {
	floor := max(best.floor/v.step, math.SmallestNonzeroFloat32)
	for unit, sum := range sums[:len(v.ids)] {
		if sum < floor {
			continue
		}
		if in(visible, unit) {
			best.offer(entry{score: sum * v.step, view: int32(number), unit: int32(unit)})
			floor = max(best.floor/v.step, math.SmallestNonzeroFloat32)
		}
	}
}
