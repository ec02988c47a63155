package retriever

import (
	"context"
	"maps"
	"slices"

	"yueyue/internal/knowledge"
)

// takeOver gives a projection on the index that an earlier process left, when that was made for the present language and model;
// nil: there is none. What the index lacks is put, what it holds beyond the knowledge is removed: after a crash, a restored
// backup or a loss of data it is right again.
func (r *Retriever) takeOver(ctx context.Context, n news) (*projection, error) {
	index, err := r.parts.Indexes.Standing(ctx)
	if err != nil || index == nil {
		return nil, err
	}
	encoded, ok, err := index.Noted(ctx, statisticsNote)
	if err != nil || !ok {
		return nil, err
	}
	statistics := &Statistics{}
	if statistics.UnmarshalBinary(encoded) != nil {
		return nil, nil //nolint:nilnil // damaged, as good as absent
	}
	language, err := r.parts.Languages(ctx, n.edition)
	if err != nil {
		return nil, err
	}
	p := newProjection(r.parts, language, statistics, index)
	if p.generationID != index.Generation() {
		return nil, nil //nolint:nilnil // another language or model
	}
	held := map[UnitID]int64{}
	err = index.Held(ctx, func(unit UnitID, editionTo int64) error {
		held[unit] = editionTo
		return nil
	})
	if err != nil {
		return nil, err
	}
	found, put := len(held), 0
	err = r.eachPage(ctx, slices.Collect(maps.Keys(n.items)), func(versions []knowledge.Version) error {
		lacking := p.register(versions, held, n.edition)
		put += len(lacking)
		return p.apply(ctx, lacking, n.edition)
	})
	if err != nil {
		return nil, err
	}
	for surplus := range slices.Chunk(slices.Sorted(maps.Keys(held)), itemPage) {
		if err := index.Apply(ctx, Changes{Remove: surplus}); err != nil {
			return nil, err
		}
	}
	p.move(n.edition)
	r.parts.Logger.InfoContext(ctx, "took over an index", "units", found, "versions_put", put, "units_removed", len(held),
		"generation", p.generationID, "edition", n.edition)
	return p, nil
}

// register notes the versions whose units are all held as they should be, takes these from held, and gives the versions of which
// something is lacking.
func (p *projection) register(versions []knowledge.Version, held map[UnitID]int64, edition int64) (lacking []knowledge.Version) {
	var drafts []draft
	var whole []knowledge.Version
	for _, v := range versions {
		if over(v.EditionTo, edition) {
			continue
		}
		d := newDraft(v, p.language.prepare)
		complete := true
		for i := range d.texts {
			id := unitID(d.version, i)
			to, ok := held[id]
			complete = complete && ok && to == v.EditionTo
			delete(held, id)
		}
		if !complete {
			lacking = append(lacking, v)
			continue
		}
		drafts, whole = append(drafts, d), append(whole, v)
		p.exact.put(d.entry)
	}
	p.settle(drafts, whole)
	return lacking
}
