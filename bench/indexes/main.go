// Indexes compares the embedded index with Qdrant: whether they give the same answers, and how long each takes. It prints the
// machine and a table of target, measured value and verdict.
//
// The answers are compared on a query set, ranked by both with the same vectors and weights. QDRANT_URL names a server, with
// QDRANT_API_KEY and QDRANT_CA_FILE where it asks for them; without one the set is compared on a server inside this process that
// implements what is used of Qdrant, whose times say nothing about Qdrant's, and asking at 100,000 units is not measured. The
// output says which it was.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"yueyue/bench/internal/house"
)

// options say what to measure.
type options struct {
	house.Config
	Set    string
	Rounds int
}

func main() {
	var c options
	c.Bind(flag.CommandLine, 1000)
	flag.StringVar(&c.Set, "set", "../../shared/eval/tax12366_qa", "query set on which the answers are compared; passed over where it is absent")
	flag.IntVar(&c.Rounds, "rounds", 10, "times that its questions are asked")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/indexes:", err)
		os.Exit(1)
	}
}
