package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"yueyue/bench/internal/machine"
	"yueyue/bench/internal/table"
	"yueyue/retriever/eval"
)

// run compares the answers and, on a real server, the times at many units, and prints the table.
func run(ctx context.Context, c options, out io.Writer) (err error) {
	machine.Print(out)
	s, err := openServer(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closing := s.close(ctx); err == nil {
			err = closing
		}
	}()
	fmt.Fprintf(out, "Qdrant       %s\n", s.name)
	same, compared, err := compareAnswers(ctx, c, s)
	if err != nil {
		return err
	}
	var large asking
	if s.real {
		if large, err = measureAsking(ctx, c, s, out); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "load         %s at the end\n\n", machine.Load())
	rows := table.New(out)
	if compared {
		printAnswers(rows, s, same)
	} else {
		rows.Unmeasured("the same answers", "first equal ≥ 99%, first ten shared ≥ 95%", "there is no "+c.Set)
	}
	what := fmt.Sprintf("ask without embedding, %d units", c.Units)
	if !s.real {
		rows.Unmeasured(what+", Qdrant", "p50 ≤ 10 ms, p99 ≤ 25 ms", "QDRANT_URL names no server")
		return nil
	}
	rows.Note(what+", embedded index", "%s, %d questions; filled in %.1f s", moments(large.Embedded), large.Questions, large.EmbeddedFill.Seconds())
	rows.Note(what+", "+s.name+", as soon as it is filled", "%s, %d questions; the server builds its graphs for another %.0f s",
		moments(large.Filled), large.Questions, large.Settling.Seconds())
	rows.Row(what+", "+s.name, "p50 ≤ 10 ms, p99 ≤ 25 ms", eval.Percentile(large.Qdrant, 0.5) <= 10 && eval.Percentile(large.Qdrant, 0.99) <= 25,
		"%s, %d questions; filled in %.1f s", moments(large.Qdrant), large.Questions, large.QdrantFill.Seconds())
	return nil
}

func printAnswers(rows table.Table, s *server, a answers) {
	of := fmt.Sprintf("%d passages, %d questions", a.Passages, a.Questions)
	top1, top10 := float64(a.Same)/float64(a.Questions), float64(a.Shared)/float64(a.Wanted)
	rows.Row("the first candidate is the same, "+of, "≥ 99%", top1 >= 0.99, "%.1f%% (%s)", 100*top1, s.name)
	rows.Row("the first ten candidates are the same, "+of, "≥ 95%", top10 >= 0.95, "%.1f%% (%s)", 100*top10, s.name)
	rows.Note("ranking one question, embedded index", "%s", moments(a.Embedded))
	rows.Note("ranking one question, Qdrant", "%s (%s)", moments(a.Qdrant), s.name)
}

func moments(times []time.Duration) string {
	return fmt.Sprintf("p50 %.2f ms, p99 %.2f ms", eval.Percentile(times, 0.5), eval.Percentile(times, 0.99))
}
