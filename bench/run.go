package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"yueyue/bench/internal/machine"
	"yueyue/retriever/eval"
)

// run measures everything once, this program first, while nothing of the peers is in memory.
func run(ctx context.Context, c config, out io.Writer) error {
	machine.Print(out)
	material, err := collect(c)
	if err != nil {
		return err
	}
	source, err := openSource(ctx, c, material)
	if err != nil {
		return err
	}
	defer source.close()
	fmt.Fprintf(out, "passages     %d (%s), %d characters each on average\n", len(material.Passages), material.Origin, material.characters())

	ours, err := newOurs(ctx, material.Passages, source)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "vectors      %s\n", source)
	fmt.Fprintf(out, "indexing     yueyue %s without embedding\n", ours.took.Round(time.Millisecond))
	debug.FreeOSMemory()
	resident, _ := machine.Resident()
	fmt.Fprintf(out, "resident     %d MB with jieba, the model and ONNX Runtime loaded (%s), of which %d MB are texts held for the peers\n",
		resident, source.loaded(), material.bytes()>>20)

	short, err := newAsked(ctx, material.Questions, source)
	if err != nil {
		return err
	}
	long, err := newAsked(ctx, material.LongQuestions, source)
	if err != nil {
		return err
	}
	bleve, err := newBleve(ctx, material.Passages)
	if err != nil {
		return err
	}
	defer bleve.close()
	chromem, err := newChromem(ctx, material.Passages, source)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "             bleve %s, chromem-go %s\n\n", bleve.took.Round(time.Millisecond), chromem.took.Round(time.Millisecond))

	truth, err := newTruth(ctx, material.Passages, source, ours, sample(short, c.Exact))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-38s %9s %9s %9s %9s %10s %10s\n", "one question after the other", "p50 ms", "p99 ms", "long p50", "long p99", "recall@10", "of its own")
	systems := []struct {
		name   string
		find   finder
		own    map[string][]string
		sparse bool // slow: asked fewer questions
	}{
		{"yueyue (words + meaning, fused)", ours.fused, truth.fused, false},
		{"yueyue, meaning leg", ours.meaning, truth.meaning, false},
		{"yueyue, words leg", ours.words, truth.words, false},
		{"bleve v2 (words)", bleve.find, nil, true},
		{"chromem-go (meaning)", chromem.find, truth.meaning, true},
	}
	for _, s := range systems {
		some, someLong := short, long
		if s.sparse {
			some, someLong = sample(short, 300), sample(long, 100)
		}
		times, err := measure(ctx, s.find, some, c.Rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		longTimes, err := measure(ctx, s.find, someLong, c.Rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fusedRecall, err := truth.recall(ctx, s.find, truth.fused)
		if err != nil {
			return err
		}
		own := "-"
		if s.own != nil {
			share, err := truth.recall(ctx, s.find, s.own)
			if err != nil {
				return err
			}
			own = fmt.Sprintf("%.4f", share)
		}
		fmt.Fprintf(out, "%-38s %9.2f %9.2f %9.2f %9.2f %10.4f %10s\n", s.name, eval.Percentile(times, 0.5), eval.Percentile(times, 0.99),
			eval.Percentile(longTimes, 0.5), eval.Percentile(longTimes, 0.99), fusedRecall, own)
	}
	fmt.Fprintf(out, "recall@10 is against exact words and float32 cosines, fused, over all passages (%d questions); \"of its own\" against\n"+
		"the exact ranking of the leg. Long questions have 60 to 300 characters. bleve and chromem-go are asked 300 and 100.\n"+
		"Each time is the best of %d.\n\n", len(truth.questions), c.Rounds)
	return reportEmbedding(ctx, out, ours, source, short)
}

// asked is a question with what is prepared for all systems alike: its vector.
type asked struct {
	text   string
	vector []float32
}

// finder gives the ids of the best ten passages.
type finder func(ctx context.Context, q asked) ([]string, error)

func newAsked(ctx context.Context, texts []string, source *source) ([]asked, error) {
	out := make([]asked, len(texts))
	for i, text := range texts {
		vector, err := source.question(ctx, text)
		if err != nil {
			return nil, err
		}
		out[i] = asked{text: text, vector: vector}
	}
	return out, nil
}

// sample takes count questions, evenly spread.
func sample(questions []asked, count int) []asked {
	if len(questions) <= count {
		return questions
	}
	out := make([]asked, count)
	for i := range out {
		out[i] = questions[i*len(questions)/count]
	}
	return out
}

// measure asks each question rounds times after a warm-up and gives its best time.
func measure(ctx context.Context, find finder, questions []asked, rounds int) ([]time.Duration, error) {
	for _, q := range sample(questions, 20) {
		if _, err := find(ctx, q); err != nil {
			return nil, err
		}
	}
	times := make([]time.Duration, len(questions))
	for round := range rounds {
		for i, q := range questions {
			started := time.Now()
			if _, err := find(ctx, q); err != nil {
				return nil, err
			}
			if took := time.Since(started); round == 0 || took < times[i] {
				times[i] = took
			}
		}
	}
	return times, nil
}
