package golden

import (
	"context"
	"errors"
	"slices"

	"yueyue/dialog"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Examiner gives the evidence for a question as if the knowledge lacked a unit or a target; *dialog.Dialog is one.
type Examiner interface {
	Examine(ctx context.Context, q dialog.Question, kind retriever.TargetKind, without retriever.UnitID, withoutTarget retriever.Target) (dialog.Evidence, error)
}

// aims are what the thresholds stand for, 0..1.
type aims struct {
	precision float64 // of what is stated as the answer
	coverage  float64 // of the questions that the candidates can help, so that hardly one is turned away
}

var pairAims = aims{precision: 0.975, coverage: 0.99}

// goldenWeight is how much a golden question counts beside a similar question: it is written apart from the knowledge, as
// what taxpayers ask is.
const goldenWeight = 4

// folds is the number of parts that samples are dealt into; each is judged by models that never saw it.
const folds = 5

var errOneSided = errors.New("calibrating needs questions that are answered rightly and questions that are not")

// Calibrate fits the confidence on the golden questions that are not held out and on every similar question asked of a
// knowledge that lacks it, or lacks its pair. pairs are the current versions of pairs, in any fixed order. Thresholds come from
// golden questions judged by a model that never saw them.
// Errors are those of examiner; too few questions for a fit is an error.
func Calibrate(ctx context.Context, examiner Examiner, questions []Question, pairs []knowledge.Version) (dialog.Calibrated, error) {
	c := collector{examiner: examiner}
	for _, v := range pairs {
		if err := c.addPair(ctx, v); err != nil {
			return dialog.Calibrated{}, err
		}
	}
	for _, q := range questions {
		if q.HeldOut || (q.Style == "past_date" && !q.Answerable()) {
			continue // held out, or unanswerable for its date alone, which is not for the confidence to know
		}
		if err := c.addGolden(ctx, q); err != nil {
			return dialog.Calibrated{}, err
		}
	}
	return fit(c.samples, pairAims)
}

// sample is the evidence for one question with what is true of it.
type sample struct {
	features   []float64
	answerable bool // one pair answers it; an ambiguous question is only helped by being offered several
	right      bool // the first candidate answers it
	reached    bool // one of those offered does
	golden     bool // a golden question, asked of the whole knowledge: what thresholds are taken from
	fold       int  // 0..folds-1: the part in which it is judged
}

// collector makes samples. All samples of one pair, and all of one golden question, are dealt into one fold.
type collector struct {
	examiner Examiner
	samples  []sample
	dealt    int
}

// addPair adds each similar question of a pair, asked of a knowledge that lacks it, and of one that lacks the pair.
func (c *collector) addPair(ctx context.Context, v knowledge.Version) error {
	pair, ok := v.Content.(knowledge.QAPair)
	if !ok {
		return nil
	}
	c.dealt++
	for i, similar := range pair.Similar {
		q := dialog.Question{Text: similar}
		if err := c.add(ctx, q, sample{answerable: true}, []knowledge.PairID{pair.ID}, retriever.SimilarUnit(v, i), retriever.Target{}); err != nil {
			return err
		}
		if err := c.add(ctx, q, sample{}, nil, "", targetOf(pair.ID)); err != nil {
			return err
		}
	}
	return nil
}

// addGolden adds a golden question, and where one pair alone answers it, the same asked of a knowledge that lacks that pair.
func (c *collector) addGolden(ctx context.Context, q Question) error {
	c.dealt++
	if err := c.add(ctx, q.Asked(), sample{golden: true, answerable: q.Answerable()}, q.Pairs, "", retriever.Target{}); err != nil {
		return err
	}
	if len(q.Pairs) != 1 || !q.Answerable() {
		return nil
	}
	return c.add(ctx, q.Asked(), sample{}, nil, "", targetOf(q.Pairs[0]))
}

// add asks for the evidence and notes which of the offered pairs are right. A question without evidence is left out.
func (c *collector) add(ctx context.Context, q dialog.Question, s sample, right []knowledge.PairID, without retriever.UnitID, lacks retriever.Target) error {
	evidence, err := c.examiner.Examine(ctx, q, retriever.PairTarget, without, lacks)
	if err != nil || len(evidence.Offered) == 0 {
		return err
	}
	s.features, s.fold = evidence.Features, c.dealt%folds
	s.right = s.answerable && isOneOf(right, evidence.Offered[0])
	s.reached = slices.ContainsFunc(evidence.Offered, func(target retriever.Target) bool { return isOneOf(right, target) })
	c.samples = append(c.samples, s)
	return nil
}

func targetOf(id knowledge.PairID) retriever.Target {
	return retriever.Target{Kind: retriever.PairTarget, ID: string(id)}
}

// fit fits both models and sets their thresholds.
func fit(samples []sample, aim aims) (dialog.Calibrated, error) {
	// A question whose pair is left out may still be helped by its neighbours: only whole-knowledge questions tell.
	telling := slices.DeleteFunc(slices.Clone(samples), func(s sample) bool { return !s.golden && !s.reached })
	if !bothWays(samples, func(s sample) bool { return s.right }) || !bothWays(telling, func(s sample) bool { return s.reached }) {
		return dialog.Calibrated{}, errOneSided
	}
	out := dialog.Calibrated{Trained: len(samples)}
	var right, reached []verdict
	out.Right, right = crossFit(samples, func(s sample) dialog.Example {
		weight := 1.0
		if s.golden {
			weight = goldenWeight
		}
		return dialog.Example{Features: s.features, Right: s.right, Weight: weight}
	})
	out.Reach, reached = crossFit(telling, func(s sample) dialog.Example {
		return dialog.Example{Features: s.features, Right: s.reached, Weight: 1}
	})
	out.Answer = atPrecision(right, aim.precision)
	out.Offer = atCoverage(reached, aim.coverage)
	return out, nil
}

// bothWays reports whether something is true of some samples and not of others.
func bothWays(samples []sample, is func(sample) bool) bool {
	return slices.ContainsFunc(samples, is) && slices.ContainsFunc(samples, func(s sample) bool { return !is(s) })
}

// crossFit fits a model on all samples, and judges each golden one by a model of the other folds. Verdicts are ordered,
// surest first.
func crossFit(samples []sample, example func(sample) dialog.Example) (dialog.Model, []verdict) {
	fitOn := func(keep func(sample) bool) dialog.Model {
		var examples []dialog.Example
		for _, s := range samples {
			if keep(s) {
				examples = append(examples, example(s))
			}
		}
		return dialog.Fit(examples)
	}
	var verdicts []verdict
	for k := range folds {
		model := fitOn(func(s sample) bool { return s.fold != k })
		for _, s := range samples {
			if s.golden && s.fold == k {
				verdicts = append(verdicts, verdict{model.Probability(s.features), example(s).Right})
			}
		}
	}
	slices.SortStableFunc(verdicts, surestFirst)
	return fitOn(func(sample) bool { return true }), verdicts
}

// isOneOf reports whether a target is one of some pairs.
func isOneOf(pairs []knowledge.PairID, target retriever.Target) bool {
	return target.Kind == retriever.PairTarget && slices.Contains(pairs, knowledge.PairID(target.ID))
}
