package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// config says what to measure.
type config struct {
	Passages  int
	Questions int
	Exact     int
	Rounds    int
	Sets      string
	Vectors   string
	Assets    string
}

func main() {
	var c config
	flag.IntVar(&c.Passages, "passages", 100_000, "passages to index")
	flag.IntVar(&c.Questions, "questions", 1000, "questions to ask, and as many long ones")
	flag.IntVar(&c.Exact, "exact", 150, "questions of which the exact ranking is computed")
	flag.IntVar(&c.Rounds, "rounds", 1, "ask each question so often and take its best time, to leave other programs of a busy machine out")
	flag.StringVar(&c.Sets, "sets", "../../shared/eval", "folder of query sets in the BEIR layout")
	flag.StringVar(&c.Vectors, "vectors", "../var/eval-vectors", "folder of remembered vectors")
	flag.StringVar(&c.Assets, "assets", "../assets", "folder of the model and its runtime")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
