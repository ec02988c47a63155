package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"yueyue/internal/editorial"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// embed makes and stores the vectors of what a draft would say, unless they are there, no model is, or the draft cannot be published
// as it is. Whoever follows the knowledge then takes them from the database.
func (d *desk) embed(ctx context.Context, id editorial.ProposalID, p *program, t *tally) error {
	if clashes, err := d.proposals.Clashes(ctx, id); err != nil || len(clashes) > 0 || !d.config.Embedding.Enabled {
		return err
	}
	put, withdraw, err := d.proposals.Contents(ctx, id)
	if err != nil {
		return err
	}
	if p.model == nil {
		return nil
	}
	r := retriever.New(retriever.Parts{
		Source: p.knowledge, Languages: p.languages.of, Model: counted{p.model, t}, Logger: d.logger,
		Indexes: retriever.InMemory(func() retriever.Index { return local.New() }), // vectors alone are wanted, on Qdrant as well
	})
	if err := r.CatchUp(ctx); err != nil {
		return err
	}
	_, err = r.Overlay(ctx, local.New(), put, withdraw)
	t.end()
	return err
}

// embedder is a retriever.Model, which has a method of that name.
type embedder = retriever.Model

// counted is a model whose work is shown.
type counted struct {
	embedder
	tally *tally
}

// EmbedDocuments shows each group of texts that is done.
func (c counted) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	const group = 32
	vectors := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := min(group, len(texts))
		began := time.Now()
		made, err := c.embedder.EmbedDocuments(ctx, texts[:n])
		if err != nil {
			return nil, err
		}
		c.tally.add(n, time.Since(began))
		vectors, texts = append(vectors, made...), texts[n:]
	}
	return vectors, nil
}

// tally shows how many texts were embedded and how fast.
type tally struct {
	screen *screen
	texts  int
	took   time.Duration
}

func newTally(w io.Writer) *tally { return &tally{screen: newScreen(io.Discard, w)} }

func (t *tally) add(texts int, took time.Duration) {
	t.texts += texts
	t.took += took
	t.screen.line(t.String())
}

// end leaves the sum, if anything was done.
func (t *tally) end() {
	if t.screen.clear(); t.texts > 0 {
		fmt.Fprintln(t.screen.errs, t)
	}
}

func (t *tally) String() string {
	return fmt.Sprintf("已向量化 %d 段文字  %.1f 段/秒", t.texts, float64(t.texts)/max(t.took.Seconds(), 1e-3))
}
