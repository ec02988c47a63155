package retriever

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"yueyue/internal/knowledge"
)

// searched is what a question is asked of: the projection, or a draft over it.
type searched interface {
	// legs gives what both legs find, each best first.
	legs(ctx context.Context, question Question, filter Filter) (words, meaning []Hit, err error)
	// named gives the targets that a prepared question names, and the document numbers that nothing visible cites.
	named(prepared string, filter Filter, without Target) (map[Target]bool, []knowledge.DocumentNumber)
	// same is the target that asks this very prepared question; the zero Target: none, or several.
	same(prepared string, filter Filter, without Target) Target
	// score gives both scores of the units of a target.
	score(ctx context.Context, probe Probe, target Target, filter Filter) ([]Hit, error)
	// known is the share of the question's idf mass whose tokens stand in the knowledge, 0..1.
	known(terms []Term) float64
}

// search fills a result: both legs, their fusion, and before all others what the question names exactly. prepared is the
// query's text as questions are compared.
func search(ctx context.Context, in searched, result *Result, question Question, filter Filter, query Query, prepared string) error {
	words, meaning, err := in.legs(ctx, question, filter)
	if err != nil {
		return err
	}
	without := func(h Hit) bool { return h.Unit == query.Without || h.Target == query.WithoutTarget }
	words, meaning = slices.DeleteFunc(words, without), slices.DeleteFunc(meaning, without)
	result.Candidates = Fuse(words, meaning, question.Ideal, result.WordsOnly, 0)

	named, unknown := in.named(prepared, filter, query.WithoutTarget)
	result.Unknown = unknown
	if query.Without == "" { // a unit that is left out may be the very question
		if result.Same = in.same(prepared, filter, query.WithoutTarget); result.Same != (Target{}) {
			named = map[Target]bool{result.Same: true}
		}
	}
	if err := promote(ctx, in, result, question, filter, named); err != nil {
		return err
	}
	result.Leads = leads(words, meaning, question.Ideal, result)
	if query.Limit > 0 {
		result.Candidates = atMost(query.Limit, result.Candidates)
	}
	result.Ideal = question.Ideal
	result.Known = in.known(question.Probe.Terms)
	return nil
}

// atMost keeps the first candidates of each kind.
func atMost(limit int, candidates []Candidate) []Candidate {
	kept := map[TargetKind]int{}
	return slices.DeleteFunc(candidates, func(c Candidate) bool {
		kept[c.Target.Kind]++
		return kept[c.Target.Kind] > limit
	})
}

// leads are those of the kinds that have candidates.
func leads(words, meaning []Hit, ideal float64, result *Result) map[TargetKind]Lead {
	all := map[TargetKind]Lead{}
	for _, c := range result.Candidates {
		kind := c.Target.Kind
		if _, done := all[kind]; done {
			continue
		}
		of := func(hits []Hit) []Hit {
			return slices.DeleteFunc(slices.Clone(hits), func(h Hit) bool { return h.Target.Kind != kind })
		}
		ofWords, ofMeaning := of(words), of(meaning)
		all[kind] = Lead{first(ofWords), first(ofMeaning), support(ofWords, ofMeaning, ideal, c.Target, result.WordsOnly)}
	}
	return all
}

// first is the target of the best hit; the zero Target: there is none.
func first(hits []Hit) Target {
	if len(hits) == 0 {
		return Target{}
	}
	return hits[0].Target
}

// maxNamed bounds how many targets are scored that are named and found by neither leg: a document number names all passages of
// its document, and those that the question is about are found.
const maxNamed = 10

// promote puts what the question names exactly before everything else, scoring what neither leg found.
func promote(ctx context.Context, in searched, result *Result, question Question, filter Filter, named map[Target]bool) error {
	if len(named) == 0 {
		return nil
	}
	for i := range result.Candidates {
		if c := &result.Candidates[i]; named[c.Target] {
			c.Exact = true
			delete(named, c.Target)
		}
	}
	unfound := slices.SortedFunc(maps.Keys(named), func(a, b Target) int { return cmp.Compare(a.ID, b.ID) })
	for _, target := range unfound[:min(len(unfound), maxNamed)] {
		hits, err := in.score(ctx, question.Probe, target, filter)
		if err != nil {
			return err
		}
		for _, c := range Fuse(hits, nil, question.Ideal, result.WordsOnly, 1) {
			c.Exact = true
			result.Candidates = append(result.Candidates, c)
		}
	}
	slices.SortFunc(result.Candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(flag(b.Exact), flag(a.Exact)), before(a, b))
	})
	return nil
}

// flag orders booleans: 1 for yes.
func flag(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// supporters is how many of the best units are asked whose they are.
const supporters = 10

// support counts the units of a target among the best of both legs together.
func support(words, meaning []Hit, ideal float64, target Target, wordsOnly bool) int {
	best := make([]Candidate, 0, supporters+1)
	for _, leg := range [2][]Hit{words, meaning} {
		for i := range leg {
			c := candidate(&leg[i], ideal, wordsOnly)
			at, _ := slices.BinarySearchFunc(best, c, before)
			both := func(other Candidate) bool { return other.Unit == c.Unit } // legs have found it
			if at == supporters || slices.ContainsFunc(best, both) {
				continue
			}
			best = slices.Insert(best, at, c)
			best = best[:min(len(best), supporters)]
		}
	}
	n := 0
	for i := range best {
		n += flag(best[i].Target == target)
	}
	return n
}
