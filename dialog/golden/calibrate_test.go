package golden

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// The thresholds that are shipped load, and were measured to stand for what they promise.
func TestShippedConfidence(t *testing.T) {
	shipped, err := dialog.LoadCalibration(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]dialog.Calibrated{"hybrid": shipped.Hybrid, "words": shipped.Words} {
		if c.Answer.Precision < pairAims.precision || c.Answer.Precision > 1 || c.Answer.Coverage <= 0 || c.Answer.Confidence <= 0 || c.Answer.Confidence >= 1 {
			t.Errorf("%s: answers at %+v, promised is a precision of %.2f", name, c.Answer, pairAims.precision)
		}
		if c.Offer.Coverage < pairAims.coverage || c.Offer.Coverage > 1 || c.Offer.Precision <= 0 || c.Offer.Confidence >= c.Answer.Confidence {
			t.Errorf("%s: offers at %+v, promised is a coverage of %.2f", name, c.Offer, pairAims.coverage)
		}
		if c.Trained < 1000 {
			t.Errorf("%s: fitted on %d examples", name, c.Trained)
		}
	}
}

// exam is an Examiner whose evidence is known: the first feature of a question is the number in its text, and its pair is the
// first offered when that is above a half, second when above a quarter.
type exam struct {
	features int
	asked    map[string]int // text and what was left out → how often
	fails    error
}

func (e *exam) Examine(_ context.Context, q dialog.Question, _ retriever.TargetKind, without retriever.UnitID, lacks retriever.Target) (dialog.Evidence, error) {
	e.asked[fmt.Sprintf("%s|%s|%s", q.Text, without, lacks.ID)]++
	if strings.HasPrefix(q.Text, "chat") {
		return dialog.Evidence{}, e.fails
	}
	var strength float64
	var pair knowledge.PairID
	if _, err := fmt.Sscanf(q.Text, "%f %s", &strength, &pair); err != nil {
		return dialog.Evidence{}, err
	}
	if lacks.ID != "" || strings.HasPrefix(string(pair), "none") {
		strength /= 4
	}
	evidence := dialog.Evidence{Features: make([]float64, e.features), Offered: []retriever.Target{targetOf("x"), targetOf("y"), targetOf("z")}}
	evidence.Features[0] = strength
	switch {
	case lacks.ID != "":
	case strength > .5:
		evidence.Offered[0] = targetOf(pair)
	case strength > .25:
		evidence.Offered[1] = targetOf(pair)
	}
	return evidence, e.fails
}

