package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/bench/internal/machine"
	"yueyue/bench/internal/table"
)

// questionsFile holds the questions in the prepared folder.
const questionsFile = "questions.json"

// run prepares a folder, starts the program under measurement on it, presses it over HTTP, starts the binary, and prints the
// table.
func run(ctx context.Context, c options, out io.Writer) error {
	machine.Print(out)
	folder, err := os.MkdirTemp("", "bench-service-")
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
	questions, err := json.Marshal(m.Questions)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, questionsFile), questions, 0o600); err != nil {
		return err
	}
	t := outcome{units: c.Units, questions: len(m.Questions), clients: c.Clients, processors: runtime.NumCPU()}
	m = house.Material{}
	debug.FreeOSMemory() // the clients shall collect nothing of this
	if t.before, t.press, t.after, err = measure(ctx, c, folder); err != nil {
		return err
	}
	if t.starts, err = start(ctx, c); err != nil {
		return err
	}
	t.print(out)
	return nil
}

// measure runs the program under measurement and presses it.
func measure(ctx context.Context, c options, folder string) (before measured, p pressed, after measured, err error) {
	self, err := os.Executable()
	if err != nil {
		return
	}
	cmd := exec.CommandContext(ctx, self, "-program", folder, "-assets", c.Assets, "-profile", c.Profile)
	cmd.Stderr = os.Stderr
	end, err := cmd.StdinPipe()
	if err != nil {
		return
	}
	told, err := cmd.StdoutPipe()
	if err != nil {
		return
	}
	if err = cmd.Start(); err != nil {
		return
	}
	defer func() {
		end.Close()
		if ended := cmd.Wait(); err == nil && ended != nil {
			err = fmt.Errorf("the program under measurement: %w", ended)
		}
	}()
	tells := json.NewDecoder(told)
	if err = tells.Decode(&before); err != nil {
		return
	}
	used := machine.ProcessorTimeOf(cmd.Process.Pid)
	if p, err = press(ctx, c, before.Address, before.Searching); err != nil {
		return
	}
	p.Program = machine.ProcessorTimeOf(cmd.Process.Pid) - used
	end.Close()
	err = tells.Decode(&after)
	return
}

// outcome is everything that was measured.
type outcome struct {
	units, questions, clients, processors int

	before, after measured
	press         pressed
	starts        started
}

func (t *outcome) print(out io.Writer) {
	b := &t.before
	fmt.Fprintf(out, "questions    %d asked one after the other; %d more are small talk, wishes or orders, which search nothing\n", len(b.Searching), t.questions-len(b.Searching))
	fmt.Fprintf(out, "load         %s at the end\n\n", machine.Load())
	rows := table.New(out)
	row := rows.Row
	row("ask without embedding, p50", "≤ 3 ms", b.Asking.P50 <= 3, "%.2f ms", b.Asking.P50)
	row("ask without embedding, p99", "≤ 15 ms", b.Asking.P99 <= 15, "%.2f ms", b.Asking.P99)
	row("ask with embedding, p50", "≤ embedder alone + 3 ms", b.Whole.P50 <= b.Embedding.P50+3, "%.2f ms; embedder alone %.2f ms; difference %.2f ms",
		b.Whole.P50, b.Embedding.P50, b.Whole.P50-b.Embedding.P50)
	s := t.shares()
	row(fmt.Sprintf("throughput over HTTP, %d clients", t.clients), "≥ .8 × what processor time allows", s.all >= 0.8, "%.0f/s of %.0f/s: %.2f",
		s.throughput, s.bound, s.all)
	row(fmt.Sprintf("resident memory, %d units", t.units), "≤ 700 MB", max(b.Resident, t.after.Resident) <= 700,
		"%d MB after indexing, %d MB after all questions, each after a collection", b.Resident, t.after.Resident)
	if t.starts.Why != "" {
		rows.Unmeasured("first indexing, cold start", "≤ 30 s, ≤ 2 s", t.starts.Why)
	} else {
		first, again := median(t.starts.First), median(t.starts.Again)
		row("first indexing of the shipped knowledge", "≤ 30 s", first <= 30*time.Second, "%.1f s (median of %d)", first.Seconds(), len(t.starts.First))
		row("cold start with the shipped knowledge", "≤ 2 s", again <= 2*time.Second, "%.2f s (median of %d)", again.Seconds(), len(t.starts.Again))
	}
	t.notes(out, s)
}

// shares compare the throughput with what processor time allows.
type shares struct {
	throughput, bound float64 // questions a second
	each              time.Duration
	all               float64 // of what all processors allow
	clientless        float64 // of what the processors allow that the clients left
	alone             float64 // of what the processors allow that clients and other programs left
	own               float64 // processor time of embedding and search over that of the whole answer
}

func (t *outcome) shares() shares {
	p := &t.press
	each := (t.before.Each + t.after.Each) / 2
	s := shares{each: each, throughput: float64(p.Requests) / p.Took.Seconds(), bound: float64(t.processors) / each.Seconds()}
	left := func(taken time.Duration) float64 {
		return s.throughput / ((float64(t.processors) - max(0, taken.Seconds())/p.Took.Seconds()) / each.Seconds())
	}
	s.all, s.clientless, s.alone = left(0), left(p.Own), left(p.Machine-p.Program)
	s.own = each.Seconds() * float64(p.Requests) / p.Program.Seconds()
	return s
}

func (t *outcome) notes(out io.Writer, s shares) {
	b, p := &t.before, &t.press
	fmt.Fprintf(out, "\nThroughput: embedding and search take %.2f ms of a processor a question (%.2f before and %.2f after the clients asked); %d processors "+
		"allow %.0f/s.\nThe clients share the machine: they used %.2f processors, the program %.2f, all others %.2f. Of what the clients leave the program "+
		"reaches %.2f,\nof what they and the others leave %.2f. Of its own processor time %.2f is embedding and search (%.2f ms of %.2f one after the other). %d requests in %.1f s, p50 %.0f ms, p99 %.0f ms.\n",
		ms(s.each), ms(b.Each), ms(t.after.Each), t.processors, s.bound, share(p.Own, p), share(p.Program, p), share(p.Machine-p.Program-p.Own, p), s.clientless, s.alone,
		s.own, ms(b.Each), ms(b.Answer), p.Requests, p.Took.Seconds(), p.Times.P50, p.Times.P99)
	fmt.Fprintf(out, "Memory: jieba %d MB, the model %d MB, Go, SQLite and the rest without the index %d MB; without a forced collection %d MB at the "+
		"highest while the index\nwas made and %d MB while it answered.\n", b.Jieba, b.Weights, b.Base, b.Highest, t.after.Highest)
	fmt.Fprintf(out, "The index of %d units is made from the store in %.1f s. p99: with embedding %.2f ms, embedder alone %.2f ms.\n", t.units,
		b.Indexing.Seconds(), b.Whole.P99, b.Embedding.P99)
	if t.starts.Why == "" {
		fmt.Fprintf(out, "Starts: files in the page cache; first %s; again %s.\n", seconds(t.starts.First), seconds(t.starts.Again))
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func share(used time.Duration, p *pressed) float64 { return used.Seconds() / p.Took.Seconds() }

func seconds(times []time.Duration) string {
	text := ""
	for i, t := range times {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%.2f", t.Seconds())
	}
	return text + " s"
}
