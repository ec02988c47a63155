package indextest

import (
	"context"
	"math"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Tolerances of an index that stores weights and vectors coarsely.
const (
	wordsTolerance   = 2e-3 // of a score of 1; larger scores in proportion
	meaningTolerance = 4e-3
)

// dims is the length of the vectors that the suite uses.
const dims = 32

// Run runs the suite. Open gives an empty index that no other test uses and that takes vectors of 32 dimensions; what it
// must release it registers with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) retriever.Index) {
	t.Helper()
	for _, tc := range []struct {
		name string
		test func(*testing.T, retriever.Index)
	}{
		{"an empty index finds nothing", testEmpty},
		{"both legs with both scores", testLegs},
		{"words only", testWordsOnly},
		{"who sees what", testFilter},
		{"a filter never shortens a result", testFilterInsideScan},
		{"put replaces", testReplace},
		{"end and its way back", testEnd},
		{"remove", testRemove},
		{"changes in one call happen in order", testOrder},
		{"score", testScore},
		{"what is refused", testRefused},
		{"many changes against a model", testModel},
	} {
		t.Run(tc.name, func(t *testing.T) { tc.test(t, open(t)) })
	}
}

func testEmpty(t *testing.T, x retriever.Index) {
	words, meaning := search(t, x, probe(axis(0), "税"), retriever.Filter{}, 10)
	expect(t, "words", words)
	expect(t, "meaning", meaning)
	hits, err := x.Score(t.Context(), probe(axis(0), "税"), []retriever.UnitID{"a"})
	if err != nil || len(hits) != 0 {
		t.Errorf("Score = %v, %v", hits, err)
	}
	apply(t, x, retriever.Changes{})
	apply(t, x, retriever.Changes{End: map[retriever.UnitID]int64{"a": 1}, Remove: []retriever.UnitID{"b"}})
}

func testLegs(t *testing.T, x retriever.Index) {
	a, b, c := unit("a", axis(0), "税", 1, "率", 2), unit("b", between(0, 1), "税", 3), unit("c", axis(1), "票", 1)
	b.Target = retriever.Target{Kind: retriever.PairTarget, ID: "一个"}
	apply(t, x, retriever.Changes{Put: []retriever.Unit{a, b, c}})
	p := probe(axis(0), "税", "率", "率", "无")
	words, meaning := search(t, x, p, retriever.Filter{}, 10)
	half := float32(math.Sqrt2 / 2)
	hitA := retriever.Hit{Unit: "a", Target: a.Target, Words: 5, Meaning: 1}
	hitB := retriever.Hit{Unit: "b", Target: b.Target, Words: 3, Meaning: half}
	hitC := retriever.Hit{Unit: "c", Target: c.Target, Words: 0, Meaning: 0}
	expect(t, "words", words, hitA, hitB)
	expect(t, "meaning", meaning, hitA, hitB, hitC)
	words, meaning = search(t, x, p, retriever.Filter{}, 1)
	expect(t, "best by words", words, hitA)
	expect(t, "best by meaning", meaning, hitA)
}

func testWordsOnly(t *testing.T, x retriever.Index) {
	with, without := unit("with", axis(0), "税", 1), unit("without", nil, "税", 2)
	apply(t, x, retriever.Changes{Put: []retriever.Unit{with, without}})
	words, meaning := search(t, x, probe(nil, "税"), retriever.Filter{}, 10)
	expect(t, "words without a vector", words,
		retriever.Hit{Unit: "without", Target: without.Target, Words: 2}, retriever.Hit{Unit: "with", Target: with.Target, Words: 1})
	expect(t, "meaning without a vector", meaning)
	words, meaning = search(t, x, probe(axis(0), "税"), retriever.Filter{}, 10)
	expect(t, "words", words,
		retriever.Hit{Unit: "without", Target: without.Target, Words: 2}, retriever.Hit{Unit: "with", Target: with.Target, Words: 1, Meaning: 1})
	expect(t, "meaning", meaning, retriever.Hit{Unit: "with", Target: with.Target, Words: 1, Meaning: 1})
	words, meaning = search(t, x, probe(axis(0)), retriever.Filter{}, 10)
	expect(t, "words without terms", words)
	expect(t, "meaning without terms", meaning, retriever.Hit{Unit: "with", Target: with.Target, Meaning: 1})
}

