package dialog

import (
	"math/rand/v2"
	"testing"
)

// example draws features of which only the first tells the outcome, with noise.
func examples(n int, sign float64) []Example {
	random := rand.New(rand.NewPCG(1, 2))
	out := make([]Example, n)
	for i := range out {
		features := make([]float64, len(featureNames))
		for k := range features {
			features[k] = random.Float64()
		}
		out[i] = Example{Features: features, Right: sign*(features[0]-.5)+.1*random.NormFloat64() > 0, Weight: 1}
	}
	return out
}

func TestFitFindsWhatTells(t *testing.T) {
	all := examples(2000, 1)
	model := Fit(all[:1000])
	right := 0
	for _, e := range all[1000:] {
		if (model.Probability(e.Features) > .5) == e.Right {
			right++
		}
	}
	if right < 850 {
		t.Errorf("%d of 1000 unseen examples judged rightly, want 850", right)
	}
	for i, weight := range model.Weights[1:] {
		if weight > model.Weights[0]/4 {
			t.Errorf("%s, which tells nothing, weighs %.2f beside %.2f", featureNames[i+1], weight, model.Weights[0])
		}
	}
}

func TestFitNeverRewardsLessEvidence(t *testing.T) {
	model := Fit(examples(1000, -1))
	for i, weight := range model.Weights {
		if weight < 0 && !free[featureNames[i]] {
			t.Errorf("%s weighs %.2f", featureNames[i], weight)
		}
	}
}

func TestFitIsCalibrated(t *testing.T) {
	all := examples(4000, 1)
	model := Fit(all[:2000])
	var sum, right float64
	for _, e := range all[2000:] {
		sum += model.Probability(e.Features)
		right += map[bool]float64{true: 1}[e.Right]
	}
	if gap := (sum - right) / 2000; gap > .03 || gap < -.03 {
		t.Errorf("mean probability is off by %.3f", gap)
	}
}
