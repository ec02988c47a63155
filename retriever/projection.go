package retriever

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"sync/atomic"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// projection is one generation of the index with all that belongs to it. Its edition moves as the feed is followed; what
// belongs to an edition is in the index before the edition moves, so whoever asks sees all of it or nothing.
type projection struct {
	generationID string
	ranker       Ranker
	model        Model // the ranker's embedder, by name; nil in words-only mode
	exact        *exactLane
	prepare      func(string) string
	edition      atomic.Int64

	mu    sync.RWMutex
	units map[Target][]placed
	put   int // units put since the statistics were frozen
}

// placed is a version of a target in the index.
type placed struct {
	editionFrom, editionTo int64
	ids                    []UnitID
}

// search fills a result from both legs, the fusion and the exact lane.
func (p *projection) search(ctx context.Context, result *Result, question Question, filter Filter, query Query) error {
	words, meaning, err := p.ranker.Legs(ctx, question, filter)
	if err != nil {
		return err
	}
	if query.Without != "" {
		other := func(h Hit) bool { return h.Unit == query.Without }
		words, meaning = slices.DeleteFunc(words, other), slices.DeleteFunc(meaning, other)
	}
	if query.WithoutTarget != (Target{}) {
		other := func(h Hit) bool { return h.Target == query.WithoutTarget }
		words, meaning = slices.DeleteFunc(words, other), slices.DeleteFunc(meaning, other)
	}
	if len(words) > 0 {
		result.WordsFirst = words[0].Target
	}
	if len(meaning) > 0 {
		result.MeaningFirst = meaning[0].Target
	}
	result.Candidates = Fuse(words, meaning, question.Ideal, result.WordsOnly, 0)
	named, unknown := p.exact.find(query.Text, filter)
	result.Unknown = unknown
	if same := p.exact.same(p.prepare(query.Text), filter); same != (Target{}) && same != query.WithoutTarget && query.Without == "" {
		result.Same = same
		named = map[Target]bool{same: true}
	}
	if err := p.promote(ctx, result, question, filter, named); err != nil {
		return err
	}
	if limit := query.Limit; limit > 0 && len(result.Candidates) > limit {
		result.Candidates = result.Candidates[:limit]
	}
	result.Ideal = question.Ideal
	result.Known = p.known(question.Probe.Terms)
	if len(result.Candidates) > 0 {
		result.Support = support(words, meaning, question.Ideal, result)
	}
	return nil
}

// promote puts what the question names exactly before everything else, scoring what neither leg found.
func (p *projection) promote(ctx context.Context, result *Result, question Question, filter Filter, named map[Target]bool) error {
	if len(named) == 0 {
		return nil
	}
	missing := make(map[Target]bool, len(named))
	for target := range named {
		missing[target] = true
	}
	for i := range result.Candidates {
		if c := &result.Candidates[i]; named[c.Target] {
			c.Exact = true
			delete(missing, c.Target)
		}
	}
	for target := range missing {
		hits, err := p.ranker.Index.Score(ctx, question.Probe, p.visible(target, filter))
		if err != nil {
			return err
		}
		for _, c := range Fuse(hits, nil, question.Ideal, result.WordsOnly, 1) {
			c.Exact = true
			result.Candidates = append(result.Candidates, c)
		}
	}
	slices.SortStableFunc(result.Candidates, func(a, b Candidate) int {
		if a.Exact != b.Exact {
			if a.Exact {
				return -1
			}
			return 1
		}
		return before(a, b)
	})
	return nil
}

func (p *projection) visible(target Target, filter Filter) []UnitID {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, v := range p.units[target] {
		if filter.Current(v.editionFrom, v.editionTo) {
			return v.ids
		}
	}
	return nil
}

// known is the share of the question's idf mass whose tokens stand in the knowledge.
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

// support counts the units of the first candidate among the ten best of both legs together.
func support(words, meaning []Hit, ideal float64, result *Result) int {
	seen := map[UnitID]bool{}
	var all []Candidate
	for _, leg := range [2][]Hit{words, meaning} {
		for i := range leg {
			if !seen[leg[i].Unit] {
				seen[leg[i].Unit] = true
				all = append(all, candidate(&leg[i], ideal, result.WordsOnly))
			}
		}
	}
	slices.SortFunc(all, before)
	n := 0
	for _, c := range all[:min(10, len(all))] {
		if c.Target == result.Candidates[0].Target {
			n++
		}
	}
	return n
}

