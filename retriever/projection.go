package retriever

import (
	"cmp"
	"context"
	"sync"

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
	prepare      func(string) string

	mu       sync.RWMutex
	edition  int64
	askers   map[int64]int       // questions under way, by the edition they are asked in
	versions map[version]*placed // what is in the index
	byTarget map[Target][]version
	ended    map[version]bool // those of them that have an end
	put      int              // units put so far, those since removed too
}

// version names a version of a target by the edition that brought it.
type version struct {
	target  Target
	edition int64
}

// versionOf names a version of a pair.
func versionOf(v knowledge.PairVersion) version {
	return version{Target{Kind: PairTarget, ID: string(v.Pair.ID)}, v.EditionFrom}
}

// placed is a version in the index.
type placed struct {
	units     []UnitID
	editionTo int64
}

// newProjection makes an empty projection that weighs words by statistics.
func newProjection(parts Parts, prepare func(string) string, statistics *Statistics) *projection {
	p := &projection{
		parts:  parts,
		ranker: Ranker{Tokenizer: parts.Tokenizer, Statistics: statistics, Index: parts.NewIndex()},
		exact:  newExactLane(), prepare: prepare,
		askers: map[int64]int{}, versions: map[version]*placed{}, byTarget: map[Target][]version{}, ended: map[version]bool{},
	}
	generation := Generation{Tokenizer: parts.Tokenizer.Version(), Statistics: statistics}
	if parts.Model != nil {
		p.ranker.Embedder, generation.Model = parts.Model, parts.Model.Model()
	}
	p.generationID = generation.ID()
	return p
}

// apply brings versions of pairs into the index, to be seen once the projection has moved to an edition: new ones are put, the
// ends of those that are there are set, history that nobody asks for is passed over. After an error nobody sees a difference,
// and the call can be repeated.
func (p *projection) apply(ctx context.Context, versions []knowledge.PairVersion, edition int64) error {
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
			drafts = append(drafts, draft{v, pairTexts(v.Pair, p.prepare)})
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
		p.exact.put(entry{
			version: versionOf(d.version), editionTo: d.version.EditionTo, region: regionOf(d.version.Pair), audience: d.version.Pair.Audience,
		}, d.version.Pair, p.prepare)
	}
	for _, v := range versions {
		p.exact.end(versionOf(v), v.EditionTo)
	}
	p.settle(drafts, versions)
	return nil
}

// units are the units of a draft: tokens weighed by the frozen statistics, vectors as given.
func (p *projection) units(d draft, vectors map[knowledge.ContentHash][]float32) []Unit {
	v := versionOf(d.version)
	units := make([]Unit, 0, len(d.texts))
	for n, t := range d.texts {
		units = append(units, Unit{
			ID: unitID(v, n), Target: v.target, Region: regionOf(d.version.Pair), Audience: d.version.Pair.Audience,
			EditionFrom: d.version.EditionFrom, EditionTo: d.version.EditionTo,
			Terms: p.ranker.Statistics.DocumentTerms(p.parts.Tokenizer.Tokens(t.words)), Vector: vectors[hashOf(t.meaning)],
		})
	}
	return units
}

func regionOf(pair knowledge.QAPair) string { return cmp.Or(pair.Region, knowledge.National) }

// settle notes what the index holds now.
func (p *projection) settle(drafts []draft, versions []knowledge.PairVersion) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range drafts {
		v, at := versionOf(d.version), &placed{}
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
			p.ended[v] = true
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
	for v := range p.ended {
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

// pairs are the pairs that the index holds.
func (p *projection) pairs() map[knowledge.PairID]bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	pairs := make(map[knowledge.PairID]bool, len(p.byTarget))
	for target := range p.byTarget {
		pairs[knowledge.PairID(target.ID)] = true
	}
	return pairs
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
