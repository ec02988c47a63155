package retriever

import (
	"cmp"
	"math"
	"slices"
)

// The fusion of the two legs: score = cosine + 0.08 · words / ideal^0.65, both absolute, so that a leg that is sure counts
// more than one that is not. Mean nDCG@10 of eight open query sets: .652, against .626 for meaning alone, .569 for words
// alone and .624 for reciprocal rank fusion. It is a plateau: exponents of .35 to .8 with the weight that suits them stay
// within .002.
const (
	wordsWeight   = 0.08
	idealExponent = 0.65
)

// Fuse joins the hits of both legs into candidates, best first, at most limit of them (0: all). Ideal is Statistics.Ideal
// of the question. A target's score is that of its best unit. Equal scores are ordered by unit id, so the order never
// depends on the index.
//
// In words-only mode (a probe without a vector) the score is the share of the ideal score that the words reach, 0..about
// 1, which orders a question's candidates as the words alone do and compares one question with another.
func Fuse(words, meaning []Hit, ideal float64, wordsOnly bool, limit int) []Candidate {
	best := make(map[Target]int, len(words)+len(meaning))
	candidates := make([]Candidate, 0, len(words)+len(meaning))
	for _, leg := range [2][]Hit{words, meaning} {
		for i := range leg {
			c := candidate(&leg[i], ideal, wordsOnly)
			at, known := best[c.Target]
			switch {
			case !known:
				best[c.Target] = len(candidates)
				candidates = append(candidates, c)
			case before(c, candidates[at]) < 0:
				candidates[at] = c
			}
		}
	}
	slices.SortFunc(candidates, before)
	if limit > 0 && len(candidates) > limit {
		candidates = candidates[:limit]
	}
	return candidates
}

func candidate(hit *Hit, ideal float64, wordsOnly bool) Candidate {
	c := Candidate{Target: hit.Target, Unit: hit.Unit, Meaning: float64(hit.Meaning)}
	if ideal > 0 {
		c.Words = float64(hit.Words) / ideal
	}
	if wordsOnly {
		c.Score = c.Words
		return c
	}
	c.Score = c.Meaning
	if ideal > 0 {
		c.Score += wordsWeight * float64(hit.Words) / math.Pow(ideal, idealExponent)
	}
	return c
}

// before orders candidates: best first, equals by unit.
func before(a, b Candidate) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Unit, b.Unit))
}
