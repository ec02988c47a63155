package dialog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"slices"

	"yueyue/retriever"
)

// Model turns features into a probability: a logistic regression over standardised features. It is immutable.
type Model struct {
	Features []string  `json:"features"` // their names, in the order of the other lists
	Mean     []float64 `json:"mean"`
	Scale    []float64 `json:"scale"` // standard deviation, above 0
	Weights  []float64 `json:"weights"`
	Bias     float64   `json:"bias"`
}

// Probability is 0..1.
func (m Model) Probability(features []float64) float64 {
	sum := m.Bias
	for i, x := range features {
		sum += m.Weights[i] * (x - m.Mean[i]) / m.Scale[i]
	}
	return 1 / (1 + math.Exp(-sum))
}

// fits reports whether a model was made for the features that this program has.
func (m Model) fits() bool {
	n := len(featureNames)
	return slices.Equal(m.Features, featureNames) && len(m.Mean) == n && len(m.Scale) == n && len(m.Weights) == n &&
		!slices.ContainsFunc(m.Scale, func(scale float64) bool { return !(scale > 0) })
}

// Threshold is a confidence and what was measured for deciding at it or above. All three are 0..1.
type Threshold struct {
	Confidence float64 `json:"confidence"`
	Precision  float64 `json:"precision"` // share of right ones among the questions decided so
	Coverage   float64 `json:"coverage"`  // share of those decided so among the questions where that is right
}

// Calibrated is two models over the same features, each with its threshold. Right is the confidence: that the first candidate
// answers the question; at Answer and above it is stated. Reach is that any of the candidates offered does; at Offer and
// above they are offered, below it 悦悦 abstains.
type Calibrated struct {
	Right   Model     `json:"right"`
	Answer  Threshold `json:"answer"`
	Reach   Model     `json:"reach"`
	Offer   Threshold `json:"offer"`
	Trained int       `json:"trained"` // examples
}

// Calibration is what was fitted for retrieval with and without the embedding model.
type Calibration struct {
	Hybrid Calibrated `json:"hybrid"`
	Words  Calibrated `json:"words"`
	// When the first candidate is a passage, which has no similar questions and is not written as an answer.
	HybridPassages Calibrated `json:"hybrid_passages"`
	WordsPassages  Calibrated `json:"words_passages"`
}

// of is what was fitted for a first candidate of a kind.
func (c Calibration) of(kind retriever.TargetKind, wordsOnly bool) Calibrated {
	switch {
	case kind == retriever.PassageTarget && wordsOnly:
		return c.WordsPassages
	case kind == retriever.PassageTarget:
		return c.HybridPassages
	case wordsOnly:
		return c.Words
	default:
		return c.Hybrid
	}
}

// LoadCalibration reads confidence.json, which `yueyue eval --calibrate` writes; an error names the file and what is wrong.
func LoadCalibration(fsys fs.FS) (Calibration, error) {
	const name = "confidence.json"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Calibration{}, err
	}
	var c Calibration
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return Calibration{}, fmt.Errorf("%s: %w", name, err)
	}
	for _, leg := range []struct {
		name string
		Calibrated
	}{{"hybrid", c.Hybrid}, {"words", c.Words}, {"hybrid_passages", c.HybridPassages}, {"words_passages", c.WordsPassages}} {
		if !leg.Right.fits() || !leg.Reach.fits() {
			return Calibration{}, fmt.Errorf("%s: %s: made for other features; run yueyue eval --calibrate", name, leg.name)
		}
	}
	return c, nil
}
