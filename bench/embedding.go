package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"yueyue/retriever"
	"yueyue/retriever/eval"
)

// reportEmbedding prints what embedding costs beside the search, and how many questions pass at once.
func reportEmbedding(ctx context.Context, out io.Writer, o *ours, s *source, questions []asked) error {
	if s.model == nil {
		fmt.Fprintf(out, "with embedding: not measured, because %s\n", s.why)
		return nil
	}
	whole := o.ranker
	whole.Embedder = s.model
	ask := func(ctx context.Context, q asked) ([]string, error) {
		question, err := whole.Question(ctx, q.text)
		if err != nil {
			return nil, err
		}
		_, err = whole.Rank(ctx, question, retriever.Filter{}, 10)
		return nil, err
	}
	embedOnly := func(ctx context.Context, q asked) ([]string, error) {
		_, err := s.model.EmbedQuery(ctx, q.text)
		return nil, err
	}
	// In turns, so that both meet the same machine.
	var alone, both []time.Duration
	for i, q := range sample(questions, 500) {
		first, second := embedOnly, ask
		if i%2 == 1 {
			first, second = ask, embedOnly
		}
		var took [2]time.Duration
		for n, do := range [2]finder{first, second} {
			started := time.Now()
			if _, err := do(ctx, q); err != nil {
				return err
			}
			took[n] = time.Since(started)
		}
		alone, both = append(alone, took[i%2]), append(both, took[1-i%2])
	}
	fmt.Fprintf(out, "%-38s %9.2f %9.2f\n", "the embedder alone", eval.Percentile(alone, 0.5), eval.Percentile(alone, 0.99))
	fmt.Fprintf(out, "%-38s %9.2f %9.2f\n", "yueyue with embedding", eval.Percentile(both, 0.5), eval.Percentile(both, 0.99))

	workers := runtime.NumCPU()
	var next atomic.Int64
	var group sync.WaitGroup
	failures := make(chan error, workers)
	used, started := processorTime(), time.Now()
	for range workers {
		group.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(questions); i = next.Add(1) - 1 {
				if _, err := ask(ctx, questions[i]); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	group.Wait()
	took := time.Since(started)
	each := (processorTime() - used) / time.Duration(len(questions))
	select {
	case err := <-failures:
		return err
	default:
	}
	fmt.Fprintf(out, "%d at once: %.0f questions/s; each takes %.2f ms of a processor, so %d processors allow %.0f\n", workers,
		float64(len(questions))/took.Seconds(), float64(each)/float64(time.Millisecond), workers, float64(workers)/each.Seconds())
	return nil
}

// processorTime is what this process has used of all processors so far.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
