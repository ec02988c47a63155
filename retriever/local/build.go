package local

import (
	"math"
	"slices"
	"strings"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/internal/lexicon"
)

const (
	finestStep = 1.0 / (1 << 11) // weights up to 31.99, more than any BM25 weight of a million documents
	maxWeight  = math.MaxUint16  // in steps
)

// build makes a segment of at most maxUnits units whose vectors have dims dimensions or none.
func build(units []*retriever.Unit, dims int) *segment {
	a := newAssembly(len(units))
	for _, u := range units {
		id, target := names(u)
		a.add(id, target, class{
			region:   strings.Clone(u.Region),
			audience: knowledge.Audience(strings.Clone(string(u.Audience))),
			kind:     retriever.TargetKind(strings.Clone(string(u.Target.Kind))),
		}, u.EditionFrom)
	}
	a.buildPostings(units)
	a.vectors = newVectors(dims, len(units))
	for i, u := range units {
		a.vectors.set(i, u.Vector)
	}
	a.vectors.trim()
	return &a.segment
}

func (a *assembly) buildPostings(units []*retriever.Unit) {
	var total int
	var heaviest float32
	for _, u := range units {
		total += len(u.Terms)
		for _, term := range u.Terms {
			heaviest = max(heaviest, term.Weight)
		}
	}
	a.step = stepFor(heaviest)

	ordinals := make(map[uint64]uint32, total/8)
	keys := make([]uint64, 0, total/8)
	counts := make([]uint32, 0, total/8)
	of := make([]uint32, 0, total) // ordinal of each posting, in reading order
	for _, u := range units {
		for _, term := range u.Terms {
			key := lexicon.Key(term.Token)
			ordinal, known := ordinals[key]
			if !known {
				ordinal = uint32(len(keys))
				ordinals[key] = ordinal
				keys = append(keys, key)
				counts = append(counts, 0)
			}
			if term.Weight > 0 {
				counts[ordinal]++
			}
			of = append(of, ordinal)
		}
	}

	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	a.terms = lexicon.NewTable(sorted)
	a.starts = make([]uint32, len(sorted)+1)
	next := make([]uint32, len(keys)) // by ordinal, where its next posting goes
	var at uint32
	for i, key := range sorted {
		ordinal := ordinals[key]
		a.starts[i], next[ordinal] = at, at
		at += counts[ordinal]
	}
	a.starts[len(sorted)] = at
	a.postings = make([]uint32, at)
	read := 0
	for unit, u := range units {
		for _, term := range u.Terms {
			ordinal := of[read]
			read++
			if term.Weight > 0 {
				a.postings[next[ordinal]] = uint32(unit)<<16 | inSteps(term.Weight, a.step)
				next[ordinal]++
			}
		}
	}
}

// stepFor is the finest step in which the heaviest weight fits 16 bits; always a power of two.
func stepFor(heaviest float32) float32 {
	step := float32(finestStep)
	for heaviest > step*maxWeight {
		step *= 2
	}
	return step
}

// inSteps rounds a weight above 0 to steps, at least one: a shared term stays shared.
func inSteps(weight, step float32) uint32 {
	return min(max(uint32(weight/step+0.5), 1), maxWeight)
}