func newExam(t *testing.T) *exam {
	shipped, err := dialog.LoadCalibration(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	return &exam{features: len(shipped.Hybrid.Right.Features), asked: map[string]int{}}
}

func TestCalibrate(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var versions []knowledge.Version
	var questions []Question
	for n := range 40 {
		id := knowledge.PairID(fmt.Sprintf("p%d", n))
		pair := knowledge.QAPair{ID: id}
		for range 3 {
			pair.Similar = append(pair.Similar, fmt.Sprintf("%.4f %s", random.Float64(), id))
		}
		versions = append(versions, knowledge.Version{Content: pair, EditionFrom: 2})
		for range 5 {
			questions = append(questions, Question{ID: "q", Text: fmt.Sprintf("%.4f %s", random.Float64(), id), Pairs: []knowledge.PairID{id}})
		}
		questions = append(questions, Question{Text: fmt.Sprintf("%.4f none", random.Float64()), Expect: []dialog.Kind{dialog.Abstain}})
	}
	questions = append(
		questions,
		Question{Text: "held out", Pairs: []knowledge.PairID{"p1"}, HeldOut: true},
		Question{Text: "long ago", Style: "past_date", Expect: []dialog.Kind{dialog.Suggest}},
		Question{Text: "chat, which gives no evidence", Expect: []dialog.Kind{dialog.SmallTalk}},
	)
	e := newExam(t)
	got, err := Calibrate(t.Context(), e, questions, versions)
	if err != nil {
		t.Fatal(err)
	}
	for text, n := range e.asked {
		if strings.HasPrefix(text, "held out") || strings.HasPrefix(text, "long ago") {
			t.Errorf("%s was asked %d times", text, n)
		}
	}
	seventh, _ := versions[7].Content.(knowledge.QAPair)
	similar := seventh.Similar[1]
	for _, key := range []string{similar + "|qa_pair/p7@2/3|", similar + "||p7", questions[0].Text + "||", questions[0].Text + "||p0", "chat, which gives no evidence||"} {
		if e.asked[key] != 1 {
			t.Errorf("%q was asked %d times, want once", key, e.asked[key])
		}
	}
	if want := 40*3*2 + 40*5*2 + 40; got.Trained != want {
		t.Errorf("%d examples, want %d", got.Trained, want)
	}
	if got.Answer.Precision < pairAims.precision || got.Offer.Coverage < pairAims.coverage || got.Answer.Coverage < .8 || got.Offer.Precision < .8 {
		t.Errorf("evidence that tells everything gives %+v and %+v", got.Answer, got.Offer)
	}
	at := func(m dialog.Model, strength float64) float64 {
		features := make([]float64, e.features)
		features[0] = strength
		return m.Probability(features)
	}
	for _, c := range []struct {
		strength        float64
		answers, offers bool
	}{{.9, true, true}, {.6, true, true}, {.4, false, true}, {.1, false, false}} {
		if answers := at(got.Right, c.strength) >= got.Answer.Confidence; answers != c.answers {
			t.Errorf("strength %.1f answers: %v", c.strength, answers)
		}
		if offers := at(got.Reach, c.strength) >= got.Offer.Confidence; offers != c.offers {
			t.Errorf("strength %.1f offers: %v", c.strength, offers)
		}
	}
}

func TestCalibrateRefuses(t *testing.T) {
	e := newExam(t)
	if _, err := Calibrate(t.Context(), e, nil, nil); !errors.Is(err, errOneSided) {
		t.Errorf("nothing to learn from: %v", err)
	}
	sure := []Question{{Text: "0.9 a", Pairs: []knowledge.PairID{"a"}}}
	if _, err := Calibrate(t.Context(), e, sure, nil); !errors.Is(err, errOneSided) {
		t.Errorf("nothing but success: %v", err)
	}
	e.fails = errors.New("away")
	if _, err := Calibrate(t.Context(), e, sure, nil); !errors.Is(err, e.fails) {
		t.Errorf("an examiner that fails: %v", err)
	}
	versions := []knowledge.Version{{Content: knowledge.QAPair{ID: "a", Similar: []string{"0.9 a"}}}}
	if _, err := Calibrate(t.Context(), e, nil, versions); !errors.Is(err, e.fails) {
		t.Errorf("an examiner that fails on a similar question: %v", err)
	}
}

// A question is judged by models that never saw it: what tells of it alone does not help them.
func TestCrossFitJudgesTheUnseen(t *testing.T) {
	n := newExam(t).features
	var samples []sample
	for i := range 20 {
		samples = append(samples, sample{features: make([]float64, n), right: i%4 > 1, golden: i%2 == 0, fold: i % folds})
	}
	alone := &samples[2]
	alone.features[0] = 1
	if !alone.right || !alone.golden {
		t.Fatal("the sample that stands out is to be right and golden")
	}
	model, verdicts := crossFit(samples, func(s sample) dialog.Example {
		return dialog.Example{Features: s.features, Right: s.right, Weight: 1}
	})
	if len(verdicts) != 10 {
		t.Errorf("%d verdicts, want one for each golden question", len(verdicts))
	}
	seen := model.Probability(alone.features)
	for _, v := range verdicts {
		if v.confidence > .6 {
			t.Errorf("judged with %.2f, as if it had been seen (%.2f)", v.confidence, seen)
		}
	}
	if seen < .7 {
		t.Errorf("the whole model, which has seen it, is sure by %.2f only", seen)
	}
}

func TestThresholds(t *testing.T) {
	verdicts := func(text string) []verdict { // + and - from .9 down by .1; = is as sure as the one before and true, ~ and false
		var out []verdict
		confidence := 1.0
		for _, r := range text {
			if r == '+' || r == '-' {
				confidence -= .1
			}
			out = append(out, verdict{confidence, r == '+' || r == '='})
		}
		return out
	}
	cases := []struct {
		name        string
		verdicts    string
		precision   float64
		atPrecision dialog.Threshold
		coverage    float64
		atCoverage  dialog.Threshold
	}{
		{"all true", "++++", 1, dialog.Threshold{Confidence: .6, Precision: 1, Coverage: 1}, .5, dialog.Threshold{Confidence: .8, Precision: 1, Coverage: .5}},
		{"one false at the end", "+++-", 1, dialog.Threshold{Confidence: .7, Precision: 1, Coverage: 1}, 1, dialog.Threshold{Confidence: .7, Precision: 1, Coverage: 1}},
		{"one false on the way", "++-++", .8, dialog.Threshold{Confidence: .5, Precision: .8, Coverage: 1}, .75, dialog.Threshold{Confidence: .6, Precision: .75, Coverage: .75}},
		{"the way down is not monotone", "+-+++", .8, dialog.Threshold{Confidence: .5, Precision: .8, Coverage: 1}, .25, dialog.Threshold{Confidence: .9, Precision: 1, Coverage: .25}},
		{"equals stand together", "++~", 1, dialog.Threshold{Confidence: .9, Precision: 1, Coverage: .5}, 1, dialog.Threshold{Confidence: .8, Precision: 2. / 3, Coverage: 1}},
		{"equals stand together, false first", "+-=", 1, dialog.Threshold{Confidence: .9, Precision: 1, Coverage: .5}, 1, dialog.Threshold{Confidence: .8, Precision: 2. / 3, Coverage: 1}},
		{"nothing reaches it", "-+-+", .8, dialog.Threshold{Confidence: 1}, 1, dialog.Threshold{Confidence: .6, Precision: .5, Coverage: 1}},
		{"all false", "--", .5, dialog.Threshold{Confidence: 1}, .5, dialog.Threshold{}},
		{"none", "", .5, dialog.Threshold{Confidence: 1}, .5, dialog.Threshold{}},
	}
	for _, c := range cases {
		if got := atPrecision(verdicts(c.verdicts), c.precision); !near(got, c.atPrecision) {
			t.Errorf("%s: precision %.2f at %+v, want %+v", c.name, c.precision, got, c.atPrecision)
		}
		if got := atCoverage(verdicts(c.verdicts), c.coverage); !near(got, c.atCoverage) {
			t.Errorf("%s: coverage %.2f at %+v, want %+v", c.name, c.coverage, got, c.atCoverage)
		}
	}
}

func near(a, b dialog.Threshold) bool {
	const tiny = 1e-9
	equal := func(x, y float64) bool { return x-y < tiny && y-x < tiny }
	return equal(a.Confidence, b.Confidence) && equal(a.Precision, b.Precision) && equal(a.Coverage, b.Coverage)
}
