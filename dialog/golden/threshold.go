package golden

import (
	"cmp"

	"yueyue/dialog"
)

// verdict is how sure a model was of a golden question that it had not seen.
type verdict struct {
	confidence float64
	true       bool
}

func surestFirst(a, b verdict) int { return cmp.Compare(b.confidence, a.confidence) }

// atPrecision is the lowest confidence at and above which the share of true verdicts is at least precision; 1, which nothing
// reaches, when there is none. Verdicts are ordered, surest first.
func atPrecision(verdicts []verdict, precision float64) dialog.Threshold {
	best := dialog.Threshold{Confidence: 1}
	for _, t := range thresholds(verdicts) {
		if t.Precision >= precision {
			best = t
		}
	}
	return best
}

// atCoverage is the highest confidence at and above which at least the wanted share of all true verdicts lies; 0 when none
// is true. Verdicts are ordered, surest first.
func atCoverage(verdicts []verdict, coverage float64) dialog.Threshold {
	for _, t := range thresholds(verdicts) {
		if t.Coverage >= coverage {
			return t
		}
	}
	return dialog.Threshold{}
}

// thresholds are the confidences at which a decision can be drawn, falling, with what holds at each and above: those of true
// verdicts, and of equal ones all together, since no threshold can part them.
func thresholds(verdicts []verdict) []dialog.Threshold {
	total := 0
	for _, v := range verdicts {
		total += one(v.true)
	}
	var out []dialog.Threshold
	found, last := 0, 0
	for i, v := range verdicts {
		found += one(v.true)
		if i+1 < len(verdicts) && verdicts[i+1].confidence == v.confidence || found == last {
			continue
		}
		last = found
		out = append(out, dialog.Threshold{
			Confidence: v.confidence, Precision: float64(found) / float64(i+1), Coverage: float64(found) / float64(total),
		})
	}
	return out
}
