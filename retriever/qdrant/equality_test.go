package qdrant_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/embed"
	"yueyue/retriever/eval"
	"yueyue/retriever/local"
	"yueyue/retriever/qdrant/qdranttest"
	"yueyue/retriever/segment"
)

// TestSameAnswersAsEmbedded asks both indexes the questions of a set: the first of the fused candidates must be the same for
// 99 of 100 questions, and of the first ten 95 of 100 must be the same.
func TestSameAnswersAsEmbedded(t *testing.T) {
	set := taxQuestions(t)
	for _, tc := range []struct {
		name     string
		passages int // taken from the front; 0: all
		dims     int
		embed    func(t *testing.T) func(context.Context, []string) ([][]float32, error)
	}{
		{"hashed vectors, the whole set", 0, hashedDims, hashed},
		{"the real model, a sample", 500, 512, modelled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			some := set
			if tc.passages > 0 {
				if testing.Short() {
					t.Skip("the model takes its time")
				}
				some.Passages = some.Passages[:tc.passages]
			}
			w := newWorld(t, some, tc.embed(t))
			t.Run("in-process server", func(t *testing.T) {
				config := patient()
				config.URL = qdranttest.Start(t, qdranttest.Options{}).URL()
				w.compare(t, "in-process server", fresh(t, config, tc.dims))
			})
			t.Run("real server", func(t *testing.T) { w.compare(t, "real server", fresh(t, realServer(t), tc.dims)) })
		})
	}
}

// world is what both indexes are given and asked.
type world struct {
	statistics *retriever.Statistics
	units      []retriever.Unit
	questions  []retriever.Question
}

func newWorld(t *testing.T, set eval.Set, embed func(context.Context, []string) ([][]float32, error)) world {
	t.Helper()
	segmenter := new(segment.Segmenter)
	census := retriever.NewCensus()
	passages, queries := make([]string, len(set.Passages)), make([]string, len(set.Queries))
	for i, p := range set.Passages {
		passages[i] = p.Content()
		census.Add(segmenter.Tokens(passages[i]))
	}
	for i, q := range set.Queries {
		queries[i] = q.Text
	}
	w := world{statistics: census.Freeze()}
	vectors, err := embed(t.Context(), passages)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := embed(t.Context(), queries)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range passages {
		id := strconv.Itoa(i)
		w.units = append(w.units, retriever.Unit{
			ID: retriever.UnitID("passage/" + id + "@1/0"), Target: retriever.Target{Kind: retriever.PassageTarget, ID: id},
			Region: knowledge.National, Terms: w.statistics.DocumentTerms(segmenter.Tokens(text)), Vector: vectors[i],
		})
	}
	for i, text := range queries {
		tokens := segmenter.Tokens(text)
		w.questions = append(w.questions, retriever.Question{
			Probe: retriever.Probe{Terms: retriever.QueryTerms(tokens), Vector: asked[i]}, Ideal: w.statistics.Ideal(tokens),
		})
	}
	return w
}

func (w world) compare(t *testing.T, server string, remote retriever.Index) {
	t.Helper()
	const first = 10
	embedded := local.New()
	for _, x := range []retriever.Index{embedded, remote} {
		if err := x.Apply(t.Context(), retriever.Changes{Put: w.units}); err != nil {
			t.Fatal(err)
		}
	}
	var same, shared, wanted int
	var furthest float64
	for _, question := range w.questions {
		want, got := w.rank(t, embedded, question, first), w.rank(t, remote, question, first)
		if len(want) == 0 || len(got) == 0 {
			t.Fatalf("%d and %d candidates", len(want), len(got))
		}
		if want[0].Target == got[0].Target {
			same++
		}
		scores := map[retriever.Target]float64{}
		for _, c := range want {
			scores[c.Target] = c.Score
		}
		for _, c := range got {
			if score, both := scores[c.Target]; both {
				shared++
				furthest = max(furthest, math.Abs(score-c.Score))
			}
		}
		wanted += len(want)
	}
	top1, top10 := float64(same)/float64(len(w.questions)), float64(shared)/float64(wanted)
	t.Logf("%s: %d passages, %d questions: first equal %.4f, first ten shared %.4f, scores differ by %.5f at most",
		server, len(w.units), len(w.questions), top1, top10, furthest)
	if top1 < 0.99 || top10 < 0.95 {
		t.Error("the answers differ")
	}
}

func (w world) rank(t *testing.T, x retriever.Index, question retriever.Question, limit int) []retriever.Candidate {
	t.Helper()
	ranker := retriever.Ranker{Statistics: w.statistics, Index: x}
	candidates, err := ranker.Rank(t.Context(), question, retriever.Filter{}, limit)
	if err != nil {
		t.Fatal(err)
	}
	return candidates
}

func taxQuestions(t *testing.T) eval.Set {
	t.Helper()
	shared := os.Getenv("YUEYUE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	folder := filepath.Join(shared, "eval", "tax12366_qa")
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no questions to compare with (YUEYUE_SHARED names their folder):", err)
	}
	set, err := eval.Load(eval.Source{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const hashedDims = 128

// hashed makes vectors in which texts with the same pairs of characters lie close: each pair has a direction of its own.
func hashed(*testing.T) func(context.Context, []string) ([][]float32, error) {
	return func(_ context.Context, texts []string) ([][]float32, error) {
		vectors := make([][]float32, len(texts))
		directions := map[string][]float32{}
		for i, text := range texts {
			runes := []rune(text + "  ")
			vectors[i] = make([]float32, hashedDims)
			for at := range len(runes) - 1 {
				pair := string(runes[at : at+2])
				if directions[pair] == nil {
					directions[pair] = direction(pair)
				}
				for d, x := range directions[pair] {
					vectors[i][d] += x
				}
			}
			var square float64
			for _, x := range vectors[i] {
				square += float64(x) * float64(x)
			}
			for d := range vectors[i] {
				vectors[i][d] /= float32(math.Sqrt(square))
			}
		}
		return vectors, nil
	}
}

func direction(pair string) []float32 {
	sum := fnv.New64a()
	fmt.Fprint(sum, pair)
	random := rand.New(rand.NewPCG(sum.Sum64(), 1))
	vector := make([]float32, hashedDims)
	for d := range vector {
		vector[d] = float32(random.NormFloat64())
	}
	return vector
}

func modelled(t *testing.T) func(context.Context, []string) ([][]float32, error) {
	t.Helper()
	folder := os.Getenv("YUEYUE_ASSETS")
	if folder == "" {
		folder = filepath.Join("..", "..", "assets")
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the model is absent (make assets fetches it):", err)
	}
	model, err := embed.Open(embed.Config{Dir: folder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	return model.EmbedDocuments
}
