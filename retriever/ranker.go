package retriever

import (
	"context"

	"github.com/tmc/langchaingo/embeddings"

	"yueyue/internal/fault"
)

// DefaultDepth is how many units each leg gives to the fusion. With one unit a passage, depths of 20 to 400 gave the same
// nDCG@10 on eight query sets within .0002; 100 leaves room for targets that have many units.
const DefaultDepth = 100

// Ranker is the one way from a question's text to ranked candidates; asking and evaluating both go it. Its parts belong to
// one generation. It is safe for concurrent use.
type Ranker struct {
	Tokenizer  Tokenizer
	Statistics *Statistics
	Embedder   embeddings.Embedder // nil: words only
	Index      Index
}

// Question is a text made ready for the index.
type Question struct {
	Probe Probe
	Ideal float64 // Statistics.Ideal of its tokens
}

// Question prepares a text. Without an Embedder, or for a text without a token, which means nothing to a model either, the
// probe has no vector. An embedder that fails gives fault.Unavailable and a question of words only, which can still be
// ranked.
func (r *Ranker) Question(ctx context.Context, text string) (Question, error) {
	tokens := r.Tokenizer.Tokens(text)
	q := Question{Probe: Probe{Terms: QueryTerms(tokens)}, Ideal: r.Statistics.Ideal(tokens)}
	if r.Embedder == nil || len(tokens) == 0 {
		return q, nil
	}
	vector, err := r.Embedder.EmbedQuery(ctx, text)
	if err != nil {
		return q, fault.Wrap(fault.Unavailable, "retriever.Ranker.Question", err)
	}
	q.Probe.Vector = vector
	return q, nil
}

// Legs gives what both legs find for a question, each best first.
func (r *Ranker) Legs(ctx context.Context, q Question, filter Filter) (words, meaning []Hit, err error) {
	return r.Index.Search(ctx, q.Probe, filter, DefaultDepth)
}

// Rank gives the best candidates that the filter lets through, at most limit of them (0: all that either leg found).
func (r *Ranker) Rank(ctx context.Context, q Question, filter Filter, limit int) ([]Candidate, error) {
	words, meaning, err := r.Legs(ctx, q, filter)
	if err != nil {
		return nil, err
	}
	return Fuse(words, meaning, q.Ideal, q.Probe.Vector == nil, limit), nil
}
