package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// options say what to measure.
type options struct {
	Units     int
	Questions int
	Clients   int
	Press     time.Duration
	Starts    int
	Sets      string
	Vectors   string
	Assets    string
	Binary    string
	Profile   string
	Program   string
}

func main() {
	var c options
	flag.IntVar(&c.Units, "units", 100_000, "units in the index")
	flag.IntVar(&c.Questions, "questions", 2500, "questions to ask one after the other")
	flag.IntVar(&c.Clients, "clients", 16, "HTTP clients at once")
	flag.DurationVar(&c.Press, "press", 15*time.Second, "how long the HTTP clients ask")
	flag.IntVar(&c.Starts, "starts", 5, "starts of the binary, on an empty folder and again on the same one")
	flag.StringVar(&c.Sets, "sets", "../../shared/eval", "folder of query sets in the BEIR layout; texts are made up where it is absent")
	flag.StringVar(&c.Vectors, "vectors", "../var/eval-vectors", "folder of remembered vectors")
	flag.StringVar(&c.Assets, "assets", "../assets", "folder of the model and its runtime")
	flag.StringVar(&c.Binary, "binary", "../yueyue", "the built program; where it is absent, starts are not measured")
	flag.StringVar(&c.Profile, "profile", "", "folder for processor profiles of asking one after the other and over HTTP")
	flag.StringVar(&c.Program, "program", "", "be the program under measurement, on this prepared folder")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	do := run
	if c.Program != "" {
		do = beProgram
	}
	if err := do(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/service:", err)
		os.Exit(1)
	}
}
