package retriever

import (
	"math"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

func TestChangesValidate(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, tc := range []struct {
		name   string
		change func(*Unit)
		valid  bool
	}{
		{"whole", func(*Unit) {}, true},
		{"without vector", func(u *Unit) { u.Vector = nil }, true},
		{"without id", func(u *Unit) { u.ID = "" }, false},
		{"without target id", func(u *Unit) { u.Target.ID = "" }, false},
		{"without target kind", func(u *Unit) { u.Target.Kind = "" }, false},
		{"without region", func(u *Unit) { u.Region = "" }, false},
		{"region of letters", func(u *Unit) { u.Region = "34000x" }, false},
		{"negative weight", func(u *Unit) { u.Terms[0].Weight = -1 }, false},
		{"weight not a number", func(u *Unit) { u.Terms[0].Weight = nan }, false},
		{"infinite weight", func(u *Unit) { u.Terms[0].Weight = inf }, false},
		{"vector not a number", func(u *Unit) { u.Vector[1] = nan }, false},
		{"infinite vector", func(u *Unit) { u.Vector[0] = inf }, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			unit := Unit{
				ID: "qa_pair/a@1/0", Target: Target{Kind: PairTarget, ID: "a"}, Region: knowledge.National,
				Terms: []Term{{Token: "税", Weight: 1}}, Vector: []float32{0.6, 0.8},
			}
			tc.change(&unit)
			err := Changes{Put: []Unit{unit}}.Validate()
			if (err == nil) != tc.valid {
				t.Fatalf("Validate: %v", err)
			}
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("kind %s", fault.KindOf(err))
			}
		})
	}
}

func TestFilterAdmits(t *testing.T) {
	chain := []string{"000000", "340000", "340100"}
	for _, tc := range []struct {
		name     string
		filter   Filter
		region   string
		audience knowledge.Audience
		want     bool
	}{
		{"everyone, national", Filter{}, "000000", "", true},
		{"no chain hides provinces", Filter{}, "340000", "", false},
		{"own province", Filter{Regions: chain}, "340000", "", true},
		{"other province", Filter{Regions: chain}, "320000", "", false},
		{"same audience", Filter{Audience: knowledge.Enterprise}, "000000", knowledge.Enterprise, true},
		{"other audience", Filter{Audience: knowledge.Enterprise}, "000000", knowledge.NaturalPerson, false},
		{"unit for everyone", Filter{Audience: knowledge.Enterprise}, "000000", "", true},
		{"asker unknown", Filter{}, "000000", knowledge.NaturalPerson, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.filter.Admits(tc.region, tc.audience); got != tc.want {
				t.Errorf("Admits = %v", got)
			}
		})
	}
}

func TestFilterCurrent(t *testing.T) {
	filter := Filter{Edition: 5}
	for _, tc := range []struct {
		name     string
		from, to int64
		want     bool
	}{
		{"from the start", 0, 0, true},
		{"new in this edition", 5, 0, true},
		{"still a draft", 6, 0, false},
		{"ended with this edition", 1, 5, false},
		{"ends later", 1, 6, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := filter.Current(tc.from, tc.to); got != tc.want {
				t.Errorf("Current = %v", got)
			}
		})
	}
}