func testFilter(t *testing.T, x retriever.Index) {
	place := func(id retriever.UnitID, region string, audience knowledge.Audience, from, to int64) retriever.Unit {
		u := unit(id, axis(0), "税", 1)
		u.Region, u.Audience, u.EditionFrom, u.EditionTo = region, audience, from, to
		return u
	}
	apply(t, x, retriever.Changes{Put: []retriever.Unit{
		place("anhui", "340000", "", 0, 0),
		place("enterprise", knowledge.National, knowledge.Enterprise, 0, 0),
		place("hefei-person", "340100", knowledge.NaturalPerson, 0, 0),
		place("jiangsu", "320000", "", 0, 0),
		place("national", knowledge.National, "", 0, 0),
		place("old", knowledge.National, "", 1, 5),
		place("young", knowledge.National, "", 5, 0),
	}})
	hefei := []string{knowledge.National, "340000", "340100"}
	for _, tc := range []struct {
		name   string
		filter retriever.Filter
		want   []retriever.UnitID
	}{
		{"nobody in particular", retriever.Filter{}, []retriever.UnitID{"enterprise", "national"}},
		{"first edition", retriever.Filter{Edition: 1}, []retriever.UnitID{"enterprise", "national", "old"}},
		{"later edition", retriever.Filter{Edition: 5}, []retriever.UnitID{"enterprise", "national", "young"}},
		{"Hefei", retriever.Filter{Regions: hefei}, []retriever.UnitID{"anhui", "enterprise", "hefei-person", "national"}},
		{
			"a company in Hefei",
			retriever.Filter{Regions: hefei, Audience: knowledge.Enterprise, Edition: 4},
			[]retriever.UnitID{"anhui", "enterprise", "national", "old"},
		},
		{"a person anywhere", retriever.Filter{Audience: knowledge.NaturalPerson}, []retriever.UnitID{"national"}},
		{"a place without rules", retriever.Filter{Regions: []string{"650000"}}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			words, meaning := search(t, x, probe(axis(0), "税"), tc.filter, 10)
			expectUnits(t, "words", words, tc.want...)
			expectUnits(t, "meaning", meaning, tc.want...)
		})
	}
}

func testFilterInsideScan(t *testing.T, x retriever.Index) {
	var units []retriever.Unit
	for i := range 400 { // better than the visible ones on both legs, and invisible
		u := unit(numbered("hidden", i), axis(0), "税", 9)
		u.EditionFrom = 2
		units = append(units, u)
	}
	units = append(units, unit("seen", between(0, 1), "税", 1))
	apply(t, x, retriever.Changes{Put: units})
	words, meaning := search(t, x, probe(axis(0), "税"), retriever.Filter{Edition: 1}, 5)
	expectUnits(t, "words", words, "seen")
	expectUnits(t, "meaning", meaning, "seen")
}

func testReplace(t *testing.T, x retriever.Index) {
	first, second, third := unit("a", axis(0), "税", 1), unit("a", axis(1), "票", 2), unit("a", axis(2), "率", 3)
	first.EditionTo = 1
	apply(t, x, retriever.Changes{Put: []retriever.Unit{first}})
	for range 2 {
		apply(t, x, retriever.Changes{Put: []retriever.Unit{second, third}})
		words, meaning := search(t, x, probe(axis(2), "税", "票", "率"), retriever.Filter{Edition: 7}, 10)
		hit := retriever.Hit{Unit: "a", Target: third.Target, Words: 3, Meaning: 1}
		expect(t, "words", words, hit)
		expect(t, "meaning", meaning, hit)
	}
}

func testEnd(t *testing.T, x retriever.Index) {
	apply(t, x, retriever.Changes{Put: []retriever.Unit{unit("a", axis(0), "税", 1), unit("b", axis(0), "税", 1)}})
	seen := func(edition int64, want ...retriever.UnitID) {
		t.Helper()
		words, meaning := search(t, x, probe(axis(0), "税"), retriever.Filter{Edition: edition}, 10)
		expectUnits(t, "words", words, want...)
		expectUnits(t, "meaning", meaning, want...)
	}
	for range 2 {
		apply(t, x, retriever.Changes{End: map[retriever.UnitID]int64{"a": 3, "unknown": 3}})
		seen(2, "a", "b")
		seen(3, "b")
	}
	apply(t, x, retriever.Changes{End: map[retriever.UnitID]int64{"a": 5}})
	seen(4, "a", "b")
	seen(5, "b")
	apply(t, x, retriever.Changes{End: map[retriever.UnitID]int64{"a": 0}})
	seen(9, "a", "b")
}

