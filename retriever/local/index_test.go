package local_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/indextest"
	"yueyue/retriever/local"
)

func TestIndex(t *testing.T) {
	indextest.Run(t, func(*testing.T) retriever.Index { return local.New() })
}

// TestLayoutDoesNotShow puts the same units in several ways and wants the very same hits.
func TestLayoutDoesNotShow(t *testing.T) {
	units := randomUnits(6000, 64)
	whole, pieces, worn := local.New(), local.New(), local.New()
	apply(t, whole, retriever.Changes{Put: units})
	for piece := range slices.Chunk(units, 701) {
		apply(t, pieces, retriever.Changes{Put: piece})
	}
	twice := slices.Clone(units)
	for i := range twice {
		twice[i].EditionTo = 9
	}
	apply(t, worn, retriever.Changes{Put: twice})
	for piece := range slices.Chunk(units, 3000) {
		apply(t, worn, retriever.Changes{Put: piece})
	}
	var surplus []retriever.UnitID
	for i := range 900 {
		u := units[i]
		u.ID = retriever.UnitID(fmt.Sprintf("surplus%d", i))
		surplus = append(surplus, u.ID)
		apply(t, worn, retriever.Changes{Put: []retriever.Unit{u}})
	}
	apply(t, worn, retriever.Changes{Remove: surplus})
	random := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		p := retriever.Probe{Terms: randomTerms(random, 40), Vector: randomVector(random, 64)}
		for i := range p.Terms {
			p.Terms[i].Weight = 1
		}
		filter := retriever.Filter{Edition: int64(random.IntN(12)), Audience: knowledge.Enterprise}
		want, near, err := whole.Search(t.Context(), p, filter, 50)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) != 50 || len(near) != 50 {
			t.Fatalf("%d and %d hits", len(want), len(near))
		}
		for name, x := range map[string]*local.Index{"in pieces": pieces, "after changes": worn} {
			if x.Len() != len(units) {
				t.Fatalf("%s: %d units", name, x.Len())
			}
			words, meaning, err := x.Search(t.Context(), p, filter, 50)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(words, want) {
				t.Errorf("%s: words\n%v\nwant\n%v", name, words, want)
			}
			// The codes of a segment depend on its mean, so only the exactly compared front is sure to be the same.
			if !reflect.DeepEqual(meaning[:5], near[:5]) {
				t.Errorf("%s: meaning\n%v\nwant\n%v", name, meaning[:5], near[:5])
			}
		}
	}
}

// TestReadersSeeWholeChanges replaces all units again and again while readers look.
func TestReadersSeeWholeChanges(t *testing.T) {
	const count = 200
	x := local.New()
	generation := func(number int64) retriever.Changes {
		var c retriever.Changes
		for i := range count {
			id := fmt.Sprintf("u%d", i)
			c.Put = append(c.Put, retriever.Unit{
				ID: retriever.UnitID(id), Target: retriever.Target{Kind: retriever.PairTarget, ID: id}, Region: knowledge.National,
				Terms: []retriever.Term{{Token: "税", Weight: float32(number)}}, Vector: []float32{float32(number), 1},
			})
		}
		return c
	}
	apply(t, x, generation(1))
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				p := retriever.Probe{Terms: []retriever.Term{{Token: "税", Weight: 1}}, Vector: []float32{1, 0}}
				words, meaning, err := x.Search(context.Background(), p, retriever.Filter{}, 1000)
				if err != nil || len(words) != count || len(meaning) != count || words[0].Words != words[count-1].Words ||
					meaning[0].Meaning != meaning[count-1].Meaning {
					t.Errorf("half a change: %d and %d hits, %v", len(words), len(meaning), err)
					return
				}
				if hits, err := x.Score(context.Background(), p, []retriever.UnitID{"u0", "u199"}); err != nil || len(hits) != 2 || hits[0].Words != hits[1].Words {
					t.Errorf("half a change: %v, %v", hits, err)
					return
				}
			}
		})
	}
	for number := range int64(60) {
		apply(t, x, generation(1+number%9))
	}
	close(done)
	readers.Wait()
}

func TestApplyStopsWhenCancelled(t *testing.T) {
	x := local.New()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.Apply(cancelled, retriever.Changes{Put: randomUnits(3, 8)}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if x.Len() != 0 {
		t.Errorf("%d units applied", x.Len())
	}
}

func apply(t testing.TB, x *local.Index, c retriever.Changes) {
	t.Helper()
	if err := x.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// randomUnits are units whose tokens are as unevenly frequent as in a language.
func randomUnits(count, dims int) []retriever.Unit {
	random := rand.New(rand.NewPCG(1, 2))
	units := make([]retriever.Unit, count)
	for i := range units {
		id := fmt.Sprintf("p%06d", i)
		units[i] = retriever.Unit{
			ID: retriever.UnitID("passage/" + id + "@1/0"), Target: retriever.Target{Kind: retriever.PassageTarget, ID: id},
			Region: knowledge.National, Audience: []knowledge.Audience{"", knowledge.Enterprise}[random.IntN(2)],
			EditionFrom: int64(random.IntN(3)), Terms: randomTerms(random, 180), Vector: randomVector(random, dims),
		}
	}
	return units
}

func randomTerms(random *rand.Rand, count int) []retriever.Term {
	zipf := rand.NewZipf(random, 1.1, 8, 200_000)
	terms := make([]retriever.Term, 0, count)
	seen := map[uint64]bool{}
	for range count {
		number := zipf.Uint64()
		if seen[number] {
			continue
		}
		seen[number] = true
		terms = append(terms, retriever.Term{Token: fmt.Sprintf("t%d", number), Weight: 0.1 + 20*random.Float32()})
	}
	return terms
}

// randomVector crowds round a mean and lies near one of some hundred places, as embeddings of texts do.
func randomVector(random *rand.Rand, dims int) []float32 {
	place := rand.New(rand.NewPCG(uint64(random.IntN(300)), 9))
	vector := make([]float32, dims)
	for i := range vector {
		vector[i] = 0.6 + float32(place.NormFloat64()) + 0.5*float32(random.NormFloat64())
	}
	var square float32
	for _, x := range vector {
		square += x * x
	}
	length := float32(math.Sqrt(float64(square)))
	for i := range vector {
		vector[i] /= length
	}
	return vector
}
