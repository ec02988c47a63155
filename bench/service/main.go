package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"yueyue/bench/internal/house"
)

// options say what to measure.
type options struct {
	house.Config
	Clients int
	Press   time.Duration
	Starts  int
	Binary  string
	Profile string
	Program string
}

func main() {
	var c options
	c.Bind(flag.CommandLine, 2500)
	flag.IntVar(&c.Clients, "clients", 16, "HTTP clients at once")
	flag.DurationVar(&c.Press, "press", 15*time.Second, "how long the HTTP clients ask")
	flag.IntVar(&c.Starts, "starts", 5, "starts of the binary, on an empty folder and again on the same one")
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
