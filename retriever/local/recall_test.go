package local_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// TestRecall compares the best ten by meaning with those of exact float32 arithmetic over vectors made up to lie as
// embeddings do. The bench module does the same on real ones.
func TestRecall(t *testing.T) {
	const dims, questions, places = 512, 25, 10
	units := randomUnits(8_000, dims)
	x := local.New()
	for piece := range slices.Chunk(units, 4096) {
		apply(t, x, retriever.Changes{Put: piece})
	}
	random := rand.New(rand.NewPCG(8, 8))
	found := 0
	for range questions {
		question := randomVector(random, dims)
		cosine := make(map[retriever.UnitID]float32, len(units))
		for _, u := range units {
			cosine[u.ID] = exact(question, u.Vector)
		}
		best := slices.SortedFunc(maps.Keys(cosine), func(a, b retriever.UnitID) int {
			return cmp.Or(cmp.Compare(cosine[b], cosine[a]), cmp.Compare(a, b))
		})[:places]
		_, meaning, err := x.Search(t.Context(), retriever.Probe{Vector: question}, retriever.Filter{Edition: 9}, places)
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range meaning {
			if slices.Contains(best, hit.Unit) {
				found++
			}
		}
	}
	if recall := float64(found) / (questions * places); recall < 0.99 {
		t.Errorf("recall@10 is %.4f, want .99", recall)
	}
}

func exact(a, b []float32) float32 {
	var sum float32
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func BenchmarkSearch(b *testing.B) {
	x := local.New()
	units := randomUnits(100_000, 512)
	for piece := range slices.Chunk(units, 4096) {
		apply(b, x, retriever.Changes{Put: piece})
	}
	random := rand.New(rand.NewPCG(4, 4))
	for _, size := range []int{40, 600} {
		probes := make([]retriever.Probe, 64)
		for i := range probes {
			probes[i] = retriever.Probe{Terms: randomTerms(random, size), Vector: randomVector(random, 512)}
		}
		for name, filter := range map[string]retriever.Filter{"all": {Edition: 9}, "filtered": {Edition: 1, Audience: knowledge.NaturalPerson}} {
			b.Run(fmt.Sprintf("terms=%d/%s", size, name), func(b *testing.B) {
				i := 0
				for b.Loop() {
					if _, _, err := x.Search(b.Context(), probes[i%len(probes)], filter, 100); err != nil {
						b.Fatal(err)
					}
					i++
				}
			})
		}
	}
}

func BenchmarkApply(b *testing.B) {
	units := randomUnits(20_000, 512)
	for b.Loop() {
		x := local.New()
		for piece := range slices.Chunk(units, 2000) {
			apply(b, x, retriever.Changes{Put: piece})
		}
	}
	b.ReportMetric(float64(len(units))*float64(b.N)/b.Elapsed().Seconds(), "units/s")
}

func BenchmarkScore(b *testing.B) {
	x := local.New()
	units := randomUnits(20_000, 512)
	apply(b, x, retriever.Changes{Put: units})
	random := rand.New(rand.NewPCG(4, 4))
	p := retriever.Probe{Terms: randomTerms(random, 100), Vector: randomVector(random, 512)}
	var ids []retriever.UnitID
	for range 100 {
		ids = append(ids, units[random.IntN(len(units))].ID)
	}
	for b.Loop() {
		if _, err := x.Score(b.Context(), p, ids); err != nil {
			b.Fatal(err)
		}
	}
}
