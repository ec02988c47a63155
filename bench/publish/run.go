package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/bench/internal/machine"
	"yueyue/bench/internal/table"
	"yueyue/dialog"
	"yueyue/internal/editorial"
	"yueyue/internal/staff/audit"
	"yueyue/retriever/eval"
)

// run prepares a folder, opens the program on it, publishes while it is asked, and prints the table.
func run(ctx context.Context, c options, out io.Writer) error {
	machine.Print(out)
	folder, err := os.MkdirTemp("", "bench-publish-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	m, err := house.Collect(c.Config)
	if err != nil {
		return err
	}
	if err := house.Prepare(ctx, c.Config, folder, m, out); err != nil {
		return err
	}
	p, err := house.Open(ctx, c.Config, folder)
	if err != nil {
		return err
	}
	t, err := measure(ctx, c, p, m.Questions)
	if closing := p.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	t.print(out, c)
	return nil
}

// measure publishes one change after another while questions are asked.
func measure(ctx context.Context, c options, p *house.Program, questions []dialog.Question) (*outcome, error) {
	if err := publishRule(ctx, p); err != nil {
		return nil, err
	}
	if err := p.Retriever.CatchUp(ctx); err != nil {
		return nil, err
	}
	searching, err := p.Rehearse(ctx, append(questions, dialog.Question{Text: probe}))
	if err != nil {
		return nil, err
	}
	reply, err := p.Dialog.Preview(ctx, dialog.Question{Text: probe})
	if err != nil {
		return nil, err
	}
	if !carries(reply, figure(0)) {
		return nil, fmt.Errorf("the article that changes is not answered from: %s, %q", reply.Kind, reply.Text)
	}
	debug.FreeOSMemory() // what preparing left is not collected while it is asked
	p.Tape.Set(house.Replay)
	stop, err := startPulse(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go p.Retriever.Follow(ctx)
	a := &askers{program: p, questions: searching}
	a.start(ctx, c.Askers, cancel)
	t := &outcome{askers: a, questions: len(searching)}
	err = t.publish(ctx, c, editorial.NewRepository(p.DB, p.Knowledge, audit.NewTrail(p.DB, time.Now), editorial.Config{}, time.Now))
	cancel(nil)
	a.asking.Wait()
	late, stopping := stop()
	if err == nil {
		err = stopping
	}
	t.late = late
	return t, err
}

// outcome is everything that was measured.
type outcome struct {
	askers    *askers
	questions int
	publishes []changed
	late      time.Duration // of the pulse at the most
}

// patience is how long a change may take to be seen.
const patience = time.Minute

// publish publishes the changes, each with time around it and time without before it.
func (t *outcome) publish(ctx context.Context, c options, desk *editorial.Repository) error {
	for n := 1; n <= c.Publishes; n++ {
		if err := pause(ctx, c.Quiet+c.Around); err != nil {
			return err
		}
		w := newWanted(figure(n))
		t.askers.wanted.Store(w)
		published, err := change(ctx, desk, n)
		if err != nil {
			return err
		}
		select {
		case published.Seen = <-w.seen:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(patience):
			return fmt.Errorf("edition %d was not answered from within %s", n, patience)
		}
		t.publishes = append(t.publishes, published)
		if err := pause(ctx, c.Around); err != nil {
			return err
		}
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

func (t *outcome) print(out io.Writer, c options) {
	fmt.Fprintf(out, "asking       %d askers without pause, %d different questions; %d publishes\n", c.Askers, t.questions, len(t.publishes))
	fmt.Fprintf(out, "load         %s at the end\n\n", machine.Load())
	var seen, publishing []time.Duration
	for _, p := range t.publishes {
		seen, publishing = append(seen, p.Seen.Sub(p.Committed)), append(publishing, p.Committed.Sub(p.Began))
	}
	sorted := slices.Sorted(slices.Values(seen))
	meanwhile, without := t.askers.split(t.publishes, c.Around)
	busy, usual := eval.Percentile(meanwhile, 0.99), eval.Percentile(without, 0.99)
	rows := table.New(out)
	slowest := sorted[len(sorted)-1]
	rows.Row(fmt.Sprintf("a change of one article is answered from, %d units", c.Units), "≤ 1 s after the commit", slowest <= time.Second,
		"%.0f ms at the most, %.0f ms in the middle", ms(slowest), ms(sorted[len(sorted)/2]))
	rows.Row(fmt.Sprintf("p99 of questions within %s of a publish", c.Around), "≤ 2 × p99 without", busy <= 2*usual, "%.1f ms of %.1f ms: %.2f ×", busy, usual,
		busy/usual)
	fmt.Fprintf(out, "\nMeanwhile %d questions, p50 %.1f ms, slowest %.1f ms; without %d, p50 %.1f ms, slowest %.1f ms. Slower than twice the usual p99 are "+
		"%.2f%% meanwhile, %.2f%% without.\n", len(meanwhile), eval.Percentile(meanwhile, 0.5), eval.Percentile(meanwhile, 1), len(without),
		eval.Percentile(without, 0.5), eval.Percentile(without, 1), above(meanwhile, 2*usual), above(without, 2*usual))
	fmt.Fprintf(out, "Publishing, from the reviewer's word to the commit, takes %.0f ms at the most, the askers writing their answers at the same time. "+
		"Seen after %s ms, in their order. A process of its own that sleeps for %s at a time woke up to %.0f ms late.\n", eval.Percentile(publishing, 1),
		list(seen), beat, ms(t.late))
}

// above is the share of times that are longer than a limit in milliseconds, in percent.
func above(times []time.Duration, limit float64) float64 {
	count := 0
	for _, t := range times {
		if ms(t) > limit {
			count++
		}
	}
	return 100 * float64(count) / float64(max(len(times), 1))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func list(times []time.Duration) string {
	text := ""
	for i, t := range times {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%.0f", ms(t))
	}
	return text
}
