package golden

import (
	"cmp"
	"context"
	"slices"

	"yueyue/dialog"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Examiner gives the evidence for a question.
type Examiner interface {
	Examine(ctx context.Context, q dialog.Question, without retriever.UnitID, withoutTarget retriever.Target) (dialog.Evidence, error)
}

// What the thresholds stand for.
const (
	answerPrecision = 0.98 // of what is stated as the answer
	offerCoverage   = 0.99 // of the questions that the candidates can help, so that hardly one is turned away
)

// goldenWeight is how much a golden question counts beside a similar question: it is written apart from the knowledge, as
// what taxpayers ask is.
const goldenWeight = 4

// sample is the evidence for one question with what is true of it.
type sample struct {
	features   []float64
	right      bool // the first candidate answers it
	reached    bool // one of those offered does
	golden     bool // asked of the whole knowledge: what thresholds are taken from
	answerable bool
	fold       int // the part of the samples in which it is judged
}

const folds = 5

// Calibrate fits the confidence on the golden questions that are not held out and on every similar question asked of a
// knowledge that lacks it, or lacks its pair. Thresholds come from golden questions judged by a model that never saw them.
func Calibrate(ctx context.Context, examiner Examiner, questions []Question, versions map[knowledge.PairID][]knowledge.PairVersion) (dialog.Calibrated, error) {
	var samples []sample
	fold := 0
	add := func(q dialog.Question, s sample, right []knowledge.PairID, without retriever.UnitID, lacks retriever.Target) error {
		evidence, err := examiner.Examine(ctx, q, without, lacks)
		if err != nil || len(evidence.Offered) == 0 {
			return err
		}
		s.features, s.fold = evidence.Features, fold%folds
		s.right = s.answerable && slices.Contains(right, evidence.Offered[0])
		for _, id := range evidence.Offered {
			s.reached = s.reached || slices.Contains(right, id)
		}
		samples = append(samples, s)
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
			if err := add(q, sample{answerable: true}, []knowledge.PairID{id}, retriever.SimilarUnit(v, i), retriever.Target{}); err != nil {
				return dialog.Calibrated{}, err
			}
			if err := add(q, sample{}, nil, "", target); err != nil {
				return dialog.Calibrated{}, err
			}
		}
	}
	for _, q := range questions {
		if q.HeldOut || (q.Style == "past_date" && !q.Answerable()) {
			continue // held out, or unanswerable for its date alone, which is not for the confidence to know
		}
		fold++
		asked := q.Asked()
		// Ambiguous questions have no one answer, but are helped by being offered several.
		if err := add(asked, sample{golden: true, answerable: q.Answerable()}, q.Pairs, "", retriever.Target{}); err != nil {
			return dialog.Calibrated{}, err
		}
		if len(q.Pairs) == 1 && q.Answerable() {
			target := retriever.Target{Kind: retriever.PairTarget, ID: string(q.Pairs[0])}
			if err := add(asked, sample{}, nil, "", target); err != nil {
				return dialog.Calibrated{}, err
			}
		}
	}
	return fit(samples), nil
}

func fit(samples []sample) dialog.Calibrated {
	out := dialog.Calibrated{Trained: len(samples)}
	var right, reached []verdict
	out.Right, right = crossFit(samples, func(s sample) (dialog.Example, bool) {
		weight := 1.0
		if s.golden {
			weight = goldenWeight
		}
		return dialog.Example{Features: s.features, Right: s.right, Weight: weight}, true
	})
	out.Reach, reached = crossFit(samples, func(s sample) (dialog.Example, bool) {
		// A question whose pair is left out is still helped by its neighbours: only whole-knowledge questions tell.
		return dialog.Example{Features: s.features, Right: s.reached, Weight: 1}, s.golden || s.reached
	})
	out.Answer = atPrecision(right, answerPrecision)
	out.Offer = atCoverage(reached, offerCoverage)
	return out
}

// verdict is how sure a model was of a golden question that it had not seen.
type verdict struct {
	confidence float64
	true       bool
}

// crossFit fits a model on all samples that example takes, and judges each golden one by a model of the other folds.
func crossFit(samples []sample, example func(sample) (dialog.Example, bool)) (dialog.Model, []verdict) {
	fitOn := func(keep func(sample) bool) dialog.Model {
		var examples []dialog.Example
		for _, s := range samples {
			if e, take := example(s); take && keep(s) {
				examples = append(examples, e)
			}
		}
		return dialog.Fit(examples)
	}
	var verdicts []verdict
	for k := range folds {
		model := fitOn(func(s sample) bool { return s.fold != k })
		for _, s := range samples {
			if e, take := example(s); take && s.golden && s.fold == k {
				verdicts = append(verdicts, verdict{model.Probability(s.features), e.Right})
			}
		}
	}
	slices.SortFunc(verdicts, func(a, b verdict) int { return cmp.Compare(b.confidence, a.confidence) })
	return fitOn(func(sample) bool { return true }), verdicts
}

// atPrecision is the lowest confidence at and above which the share of true ones is at least precision. Verdicts are
// ordered, surest first.
func atPrecision(verdicts []verdict, precision float64) dialog.Threshold {
	best := dialog.Threshold{Confidence: 1}
	total := count(verdicts)
	for i, v := range verdicts {
		n := count(verdicts[:i+1])
		if share := float64(n) / float64(i+1); v.true && share >= precision {
			best = dialog.Threshold{Confidence: v.confidence, Precision: share, Coverage: float64(n) / float64(total)}
		}
	}
	return best
}

// atCoverage is the highest confidence at and above which at least the wanted share of all true ones lies.
func atCoverage(verdicts []verdict, coverage float64) dialog.Threshold {
	total := count(verdicts)
	for i, v := range verdicts {
		n := count(verdicts[:i+1])
		if share := float64(n) / float64(total); share >= coverage {
			return dialog.Threshold{Confidence: v.confidence, Precision: float64(n) / float64(i+1), Coverage: share}
		}
	}
	return dialog.Threshold{}
}

func count(verdicts []verdict) int {
	n := 0
	for _, v := range verdicts {
		n += one(v.true)
	}
	return n
}
