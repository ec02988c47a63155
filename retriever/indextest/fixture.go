package indextest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// unit makes a unit that everyone sees, from token and weight in turn.
func unit(id retriever.UnitID, vector []float32, terms ...any) retriever.Unit {
	u := retriever.Unit{
		ID: id, Target: retriever.Target{Kind: retriever.PassageTarget, ID: "t-" + string(id)}, Region: knowledge.National, Vector: vector,
	}
	for i := 0; i < len(terms); i += 2 {
		term := retriever.Term{Token: terms[i].(string)} //nolint:forcetypeassert // a mistake in a test shows at once
		switch weight := terms[i+1].(type) {
		case int:
			term.Weight = float32(weight)
		case float32:
			term.Weight = weight
		default:
			panic(fmt.Sprintf("weight %v", weight))
		}
		u.Terms = append(u.Terms, term)
	}
	return u
}

func numbered(name string, i int) retriever.UnitID {
	return retriever.UnitID(fmt.Sprintf("%s%03d", name, i))
}

func probe(vector []float32, tokens ...string) retriever.Probe {
	return retriever.Probe{Terms: retriever.QueryTerms(tokens), Vector: vector}
}

// axis is the unit vector of one dimension.
func axis(i int) []float32 {
	vector := make([]float32, dims)
	vector[i] = 1
	return vector
}

// between lies midway between two axes: its cosine with each is √½.
func between(i, j int) []float32 {
	vector := axis(i)
	vector[j] = 1
	return normalise(vector)
}

func normalise(vector []float32) []float32 {
	var square float64
	for _, x := range vector {
		square += float64(x) * float64(x)
	}
	for i := range vector {
		vector[i] /= float32(math.Sqrt(square))
	}
	return vector
}

func apply(t *testing.T, x retriever.Index, c retriever.Changes) {
	t.Helper()
	if err := x.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, x retriever.Index, p retriever.Probe, f retriever.Filter, n int) (words, meaning []retriever.Hit) {
	t.Helper()
	words, meaning, err := x.Search(t.Context(), p, f, n)
	if err != nil {
		t.Fatal(err)
	}
	return words, meaning
}

func expect(t *testing.T, what string, got []retriever.Hit, want ...retriever.Hit) {
	t.Helper()
	if !slices.EqualFunc(got, want, alike) {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

// expectUnits compares the units of hits of equal score, which stand in the order of their ids.
func expectUnits(t *testing.T, what string, got []retriever.Hit, want ...retriever.UnitID) {
	t.Helper()
	ids := make([]retriever.UnitID, len(got))
	for i, h := range got {
		ids[i] = h.Unit
	}
	if !slices.Equal(ids, want) {
		t.Errorf("%s: got %v, want %v", what, ids, want)
	}
}
