package dialog

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoadCalibrationRefuses(t *testing.T) {
	shipped, err := os.ReadFile("../data/confidence.json")
	check(t, err)
	whole := string(shipped)
	for name, text := range map[string]string{
		"no JSON":           "{",
		"unknown field":     `{"hybird": {}}`,
		"no models":         `{}`,
		"other features":    strings.Replace(whole, `"margin_third"`, `"margin_fourth"`, 1),
		"a missing weight":  without(t, whole, "weights"),
		"a missing mean":    without(t, whole, "mean"),
		"a missing scale":   without(t, whole, "scale"),
		"a scale that is 0": strings.Replace(whole, `"scale": [`, `"scale": [0,`, 1),
	} {
		if _, err := LoadCalibration(fstest.MapFS{"confidence.json": {Data: []byte(text)}}); err == nil || !strings.Contains(err.Error(), "confidence.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := LoadCalibration(fstest.MapFS{}); err == nil {
		t.Error("missing file: no error")
	}
}

// without is a calibration whose first model lacks the last number of a list.
func without(t *testing.T, text, list string) string {
	t.Helper()
	var whole map[string]map[string]any
	check(t, json.Unmarshal([]byte(text), &whole))
	model := whole["hybrid"]["right"].(map[string]any)
	numbers := model[list].([]any)
	model[list] = numbers[:len(numbers)-1]
	cut, err := json.Marshal(whole)
	check(t, err)
	return string(cut)
}

func TestProbability(t *testing.T) {
	m := Model{Mean: []float64{1, 2}, Scale: []float64{.5, 1}, Weights: []float64{1, -1}, Bias: .5}
	for _, c := range []struct{ a, b, want float64 }{
		{1, 2, 1 / (1 + math.Exp(-.5))}, {1.5, 2, 1 / (1 + math.Exp(-1.5))}, {1, 3, 1 / (1 + math.Exp(.5))}, {1e6, 2, 1}, {-1e6, 2, 0},
	} {
		if got := m.Probability([]float64{c.a, c.b}); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v, %v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
