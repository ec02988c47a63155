package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"time"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/embed"
	"yueyue/retriever/eval"
	"yueyue/retriever/local"
	"yueyue/retriever/segment"
)

// first is how many candidates are compared.
const first = 10

// answers is what came of asking both indexes the same questions.
type answers struct {
	Passages, Questions int
	Same                int // questions whose first candidate is the same
	Shared, Wanted      int // of the first candidates of the embedded index, those that Qdrant has among its first
	Embedded, Qdrant    []time.Duration
}

// compareAnswers puts a query set into both indexes and asks its questions. ok is false when there is no such set.
func compareAnswers(ctx context.Context, c options, s *server) (a answers, ok bool, err error) {
	if _, err := os.Stat(c.Set); errors.Is(err, fs.ErrNotExist) {
		return answers{}, false, nil
	}
	set, err := eval.Load(eval.Source{Folder: c.Set})
	if err != nil {
		return answers{}, false, err
	}
	model, err := embed.Open(embed.Config{Dir: c.Assets})
	if err != nil {
		return answers{}, false, err
	}
	defer func() {
		if closing := model.Close(); err == nil {
			err = closing
		}
	}()
	units, ranker, err := unitsOf(ctx, c, set, model)
	if err != nil {
		return answers{}, false, err
	}
	remote, err := s.client.Build(ctx, "0123456789abcdef", model.Dims())
	if err != nil {
		return answers{}, false, err
	}
	embedded := local.New()
	for _, x := range []retriever.Index{embedded, remote} {
		if err := x.Apply(ctx, retriever.Changes{Put: units}); err != nil {
			return answers{}, false, err
		}
	}
	a = answers{Passages: len(set.Passages), Questions: len(set.Queries)}
	for _, query := range set.Queries {
		question, err := ranker.Question(ctx, query.Text)
		if err != nil {
			return answers{}, false, err
		}
		if err := a.ask(ctx, ranker, embedded, remote, question, c.Rounds); err != nil {
			return answers{}, false, err
		}
	}
	return a, true, nil
}

// unitsOf are the passages of a set with their weights and vectors; the ranker has no index yet.
func unitsOf(ctx context.Context, c options, set eval.Set, model *embed.ONNX) ([]retriever.Unit, retriever.Ranker, error) {
	ranker := retriever.Ranker{Tokenizer: new(segment.Segmenter), Embedder: model}
	census := retriever.NewCensus()
	texts := make([]string, len(set.Passages))
	for i, p := range set.Passages {
		texts[i] = p.Content()
		census.Add(ranker.Tokenizer.Tokens(texts[i]))
	}
	ranker.Statistics = census.Freeze()
	remembered, err := eval.OpenVectors(model, model.Model(), c.Vectors)
	if err != nil {
		return nil, ranker, err
	}
	defer remembered.Close()
	vectors, err := remembered.Of(ctx, texts, func(int) {})
	if err != nil {
		return nil, ranker, err
	}
	units := make([]retriever.Unit, len(texts))
	for i, text := range texts {
		id := strconv.Itoa(i)
		units[i] = retriever.Unit{
			ID: retriever.UnitID(id), Target: retriever.Target{Kind: retriever.PassageTarget, ID: id}, Region: knowledge.National,
			Terms: ranker.Statistics.DocumentTerms(ranker.Tokenizer.Tokens(text)), Vector: vectors[i],
		}
	}
	return units, ranker, nil
}

// ask asks both a question, taking turns, and compares what they say the first time.
func (a *answers) ask(ctx context.Context, ranker retriever.Ranker, embedded, remote retriever.Index, question retriever.Question, rounds int) error {
	ask := func(index retriever.Index, times *[]time.Duration) ([]retriever.Candidate, error) {
		ranker.Index = index
		began := time.Now()
		candidates, err := ranker.Rank(ctx, question, retriever.Filter{}, first)
		*times = append(*times, time.Since(began))
		return candidates, err
	}
	for round := range rounds {
		want, err := ask(embedded, &a.Embedded)
		if err != nil {
			return err
		}
		got, err := ask(remote, &a.Qdrant)
		if err != nil {
			return err
		}
		if round == 0 {
			a.compare(want, got)
		}
	}
	return nil
}

func (a *answers) compare(want, got []retriever.Candidate) {
	if len(want) > 0 && len(got) > 0 && want[0].Target == got[0].Target || len(want)+len(got) == 0 {
		a.Same++
	}
	found := map[retriever.Target]bool{}
	for _, c := range got {
		found[c.Target] = true
	}
	for _, c := range want {
		if found[c.Target] {
			a.Shared++
		}
	}
	a.Wanted += len(want)
}
