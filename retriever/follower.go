package retriever

import (
	"context"
	"maps"
	"slices"
	"time"

	"yueyue/internal/knowledge"
)

const (
	feedPage   = 1000                   // changes read at once
	feedPeriod = 250 * time.Millisecond // how often the feed is looked at; an index lookup that gives no row
	retryAfter = 2 * time.Second        // after an error of the database or the embedder
)

// The statistics are frozen anew when more units were put than outgrownTimes those that they count, and outgrownUnits more,
// which keep a small index from a rebuild at every publish.
const (
	outgrownTimes = 2
	outgrownUnits = 1000
)

// Follow builds the first projection and then keeps up with the change feed until ctx ends. An error is logged and tried
// again; meanwhile questions are answered from the last good state.
func (r *Retriever) Follow(ctx context.Context) {
	for ctx.Err() == nil {
		pause := feedPeriod
		if err := r.CatchUp(ctx); err != nil && ctx.Err() == nil {
			r.parts.Logger.ErrorContext(ctx, "the index could not follow the knowledge", "error", err)
			pause = retryAfter
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// CatchUp applies what was published since the last call, all of it or, on an error, nothing that anybody sees; the first
// call builds the first projection. Errors are those of Source and Index, and fault.Unavailable for a model that fails. Calls
// wait for each other.
func (r *Retriever) CatchUp(ctx context.Context) error {
	r.catching.Lock()
	defer r.catching.Unlock()
	changed, last, edition, err := r.changes(ctx)
	if err != nil {
		return err
	}
	p := r.current.Load()
	switch {
	case p == nil:
		if err := r.rebuild(ctx, changed, edition); err != nil {
			return err
		}
	case last > r.checkpoint:
		versions, err := r.versions(ctx, changed)
		if err != nil {
			return err
		}
		if err := p.apply(ctx, versions, edition); err != nil {
			return err
		}
	}
	r.checkpoint = last
	if p = r.current.Load(); p.outgrown() {
		return r.rebuild(ctx, p.pairs(), p.now())
	}
	return p.sweep(ctx)
}

// changes are the pairs that changed since the checkpoint, with the last change and its edition.
func (r *Retriever) changes(ctx context.Context) (changed map[knowledge.PairID]bool, last, edition int64, err error) {
	changed, last = map[knowledge.PairID]bool{}, r.checkpoint
	for {
		page, err := r.parts.Source.Changes(ctx, last, feedPage)
		if err != nil {
			return nil, 0, 0, err
		}
		for _, change := range page {
			last, edition = change.Seq, change.Edition
			if change.Key.Kind == knowledge.PairItem {
				changed[knowledge.PairID(change.Key.ID)] = true
			}
		}
		if len(page) < feedPage {
			return changed, last, edition, nil
		}
	}
}

// rebuild makes a new projection of pairs aside from the current one and swaps it in.
func (r *Retriever) rebuild(ctx context.Context, pairs map[knowledge.PairID]bool, edition int64) error {
	began := time.Now()
	versions, err := r.versions(ctx, pairs)
	if err != nil {
		return err
	}
	p := newProjection(r.parts, r.prepare, versions, edition)
	if err := p.apply(ctx, versions, edition); err != nil {
		return err
	}
	p.fresh = 0
	r.swap(p)
	r.parts.Logger.InfoContext(ctx, "indexed", "pairs", len(pairs), "units", p.ranker.Statistics.N(), "generation", p.generationID,
		"edition", edition, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// versions are all versions of pairs, in the order of their ids.
func (r *Retriever) versions(ctx context.Context, pairs map[knowledge.PairID]bool) ([]knowledge.PairVersion, error) {
	ids := slices.Sorted(maps.Keys(pairs))
	byID, err := r.parts.Source.PairVersions(ctx, ids)
	if err != nil {
		return nil, err
	}
	var all []knowledge.PairVersion
	for _, id := range ids {
		all = append(all, byID[id]...)
	}
	return all, nil
}
