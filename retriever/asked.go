package retriever

import (
	"context"

	"yueyue/internal/knowledge"
)

var _ searched = (*projection)(nil)

func (p *projection) legs(ctx context.Context, question Question, filter Filter) (words, meaning []Hit, err error) {
	return p.ranker.Legs(ctx, question, filter)
}

func (p *projection) named(prepared string, filter Filter, without Target) (map[Target]bool, []knowledge.DocumentNumber) {
	return p.exact.find(prepared, visibleTo(filter, without))
}

func (p *projection) same(prepared string, filter Filter, without Target) Target {
	return p.exact.same(prepared, filter, visibleTo(filter, without))
}

// visibleTo tells the entries that an asker sees, but for a target that is left out.
func visibleTo(filter Filter, without Target) func(*entry) bool {
	return func(e *entry) bool {
		return e.version.target != without && filter.Current(e.version.edition, e.editionTo) && filter.Admits(e.region, e.audience)
	}
}

func (p *projection) score(ctx context.Context, probe Probe, target Target, filter Filter) ([]Hit, error) {
	return p.ranker.Index.Score(ctx, probe, p.visible(target, filter))
}

func (p *projection) known(terms []Term) float64 {
	var all, seen float64
	for _, term := range terms {
		idf := p.ranker.Statistics.IDF(term.Token) * float64(term.Weight)
		all += idf
		if p.ranker.Statistics.DocumentFrequency(term.Token) > 0 {
			seen += idf
		}
	}
	if all == 0 {
		return 0
	}
	return seen / all
}
