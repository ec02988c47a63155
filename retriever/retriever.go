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

// Source is the knowledge that the index is a projection of, with the vectors kept by the hash of the text they were made
// from, so that nothing is embedded twice; *knowledge.Repository is one.
type Source interface {
	Changes(ctx context.Context, after int64, limit int) ([]knowledge.Change, error)
	Versions(ctx context.Context, keys []knowledge.Key) (map[knowledge.Key][]knowledge.Version, error)
	Vectors(ctx context.Context, model string, hashes []knowledge.ContentHash) (map[knowledge.ContentHash][]float32, error)
	PutVectors(ctx context.Context, model string, vectors map[knowledge.ContentHash][]float32) error
}

// Model is an embedder that says which model it is; the name is the key beside stored vectors.
type Model interface {
	embeddings.Embedder
	Model() string
}

// Parts are what a Retriever works with.
type Parts struct {
	Source    Source
	Languages Languages
	Model     Model // nil: words only
	Indexes   Indexes
	Logger    *slog.Logger
}

// Retriever finds the targets that may answer a question. It follows the change feed of knowledge; Follow or CatchUp must run
// for it to become ready. Its methods are safe for concurrent use.
type Retriever struct {
	parts   Parts
	current atomic.Pointer[projection] // nil until the first one stands
	ready   chan struct{}              // closed then
	once    sync.Once
	first   atomic.Pointer[attempt] // the present or last one to make it

	lost       atomic.Bool // the index is gone: another process has replaced it, or somebody deleted it
	catching   sync.Mutex
	checkpoint int64     // the last change in the projection
	tended     time.Time // when the indexes were last looked after
}

// New makes a retriever that waits for its first projection.
func New(parts Parts) *Retriever {
	r := &Retriever{parts: parts, ready: make(chan struct{})}
	r.first.Store(newAttempt())
	return r
}

// attempt is one to make the first projection.
type attempt struct {
	failed chan struct{} // closed when it has
	err    error         // then
}

func newAttempt() *attempt { return &attempt{failed: make(chan struct{})} }

// Retrieve ranks the targets that the asker may see. Before the first projection stands it waits for it, as long as ctx
// lasts; then it is fault.Unavailable with code index_not_ready. Where making it fails, it does not wait for the next attempt: the
// error is that of CatchUp. An embedder that fails costs the meaning leg, not the
// answer. Queries without any token give no candidates.
func (r *Retriever) Retrieve(ctx context.Context, query Query) (Result, error) {
	const op = "retriever.Retrieve"
	first := r.first.Load()
	select {
	case <-r.ready:
	case <-first.failed:
		return Result{}, fault.Wrap(fault.KindOf(first.err), op, first.err)
	case <-ctx.Done():
		return Result{}, fault.New(fault.Unavailable, op, "index_not_ready", "知识还在准备，请稍等片刻再问。")
	}
	p := r.current.Load()
	result := Result{Edition: p.enter(), Generation: p.generationID}
	defer p.leave(result.Edition)
	filter := Filter{Regions: knowledge.RegionChain(query.Region), Audience: query.Audience, Edition: result.Edition}
	prepared := p.language.prepare(query.Text)
	began := time.Now()
	question, err := p.ranker.Question(ctx, prepared)
	if err != nil {
		if ctx.Err() != nil {
			return Result{}, err
		}
		r.parts.Logger.ErrorContext(ctx, "embedding failed; answering from words", "error", err)
	}
	result.WordsOnly = question.Probe.Vector == nil
	result.EmbedTime = time.Since(began)
	began = time.Now()
	if err := search(ctx, p, &result, question, filter, query, prepared); err != nil {
		r.noteLoss(err)
		return Result{}, fault.Wrap(fault.KindOf(err), op, err)
	}
	result.SearchTime = time.Since(began)
	return result, nil
}

// noteLoss remembers that an error says the index is gone.
func (r *Retriever) noteLoss(err error) {
	if fault.CodeOf(err) == CodeIndexGone {
		r.lost.Store(true)
	}
}

// Ready reports whether questions can be answered, and from which generation and edition.
func (r *Retriever) Ready() (generation string, edition int64, ok bool) {
	p := r.current.Load()
	if p == nil {
		return "", 0, false
	}
	return p.generationID, p.now(), true
}

// swap makes a projection the one that questions are asked of.
func (r *Retriever) swap(p *projection) {
	r.current.Store(p)
	r.once.Do(func() { close(r.ready) })
}
