package retriever

import (
	"context"
	"maps"
	"slices"
	"time"

	"yueyue/internal/knowledge"
)

// tend looks after the indexes once in a while. Where another process has replaced the index that is asked here, it is asked
// until the other has been taken over, so no question meets a collection that was cleared away. One of another language or model
// is left to those who understand it.
func (r *Retriever) tend(ctx context.Context, p *projection) error {
	if time.Since(r.tended) < tendPeriod {
		return nil
	}
	r.tended = time.Now()
	standing, err := r.parts.Indexes.Tend(ctx, p.ranker.Index)
	if err != nil || standing {
		r.noteLoss(err)
		return err
	}
	taken, last, err := r.takeOver(ctx, p.now())
	if err != nil || taken == nil {
		return err
	}
	r.swap(taken)
	r.checkpoint = last
	return nil
}

// takeOver gives a projection on the index in use, which an earlier process left or another one made, when that was made for the
// language of an edition and the present model; nil: there is none. It gives the last change that is in it, too. What the index
// lacks is put, what it holds beyond the knowledge is removed: after a crash, a restored backup or a loss of data it is right
// again.
func (r *Retriever) takeOver(ctx context.Context, edition int64) (p *projection, last int64, err error) {
	index, statistics, err := r.standing(ctx)
	if err != nil || index == nil {
		return nil, 0, err
	}
	if p, err = r.projectionOn(ctx, index, statistics, edition); err != nil || p == nil {
		return nil, 0, err
	}
	held := map[UnitID]int64{}
	err = index.Held(ctx, func(unit UnitID, editionTo int64) error {
		held[unit] = editionTo
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	n, err := r.news(ctx, 0) // after the list, so that what others have put for a later edition is not taken for surplus
	if err != nil {
		return nil, 0, err
	}
	if p, err = r.projectionOn(ctx, index, statistics, n.edition); err != nil || p == nil {
		return nil, 0, err
	}
	found, put := len(held), 0
	err = r.eachPage(ctx, slices.Collect(maps.Keys(n.items)), func(versions []knowledge.Version) error {
		lacking := p.register(versions, held, n.edition)
		put += len(lacking)
		return p.apply(ctx, lacking, n.edition)
	})
	if err != nil {
		return nil, 0, err
	}
	for surplus := range slices.Chunk(slices.Sorted(maps.Keys(held)), itemPage) {
		if err := index.Apply(ctx, Changes{Remove: surplus}); err != nil {
			return nil, 0, err
		}
	}
	p.move(n.edition)
	r.parts.Logger.InfoContext(ctx, "took over an index", "units", found, "versions_put", put, "units_removed", len(held),
		"generation", p.generationID, "edition", n.edition)
	return p, n.last, nil
}

// standing gives the index in use with its statistics; nil: there is none, or they are absent or damaged.
func (r *Retriever) standing(ctx context.Context) (Lasting, *Statistics, error) {
	index, err := r.parts.Indexes.Standing(ctx)
	if err != nil || index == nil {
		return nil, nil, err
	}
	encoded, ok, err := index.Noted(ctx, statisticsNote)
	if err != nil || !ok {
		return nil, nil, err
	}
	statistics := &Statistics{}
	if statistics.UnmarshalBinary(encoded) != nil {
		return nil, nil, nil //nolint:nilerr // damaged, as good as absent
	}
	return index, statistics, nil
}

// projectionOn makes an empty projection on an index; nil: it was made for another language than that of the edition, or for
// another model.
func (r *Retriever) projectionOn(ctx context.Context, index Lasting, statistics *Statistics, edition int64) (*projection, error) {
	language, err := r.parts.Languages(ctx, edition)
	if err != nil {
		return nil, err
	}
	if p := newProjection(r.parts, language, statistics, index); p.generationID == index.Generation() {
		return p, nil
	}
	return nil, nil //nolint:nilnil // none is an answer here
}

// register notes the versions whose units are all held as they should be, takes these from held, and gives the versions of which
// something is lacking. A version that has ended and is held still is left to sweep, because another process may be an edition
// behind.
func (p *projection) register(versions []knowledge.Version, held map[UnitID]int64, edition int64) (lacking []knowledge.Version) {
	var drafts []draft
	var whole []knowledge.Version
	for _, v := range versions {
		ended := over(v.EditionTo, edition)
		if _, begun := held[unitID(versionOf(v), 0)]; ended && !begun {
			continue
		}
		d := newDraft(v, p.language.prepare)
		complete := true
		for i := range d.texts {
			id := unitID(d.version, i)
			to, ok := held[id]
			complete = complete && ok && to == v.EditionTo
			if !ended || to == v.EditionTo {
				delete(held, id)
			}
		}
		if !complete && !ended {
			lacking = append(lacking, v)
			continue
		}
		drafts, whole = append(drafts, d), append(whole, v)
		if !ended {
			p.exact.put(d.entry)
		}
	}
	p.settle(drafts, whole)
	return lacking
}
