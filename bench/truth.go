package main

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"yueyue/retriever"
)

// truth are the exact best ten of some questions, computed over all passages in float64 by the written formulas, without
// any index.
type truth struct {
	questions             []asked
	fused, words, meaning map[string][]string // by question
}

func newTruth(ctx context.Context, passages []string, s *source, o *ours, questions []asked) (*truth, error) {
	t := &truth{questions: questions, fused: map[string][]string{}, words: map[string][]string{}, meaning: map[string][]string{}}
	asking := map[string][]weighted{} // by token
	ideals := make([]float64, len(questions))
	cosines, scores := make([][]float64, len(questions)), make([][]float64, len(questions))
	for q, question := range questions {
		tokens := s.segmenter.Tokens(question.text)
		ideals[q] = o.ranker.Statistics.Ideal(tokens)
		for _, term := range retriever.QueryTerms(tokens) {
			asking[term.Token] = append(asking[term.Token], weighted{question: q, weight: float64(term.Weight)})
		}
		cosines[q], scores[q] = make([]float64, len(passages)), make([]float64, len(passages))
	}
	for i, text := range passages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vector, err := s.passage(i)
		if err != nil {
			return nil, err
		}
		for _, term := range o.ranker.Statistics.DocumentTerms(s.segmenter.Tokens(text)) {
			for _, a := range asking[term.Token] {
				scores[a.question][i] += a.weight * float64(term.Weight)
			}
		}
		for q, question := range questions {
			for j, x := range question.vector {
				cosines[q][i] += float64(x) * float64(vector[j])
			}
		}
	}
	for q, question := range questions {
		factor := 0.08 / math.Pow(ideals[q], 0.65)
		t.words[question.text] = best(len(passages), func(i int) float64 { return scores[q][i] })
		t.meaning[question.text] = best(len(passages), func(i int) float64 { return cosines[q][i] })
		t.fused[question.text] = best(len(passages), func(i int) float64 { return cosines[q][i] + factor*scores[q][i] })
	}
	return t, nil
}

// weighted is a question that holds a token.
type weighted struct {
	question int
	weight   float64
}

// places is how many of a ranking count.
const places = 10

// best are the ids of the ten best of n passages and of all that equal the tenth; none of those that score 0.
func best(n int, score func(int) float64) []string {
	order := make([]int, 0, n)
	scores := make([]float64, n)
	for i := range scores {
		if scores[i] = score(i); scores[i] != 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	var ids []string
	for place, i := range order {
		if place >= places && scores[i] < scores[order[places-1]]-1e-9 {
			break
		}
		ids = append(ids, strconv.Itoa(i))
	}
	return ids
}

// recall is the mean share of the exact best ten that a system finds among its ten; of passages that equal the tenth any
// is right.
func (t *truth) recall(ctx context.Context, find finder, exact map[string][]string) (float64, error) {
	found, total := 0, 0
	for _, q := range t.questions {
		got, err := find(ctx, q)
		if err != nil {
			return 0, err
		}
		right := exact[q.text]
		total += min(places, len(right))
		for _, id := range got[:min(places, len(got))] {
			if slices.Contains(right, id) {
				found++
			}
		}
	}
	return float64(found) / float64(max(total, 1)), nil
}
