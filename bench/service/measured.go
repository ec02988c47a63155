package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"yueyue/api"
	"yueyue/api/web"
	"yueyue/bench/internal/house"
	"yueyue/bench/internal/machine"
	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/retriever/eval"
)

// measured is what the program under measurement tells, once before it serves and once after.
type measured struct {
	Address   string            // it serves here
	Searching []dialog.Question // those that search; the clients ask these

	Base, Jieba, Weights int           // resident MB: what is there before the next, jieba, the model
	Indexing             time.Duration // the index from what the store holds
	Resident             int           // MB after indexing and a collection
	Highest              int           // MB so far, or since the index is there

	Asking           moments       // dialog.Ask with vectors that were made before
	Embedding, Whole moments       // the embedder alone, dialog.Ask with it
	Answer           time.Duration // processor time of dialog.Ask with the embedder, a question
	Each             time.Duration // processor time of embedding and search alone, a question
}

// subject is the program under measurement.
type subject struct{ *house.Program }

// moments are times in milliseconds.
type moments struct{ P50, P99 float64 }

func momentsOf(times []time.Duration) moments {
	return moments{eval.Percentile(times, 0.5), eval.Percentile(times, 0.99)}
}

// beProgram is the program under measurement: it opens a prepared folder, measures itself, serves until its input ends and
// measures itself again. What it finds goes to out as JSON.
func beProgram(ctx context.Context, c options, out io.Writer) (err error) {
	opened, err := house.Open(ctx, c.Config, c.Program)
	if err != nil {
		return err
	}
	p := &subject{opened}
	defer func() {
		if closing := p.Close(); err == nil {
			err = closing
		}
	}()
	m := measured{Base: p.Base, Jieba: p.Jieba, Weights: p.Weights}
	began := time.Now()
	if err := p.Retriever.CatchUp(ctx); err != nil {
		return err
	}
	m.Indexing = time.Since(began)
	_, m.Highest = machine.Resident()
	m.Resident = house.Settled()
	machine.ForgetHighest()

	var questions []dialog.Question
	text, err := os.ReadFile(filepath.Join(c.Program, questionsFile))
	if err == nil {
		err = json.Unmarshal(text, &questions)
	}
	if err != nil {
		return err
	}
	searching, err := p.Rehearse(ctx, questions)
	if err != nil {
		return err
	}
	for _, q := range searching {
		m.Searching = append(m.Searching, q.Question)
	}
	stop, err := profile(c, "ask")
	if err != nil {
		return err
	}
	if err := p.askAll(ctx, searching, &m); err != nil {
		return err
	}
	stop()
	if m.Each, err = p.searchCost(ctx, searching, 0); err != nil {
		return err
	}
	if stop, err = profile(c, "http"); err != nil {
		return err
	}
	if err := p.serve(ctx, &m, out); err != nil {
		return err
	}
	stop()
	after := measured{}
	_, after.Highest = machine.Resident()
	after.Resident = house.Settled()
	if after.Each, err = p.searchCost(ctx, searching, 1); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(after)
}

// askAll takes the times of the embedder alone, of asking with it and of asking without it. They take turns, each with another
// question, so that all meet the same machine and none finds what the one before has just read.
func (p *subject) askAll(ctx context.Context, questions []house.Asked, m *measured) error {
	runtime.GC()
	n := len(questions)
	times, used := [3][]time.Duration{}, [3]time.Duration{}
	for i := range questions {
		for turn := range times {
			way := (turn + i) % len(times)
			q := questions[(i+way*n/len(times))%n]
			p.Tape.Set(house.Live)
			if way == 2 {
				p.Tape.Set(house.Replay)
			}
			before, began := machine.ProcessorTime(), time.Now()
			if err := p.one(ctx, way, q); err != nil {
				return err
			}
			times[way] = append(times[way], time.Since(began))
			used[way] += machine.ProcessorTime() - before
		}
	}
	p.Tape.Set(house.Live)
	m.Embedding, m.Whole, m.Asking = momentsOf(times[0]), momentsOf(times[1]), momentsOf(times[2])
	m.Answer = used[1] / time.Duration(n)
	return nil
}

func (p *subject) one(ctx context.Context, way int, q house.Asked) error {
	if way > 0 {
		_, err := p.Dialog.Ask(ctx, q.Question)
		return err
	}
	for _, text := range q.Texts {
		if _, err := p.Model.EmbedQuery(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// searchCost is the processor time that embedding and search alone take of every second question, one after the other.
func (p *subject) searchCost(ctx context.Context, questions []house.Asked, first int) (time.Duration, error) {
	runtime.GC()
	before, count := machine.ProcessorTime(), 0
	for i := first; i < len(questions); i += 2 {
		for _, query := range questions[i].Queries {
			if _, err := p.Retriever.Retrieve(ctx, query); err != nil {
				return 0, err
			}
		}
		count++
	}
	return (machine.ProcessorTime() - before) / time.Duration(max(count, 1)), nil
}

// serve answers over HTTP until the input ends.
func (p *subject) serve(ctx context.Context, m *measured, out io.Writer) error {
	verifier, err := auth.OpenVerifier(auth.Config{}, time.Now, p.Logger)
	if err != nil {
		return err
	}
	server, err := api.New(api.Config{ShutdownTimeout: p.Settings.ShutdownTimeout}, api.Parts{ // no limit: one address asks all
		Dialog: p.Dialog, Conversations: p.Threads, Doorbell: p.Doorbell, Lists: p.Knowledge,
		Authenticator: auth.NewAuthenticator(verifier, p.Threads), Readiness: p, Pages: web.Pages(),
		Metrics: p.Metrics, Logger: p.Logger, Now: time.Now,
	})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	m.Address = listener.Addr().String()
	if err := json.NewEncoder(out).Encode(m); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go p.Retriever.Follow(ctx)
	go p.Dialog.CompleteUnanswered(ctx)
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadByte()
		stop()
	}()
	return server.Serve(ctx, listener)
}

// profile writes a processor profile into the folder that is named, until it is stopped.
func profile(c options, name string) (stop func(), err error) {
	if c.Profile == "" {
		return func() {}, nil
	}
	file, err := os.Create(filepath.Join(c.Profile, name+".pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, fmt.Errorf("profile %s: %w", name, err)
	}
	return func() { pprof.StopCPUProfile(); file.Close() }, nil
}
