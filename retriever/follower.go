package retriever

import (
	"context"
	"time"

	"yueyue/internal/knowledge"
)

const (
	feedPage   = 1000                   // changes read at once
	feedPeriod = 250 * time.Millisecond // how often the feed is looked at; one cheap row
	retryAfter = 2 * time.Second        // after an error of the database or the embedder
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
// call builds the first projection. Calls wait for each other.
func (r *Retriever) CatchUp(ctx context.Context) error {
	r.catching.Lock()
	defer r.catching.Unlock()
	next, err := r.catchUp(ctx, r.checkpoint)
	if err == nil {
		r.checkpoint = next
	}
	return err
}

// catchUp applies what came after the checkpoint and gives the new one.
func (r *Retriever) catchUp(ctx context.Context, checkpoint int64) (int64, error) {
	last, edition := checkpoint, int64(0)
	changed := map[knowledge.PairID]bool{}
	for {
		changes, err := r.parts.Source.Changes(ctx, last, feedPage)
		if err != nil {
			return checkpoint, err
		}
		for _, change := range changes {
			last, edition = change.Seq, change.Edition
			if change.Key.Kind == knowledge.PairItem {
				changed[knowledge.PairID(change.Key.ID)] = true
			}
		}
		if len(changes) < feedPage {
			break
		}
	}
	p := r.current.Load()
	if p == nil {
		return last, r.rebuild(ctx, changed, edition)
	}
	if last == checkpoint {
		return last, nil
	}
	versions, err := r.versions(ctx, changed)
	if err != nil {
		return checkpoint, err
	}
	var drafts []draft
	var ended []knowledge.PairVersion
	for _, v := range versions {
		switch {
		case v.EditionTo != 0:
			ended = append(ended, v)
		default:
			drafts = append(drafts, draft{v, pairTexts(v.Pair, r.prepare)})
		}
	}
	if err := p.place(ctx, r.parts, drafts); err != nil {
		return checkpoint, err
	}
	if err := p.end(ctx, ended); err != nil {
		return checkpoint, err
	}
	p.edition.Store(edition)
	if p.outgrown() {
		return last, r.rebuildAll(ctx, edition)
	}
	return last, nil
}

// outgrown tells that the frozen statistics no longer describe what is indexed.
func (p *projection) outgrown() bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.put > 2*p.ranker.Statistics.N()+1000
}

func (r *Retriever) rebuildAll(ctx context.Context, edition int64) error {
	all := map[knowledge.PairID]bool{}
	p := r.current.Load()
	p.mu.RLock()
	for target := range p.units {
		all[knowledge.PairID(target.ID)] = true
	}
	p.mu.RUnlock()
	return r.rebuild(ctx, all, edition)
}

// rebuild makes a new generation aside from what is current and swaps it in.
func (r *Retriever) rebuild(ctx context.Context, ids map[knowledge.PairID]bool, edition int64) error {
	began := time.Now()
	versions, err := r.versions(ctx, ids)
	if err != nil {
		return err
	}
	census := NewCensus()
	var drafts []draft
	for _, v := range versions {
		if v.EditionTo != 0 && v.EditionTo <= edition {
			continue // history: nobody asks from it
		}
		d := draft{v, pairTexts(v.Pair, r.prepare)}
		for _, t := range d.texts {
			census.Add(r.parts.Tokenizer.Tokens(t.words))
		}
		drafts = append(drafts, d)
	}
	p := &projection{
		ranker: Ranker{Tokenizer: r.parts.Tokenizer, Statistics: census.Freeze(), Index: r.parts.NewIndex()},
		model:  r.parts.Model, exact: newExactLane(), prepare: r.prepare, units: map[Target][]placed{},
	}
	generation := Generation{Tokenizer: r.parts.Tokenizer.Version(), Statistics: p.ranker.Statistics}
	if p.model != nil {
		p.ranker.Embedder, generation.Model = p.model, p.model.Model()
	}
	p.generationID = generation.ID()
	p.edition.Store(edition)
	if err := p.place(ctx, r.parts, drafts); err != nil {
		return err
	}
	p.put = 0
	r.swap(p)
	r.parts.Logger.InfoContext(ctx, "indexed", "pairs", len(drafts), "units", p.ranker.Statistics.N(), "generation", p.generationID,
		"edition", edition, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

func (r *Retriever) versions(ctx context.Context, ids map[knowledge.PairID]bool) ([]knowledge.PairVersion, error) {
	list := make([]knowledge.PairID, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	byID, err := r.parts.Source.PairVersions(ctx, list)
	if err != nil {
		return nil, err
	}
	var all []knowledge.PairVersion
	for _, versions := range byID {
		all = append(all, versions...)
	}
	return all, nil
}
