package main

import (
	"context"
	"strconv"
	"time"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// ours is this program's search: the same Ranker that answers questions.
type ours struct {
	ranker retriever.Ranker
	took   time.Duration
}

const indexBatch = 2000

func newOurs(ctx context.Context, passages []string, s *source) (*ours, error) {
	started := time.Now()
	census := retriever.NewCensus()
	for _, text := range passages {
		census.Add(s.segmenter.Tokens(text))
	}
	o := &ours{ranker: retriever.Ranker{Tokenizer: s.segmenter, Statistics: census.Freeze(), Index: local.New()}}
	for start := 0; start < len(passages); start += indexBatch {
		var changes retriever.Changes
		for i := start; i < min(start+indexBatch, len(passages)); i++ {
			vector, err := s.passage(i)
			if err != nil {
				return nil, err
			}
			id := strconv.Itoa(i)
			changes.Put = append(changes.Put, retriever.Unit{
				ID: retriever.UnitID("passage/" + id + "@1/0"), Target: retriever.Target{Kind: retriever.PassageTarget, ID: id},
				Region: knowledge.National, Terms: o.ranker.Statistics.DocumentTerms(s.segmenter.Tokens(passages[i])), Vector: vector,
			})
		}
		if err := o.ranker.Index.Apply(ctx, changes); err != nil {
			return nil, err
		}
	}
	o.took = time.Since(started)
	return o, nil
}

// question prepares a text and takes the vector that all systems are given.
func (o *ours) question(ctx context.Context, q asked) (retriever.Question, error) {
	question, err := o.ranker.Question(ctx, q.text)
	question.Probe.Vector = q.vector
	return question, err
}

// fused is the whole way from a text to ranked candidates, embedding left out.
func (o *ours) fused(ctx context.Context, q asked) ([]string, error) {
	question, err := o.question(ctx, q)
	if err != nil {
		return nil, err
	}
	candidates, err := o.ranker.Rank(ctx, question, retriever.Filter{}, 10)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(candidates))
	for i, c := range candidates {
		ids[i] = c.Target.ID
	}
	return ids, nil
}

func (o *ours) meaning(ctx context.Context, q asked) ([]string, error) {
	_, hits, err := o.ranker.Index.Search(ctx, retriever.Probe{Vector: q.vector}, retriever.Filter{}, 10)
	return targets(hits), err
}

func (o *ours) words(ctx context.Context, q asked) ([]string, error) {
	question, err := o.ranker.Question(ctx, q.text)
	if err != nil {
		return nil, err
	}
	hits, _, err := o.ranker.Index.Search(ctx, question.Probe, retriever.Filter{}, 10)
	return targets(hits), err
}

func targets(hits []retriever.Hit) []string {
	ids := make([]string, len(hits))
	for i, hit := range hits {
		ids[i] = hit.Target.ID
	}
	return ids
}
