package indextest

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// model is the plainest index there is: what the suite compares with.
type model map[retriever.UnitID]retriever.Unit

func (m model) apply(c retriever.Changes) {
	for _, u := range c.Put {
		m[u.ID] = u
	}
	for id, end := range c.End {
		if u, ok := m[id]; ok {
			u.EditionTo = end
			m[id] = u
		}
	}
	for _, id := range c.Remove {
		delete(m, id)
	}
}

func (m model) hit(p retriever.Probe, id retriever.UnitID) retriever.Hit {
	u := m[id]
	hit := retriever.Hit{Unit: id, Target: u.Target}
	for _, asked := range p.Terms {
		for _, term := range u.Terms {
			if asked.Token == term.Token {
				hit.Words += asked.Weight * term.Weight
			}
		}
	}
	for i, x := range u.Vector {
		if p.Vector != nil {
			hit.Meaning += x * p.Vector[i]
		}
	}
	return hit
}

// search gives all visible units of each leg, best first.
func (m model) search(p retriever.Probe, f retriever.Filter) (words, meaning []retriever.Hit) {
	for id, u := range m {
		if !f.Admits(u.Region, u.Audience) || !f.Current(u.EditionFrom, u.EditionTo) {
			continue
		}
		hit := m.hit(p, id)
		if hit.Words > 0 {
			words = append(words, hit)
		}
		if u.Vector != nil && p.Vector != nil {
			meaning = append(meaning, hit)
		}
	}
	slices.SortFunc(words, func(a, b retriever.Hit) int { return cmp.Compare(b.Words, a.Words) })
	slices.SortFunc(meaning, func(a, b retriever.Hit) int { return cmp.Compare(b.Meaning, a.Meaning) })
	return words, meaning
}

func testModel(t *testing.T, x retriever.Index) {
	random := rand.New(rand.NewPCG(7, 11))
	m := model{}
	for step := range 60 {
		c := randomChanges(random, step)
		apply(t, x, c)
		if step%7 == 0 {
			apply(t, x, c)
		}
		m.apply(c)
		for range 4 {
			p, f, n := randomProbe(random), randomFilter(random), 1+random.IntN(30)
			words, meaning := search(t, x, p, f, n)
			wantWords, wantMeaning := m.search(p, f)
			compare(t, m, p, words, wantWords, n, func(h retriever.Hit) float32 { return h.Words })
			compare(t, m, p, meaning, wantMeaning, n, func(h retriever.Hit) float32 { return h.Meaning })
			if t.Failed() {
				t.Fatalf("after change %d", step)
			}
		}
	}
}

// compare checks that got are n of the best, each with its true scores, best first; among scores that are equal within
// tolerance any order is good.
func compare(t *testing.T, m model, p retriever.Probe, got, want []retriever.Hit, n int, score func(retriever.Hit) float32) {
	t.Helper()
	if len(got) != min(n, len(want)) {
		t.Errorf("%d hits, want %d", len(got), min(n, len(want)))
		return
	}
	visible := map[retriever.UnitID]bool{}
	for _, h := range want {
		visible[h.Unit] = true
	}
	seen := map[retriever.UnitID]bool{}
	for i, h := range got {
		if !visible[h.Unit] || seen[h.Unit] {
			t.Errorf("%s must not be found, or not twice", h.Unit)
			return
		}
		seen[h.Unit] = true
		if truth := m.hit(p, h.Unit); !alike(h, truth) {
			t.Errorf("got %+v, want %+v", h, truth)
		}
		if i > 0 && score(h) > score(got[i-1]) {
			t.Errorf("%s stands behind a worse one", h.Unit)
		}
		allowed := meaningTolerance + wordsTolerance*math.Abs(float64(score(want[i])))
		if float64(score(h)) < float64(score(want[i]))-allowed {
			t.Errorf("place %d: %v, want %v", i, score(h), score(want[i]))
		}
	}
}

func alike(a, b retriever.Hit) bool {
	return a.Unit == b.Unit && a.Target == b.Target &&
		math.Abs(float64(a.Words-b.Words)) <= wordsTolerance*(1+math.Abs(float64(b.Words))) &&
		math.Abs(float64(a.Meaning-b.Meaning)) <= meaningTolerance
}

var (
	regions   = []string{knowledge.National, "340000", "340100", "320000"}
	audiences = []knowledge.Audience{"", knowledge.Enterprise, knowledge.NaturalPerson}
	tokens    = []string{"税", "率", "票", "税率", "增值税", "发票", "小规模纳税人", "VAT", "10万元", "的"}
)

func randomChanges(random *rand.Rand, step int) retriever.Changes {
	c := retriever.Changes{End: map[retriever.UnitID]int64{}}
	name := func() retriever.UnitID { return numbered("u", random.IntN(400)) }
	for range random.IntN(1 + 5*(step%9)) {
		u := unit(name(), nil)
		if random.IntN(8) > 0 {
			u.Vector = randomVector(random)
		}
		for _, at := range random.Perm(len(tokens))[:random.IntN(6)] {
			u.Terms = append(u.Terms, retriever.Term{Token: tokens[at], Weight: 0.05 + 12*random.Float32()})
		}
		if step > 30 && random.IntN(20) == 0 && len(u.Terms) > 0 {
			u.Terms[0].Weight *= 4 // heavier than any BM25 weight
		}
		u.Region, u.Audience = regions[random.IntN(len(regions))], audiences[random.IntN(len(audiences))]
		u.EditionFrom = int64(random.IntN(6))
		if random.IntN(4) == 0 {
			u.EditionTo = u.EditionFrom + int64(random.IntN(4))
		}
		c.Put = append(c.Put, u)
	}
	for range random.IntN(8) {
		c.End[name()] = int64(random.IntN(8))
	}
	for range random.IntN(1 + 30*(step%3)) {
		c.Remove = append(c.Remove, name())
	}
	return c
}

func randomProbe(random *rand.Rand) retriever.Probe {
	p := retriever.Probe{}
	if random.IntN(6) > 0 {
		p.Vector = randomVector(random)
	}
	for _, at := range random.Perm(len(tokens))[:random.IntN(6)] {
		p.Terms = append(p.Terms, retriever.Term{Token: tokens[at], Weight: float32(1 + random.IntN(3))})
	}
	return p
}

func randomFilter(random *rand.Rand) retriever.Filter {
	return retriever.Filter{
		Regions: regions[:random.IntN(len(regions)+1)], Audience: audiences[random.IntN(len(audiences))],
		Edition: int64(random.IntN(8)),
	}
}

func randomVector(random *rand.Rand) []float32 {
	vector := make([]float32, dims)
	for i := range vector {
		vector[i] = float32(random.NormFloat64()) + 0.5 // embeddings crowd round a mean
	}
	return normalise(vector)
}
