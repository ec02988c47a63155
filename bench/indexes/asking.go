package main

import (
	"context"
	"io"
	"os"
	"runtime"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/retriever"
	"yueyue/retriever/local"
	"yueyue/retriever/qdrant"
)

// asking are the times of whole answers without embedding, one question after the other.
type asking struct {
	Questions                int
	Embedded, Filled, Qdrant []time.Duration // Filled: on Qdrant as soon as it holds all; Qdrant: when its graphs are built
	EmbeddedFill, QdrantFill time.Duration   // until the index holds all units
	Settling                 time.Duration   // from then until the graphs are built
}

// measureAsking asks the whole program at c.Units units, on the embedded index and on Qdrant.
func measureAsking(ctx context.Context, c options, s *server, out io.Writer) (a asking, err error) {
	folder, err := os.MkdirTemp("", "bench-indexes-")
	if err != nil {
		return asking{}, err
	}
	defer os.RemoveAll(folder)
	m, err := house.Collect(c.Config)
	if err != nil {
		return asking{}, err
	}
	if err := house.Prepare(ctx, c.Config, folder, m, out); err != nil {
		return asking{}, err
	}
	embedded := retriever.InMemory(func() retriever.Index { return local.New() })
	if a.EmbeddedFill, a.Embedded, err = askAll(ctx, c, folder, m, embedded, nil); err != nil {
		return asking{}, err
	}
	remote := &passing{Indexes: qdrant.Indexes{Client: s.client}}
	a.QdrantFill, a.Filled, err = askAll(ctx, c, folder, m, remote, func(again func() ([]time.Duration, error)) (err error) {
		if a.Settling, err = remote.settle(ctx); err != nil {
			return err
		}
		a.Qdrant, err = again()
		return err
	})
	a.Questions = len(a.Qdrant)
	return a, err
}

// askAll opens the program on a prepared folder and asks all questions with vectors that were made before; then (nil: nothing)
// may have them asked again.
func askAll(
	ctx context.Context, c options, folder string, m house.Material, indexes retriever.Indexes, then func(again func() ([]time.Duration, error)) error,
) (filling time.Duration, times []time.Duration, err error) {
	c.Indexes = indexes
	p, err := house.Open(ctx, c.Config, folder)
	if err != nil {
		return 0, nil, err
	}
	defer func() {
		if closing := p.Close(); err == nil {
			err = closing
		}
	}()
	began := time.Now()
	if err := p.Retriever.CatchUp(ctx); err != nil {
		return 0, nil, err
	}
	filling = time.Since(began)
	questions, err := p.Rehearse(ctx, m.Questions)
	if err != nil {
		return 0, nil, err
	}
	p.Tape.Set(house.Replay)
	ask := func() (times []time.Duration, err error) {
		runtime.GC()
		for _, q := range questions {
			began := time.Now()
			if _, err := p.Dialog.Ask(ctx, q.Question); err != nil {
				return nil, err
			}
			times = append(times, time.Since(began))
		}
		return times, nil
	}
	if times, err = ask(); err == nil && then != nil {
		err = then(ask)
	}
	return filling, times, err
}
