package golden

import "yueyue/dialog"

// What the thresholds of passages stand for. The sets that they are taken from do not name every passage that answers, so more
// are right than are counted. 悦悦 says what she found from a passage in its own words, which mislead less than a sentence of ours.
var passageAims = aims{precision: 0.8, coverage: 0.97}

// Judged is the evidence for a question whose first candidate is a passage, with what is true of it.
type Judged struct {
	Features []float64
	Right    bool // the first candidate answers it
	Reached  bool // one of those offered does
}

// CalibratePassages fits the confidence in passages. Too few questions, or only right or only wrong ones, are an error.
func CalibratePassages(judged []Judged) (dialog.Calibrated, error) {
	samples := make([]sample, len(judged))
	for i, j := range judged {
		samples[i] = sample{features: j.Features, answerable: j.Reached, right: j.Right, reached: j.Reached, golden: true, fold: i % folds}
	}
	return fit(samples, passageAims)
}
