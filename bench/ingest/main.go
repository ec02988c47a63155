// Ingest measures how files become knowledge: the whole ingester with its workers (reading, recognising, cutting, a proposal in
// SQLite), the index that follows, and the memory that an archive of 1 GB of text takes. It prints the machine and a table of
// target, measured value and verdict.
//
// The files are made up: statutes of chapters, articles and items, as text, Markdown and HTML, a part of them in GB18030. Where
// there is a folder of real ones it is measured as well. Rates without embedding are bytes of the text of passages for a second of
// processor time, that of the program and of its workers together, so that other work on the machine does not count; the time that
// went by stands beside it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"yueyue/bench/internal/house"
	"yueyue/ingest/reader"
)

// options say what to measure.
type options struct {
	Passages int
	Rounds   int
	Text     int
	Archive  int
	Policies string
	House    house.Config
	Worker   bool
}

func main() {
	var c options
	flag.IntVar(&c.Passages, "passages", 3000, "passages to ingest with embedding")
	flag.IntVar(&c.Rounds, "rounds", 6, "parts in which they are ingested, each followed by the embedder alone")
	flag.IntVar(&c.Text, "text", 20, "MB of text to ingest without embedding, of each format")
	flag.IntVar(&c.Archive, "archive", 1024, "MB of text in the archive")
	flag.StringVar(&c.Policies, "policies", "../../shared/policies", "folder of real files; passed over where it is absent")
	flag.StringVar(&c.House.Assets, "assets", "../assets", "folder of the model and its runtime")
	flag.BoolVar(&c.Worker, "read-worker", false, "read files for another process")
	flag.Parse()
	if c.Worker {
		if err := reader.Worker(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/ingest:", err)
		os.Exit(1)
	}
}