func testRemove(t *testing.T, x retriever.Index) {
	var units []retriever.Unit
	for i := range 20 {
		units = append(units, unit(numbered("u", i), axis(i), "税", float32(i+1)))
	}
	apply(t, x, retriever.Changes{Put: units})
	for i := 19; i > 0; i-- {
		for range 2 {
			apply(t, x, retriever.Changes{Remove: []retriever.UnitID{numbered("u", i), "unknown"}})
		}
		words, meaning := search(t, x, probe(axis(i), "税"), retriever.Filter{}, 20)
		if len(words) != i || len(meaning) != i || words[0].Unit != numbered("u", i-1) {
			t.Fatalf("%d units left, found %d and %d", i, len(words), len(meaning))
		}
	}
	apply(t, x, retriever.Changes{Remove: []retriever.UnitID{numbered("u", 0)}})
	words, meaning := search(t, x, probe(axis(0), "税"), retriever.Filter{}, 20)
	expect(t, "words", words)
	expect(t, "meaning", meaning)
	apply(t, x, retriever.Changes{Put: units[3:4]})
	words, _ = search(t, x, probe(nil, "税"), retriever.Filter{}, 20)
	expectUnits(t, "put again", words, numbered("u", 3))
}

func testOrder(t *testing.T, x retriever.Index) {
	apply(t, x, retriever.Changes{
		Put:    []retriever.Unit{unit("a", axis(0), "税", 1), unit("b", axis(0), "税", 1), unit("c", axis(0), "税", 1)},
		End:    map[retriever.UnitID]int64{"a": 1, "b": 1},
		Remove: []retriever.UnitID{"b"},
	})
	words, _ := search(t, x, probe(axis(0), "税"), retriever.Filter{}, 10)
	expectUnits(t, "before the end", words, "a", "c")
	words, _ = search(t, x, probe(axis(0), "税"), retriever.Filter{Edition: 1}, 10)
	expectUnits(t, "after the end", words, "c")
}

func testScore(t *testing.T, x retriever.Index) {
	hidden := unit("hidden", axis(1), "税", 2, "率", 1)
	hidden.Region, hidden.EditionFrom = "340000", 9
	apply(t, x, retriever.Changes{Put: []retriever.Unit{unit("a", axis(0), "税", 1), hidden, unit("bare", nil)}})
	hits, err := x.Score(t.Context(), probe(axis(1), "税", "率", "率"), []retriever.UnitID{"hidden", "unknown", "bare", "a"})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "score", hits,
		retriever.Hit{Unit: "hidden", Target: hidden.Target, Words: 4, Meaning: 1},
		retriever.Hit{Unit: "bare", Target: unit("bare", nil).Target},
		retriever.Hit{Unit: "a", Target: unit("a", nil).Target, Words: 1})
}

func testRefused(t *testing.T, x retriever.Index) {
	apply(t, x, retriever.Changes{Put: []retriever.Unit{unit("a", axis(0), "税", 1)}})
	short := unit("short", []float32{1, 0}, "税", 1)
	broken := unit("broken", axis(0), "税", 1)
	broken.Region = "全国"
	for name, bad := range map[string]retriever.Unit{"short vector": short, "broken region": broken} {
		err := x.Apply(t.Context(), retriever.Changes{
			Put: []retriever.Unit{unit("b", axis(0), "税", 1), bad}, Remove: []retriever.UnitID{"a"},
		})
		if err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	words, _ := search(t, x, probe(axis(0), "税"), retriever.Filter{}, 10)
	expectUnits(t, "nothing applied", words, "a")
	for _, n := range []int{-1, 0, retriever.MaxDepth + 1} {
		if _, _, err := x.Search(t.Context(), probe(axis(0), "税"), retriever.Filter{}, n); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("depth %d: %v", n, err)
		}
	}
	if _, _, err := x.Search(t.Context(), probe([]float32{1}, "税"), retriever.Filter{}, 1); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("a short probe: %v", err)
	}
	if _, err := x.Score(t.Context(), probe([]float32{1}, "税"), nil); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("a short probe to score: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := x.Search(cancelled, probe(axis(0), "税"), retriever.Filter{}, 1); err == nil {
		t.Error("a cancelled search answers")
	}
}
