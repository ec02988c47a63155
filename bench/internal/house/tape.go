package house

import (
	"context"
	"sync"
	"sync/atomic"

	"yueyue/retriever"
	"yueyue/retriever/embed"
)

// Mode is what a Tape does with a question.
type Mode int32

// The modes of a Tape.
const (
	Live   Mode = iota // the model embeds, nothing is kept
	Record             // the model embeds, text and vector are kept
	Replay             // the vector is taken from what was kept
)

// Tape is the model with a memory: asking without embedding means asking with vectors that were made before in the same run.
// It is safe for concurrent use.
type Tape struct {
	model *embed.ONNX
	mode  atomic.Int32

	mu      sync.Mutex
	vectors map[string][]float32
	texts   []string // embedded since they were last taken
}

var _ retriever.Model = (*Tape)(nil)

func newTape(model *embed.ONNX) *Tape { return &Tape{model: model, vectors: map[string][]float32{}} }

// Set changes the mode.
func (t *Tape) Set(m Mode) { t.mode.Store(int32(m)) }

// Model names the model, so that its stored vectors are found.
func (t *Tape) Model() string { return t.model.Model() }

// EmbedDocuments is the model's.
func (t *Tape) EmbedDocuments(ctx context.Context, texts []string) ([][]float32, error) {
	return t.model.EmbedDocuments(ctx, texts)
}

// EmbedQuery is the model's, or what it gave before.
func (t *Tape) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	now := Mode(t.mode.Load())
	if now == Replay {
		t.mu.Lock()
		vector := t.vectors[text]
		t.mu.Unlock()
		if vector != nil {
			return vector, nil
		}
	}
	vector, err := t.model.EmbedQuery(ctx, text)
	if err == nil && now == Record {
		t.mu.Lock()
		t.vectors[text] = vector
		t.texts = append(t.texts, text)
		t.mu.Unlock()
	}
	return vector, err
}

// take gives what was recorded since the last call.
func (t *Tape) take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	texts := t.texts
	t.texts = nil
	return texts
}

// Notes is a retriever that writes down what it is asked while it is told to.
type Notes struct {
	*retriever.Retriever
	writing bool // set while nobody asks
	queries []retriever.Query
}

// Retrieve is the retriever's.
func (n *Notes) Retrieve(ctx context.Context, query retriever.Query) (retriever.Result, error) {
	if n.writing {
		n.queries = append(n.queries, query)
	}
	return n.Retriever.Retrieve(ctx, query)
}

func (n *Notes) take() []retriever.Query {
	queries := n.queries
	n.queries = nil
	return queries
}
