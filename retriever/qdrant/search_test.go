package qdrant_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"yueyue/internal/fault"
	"yueyue/retriever"
	"yueyue/retriever/qdrant/qdranttest"
)

// TestEachLegScoresTheOther finds one unit by words alone and one by meaning alone, with a probe that is not of unit length.
func TestEachLegScoresTheOther(t *testing.T) {
	_, config := started(t, qdranttest.Options{})
	x := build(t, open(t, config), "a1", 2)
	heavy, near := unitOf("heavy", "税"), unitOf("near", "税")
	heavy.Vector, near.Terms[0].Weight = []float32{1, 0}, 0.5
	put(t, x, heavy, near)
	words, meaning, err := x.Search(t.Context(), tax, retriever.Filter{}, 1)
	if err != nil || len(words) != 1 || len(meaning) != 1 {
		t.Fatal(words, meaning, err)
	}
	scores, err := x.Score(t.Context(), tax, []retriever.UnitID{"near", "heavy"})
	if err != nil || len(scores) != 2 {
		t.Fatal(scores, err)
	}
	for _, tc := range []struct {
		name           string
		got            retriever.Hit
		unit           retriever.UnitID
		words, meaning float64
	}{
		{"by words", words[0], "heavy", 2, 0.6},
		{"by meaning", meaning[0], "near", 0.5, 1},
		{"scored", scores[0], "near", 0.5, 1},
		{"scored, hidden or not", scores[1], "heavy", 2, 0.6},
	} {
		wrong := math.Abs(float64(tc.got.Words)-tc.words) + math.Abs(float64(tc.got.Meaning)-tc.meaning)
		if tc.got.Unit != tc.unit || wrong > 1e-5 {
			t.Errorf("%s: %+v", tc.name, tc.got)
		}
	}
}

// TestDeepSearch wants as many long vectors as there may be, and of what both legs find the very same scores.
func TestDeepSearch(t *testing.T) {
	const dims = 1024
	_, config := started(t, qdranttest.Options{})
	x := build(t, open(t, config), "a1", dims)
	random := rand.New(rand.NewPCG(3, 4))
	vector := func() []float32 {
		v := make([]float32, dims)
		for i := range v {
			v[i] = float32(random.NormFloat64())
		}
		return v
	}
	var many []retriever.Unit
	for i := range retriever.MaxDepth + 100 {
		u := unitOf(fmt.Sprintf("u%d", i), "税")
		u.Terms[0].Weight, u.Vector = 1+random.Float32(), vector()
		many = append(many, u)
	}
	put(t, x, many...)
	words, meaning, err := x.Search(t.Context(), retriever.Probe{Terms: tax.Terms, Vector: vector()}, retriever.Filter{}, retriever.MaxDepth)
	if err != nil || len(words) != retriever.MaxDepth || len(meaning) != retriever.MaxDepth {
		t.Fatal(len(words), len(meaning), err)
	}
	byUnit := map[retriever.UnitID]retriever.Hit{}
	for _, h := range words {
		byUnit[h.Unit] = h
	}
	both := 0
	for _, h := range meaning {
		if other, found := byUnit[h.Unit]; found {
			both++
			if other != h {
				t.Errorf("%+v and %+v", h, other)
			}
		}
	}
	if both < 800 {
		t.Errorf("only %d units in both legs", both)
	}
}

func TestWriteThatIsNotDoneIsNotReportedAsDone(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	x := build(t, open(t, config), "a1", 2)
	put(t, x, unitOf("a", "税"))
	server.Hurry(true)
	for name, changes := range map[string]retriever.Changes{
		"put":    {Put: []retriever.Unit{unitOf("b", "税")}},
		"end":    {End: map[retriever.UnitID]int64{"a": 3}},
		"remove": {Remove: []retriever.UnitID{"a"}},
	} {
		err := x.Apply(t.Context(), changes)
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	server.Hurry(false)
	if err := x.Apply(t.Context(), retriever.Changes{Put: []retriever.Unit{unitOf("b", "税")}, Remove: []retriever.UnitID{"a"}}); err != nil {
		t.Error(err)
	}
	if words, _ := found(t, x); words != 1 {
		t.Errorf("%d units after the repetition", words)
	}
}
