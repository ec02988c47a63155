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
	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/retriever"
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

// moments are times in milliseconds.
type moments struct{ P50, P99 float64 }

func momentsOf(times []time.Duration) moments {
	return moments{eval.Percentile(times, 0.5), eval.Percentile(times, 0.99)}
}

// asked is a question with what asking it embeds and searches: twice where it leans on an earlier one.
type asked struct {
	question dialog.Question
	texts    []string
	queries  []retriever.Query
}

// beProgram is the program under measurement: it opens a prepared folder, measures itself, serves until its input ends and
// measures itself again. What it finds goes to out as JSON.
func beProgram(ctx context.Context, c options, out io.Writer) (err error) {
	p, err := openProgram(ctx, c, c.Program)
	if err != nil {
		return err
	}
	defer func() {
		if closing := p.close(); err == nil {
			err = closing
		}
	}()
	m := measured{Base: p.base, Jieba: p.jieba, Weights: p.weights}
	began := time.Now()
	if err := p.retriever.CatchUp(ctx); err != nil {
		return err
	}
	m.Indexing = time.Since(began)
	_, m.Highest = resident()
	m.Resident = settled()
	forgetHighest()

	var questions []dialog.Question
	text, err := os.ReadFile(filepath.Join(c.Program, questionsFile))
	if err == nil {
		err = json.Unmarshal(text, &questions)
	}
	if err != nil {
		return err
	}
	searching, err := p.rehearse(ctx, questions)
	if err != nil {
		return err
	}
	for _, q := range searching {
		m.Searching = append(m.Searching, q.question)
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
	_, after.Highest = resident()
	after.Resident = settled()
	if after.Each, err = p.searchCost(ctx, searching, 1); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(after)
}

// rehearse asks every question once without keeping the answer, so that its vectors are there and everything is warm, and
// gives those that search. Small talk and wishes for a person do not.
func (p *program) rehearse(ctx context.Context, questions []dialog.Question) ([]asked, error) {
	p.tape.set(record)
	defer p.tape.set(live)
	p.notes.writing = true
	defer func() { p.notes.writing = false }()
	var searching []asked
	for _, q := range questions {
		if _, err := p.dialog.Preview(ctx, q); err != nil {
			return nil, err
		}
		if a := (asked{q, p.tape.take(), p.notes.take()}); len(a.texts) > 0 {
			searching = append(searching, a)
		}
	}
	return searching, nil
}

// askAll takes the times of the embedder alone, of asking with it and of asking without it. They take turns, each with another
// question, so that all meet the same machine and none finds what the one before has just read.
func (p *program) askAll(ctx context.Context, questions []asked, m *measured) error {
	runtime.GC()
	n := len(questions)
	times, used := [3][]time.Duration{}, [3]time.Duration{}
	for i := range questions {
		for turn := range times {
			way := (turn + i) % len(times)
			q := questions[(i+way*n/len(times))%n]
			p.tape.set(live)
			if way == 2 {
				p.tape.set(replay)
			}
			before, began := processorTime(), time.Now()
			if err := p.one(ctx, way, q); err != nil {
				return err
			}
			times[way] = append(times[way], time.Since(began))
			used[way] += processorTime() - before
		}
	}
	p.tape.set(live)
	m.Embedding, m.Whole, m.Asking = momentsOf(times[0]), momentsOf(times[1]), momentsOf(times[2])
	m.Answer = used[1] / time.Duration(n)
	return nil
}

func (p *program) one(ctx context.Context, way int, q asked) error {
	if way > 0 {
		_, err := p.dialog.Ask(ctx, q.question)
		return err
	}
	for _, text := range q.texts {
		if _, err := p.model.EmbedQuery(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// searchCost is the processor time that embedding and search alone take of every second question, one after the other.
func (p *program) searchCost(ctx context.Context, questions []asked, first int) (time.Duration, error) {
	runtime.GC()
	before, count := processorTime(), 0
	for i := first; i < len(questions); i += 2 {
		for _, query := range questions[i].queries {
			if _, err := p.retriever.Retrieve(ctx, query); err != nil {
				return 0, err
			}
		}
		count++
	}
	return (processorTime() - before) / time.Duration(max(count, 1)), nil
}

// serve answers over HTTP until the input ends.
func (p *program) serve(ctx context.Context, m *measured, out io.Writer) error {
	verifier, err := auth.OpenVerifier(auth.Config{}, time.Now, p.logger)
	if err != nil {
		return err
	}
	server, err := api.New(api.Config{ShutdownTimeout: p.config.ShutdownTimeout}, api.Parts{ // no limit: one address asks all
		Dialog: p.dialog, Conversations: p.threads, Doorbell: p.doorbell, Lists: p.knowledge,
		Authenticator: auth.NewAuthenticator(verifier, p.threads), Readiness: p, Pages: web.Pages(),
		Metrics: p.metrics, Logger: p.logger, Now: time.Now,
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
	go p.retriever.Follow(ctx)
	go p.dialog.CompleteUnanswered(ctx)
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
