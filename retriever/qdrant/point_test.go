package qdrant

import (
	"math"
	"slices"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// twins finds two tokens of one dimension.
func twins(t *testing.T) (a, b string) {
	t.Helper()
	seen := map[uint32]string{}
	for i := range 400 {
		for j := range 1000 {
			token := string([]rune{rune('一' + i), rune('一' + j)})
			if other, shared := seen[dimension(token)]; shared {
				return other, token
			}
			seen[dimension(token)] = token
		}
	}
	t.Fatal("no two tokens share a dimension")
	return "", ""
}

func TestSharedDimensions(t *testing.T) {
	a, b := twins(t)
	indices, values := documentVector([]retriever.Term{{Token: a, Weight: 2}, {Token: "税", Weight: 1}, {Token: b, Weight: 5}, {Token: "率"}})
	if !slices.Equal(indices, []uint32{dimension(a), dimension("税")}) || !slices.Equal(values, []float32{5, 1}) {
		t.Errorf("the unit has %v %v", indices, values)
	}
	question := questionVector([]retriever.Term{{Token: a, Weight: 1}, {Token: b, Weight: 2}, {Token: "率"}})
	if len(question) != 1 || question[dimension(a)] != 3 {
		t.Errorf("the question has %v", question)
	}
}

// TestDimensionsAreSpread counts pairs of tokens that share a dimension, of which chance gives n²/2³³.
func TestDimensionsAreSpread(t *testing.T) {
	const firsts, seconds = 500, 1000
	seen := map[uint32]bool{}
	shared := 0
	for i := range firsts {
		for j := range seconds {
			d := dimension(string([]rune{rune('一' + 7*i), rune('一' + 13*j)}))
			if seen[d] {
				shared++
			}
			seen[d] = true
		}
	}
	chance := float64(firsts*seconds) * firsts * seconds / (1 << 33)
	t.Logf("%d of %d tokens share a dimension, chance gives %.0f", shared, firsts*seconds, chance)
	if float64(shared) > chance+5*math.Sqrt(chance) {
		t.Errorf("too many")
	}
}

func TestPlanWritesEachUnitOnce(t *testing.T) {
	u := func(id, region string) retriever.Unit {
		return retriever.Unit{ID: retriever.UnitID(id), Target: retriever.Target{Kind: retriever.PairTarget, ID: id}, Region: region}
	}
	p := newPlan(retriever.Changes{
		Put:    []retriever.Unit{u("twice", "340000"), u("ended", knowledge.National), u("twice", knowledge.National), u("gone", knowledge.National)},
		End:    map[retriever.UnitID]int64{"ended": 4, "gone": 5, "held": 6, "left": 7},
		Remove: []retriever.UnitID{"gone", "left", "gone"},
	})
	got := map[string]int64{}
	for _, point := range p.put {
		got[point.GetPayload()[unitField].GetStringValue()+" "+point.GetPayload()[regionField].GetStringValue()] = point.GetPayload()[toField].GetIntegerValue()
	}
	if len(got) != 2 || got["twice 000000"] != noEnd || got["ended 000000"] != 4 {
		t.Errorf("put %v", got)
	}
	if len(p.end) != 1 || !slices.Equal(p.end[6], []retriever.UnitID{"held"}) {
		t.Errorf("end %v", p.end)
	}
	if !slices.Equal(p.remove, []retriever.UnitID{"gone", "left"}) {
		t.Errorf("remove %v", p.remove)
	}
}

func TestRecent(t *testing.T) {
	for version, want := range map[string]bool{
		"1.16.0": true, "1.18.1": true, "2.0.0": true, "1.15.9": false, "0.99.0": false, "1.9": false, "dev": true, "1.x": true, "": true,
	} {
		if recent(version) != want {
			t.Errorf("%q: %v", version, !want)
		}
	}
}
