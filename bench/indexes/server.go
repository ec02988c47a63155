package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"yueyue/retriever"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

// server is where the collections of this run lie. They are deleted when it is closed.
type server struct {
	name   string // in words
	real   bool
	client *qdrant.Client
	within *within // nil: a real one
}

// openServer connects to the server that QDRANT_URL names, or starts one inside this process.
func openServer(ctx context.Context) (_ *server, err error) {
	config := qdrant.Default()
	config.URL, config.APIKey, config.CAFile = os.Getenv("QDRANT_URL"), os.Getenv("QDRANT_API_KEY"), os.Getenv("QDRANT_CA_FILE")
	config.Alias = "bench-" + strings.ToLower(rand.Text())
	config.SearchTimeout = time.Minute // a slow answer is measured, not given up
	s := &server{name: "a server inside this process", real: config.URL != ""}
	if !s.real {
		s.within = &within{}
		if config.URL, err = s.within.start(); err != nil {
			return nil, err
		}
	}
	if s.client, err = qdrant.Open(config); err != nil {
		return nil, errors.Join(err, s.close(ctx))
	}
	if s.real {
		state, err := s.client.State(ctx)
		if err != nil {
			return nil, errors.Join(err, s.close(ctx))
		}
		s.name = "a real server, Qdrant " + state.Version
	}
	return s, nil
}

func (s *server) close(ctx context.Context) error {
	var err error
	if s.client != nil {
		err = errors.Join(s.client.Clear(context.WithoutCancel(ctx)), s.client.Close())
	}
	if s.within != nil {
		s.within.end()
	}
	return err
}

// passing are indexes that never stand under the alias, so that closing the server deletes them.
type passing struct {
	qdrant.Indexes
	built *qdrant.Index // the last one
}

// Build remembers what it builds.
func (p *passing) Build(ctx context.Context, generation string, dims int) (_ retriever.Index, err error) {
	p.built, err = p.Client.Build(ctx, generation, dims)
	return p.built, err
}

// settle waits until the server has built its graphs, and tells how long that took.
func (p *passing) settle(ctx context.Context) (time.Duration, error) {
	for began := time.Now(); ; {
		health, err := p.built.Health(ctx)
		if err != nil || health == "Green" {
			return time.Since(began), err
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// Standing gives none.
func (*passing) Standing(context.Context) (retriever.Lasting, error) { return nil, nil } //nolint:nilnil // none is an answer here

// Stand leaves the alias alone.
func (*passing) Stand(context.Context, retriever.Index) error { return nil }

// Tend leaves everything alone.
func (*passing) Tend(context.Context, retriever.Index) (bool, error) { return true, nil }

// within holds the server of package qdranttest, which asks for a test, outside of one.
type within struct {
	testing.TB
	cleanups []func()
}

// refused is why the server did not start.
type refused struct{ why string }

func (w *within) start() (address string, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case refused:
			err = errors.New(r.why)
		default:
			panic(r)
		}
	}()
	return qdranttest.Start(w, qdranttest.Options{}).URL(), nil
}

func (w *within) end() {
	for _, cleanup := range w.cleanups {
		cleanup()
	}
}

// Helper does nothing.
func (*within) Helper() {}

// Cleanup keeps what is to be done at the end.
func (w *within) Cleanup(f func()) { w.cleanups = append(w.cleanups, f) }

// Fatal ends the start.
func (*within) Fatal(reasons ...any) { panic(refused{fmt.Sprint(reasons...)}) }
