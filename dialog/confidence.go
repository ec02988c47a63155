package dialog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Feature names, in the order of the vector that Features gives. All lie roughly in -1..1; margins are to the best other
// target.
var featureNames = []string{
	"score", "margin", "margin_third", "meaning", "words", "margin_meaning", "margin_words",
	"legs_agree", "known", "length", "support", "keywords", "bigrams", "evidence", "margin_evidence",
}

// Features are what the confidence of the first candidate rests on. Pair is the first candidate's content.
func Features(u Understanding, found retriever.Result, pair knowledge.QAPair) []float64 {
	top := found.Candidates[0]
	var second, third retriever.Candidate
	if len(found.Candidates) > 1 {
		second = found.Candidates[1]
	}
	if len(found.Candidates) > 2 {
		third = found.Candidates[2]
	}
	otherMeaning, otherWords := 0.0, 0.0
	for _, c := range found.Candidates[1:] {
		otherMeaning, otherWords = math.Max(otherMeaning, c.Meaning), math.Max(otherWords, c.Words)
	}
	agree := 0.0
	if found.WordsFirst == top.Target && (found.WordsOnly || found.MeaningFirst == top.Target) {
		agree = 1
	}
	text := strings.ToLower(pairText(pair))
	return []float64{
		top.Score, top.Score - second.Score, top.Score - third.Score, top.Meaning, top.Words,
		top.Meaning - otherMeaning, top.Words - otherWords, agree, found.Known,
		math.Min(1, math.Log1p(float64(utf8.RuneCountInString(u.Searched)))/5), float64(found.Support) / 10,
		shareOf(u.Keywords, text), bigramShare(u.Searched, text),
		math.Log1p(top.Words*found.Ideal) / 5, math.Log1p(top.Words*found.Ideal) - math.Log1p(otherWords*found.Ideal),
	}
}

// pairText is everything a pair says, for overlap.
func pairText(pair knowledge.QAPair) string {
	parts := append(append([]string{pair.Question}, pair.Similar...), pair.Aliases...)
	for _, answer := range pair.Answers {
		parts = append(parts, answer.Text)
	}
	return strings.Join(parts, "\n")
}

func shareOf(words []string, text string) float64 {
	if len(words) == 0 {
		return 0
	}
	n := 0
	for _, word := range words {
		if strings.Contains(text, strings.ToLower(word)) {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

func bigramShare(question, text string) float64 {
	runes := slices.DeleteFunc([]rune(question), isPunctuation)
	if len(runes) < 2 {
		return 0
	}
	n := 0
	for i := range len(runes) - 1 {
		if strings.Contains(text, string(runes[i:i+2])) {
			n++
		}
	}
	return float64(n) / float64(len(runes)-1)
}

// Model turns features into the probability that the first candidate answers the question: a logistic regression over
// standardised features. It is immutable.
type Model struct {
	Features []string  `json:"features"`
	Mean     []float64 `json:"mean"`
	Scale    []float64 `json:"scale"`
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

// Threshold is a confidence and the precision that was measured for deciding at it or above.
type Threshold struct {
	Confidence float64 `json:"confidence"`
	Precision  float64 `json:"precision"` // share of right ones among the questions decided so
	Coverage   float64 `json:"coverage"`  // share of answerable questions decided so
}

// Calibration is a model with the thresholds that belong to it, for retrieval with and without the embedding model.
type Calibration struct {
	Hybrid Calibrated `json:"hybrid"`
	Words  Calibrated `json:"words"`
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

// LoadCalibration reads confidence.json, which `yueyue eval --calibrate` writes.
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
	for leg, k := range map[string]Calibrated{"hybrid": c.Hybrid, "words": c.Words} {
		for _, m := range []Model{k.Right, k.Reach} {
			if !slices.Equal(m.Features, featureNames) || len(m.Mean) != len(featureNames) || len(m.Scale) != len(featureNames) || len(m.Weights) != len(featureNames) {
				return Calibration{}, fmt.Errorf("%s: %s: made for other features; run yueyue eval --calibrate", name, leg)
			}
		}
	}
	return c, nil
}
