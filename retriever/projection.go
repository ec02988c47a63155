package retriever

import (
	"context"
	"sync"
	"time"

	"yueyue/internal/knowledge"
)

// projection is one generation of the index with all that belongs to it. Its edition moves as the feed is followed: what an
// edition brings is in the index before the edition moves, and what it ends leaves the index when nobody asks in an earlier
// one any more, so whoever asks sees all of an edition or nothing. apply and sweep are for one goroutine at a time; everything
// else may run beside them.
type projection struct {
	parts        Parts
	generationID string
	ranker       Ranker
	exact        *exactLane
	language     Language

	mu       sync.RWMutex
	edition  int64
	askers   map[int64]int       // questions under way, by the edition they are asked in
	versions map[version]*placed // what is in the index
	byTarget map[Target][]version
	ended    map[version]time.Time // those of them that have an end, since when that is known
	put      int                   // units put so far, those since removed too
}

// placed is a version in the index.
type placed struct {
	units     []UnitID
	editionTo int64
}

// newProjection makes an empty projection that weighs words by statistics.
func newProjection(parts Parts, language Language, statistics *Statistics, index Index) *projection {
	p := &projection{
		parts: parts, generationID: generationOf(parts, language, statistics), language: language,
		ranker: Ranker{Tokenizer: language.Tokenizer, Statistics: statistics, Index: index},
		exact:  newExactLane(),
		askers: map[int64]int{}, versions: map[version]*placed{}, byTarget: map[Target][]version{}, ended: map[version]time.Time{},
	}
	if parts.Model != nil {
		p.ranker.Embedder = parts.Model
	}
	return p
}

// generationOf names the generation of parts that read texts in a language and weigh them by statistics.
func generationOf(parts Parts, language Language, statistics *Statistics) string {
	return Generation{Language: language.version(), Model: modelOf(parts), Statistics: statistics}.ID()
}

// modelOf names the model; empty in words-only mode.
func modelOf(parts Parts) string {
	if parts.Model == nil {
		return ""
	}
	return parts.Model.Model()
}

// apply brings versions of pairs and passages into the index, to be seen once the projection has moved to an edition: new ones are put, the
// ends of those that are there are set, history that nobody asks for is passed over. After an error nobody sees a difference,
// and the call can be repeated.
func (p *projection) apply(ctx context.Context, versions []knowledge.Version, edition int64) error {
	changes := Changes{End: map[UnitID]int64{}}
	var drafts []draft
	for _, v := range versions {
		at := p.versions[versionOf(v)] // written by this goroutine alone
		switch {
		case at != nil && at.editionTo != v.EditionTo:
			for _, id := range at.units {
				changes.End[id] = v.EditionTo
			}
		case at == nil && !over(v.EditionTo, edition):
			drafts = append(drafts, newDraft(v, p.language.prepare))
		}
	}
	vectors, err := p.vectors(ctx, drafts)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		changes.Put = append(changes.Put, p.units(d, vectors)...)
	}
	if err := p.ranker.Index.Apply(ctx, changes); err != nil {
		return err
	}
	for _, d := range drafts {
		p.exact.put(d.entry)
	}
	for _, v := range versions {
		p.exact.end(versionOf(v), v.EditionTo)
	}
	p.settle(drafts, versions)
	return nil
}

// units are the units of a draft: tokens weighed by the frozen statistics, vectors as given.
func (p *projection) units(d draft, vectors map[knowledge.ContentHash][]float32) []Unit {
	units := make([]Unit, 0, len(d.texts))
	for n, t := range d.texts {
		units = append(units, Unit{
			ID: unitID(d.version, n), Target: d.version.target, Region: d.region, Audience: d.audience,
			EditionFrom: d.version.edition, EditionTo: d.editionTo,
			Terms: p.ranker.Statistics.DocumentTerms(p.language.Tokenizer.Tokens(t.words)), Vector: vectors[hashOf(t.meaning)],
		})
	}
	return units
}

// settle notes what the index holds now.
func (p *projection) settle(drafts []draft, versions []knowledge.Version) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range drafts {
		v, at := d.version, &placed{}
		for n := range d.texts {
			at.units = append(at.units, unitID(v, n))
		}
		p.versions[v] = at
		p.byTarget[v.target] = append(p.byTarget[v.target], v)
		p.put += len(at.units)
	}
	for _, version := range versions {
		v := versionOf(version)
		at := p.versions[v]
		if at == nil {
			continue
		}
		if at.editionTo = version.EditionTo; at.editionTo != 0 {
			if _, known := p.ended[v]; !known {
				p.ended[v] = time.Now()
			}
		} else {
			delete(p.ended, v)
		}
	}
}

// move makes an edition, all of which has been applied, the one that questions are asked in.
func (p *projection) move(edition int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.edition = edition
}

// grace is how long ended versions stay in an index that other processes may ask too: as long as these may be behind.
const grace = time.Minute

// sweep removes the versions that ended before anybody began to ask, without which a process would keep every version that
// it has ever seen.
func (p *projection) sweep(ctx context.Context) error {
	var changes Changes
	var gone []version
	p.mu.RLock()
	oldest := p.edition
	for edition := range p.askers {
		oldest = min(oldest, edition)
	}
	_, shared := p.ranker.Index.(Lasting)
	for v, since := range p.ended {
		if shared && time.Since(since) < grace {
			continue
		}
		if at := p.versions[v]; over(at.editionTo, oldest) {
			gone = append(gone, v)
			changes.Remove = append(changes.Remove, at.units...)
		}
	}
	p.mu.RUnlock()
	if len(gone) == 0 {
		return nil
	}
	if err := p.ranker.Index.Apply(ctx, changes); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range gone {
		p.exact.remove(v)
		delete(p.versions, v)
		delete(p.ended, v)
		take(p.byTarget, v.target, func(other version) bool { return other == v })
	}
	return nil
}

// over reports whether a version that ends at editionTo (0: never) is history in an edition.
func over(editionTo, edition int64) bool { return editionTo != 0 && editionTo <= edition }

// enter gives the edition to ask in. What is seen in it stays in the index until leave.
func (p *projection) enter() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.askers[p.edition]++
	return p.edition
}

// enterAt is enter for who knows the edition; false when another one is current by now.
func (p *projection) enterAt(edition int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.edition != edition {
		return false
	}
	p.askers[edition]++
	return true
}

func (p *projection) leave(edition int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.askers[edition]--; p.askers[edition] == 0 {
		delete(p.askers, edition)
	}
}

// now is the edition that questions are asked in.
func (p *projection) now() int64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.edition
}

// items are the items that the index holds.
func (p *projection) items() map[knowledge.Key]bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	items := make(map[knowledge.Key]bool, len(p.byTarget))
	for target := range p.byTarget {
		items[itemOf(target)] = true
	}
	return items
}

// visible are the units of the version of a target that an asker sees.
func (p *projection) visible(target Target, filter Filter) []UnitID {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, v := range p.byTarget[target] {
		if at := p.versions[v]; filter.Current(v.edition, at.editionTo) {
			return at.units
		}
	}
	return nil
}

// outgrown tells that the frozen statistics no longer describe what is indexed.
func (p *projection) outgrown() bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.put > outgrownTimes*p.ranker.Statistics.N()+outgrownUnits
}
