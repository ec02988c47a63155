package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/bench/internal/machine"
	"yueyue/retriever"
)

// embedded compares what ingesting with embedding takes with what the embedder alone takes of the same texts.
type embedded struct {
	Passages, Texts   int
	Characters        int // of the texts
	Whole, Alone      time.Duration
	WholeUsed, Used   time.Duration // processor time
	Read, Draft, Rest time.Duration // of Whole: until the draft, the edition, the index
}

// noting is the model that writes down what it embeds.
type noting struct {
	*house.Tape
	texts []string
}

// EmbedDocuments is the model's.
func (n *noting) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	n.texts = append(n.texts, texts...)
	return n.Tape.EmbedDocuments(ctx, texts)
}

var _ retriever.Model = (*noting)(nil)

// measureEmbedding takes files in by parts, from the file to the index, each part followed by the embedder alone, so that both meet
// the same machine.
func measureEmbedding(ctx context.Context, c options) (e embedded, err error) {
	folder, err := os.MkdirTemp("", "bench-embedding-")
	if err != nil {
		return embedded{}, err
	}
	defer os.RemoveAll(folder)
	p, err := house.Open(ctx, c.House, folder)
	if err != nil {
		return embedded{}, err
	}
	defer func() {
		if closing := p.Close(); err == nil {
			err = closing
		}
	}()
	d, err := newDesk(ctx, p.DB, folder, 2)
	if err != nil {
		return embedded{}, err
	}
	defer func() {
		if closing := d.close(); err == nil {
			err = closing
		}
	}()
	model := &noting{Tape: p.Tape}
	index := p.NewRetriever(model)
	if err := index.CatchUp(ctx); err != nil { // what is shipped
		return embedded{}, err
	}
	statutes := 0
	for round := range c.Rounds {
		files := filepath.Join(folder, fmt.Sprintf("round%d", round))
		if err := os.MkdirAll(files, 0o750); err != nil {
			return embedded{}, err
		}
		const articles = 100
		for range max(1, c.Passages/c.Rounds/articles) {
			way := formats[statutes%len(formats)]
			name := filepath.Join(files, fmt.Sprintf("%05d.%s", statutes, way.ending))
			if err := os.WriteFile(name, []byte(way.write(newStatute(statutes, articles))), 0o600); err != nil {
				return embedded{}, err
			}
			statutes++
		}
		model.texts = nil
		if err := e.round(ctx, d, index, files); err != nil {
			return embedded{}, err
		}
		texts := slices.Clone(model.texts)
		used, began := machine.ProcessorTime(), time.Now()
		if _, err := p.Model.EmbedDocuments(ctx, texts); err != nil {
			return embedded{}, err
		}
		e.Alone += time.Since(began)
		e.Used += machine.ProcessorTime() - used
		e.Texts += len(texts)
		for _, text := range texts {
			e.Characters += len([]rune(text))
		}
	}
	return e, nil
}

// round takes the files of a folder in until questions are answered from them.
func (e *embedded) round(ctx context.Context, d *desk, index *retriever.Retriever, files string) error {
	used, began := machine.ProcessorTime()+machine.ChildrenTime(), time.Now()
	result, err := d.take(ctx, false, files)
	if err != nil {
		return err
	}
	if result.Failed > 0 {
		return fmt.Errorf("%d files were not taken in", result.Failed)
	}
	e.Read += time.Since(began)
	drafted := time.Now()
	if err := d.publish(ctx, result.Draft); err != nil {
		return err
	}
	e.Draft += time.Since(drafted)
	published := time.Now()
	if err := index.CatchUp(ctx); err != nil {
		return err
	}
	e.Rest += time.Since(published)
	e.Whole += time.Since(began)
	e.WholeUsed += machine.ProcessorTime() + machine.ChildrenTime() - used
	e.Passages += result.Passages
	return nil
}