// draft is a version of a pair with its texts, before weights and vectors.
type draft struct {
	version knowledge.PairVersion
	texts   []text
}

// place puts drafts into the index: tokens weighed by the frozen statistics, vectors taken from the store or made.
func (p *projection) place(ctx context.Context, parts Parts, drafts []draft) error {
	vectors, err := p.vectors(ctx, parts, drafts)
	if err != nil {
		return err
	}
	changes := Changes{}
	for _, d := range drafts {
		pair := d.version.Pair
		region := cmp.Or(pair.Region, knowledge.National)
		target := Target{Kind: PairTarget, ID: string(pair.ID)}
		v := placed{editionFrom: d.version.EditionFrom, editionTo: d.version.EditionTo}
		for n, t := range d.texts {
			unit := Unit{
				ID: unitID(PairTarget, target.ID, v.editionFrom, n), Target: target, Region: region, Audience: pair.Audience,
				EditionFrom: v.editionFrom, EditionTo: v.editionTo,
				Terms: p.ranker.Statistics.DocumentTerms(parts.Tokenizer.Tokens(t.words)), Vector: vectors[hashOf(t.meaning)],
			}
			changes.Put = append(changes.Put, unit)
			v.ids = append(v.ids, unit.ID)
		}
		p.mu.Lock()
		p.units[target] = append(slices.DeleteFunc(p.units[target], func(old placed) bool { return old.editionFrom == v.editionFrom }), v)
		p.put += len(v.ids)
		p.mu.Unlock()
		p.exact.put(entry{target: target, region: region, audience: pair.Audience, edition: v.editionFrom, editionEnd: v.editionTo}, pair, p.prepare)
	}
	return p.ranker.Index.Apply(ctx, changes)
}

// end closes the units of versions that ended.
func (p *projection) end(ctx context.Context, ended []knowledge.PairVersion) error {
	changes := Changes{End: map[UnitID]int64{}}
	for _, v := range ended {
		target := Target{Kind: PairTarget, ID: string(v.Pair.ID)}
		p.mu.Lock()
		for i := range p.units[target] {
			if at := &p.units[target][i]; at.editionFrom == v.EditionFrom {
				at.editionTo = v.EditionTo
				for _, id := range at.ids {
					changes.End[id] = v.EditionTo
				}
			}
		}
		p.mu.Unlock()
		p.exact.end(target, v.EditionFrom, v.EditionTo)
	}
	if len(changes.End) == 0 {
		return nil
	}
	return p.ranker.Index.Apply(ctx, changes)
}

// embedBatch is how many texts are embedded between two writes to the store, so that a stop loses little work.
const embedBatch = 256

// vectors gives the vector of every text, by the hash of the text; nothing in words-only mode.
func (p *projection) vectors(ctx context.Context, parts Parts, drafts []draft) (map[knowledge.ContentHash][]float32, error) {
	if p.model == nil {
		return nil, nil
	}
	texts := map[knowledge.ContentHash]string{}
	for _, d := range drafts {
		for _, t := range d.texts {
			texts[hashOf(t.meaning)] = t.meaning
		}
	}
	hashes := make([]knowledge.ContentHash, 0, len(texts))
	for hash := range texts {
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes)
	vectors, err := parts.Source.Vectors(ctx, p.model.Model(), hashes)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(hashes, func(hash knowledge.ContentHash) bool { return vectors[hash] != nil })
	for done := 0; done < len(missing); done += embedBatch {
		batch := missing[done:min(done+embedBatch, len(missing))]
		input := make([]string, len(batch))
		for i, hash := range batch {
			input[i] = texts[hash]
		}
		made, err := p.model.EmbedDocuments(ctx, input)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, "retriever.vectors", err)
		}
		fresh := make(map[knowledge.ContentHash][]float32, len(batch))
		for i, hash := range batch {
			fresh[hash], vectors[hash] = made[i], made[i]
		}
		if err := parts.Source.PutVectors(ctx, p.model.Model(), fresh); err != nil {
			return nil, err
		}
		parts.Logger.InfoContext(ctx, "embedded", "texts", done+len(batch), "of", len(missing))
	}
	return vectors, nil
}

func hashOf(text string) knowledge.ContentHash {
	sum := sha256.Sum256([]byte(text))
	return knowledge.ContentHash(hex.EncodeToString(sum[:]))
}
