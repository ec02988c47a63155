package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"yueyue/bench/internal/machine"
	"yueyue/bench/internal/table"
)

// run measures the memory first, while nothing else has been in this process, then the rates, and prints the table.
func run(ctx context.Context, c options, out io.Writer) error {
	machine.Print(out)
	memory, err := measureMemory(ctx, c)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "archive      %d files, %.0f MB of text in %.0f MB; %.0f s, load %s\n", memory.Entries, float64(memory.Text)/(1<<20),
		float64(memory.Packed)/(1<<20), memory.Took.Seconds(), machine.Load())
	rates, err := measureRates(ctx, c)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "files        statutes that are made up, %d MB of each format; load %s\n", c.Text, machine.Load())
	e, err := measureEmbedding(ctx, c)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "embedding    %d passages, %d texts of %d characters on average; load %s\n\n", e.Passages, e.Texts, e.Characters/max(e.Texts, 1),
		machine.Load())

	rows := table.New(out)
	whole, alone := float64(e.Texts)/e.Whole.Seconds(), float64(e.Texts)/e.Alone.Seconds()
	rows.Row("ingest with embedding", "≥ 85% of the embedder alone", whole >= 0.85*alone, "%.1f texts/s; embedder alone %.1f texts/s: %.1f%%",
		whole, alone, 100*whole/alone)
	for _, r := range rates {
		rows.Row("ingest without embedding, one core, "+r.Name, "≥ 5 MB of text a second", r.whole() >= 5, "%.1f MB/s (%.1f MB/s by the clock)",
			r.whole(), perSecond(r.Text, r.Took))
	}
	rows.Row(fmt.Sprintf("memory above idle, archive of %.0f MB of text", float64(memory.Text)/(1<<20)), "≤ 300 MB", memory.above() <= 300,
		"%d MB: program %d MB over %d MB, worker %d MB", memory.above(), memory.Peaks.Own-memory.Idle, memory.Idle, memory.Peaks.Children)

	fmt.Fprintf(out, "\nWith embedding: until the draft %s, the edition %s, the index with the vectors %s; the embedder alone %s. In processor time "+
		"%s of %s: %.1f%%.\n", seconds(e.Read), seconds(e.Draft), seconds(e.Rest), seconds(e.Alone), seconds(e.Used), seconds(e.WholeUsed),
		100*e.Used.Seconds()/e.WholeUsed.Seconds())
	fmt.Fprintln(out, "Without embedding: bytes of the text of passages for a second of processor time, of program and worker together.")
	for _, r := range rates {
		fmt.Fprintf(out, "%s: %d files, %d not taken in, %.1f MB of text; reading, recognising and cutting alone (dry run) %.1f MB/s (%.1f by the clock).\n", r.Name,
			r.Files, r.Failed, float64(r.Text)/1e6, r.read(), perSecond(r.Text, r.DryTook))
	}
	result := memory.Result
	fmt.Fprintf(out, "Memory: the highest of the program and of its worker added, though they come at different moments; at one moment %d MB above idle. "+
		"%d documents, %d passages, %d files not taken in.\n", memory.Peaks.Together-memory.Idle, result.Documents, result.Passages, result.Failed)
	return nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
