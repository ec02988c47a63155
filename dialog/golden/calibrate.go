package golden

import (
	"context"
	"math"
	"slices"
	"sort"

	"yueyue/dialog"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Examiner gives the evidence for a question.
type Examiner interface {
	Examine(ctx context.Context, q dialog.Question, without retriever.UnitID, withoutTarget retriever.Target) (dialog.Evidence, error)
}

// The precisions that the thresholds stand for.
const (
	answerPrecision  = 0.97 // of what is stated as the answer
	suggestPrecision = 0.10 // of the first suggestion, so that hardly a question that could be helped is turned away
)

// goldenWeight is how much a golden question counts beside a similar question: it is written apart from the knowledge, as
// what taxpayers ask is.
const goldenWeight = 4

// sample is an example with the fold it is tested in.
type sample struct {
	dialog.Example
	golden     bool
	answerable bool
	fold       int
}

const folds = 5

// Calibrate fits the confidence on the golden questions that are not held out and on every similar question asked of a
// knowledge that lacks it, or lacks its pair. Thresholds come from golden questions judged by a model that never saw them.
func Calibrate(ctx context.Context, examiner Examiner, questions []Question, versions map[knowledge.PairID][]knowledge.PairVersion) (dialog.Calibrated, error) {
	var samples []sample
	fold := 0
	add := func(q dialog.Question, right []knowledge.PairID, without retriever.UnitID, lacks retriever.Target, golden, answerable bool) error {
		evidence, err := examiner.Examine(ctx, q, without, lacks)
		if err != nil || !evidence.Found {
			return err
		}
		weight := 1.0
		if golden {
			weight = goldenWeight
		}
		samples = append(samples, sample{
			Example: dialog.Example{Features: evidence.Features, Right: slices.Contains(right, evidence.Top), Weight: weight},
			golden:  golden && lacks == (retriever.Target{}), answerable: answerable, fold: fold % folds,
		})
		return nil
	}
	ids := make([]knowledge.PairID, 0, len(versions))
	for id := range versions {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		fold++
		v := versions[id][len(versions[id])-1]
		target := retriever.Target{Kind: retriever.PairTarget, ID: string(id)}
		for i, similar := range v.Pair.Similar {
			q := dialog.Question{Text: similar}
			if err := add(q, []knowledge.PairID{id}, retriever.SimilarUnit(v, i), retriever.Target{}, false, true); err != nil {
				return dialog.Calibrated{}, err
			}
			if err := add(q, nil, "", target, false, false); err != nil {
				return dialog.Calibrated{}, err
			}
		}
	}
	for _, q := range questions {
		if q.HeldOut || len(q.History) > 0 {
			continue
		}
		fold++
		asked := q.Asked()
		asked.AsOf = ""
		right := q.Pairs
		if q.Style == "ambiguous" {
			right = nil // no one pair answers them
		}
		if err := add(asked, right, "", retriever.Target{}, true, q.Answerable()); err != nil {
			return dialog.Calibrated{}, err
		}
		if len(q.Pairs) == 1 && q.Answerable() {
			if err := add(asked, nil, "", retriever.Target{Kind: retriever.PairTarget, ID: string(q.Pairs[0])}, false, false); err != nil {
				return dialog.Calibrated{}, err
			}
		}
	}
	return fit(samples), nil
}

func fit(samples []sample) dialog.Calibrated {
	all := make([]dialog.Example, len(samples))
	for i, s := range samples {
		all[i] = s.Example
	}
	out := dialog.Calibrated{Model: dialog.Fit(all), Trained: len(all)}
	var judged []verdict
	answerable := 0
	for k := range folds {
		var train []dialog.Example
		for _, s := range samples {
			if s.fold != k {
				train = append(train, s.Example)
			}
		}
		model := dialog.Fit(train)
		for _, s := range samples {
			if s.fold == k && s.golden {
				judged = append(judged, verdict{model.Probability(s.Features), s.Right, s.answerable})
				if s.answerable {
					answerable++
				}
			}
		}
	}
	out.Answer = threshold(judged, answerable, answerPrecision)
	out.Suggest = threshold(judged, answerable, suggestPrecision)
	out.Suggest.Confidence = math.Min(out.Suggest.Confidence, out.Answer.Confidence)
	return out
}

type verdict struct {
	confidence        float64
	right, answerable bool
}

// threshold is the lowest confidence at and above which the share of right ones is at least the precision wanted, looking
// from the surest down.
func threshold(judged []verdict, answerable int, precision float64) dialog.Threshold {
	sort.Slice(judged, func(i, j int) bool { return judged[i].confidence > judged[j].confidence })
	best := dialog.Threshold{Confidence: 1}
	right, covered := 0, 0
	for i, v := range judged {
		if v.right {
			right++
			if v.answerable {
				covered++
			}
		}
		if share := float64(right) / float64(i+1); share >= precision {
			best = dialog.Threshold{Confidence: v.confidence, Precision: share, Coverage: float64(covered) / float64(max(answerable, 1))}
		}
	}
	return best
}
