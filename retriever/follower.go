package retriever

import (
	"cmp"
	"context"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

const (
	feedPage   = 1000                   // changes read at once
	itemPage   = 1000                   // items read and indexed at once, with vectors and weights some tens of megabytes
	feedPeriod = 250 * time.Millisecond // how often the feed is looked at; an index lookup that gives no row
	retryAfter = 2 * time.Second        // after an error of the database or the embedder
	tendPeriod = time.Minute            // how often it is looked whether the index that is asked is the one in use
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
// call makes the first projection, on the index that an earlier process left if there is one. After a change of the lexicon
// there is a projection of the new language beside the one that answers. Once in a while it looks after the indexes, and goes
// over to the one that another process has put in the place of its own. Errors are those of Source, Languages, Index and
// Indexes, and fault.Unavailable for a model that fails. Calls wait for each other.
func (r *Retriever) CatchUp(ctx context.Context) error {
	r.catching.Lock()
	defer r.catching.Unlock()
	first := r.first.Load()
	if first.err != nil {
		first = newAttempt()
		r.first.Store(first)
	}
	err := r.catchUp(ctx)
	if err != nil && ctx.Err() == nil && r.current.Load() == nil {
		first.err = err
		close(first.failed)
	}
	return err
}

func (r *Retriever) catchUp(ctx context.Context) error {
	gone := r.lost.Swap(false)
	if gone {
		r.checkpoint = 0
	}
	news, err := r.news(ctx, r.checkpoint)
	if err != nil {
		r.lost.Store(gone)
		return err
	}
	p := r.current.Load()
	switch {
	case p == nil || gone || news.lexicon:
		news.last, err = r.start(ctx, p, news)
	case news.last > r.checkpoint:
		err = r.apply(ctx, p, slices.Collect(maps.Keys(news.items)), news.edition)
	}
	if err != nil {
		r.noteLoss(err)
		r.lost.CompareAndSwap(false, gone)
		return err
	}
	r.checkpoint = news.last
	if p = r.current.Load(); p.outgrown() {
		news.edition = p.now()
		return r.rebuild(ctx, p.items(), news)
	}
	if err := p.sweep(ctx); err != nil {
		return err
	}
	return r.tend(ctx, p)
}

// news is what the feed brought since a change.
type news struct {
	items   map[knowledge.Key]int64 // searched items that changed, with the last change of each
	lexicon bool                    // the words changed that texts are read with
	last    int64                   // change; that since which, when there is none
	edition int64                   // of that change
}

func (r *Retriever) news(ctx context.Context, since int64) (news, error) {
	n := news{items: map[knowledge.Key]int64{}, last: since}
	for {
		page, err := r.parts.Source.Changes(ctx, n.last, feedPage)
		if err != nil {
			return news{}, err
		}
		for _, change := range page {
			n.last, n.edition = change.Seq, change.Edition
			switch {
			case isSearched(change.Key.Kind):
				n.items[change.Key] = change.Seq
			case change.Key.Kind == knowledge.LexiconItem:
				n.lexicon = true
			}
		}
		if len(page) < feedPage {
			return n, nil
		}
	}
}

// merged are the keys of both.
func merged(a map[knowledge.Key]bool, b map[knowledge.Key]int64) map[knowledge.Key]bool {
	for key := range b {
		a[key] = true
	}
	return a
}

// start makes a projection of the present language in the place of p (nil: none), and gives the last change that is in it.
// What another process has made stand by now is taken over, so that not all of them build the same.
func (r *Retriever) start(ctx context.Context, p *projection, n news) (last int64, err error) {
	taken, last, err := r.takeOver(ctx, n.edition)
	switch {
	case err != nil:
		return 0, err
	case taken != nil:
		r.swap(taken)
		return last, nil
	}
	items := map[knowledge.Key]bool{}
	if p != nil {
		items = p.items()
	}
	return n.last, r.rebuild(ctx, merged(items, n.items), n)
}

// rebuild makes a new projection of items aside from the current one and swaps it in. It reads the items twice, to count and
// to index them, because all of them at once would need several times the memory of the index.
func (r *Retriever) rebuild(ctx context.Context, items map[knowledge.Key]bool, n news) error {
	began := time.Now()
	language, err := r.parts.Languages(ctx, n.edition)
	if err != nil {
		return err
	}
	keys := slices.Collect(maps.Keys(items))
	census := NewCensus()
	err = r.eachPage(ctx, keys, func(versions []knowledge.Version) error {
		for _, v := range versions {
			if over(v.EditionTo, n.edition) {
				continue
			}
			for _, t := range newDraft(v, language.prepare).texts {
				census.Add(language.Tokenizer.Tokens(t.words))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	statistics := census.Freeze()
	dims, err := r.dims(ctx)
	if err != nil {
		return err
	}
	index, err := r.parts.Indexes.Build(ctx, generationOf(r.parts, language, statistics), dims)
	if err != nil {
		return err
	}
	p := newProjection(r.parts, language, statistics, index)
	if err := r.apply(ctx, p, keys, n.edition); err != nil {
		return err
	}
	if lasting, ok := index.(Lasting); ok {
		if err := note(ctx, lasting, statistics); err != nil {
			return err
		}
	}
	if err := r.parts.Indexes.Stand(ctx, index); err != nil {
		return err
	}
	r.swap(p)
	debug.FreeOSMemory() // building takes more than the index itself; left alone, it would be given back in the course of minutes
	r.parts.Logger.InfoContext(ctx, "indexed", "items", len(items), "units", statistics.N(), "generation", p.generationID,
		"edition", n.edition, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// dims is the length of the model's vectors; 0 without a model.
func (r *Retriever) dims(ctx context.Context) (int, error) {
	if r.parts.Model == nil {
		return 0, nil
	}
	vector, err := r.parts.Model.EmbedQuery(ctx, "税")
	return len(vector), fault.Wrap(fault.Unavailable, "retriever.dims", err)
}

// note keeps statistics with an index that outlives the process.
func note(ctx context.Context, index Lasting, statistics *Statistics) error {
	encoded, err := statistics.MarshalBinary()
	if err != nil {
		return fault.Wrap(fault.Internal, "retriever.note", err)
	}
	return index.Note(ctx, statisticsNote, encoded)
}

// apply brings all versions of items into a projection and then moves it to an edition.
func (r *Retriever) apply(ctx context.Context, p *projection, keys []knowledge.Key, edition int64) error {
	err := r.eachPage(ctx, keys, func(versions []knowledge.Version) error { return p.apply(ctx, versions, edition) })
	if err != nil {
		return err
	}
	p.move(edition)
	return nil
}

// eachPage gives all versions of items in the order of their keys, some items at a time.
func (r *Retriever) eachPage(ctx context.Context, keys []knowledge.Key, do func([]knowledge.Version) error) error {
	slices.SortFunc(keys, func(a, b knowledge.Key) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	for page := range slices.Chunk(keys, itemPage) {
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
