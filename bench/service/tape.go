package main

import (
	"context"
	"sync"
	"sync/atomic"

	"yueyue/retriever"
	"yueyue/retriever/embed"
)

// mode is what a tape does with a question.
type mode int32

const (
	live   mode = iota // the model embeds, nothing is kept
	record             // the model embeds, text and vector are kept
	replay             // the vector is taken from what was kept
)

// tape is the model with a memory: asking without embedding means asking with vectors that were made before in the same run.
// It is safe for concurrent use.
type tape struct {
	model *embed.ONNX
	mode  atomic.Int32

	mu      sync.Mutex
	vectors map[string][]float32
	texts   []string // embedded since they were last taken
}

var _ retriever.Model = (*tape)(nil)

func newTape(model *embed.ONNX) *tape { return &tape{model: model, vectors: map[string][]float32{}} }

func (t *tape) set(m mode) { t.mode.Store(int32(m)) }

// Model names the model, so that its stored vectors are found.
func (t *tape) Model() string { return t.model.Model() }

// EmbedDocuments is the model's.
func (t *tape) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	return t.model.EmbedDocuments(ctx, texts)
}

// EmbedQuery is the model's, or what it gave before.
func (t *tape) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	now := mode(t.mode.Load())
	if now == replay {
		t.mu.Lock()
		vector := t.vectors[text]
		t.mu.Unlock()
		if vector != nil {
			return vector, nil
		}
	}
	vector, err := t.model.EmbedQuery(ctx, text)
	if err == nil && now == record {
		t.mu.Lock()
		t.vectors[text] = vector
		t.texts = append(t.texts, text)
		t.mu.Unlock()
	}
	return vector, err
}

// take gives what was recorded since the last call.
func (t *tape) take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	texts := t.texts
	t.texts = nil
	return texts
}

// notes is a retriever that writes down what it is asked while it is told to.
type notes struct {
	*retriever.Retriever
	writing bool // set while nobody asks
	queries []retriever.Query
}

// Retrieve is the retriever's.
func (n *notes) Retrieve(ctx context.Context, query retriever.Query) (retriever.Result, error) {
	if n.writing {
		n.queries = append(n.queries, query)
	}
	return n.Retriever.Retrieve(ctx, query)
}

func (n *notes) take() []retriever.Query {
	queries := n.queries
	n.queries = nil
	return queries
}
