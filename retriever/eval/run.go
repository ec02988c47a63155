package eval

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/tmc/langchaingo/embeddings"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// depth is how many passages of each query a Report ranks.
const depth = 100

// indexBatch is how many passages are put into the index at once.
const indexBatch = 2048

// Parts are what is measured.
type Parts struct {
	Tokenizer retriever.Tokenizer
	Embedder  embeddings.Embedder // nil: words only
	Model     string              // names the Embedder exactly, for the vectors remembered
	Index     retriever.Index     // empty; the run fills it
}

// Stage names what a run is doing, for Options.Progress.
type Stage string

// The stages of a run. Embedding and Indexing take turns.
const (
	Counting  Stage = "count"
	Embedding Stage = "embed"
	Indexing  Stage = "index"
	Asking    Stage = "ask"
)

// Options say how to run.
type Options struct {
	VectorFolder string                             // where vectors of passages are remembered; empty: nowhere
	Progress     func(stage Stage, done, total int) // nil: none; called often
	Now          func() time.Time                   // nil: time.Now
}

// Report is the outcome of a run. Milliseconds are for one query from its text to the ranked passages, embedding included,
// one after the other; queries are embedded anew in every run so that the figure is a true one.
type Report struct {
	Set      string `json:"set"`
	Passages int    `json:"passages"`
	Queries  int    `json:"queries"` // with a judgement
	Unasked  int    `json:"unasked"` // of these, those without a question: they count as not found
	Measures
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`

	Rankings []Ranking `json:"-"` // of every query asked, in the order of the set, at most 100 passages each
}

// Run indexes the set's passages, asks its queries and scores the rankings. It fails when no query has a judgement
// (fault.Invalid), and with the error of the part that failed.
func Run(ctx context.Context, options Options, set Set, parts Parts) (Report, error) {
	const op = "eval.Run"
	if len(set.Qrels) == 0 {
		return Report{}, fault.Wrap(fault.Invalid, op, fmt.Errorf("set %q has no relevance judgement", set.Name))
	}
	if options.Progress == nil {
		options.Progress = func(Stage, int, int) {}
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	ranker := retriever.Ranker{Tokenizer: parts.Tokenizer, Embedder: parts.Embedder, Index: parts.Index}
	order := rand.New(rand.NewPCG(1, 1)).Perm(len(set.Passages))
	if err := fill(ctx, options, set, parts, &ranker, order); err != nil {
		return Report{}, err
	}
	report := Report{Set: set.Name, Passages: len(set.Passages), Queries: len(set.Qrels), Unasked: len(set.Qrels)}
	var took []time.Duration
	for i, query := range set.Queries {
		options.Progress(Asking, i, len(set.Queries))
		started := options.Now()
		question, err := ranker.Question(ctx, query.Text)
		if err != nil {
			return Report{}, err
		}
		candidates, err := ranker.Rank(ctx, question, retriever.Filter{}, depth)
		if err != nil {
			return Report{}, err
		}
		took = append(took, options.Now().Sub(started))
		ranking := Ranking{Query: query.ID, Passages: make([]Scored, len(candidates))}
		for place, c := range candidates {
			number, err := strconv.Atoi(c.Target.ID)
			if err != nil {
				return Report{}, fault.Wrap(fault.Internal, op, err)
			}
			ranking.Passages[place] = Scored{ID: set.Passages[order[number]].ID, Score: c.Score}
		}
		report.Rankings = append(report.Rankings, ranking)
		if len(set.Qrels[query.ID]) > 0 {
			report.Unasked--
		}
	}
	options.Progress(Asking, len(set.Queries), len(set.Queries))
	report.Measures = Measure(byQuery(report.Rankings), set.Qrels)
	report.P50, report.P99 = Percentile(took, 0.50), Percentile(took, 0.99)
	return report, nil
}

// fill counts, embeds and indexes the passages.
func fill(ctx context.Context, options Options, set Set, parts Parts, ranker *retriever.Ranker, order []int) error {
	census := retriever.NewCensus()
	for i, passage := range set.Passages {
		census.Add(parts.Tokenizer.Tokens(passage.Content()))
		if (i+1)%indexBatch == 0 || i+1 == len(set.Passages) {
			options.Progress(Counting, i+1, len(set.Passages))
		}
	}
	ranker.Statistics = census.Freeze()
	vectors, err := OpenVectors(parts.Embedder, parts.Model, options.VectorFolder)
	if err != nil {
		return err
	}
	defer vectors.Close()
	for start := 0; start < len(order); start += indexBatch {
		batch := order[start:min(start+indexBatch, len(order))]
		texts := make([]string, len(batch))
		for i, passage := range batch {
			texts[i] = set.Passages[passage].Content()
		}
		var meanings [][]float32
		if parts.Embedder != nil {
			meanings, err = vectors.Of(ctx, texts, func(done int) { options.Progress(Embedding, start+done, len(order)) })
			if err != nil {
				return err
			}
		}
		units := make([]retriever.Unit, len(batch))
		for i, text := range texts {
			number := strconv.Itoa(start + i)
			units[i] = retriever.Unit{
				ID: retriever.UnitID(number), Target: retriever.Target{Kind: retriever.PassageTarget, ID: number}, Region: knowledge.National,
				Terms: ranker.Statistics.DocumentTerms(parts.Tokenizer.Tokens(text)),
			}
			if meanings != nil {
				units[i].Vector = meanings[i]
			}
		}
		if err := parts.Index.Apply(ctx, retriever.Changes{Put: units}); err != nil {
			return err
		}
		options.Progress(Indexing, start+len(batch), len(order))
	}
	return nil
}

// Percentile is the smallest duration that the given share (0..1) does not exceed, in milliseconds; 0 of none.
func Percentile(took []time.Duration, share float64) float64 {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	at := int(share*float64(len(sorted)) + 0.9999999)
	return float64(sorted[min(max(at, 1), len(sorted))-1]) / float64(time.Millisecond)
}
