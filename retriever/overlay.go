package retriever

import (
	"context"
	"slices"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Overlay answers as if a draft were published over the current edition. It compares by the same statistics, so its scores mean
// what those of the Retriever mean. It is a view of a moment: make another one when the draft has changed. It is safe for
// concurrent use.
type Overlay struct {
	base    *Retriever
	under   *projection
	edition int64
	draft   *projection     // the items of the draft alone
	hidden  map[Target]bool // those that the draft replaces or withdraws
}

// Overlay makes a view that keeps the units of the draft in an index that is empty. Texts of the draft that no vector is stored
// of are embedded. Before the first projection stands it is fault.Unavailable; further errors are those of the model and of
// Source.
func (r *Retriever) Overlay(ctx context.Context, index Index, put []knowledge.Content, withdraw []knowledge.Key) (*Overlay, error) {
	const op = "retriever.Overlay"
	under := r.current.Load()
	if under == nil {
		return nil, fault.New(fault.Unavailable, op, "index_not_ready", "知识还在准备，请稍等片刻再试。")
	}
	o := &Overlay{
		base: r, under: under, edition: under.now(), hidden: map[Target]bool{},
		draft: newProjection(r.parts, under.language, under.ranker.Statistics, index),
	}
	var versions []knowledge.Version
	for _, content := range put {
		if key := content.Key(); isSearched(key.Kind) {
			o.hidden[targetOf(key)] = true
			versions = append(versions, knowledge.Version{Content: content, EditionFrom: o.edition})
		}
	}
	for _, key := range withdraw {
		if isSearched(key.Kind) {
			o.hidden[targetOf(key)] = true
		}
	}
	if err := o.draft.apply(ctx, versions, o.edition); err != nil {
		return nil, err
	}
	o.draft.move(o.edition)
	return o, nil
}

// Retrieve is Retriever.Retrieve over the draft. Once another edition is the current one it is fault.Conflict with code
// draft_view_stale.
func (o *Overlay) Retrieve(ctx context.Context, query Query) (Result, error) {
	if o.base.current.Load() != o.under || !o.under.enterAt(o.edition) {
		return Result{}, fault.New(fault.Conflict, "retriever.Overlay.Retrieve", "draft_view_stale", "知识刚刚更新，请再试一次。")
	}
	defer o.under.leave(o.edition)
	began := time.Now()
	result := Result{Edition: o.edition, Generation: o.under.generationID}
	filter := Filter{Regions: knowledge.RegionChain(query.Region), Audience: query.Audience, Edition: o.edition}
	prepared := o.under.language.prepare(query.Text)
	question, err := o.under.ranker.Question(ctx, prepared)
	if err != nil {
		return Result{}, err
	}
	result.WordsOnly = question.Probe.Vector == nil
	result.EmbedTime = time.Since(began)
	began = time.Now()
	if err := search(ctx, o, &result, question, filter, query, prepared); err != nil {
		return Result{}, fault.Wrap(fault.KindOf(err), "retriever.Overlay.Retrieve", err)
	}
	result.SearchTime = time.Since(began)
	return result, nil
}

var _ searched = (*Overlay)(nil)

func (o *Overlay) legs(ctx context.Context, question Question, filter Filter) (words, meaning []Hit, err error) {
	words, meaning, err = o.under.legs(ctx, question, filter)
	if err != nil {
		return nil, nil, err
	}
	inWords, inMeaning, err := o.draft.legs(ctx, question, filter)
	if err != nil {
		return nil, nil, err
	}
	return o.merge(words, inWords, func(h Hit) float32 { return h.Words }), o.merge(meaning, inMeaning, func(h Hit) float32 { return h.Meaning }), nil
}

// merge puts the hits of the draft among those under it, of which the hidden ones are left out.
func (o *Overlay) merge(under, draft []Hit, score func(Hit) float32) []Hit {
	hits := append(slices.DeleteFunc(under, func(h Hit) bool { return o.hidden[h.Target] }), draft...)
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case score(a) > score(b):
			return -1
		case score(a) < score(b):
			return 1
		default:
			return 0
		}
	})
	return hits
}

// seen tells the entries under the draft that an asker sees through it.
func (o *Overlay) seen(filter Filter, without Target) func(*entry) bool {
	visible := visibleTo(filter, without)
	return func(e *entry) bool { return !o.hidden[e.version.target] && visible(e) }
}

func (o *Overlay) named(prepared string, filter Filter, without Target) (map[Target]bool, []knowledge.DocumentNumber) {
	found, unknown := o.under.exact.find(prepared, o.seen(filter, without))
	inDraft, notInDraft := o.draft.named(prepared, filter, without)
	for target := range inDraft {
		found[target] = true
	}
	unknown = slices.DeleteFunc(unknown, func(n knowledge.DocumentNumber) bool { return !slices.Contains(notInDraft, n) })
	return found, unknown
}

func (o *Overlay) same(prepared string, filter Filter, without Target) Target {
	if target := o.draft.same(prepared, filter, without); target != (Target{}) {
		return target
	}
	return o.under.exact.same(prepared, filter, o.seen(filter, without))
}

func (o *Overlay) score(ctx context.Context, probe Probe, target Target, filter Filter) ([]Hit, error) {
	if o.hidden[target] {
		return o.draft.score(ctx, probe, target, filter)
	}
	return o.under.score(ctx, probe, target, filter)
}

func (o *Overlay) known(terms []Term) float64 { return o.under.known(terms) }
