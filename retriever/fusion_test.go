package retriever

import (
	"math"
	"testing"
)

func passage(id string) Target { return Target{Kind: PassageTarget, ID: id} }

func TestFuse(t *testing.T) {
	const ideal = 20.0
	a0 := Hit{Unit: "a/0", Target: passage("a"), Words: 10, Meaning: 0.5}
	a1 := Hit{Unit: "a/1", Target: passage("a"), Words: 4, Meaning: 0.8}
	b := Hit{Unit: "b/0", Target: passage("b"), Words: 12, Meaning: 0.3}
	c := Hit{Unit: "c/0", Target: passage("c"), Words: 0, Meaning: 0.6}
	d := Hit{Unit: "d/0", Target: passage("d"), Words: 0, Meaning: 0.6}
	score := func(h Hit) float64 { return float64(h.Meaning) + 0.08*float64(h.Words)/math.Pow(ideal, 0.65) }
	for _, tc := range []struct {
		name           string
		words, meaning []Hit
		ideal          float64
		wordsOnly      bool
		limit          int
		want           []Candidate
	}{
		{name: "nothing", ideal: ideal},
		{
			name: "the best unit stands for its target, equals by unit", words: []Hit{b, a0}, meaning: []Hit{a1, d, c}, ideal: ideal,
			want: []Candidate{
				{Target: passage("a"), Unit: "a/1", Score: score(a1), Words: 0.2, Meaning: float64(a1.Meaning)},
				{Target: passage("c"), Unit: "c/0", Score: score(c), Meaning: float64(c.Meaning)},
				{Target: passage("d"), Unit: "d/0", Score: score(d), Meaning: float64(d.Meaning)},
				{Target: passage("b"), Unit: "b/0", Score: score(b), Words: 0.6, Meaning: float64(b.Meaning)},
			},
		},
		{
			name: "the limit counts targets", words: []Hit{a0}, meaning: []Hit{a1, c}, ideal: ideal, limit: 1,
			want: []Candidate{{Target: passage("a"), Unit: "a/1", Score: score(a1), Words: 0.2, Meaning: float64(a1.Meaning)}},
		},
		{
			name: "words only", words: []Hit{b, a0, a1}, ideal: ideal, wordsOnly: true,
			want: []Candidate{
				{Target: passage("b"), Unit: "b/0", Score: 0.6, Words: 0.6, Meaning: float64(b.Meaning)},
				{Target: passage("a"), Unit: "a/0", Score: 0.5, Words: 0.5, Meaning: float64(a0.Meaning)},
			},
		},
		{
			name: "a question without tokens", meaning: []Hit{c}, ideal: 0,
			want: []Candidate{{Target: passage("c"), Unit: "c/0", Score: float64(c.Meaning), Meaning: float64(c.Meaning)}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Fuse(tc.words, tc.meaning, tc.ideal, tc.wordsOnly, tc.limit)
			if len(got) != len(tc.want) {
				t.Fatalf("got %+v", got)
			}
			for i, want := range tc.want {
				if got[i].Target != want.Target || got[i].Unit != want.Unit || math.Abs(got[i].Score-want.Score) > 1e-9 ||
					math.Abs(got[i].Words-want.Words) > 1e-9 || got[i].Meaning != want.Meaning {
					t.Errorf("%d: got %+v, want %+v", i, got[i], want)
				}
			}
		})
	}
}
