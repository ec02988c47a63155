package retriever

import (
	"cmp"
	"context"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"yueyue/internal/knowledge"
)

const (
	feedPage   = 1000                   // changes read at once
	itemPage   = 1000                   // items read and indexed at once, with vectors and weights some tens of megabytes
	feedPeriod = 250 * time.Millisecond // how often the feed is looked at; an index lookup that gives no row
	retryAfter = 2 * time.Second        // after an error of the database or the embedder
)

// The statistics are frozen anew when more units have been put than outgrownTimes those that they count, and outgrownUnits
// more, which keep a small index from a rebuild at every publish.
const (
	outgrownTimes = 3
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
		if err := r.apply(ctx, p, changed, edition); err != nil {
			return err
		}
	}
	r.checkpoint = last
	if p = r.current.Load(); p.outgrown() {
		return r.rebuild(ctx, p.items(), p.now())
	}
	return p.sweep(ctx)
}

// changes are the searched items that changed since the checkpoint, with the last change and its edition.
func (r *Retriever) changes(ctx context.Context) (changed map[knowledge.Key]bool, last, edition int64, err error) {
	changed, last = map[knowledge.Key]bool{}, r.checkpoint
	for {
		page, err := r.parts.Source.Changes(ctx, last, feedPage)
		if err != nil {
			return nil, 0, 0, err
		}
		for _, change := range page {
			last, edition = change.Seq, change.Edition
			if isSearched(change.Key.Kind) {
				changed[change.Key] = true
			}
		}
		if len(page) < feedPage {
			return changed, last, edition, nil
		}
	}
}

// rebuild makes a new projection of items aside from the current one and swaps it in. It reads the items twice, to count and
// to index them, because all of them at once would need several times the memory of the index.
func (r *Retriever) rebuild(ctx context.Context, items map[knowledge.Key]bool, edition int64) error {
	began := time.Now()
	census := NewCensus()
	err := r.eachPage(ctx, items, func(versions []knowledge.Version) error {
		for _, v := range versions {
			if over(v.EditionTo, edition) {
				continue
			}
			for _, t := range newDraft(v, r.prepare).texts {
				census.Add(r.parts.Tokenizer.Tokens(t.words))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	p := newProjection(r.parts, r.prepare, census.Freeze())
	if err := r.apply(ctx, p, items, edition); err != nil {
		return err
	}
	r.swap(p)
	debug.FreeOSMemory() // building takes more than the index itself; left alone, it would be given back in the course of minutes
	r.parts.Logger.InfoContext(ctx, "indexed", "items", len(items), "units", p.ranker.Statistics.N(), "generation", p.generationID,
		"edition", edition, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// apply brings all versions of items into a projection and then moves it to an edition.
func (r *Retriever) apply(ctx context.Context, p *projection, items map[knowledge.Key]bool, edition int64) error {
	err := r.eachPage(ctx, items, func(versions []knowledge.Version) error { return p.apply(ctx, versions, edition) })
	if err != nil {
		return err
	}
	p.move(edition)
	return nil
}

// eachPage gives all versions of items in the order of their keys, some items at a time.
func (r *Retriever) eachPage(ctx context.Context, items map[knowledge.Key]bool, do func([]knowledge.Version) error) error {
	sorted := slices.SortedFunc(maps.Keys(items), func(a, b knowledge.Key) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	for page := range slices.Chunk(sorted, itemPage) {
		byKey, err := r.parts.Source.Versions(ctx, page)
		if err != nil {
			return err
		}
		var versions []knowledge.Version
		for _, key := range page {
			versions = append(versions, byKey[key]...)
		}
		if err := do(versions); err != nil {
			return err
		}
	}
	return nil
}
