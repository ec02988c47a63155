package retriever

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tmc/langchaingo/embeddings"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Source is the knowledge that the index is a projection of; *knowledge.Repository is one.
type Source interface {
	CurrentEdition(ctx context.Context) (knowledge.Edition, error)
	Changes(ctx context.Context, after int64, limit int) ([]knowledge.Change, error)
	PairVersions(ctx context.Context, ids []knowledge.PairID) (map[knowledge.PairID][]knowledge.PairVersion, error)
	VectorStore
}

// VectorStore keeps vectors by the hash of the text they were made from, so that nothing is embedded twice.
type VectorStore interface {
	Vectors(ctx context.Context, model string, hashes []knowledge.ContentHash) (map[knowledge.ContentHash][]float32, error)
	PutVectors(ctx context.Context, model string, vectors map[knowledge.ContentHash][]float32) error
}

// Model is an embedder that says which model it is; the name is the key beside stored vectors.
type Model interface {
	embeddings.Embedder
	Model() string
}

// Parts are what a Retriever works with. Model is nil in words-only mode. NewIndex gives an empty index for a generation.
type Parts struct {
	Source    Source
	Tokenizer Tokenizer
	Model     Model
	NewIndex  func() Index
	Names     *knowledge.Names
	Normalize func(string) string
	Logger    *slog.Logger
}

// Retriever finds the targets that may answer a question. It follows the change feed of knowledge; Follow must run for it
// to become ready. Its methods are safe for concurrent use.
type Retriever struct {
	parts   Parts
	current atomic.Pointer[projection]
	ready   chan struct{}
	once    sync.Once

	catching   sync.Mutex
	checkpoint int64 // the last change in the projection
}

// New makes a retriever that waits for its first projection.
func New(parts Parts) *Retriever {
	return &Retriever{parts: parts, ready: make(chan struct{})}
}

// Result is what retrieval found, with what a confidence may rest on.
type Result struct {
	Candidates   []Candidate                // best first; exact ones before all others
	Same         Target                     // whose very question was asked; it is the first candidate then
	Unknown      []knowledge.DocumentNumber // document numbers in the question that nothing visible cites
	WordsFirst   Target                     // best of the words leg
	MeaningFirst Target                     // best of the meaning leg; zero in words-only mode
	Ideal        float64                    // what Candidate.Words is a share of; see Statistics.Ideal
	Known        float64                    // 0..1: share of the question's idf mass that stands in the knowledge at all
	Support      int                        // how many of the ten best units belong to the first candidate
	WordsOnly    bool
	Edition      int64
	Generation   string
	EmbedTime    time.Duration
	SearchTime   time.Duration
}

// Retrieve ranks the targets that the asker may see. Before the first projection stands it waits for it, as long as ctx
// lasts. An embedder that fails costs the meaning leg, not the answer. Queries without any token give no candidates.
func (r *Retriever) Retrieve(ctx context.Context, query Query) (Result, error) {
	const op = "retriever.Retrieve"
	select {
	case <-r.ready:
	case <-ctx.Done():
		return Result{}, fault.New(fault.Unavailable, op, "index_not_ready", "知识还在准备，请稍等片刻再问。")
	}
	p := r.current.Load()
	result := Result{Edition: p.edition.Load(), Generation: p.generationID}
	filter := Filter{Regions: knowledge.RegionChain(query.Region), Audience: query.Audience, Edition: result.Edition}
	began := time.Now()
	question, err := p.ranker.Question(ctx, r.prepare(query.Text))
	if err != nil {
		if ctx.Err() != nil {
			return Result{}, err
		}
		r.parts.Logger.ErrorContext(ctx, "embedding failed; answering from words", "error", err)
	}
	result.WordsOnly = question.Probe.Vector == nil
	result.EmbedTime = time.Since(began)
	began = time.Now()
	if err := p.search(ctx, &result, question, filter, query); err != nil {
		return Result{}, fault.Wrap(fault.KindOf(err), op, err)
	}
	result.SearchTime = time.Since(began)
	return result, nil
}

// prepare writes a text as both sides of the comparison see it: folded, with official names.
func (r *Retriever) prepare(text string) string {
	official, _ := r.parts.Names.Official(r.parts.Normalize(text))
	return official
}

// Ready reports whether questions can be answered, and from which generation and edition.
func (r *Retriever) Ready() (generation string, edition int64, ok bool) {
	p := r.current.Load()
	if p == nil {
		return "", 0, false
	}
	return p.generationID, p.edition.Load(), true
}

func (r *Retriever) swap(p *projection) {
	r.current.Store(p)
	r.once.Do(func() { close(r.ready) })
}
