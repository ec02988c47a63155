package local

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

func little(i int, tokens int) retriever.Unit {
	u := retriever.Unit{
		ID: retriever.UnitID(fmt.Sprintf("u%d", i)), Target: retriever.Target{Kind: retriever.PairTarget, ID: "t"}, Region: knowledge.National,
		Vector: []float32{float32(i%7) - 3, 1},
	}
	for j := range tokens {
		u.Terms = append(u.Terms, retriever.Term{Token: fmt.Sprint(j * (i + 1) % 50), Weight: 1})
	}
	return u
}

// TestSegmentsStayFew puts units one by one and removes many: segments stay few, full of live units and in size order.
func TestSegmentsStayFew(t *testing.T) {
	x := New()
	random := rand.New(rand.NewPCG(1, 1))
	for i := range 3000 {
		c := retriever.Changes{Put: []retriever.Unit{little(i, 3)}}
		if i > 2000 {
			for range 2 {
				c.Remove = append(c.Remove, retriever.UnitID(fmt.Sprintf("u%d", random.IntN(i))))
			}
		}
		if err := x.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		views := x.current.Load().views
		if len(views) > 13 {
			t.Fatalf("after %d units there are %d segments", i+1, len(views))
		}
		for j := range views {
			v := &views[j]
			gone := 0
			for unit := range v.ids {
				if v.isGone(unit) {
					gone++
				}
			}
			if gone != len(v.ids)-v.live || 3*v.live <= 2*len(v.ids) {
				t.Fatalf("a segment of %d units, %d live, %d gone", len(v.ids), v.live, gone)
			}
		}
	}
}

func TestSegmentsEndAt65536(t *testing.T) {
	x := New()
	var c retriever.Changes
	for i := range 70_000 {
		u := little(i, 1)
		u.Vector = nil
		c.Put = append(c.Put, u)
	}
	if err := x.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	views := x.current.Load().views
	if x.Len() != 70_000 || len(views) > 3 || views[0].live != maxUnits {
		t.Fatalf("%d units in %d segments, the first of %d", x.Len(), len(views), views[0].live)
	}
	last := retriever.UnitID("u65535")
	hits, err := x.Score(t.Context(), retriever.Probe{Terms: []retriever.Term{{Token: "0", Weight: 1}}}, []retriever.UnitID{last})
	if err != nil || len(hits) != 1 || hits[0].Unit != last || hits[0].Words != 1 {
		t.Errorf("the last unit of the first segment: %v, %v", hits, err)
	}
}

func TestStepFor(t *testing.T) {
	for heaviest, want := range map[float32]float32{0: finestStep, 1: finestStep, 31.9: finestStep, 33: 2 * finestStep, 2000: 64 * finestStep} {
		if got := stepFor(heaviest); got != want {
			t.Errorf("stepFor(%v) = %v, want %v", heaviest, got, want)
		}
	}
	if got := inSteps(1e-9, finestStep); got != 1 {
		t.Errorf("a tiny weight becomes %d steps: the term would no longer be shared", got)
	}
	if got := inSteps(31.9999, finestStep); got > maxWeight {
		t.Errorf("%d steps do not fit", got)
	}
}

func TestDistances(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for _, width := range []int{1, 2, 8, 12} {
		code, codes := make([]uint64, width), make([]uint64, 40*width)
		for i := range codes {
			codes[i] = random.Uint64()
		}
		for i := range code {
			code[i] = random.Uint64()
		}
		out := make([]uint16, 40)
		distances(code, codes, out)
		for unit, got := range out {
			var want uint16
			for bit := range 64 * width {
				if (code[bit/64]^codes[unit*width+bit/64])>>(bit%64)&1 == 1 {
					want++
				}
			}
			if got != want {
				t.Fatalf("width %d, unit %d: %d, want %d", width, unit, got, want)
			}
		}
	}
}

func TestDot(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for _, dims := range []int{0, 1, 7, 8, 9, 512, 515} {
		a, b := make([]float32, dims), make([]int16, dims)
		var want float64
		for i := range a {
			a[i], b[i] = random.Float32()-0.5, int16(random.IntN(1<<16)-1<<15)
			want += float64(a[i]) * float64(b[i])
		}
		if got := float64(dot(a, b)); got < want-1 || got > want+1 {
			t.Errorf("%d dimensions: %v, want %v", dims, got, want)
		}
	}
}
