// Publish measures how soon a change of one document is answered from, and what asking costs meanwhile, at 100,000 index units.
// It prints the machine and a table of target, measured value and verdict.
//
// A document of 40 passages is changed in one article, in a draft that another person publishes, while askers ask without pause.
// Nothing on the way is left out but the embedding of questions: their vectors were made before in the same run. The text of the
// changed article is embedded for real. The index follows as in service, which looks for changes every quarter of a second.
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
	Askers    int
	Publishes int
	Around    time.Duration
	Quiet     time.Duration
	Pulse     bool
}

func main() {
	var c options
	c.Bind(flag.CommandLine, 1000)
	flag.IntVar(&c.Askers, "askers", 4, "askers at once")
	flag.IntVar(&c.Publishes, "publishes", 10, "editions to publish")
	flag.DurationVar(&c.Around, "around", 5*time.Second, "time before and after a publish in which questions count as asked meanwhile")
	flag.DurationVar(&c.Quiet, "quiet", 10*time.Second, "time between two publishes in which they do not")
	flag.BoolVar(&c.Pulse, "pulse", false, "be the pulse of another process: sleep, and tell how late it woke")
	flag.Parse()
	if c.Pulse {
		if err := bePulse(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/publish:", err)
		os.Exit(1)
	}
}
