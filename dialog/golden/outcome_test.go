package golden

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"yueyue/dialog"
	"yueyue/internal/knowledge"
)

func TestJudge(t *testing.T) {
	direct := Question{Pairs: []knowledge.PairID{"a", "b"}, Figures: []string{"10万", "第二十三条"}}
	either := Question{Pairs: []knowledge.PairID{"a"}, Expect: []dialog.Kind{dialog.Answer, dialog.Suggest}}
	ambiguous := Question{Pairs: []knowledge.PairID{"a"}, Expect: []dialog.Kind{dialog.Suggest, dialog.Clarify}}
	outside := Question{Expect: []dialog.Kind{dialog.Abstain}}
	cite := []dialog.Citation{{Title: "增值税法", Clause: "第二十三条"}}
	offers := func(ids ...knowledge.PairID) []dialog.Suggestion {
		var out []dialog.Suggestion
		for _, id := range ids {
			out = append(out, dialog.Suggestion{PairID: id})
		}
		return out
	}
	cases := []struct {
		name               string
		q                  Question
		reply              dialog.Reply
		right, near, wrong bool
	}{
		{"the answer", direct, dialog.Reply{Kind: dialog.Answer, PairID: "b", Text: "10万元", Citations: cite}, true, true, false},
		{"a figure is missing", direct, dialog.Reply{Kind: dialog.Answer, PairID: "a", Text: "15万元", Citations: cite}, false, false, true},
		{"a clause is missing", direct, dialog.Reply{Kind: dialog.Answer, PairID: "a", Text: "10万元"}, false, false, true},
		{"another answer", direct, dialog.Reply{Kind: dialog.Answer, PairID: "c", Text: "10万元", Citations: cite}, false, false, true},
		{"another answer, the right one offered", direct, dialog.Reply{Kind: dialog.Answer, PairID: "c", Suggestions: offers("a")}, false, true, true},
		{"offered", direct, dialog.Reply{Kind: dialog.Suggest, Suggestions: offers("c", "b")}, false, true, false},
		{"offered others", direct, dialog.Reply{Kind: dialog.Clarify, Suggestions: offers("c")}, false, false, false},
		{"turned away", direct, dialog.Reply{Kind: dialog.Abstain}, false, false, false},
		{"either is right: answered", either, dialog.Reply{Kind: dialog.Answer, PairID: "a"}, true, true, false},
		{"either is right: suggested", either, dialog.Reply{Kind: dialog.Suggest}, true, true, false},
		{"ambiguous, suggested", ambiguous, dialog.Reply{Kind: dialog.Clarify, Suggestions: offers("a")}, true, true, false},
		{"ambiguous, answered", ambiguous, dialog.Reply{Kind: dialog.Answer, PairID: "a"}, false, false, true},
		{"outside, turned away", outside, dialog.Reply{Kind: dialog.Abstain}, true, true, false},
		{"outside, answered", outside, dialog.Reply{Kind: dialog.Answer, PairID: "a"}, false, false, true},
		{"outside, suggested", outside, dialog.Reply{Kind: dialog.Suggest, Suggestions: offers("a")}, false, false, false},
	}
	for _, c := range cases {
		if o := judge(c.q, c.reply); o.Right != c.right || o.Near != c.near || o.Wrong != c.wrong {
			t.Errorf("%s: right %v, near %v, wrong %v; want %v, %v, %v", c.name, o.Right, o.Near, o.Wrong, c.right, c.near, c.wrong)
		}
	}
}

// parrot answers every question from the pair that is named like it, and fails on one.
type parrot struct{ fails string }

func (p parrot) Preview(_ context.Context, q dialog.Question) (dialog.Reply, error) {
	if q.Text == p.fails {
		return dialog.Reply{}, errors.New("lost its voice")
	}
	return dialog.Reply{Kind: dialog.Answer, PairID: knowledge.PairID(q.Text)}, nil
}

func TestRun(t *testing.T) {
	questions := []Question{{ID: "1", Text: "a", Pairs: []knowledge.PairID{"a"}}, {ID: "2", Text: "b", Pairs: []knowledge.PairID{"c"}}}
	outcomes, err := Run(t.Context(), parrot{}, questions)
	if err != nil || len(outcomes) != 2 || !outcomes[0].Right || !outcomes[1].Wrong {
		t.Errorf("outcomes %+v, %v", outcomes, err)
	}
	if _, err := Run(t.Context(), parrot{fails: "b"}, questions); err == nil || !strings.HasPrefix(err.Error(), "2: ") {
		t.Errorf("the error names no question: %v", err)
	}
}

func TestSummarise(t *testing.T) {
	answer := func(style string, pairs []knowledge.PairID, held bool, o Outcome) Outcome {
		o.Question = Question{Style: style, Pairs: pairs, HeldOut: held}
		if pairs == nil {
			o.Question.Expect = []dialog.Kind{dialog.Abstain}
		}
		return o
	}
	pair := []knowledge.PairID{"a"}
	outcomes := []Outcome{
		answer("spoken", pair, false, Outcome{Reply: dialog.Reply{Kind: dialog.Answer}, Right: true, Near: true}),
		answer("spoken", pair, true, Outcome{Reply: dialog.Reply{Kind: dialog.Answer}, Wrong: true}),
		answer("out_of_scope", nil, true, Outcome{Reply: dialog.Reply{Kind: dialog.Abstain}, Right: true, Near: true}),
		answer("spoken", pair, true, Outcome{Reply: dialog.Reply{Kind: dialog.Clarify}, Near: true}),
	}
	want := []Line{
		{"spoken", 3, 1, 2, 1, 2, 1, 0},
		{"out_of_scope", 1, 1, 1, 0, 0, 0, 1},
		{"= answerable", 3, 1, 2, 1, 2, 1, 0},
		{"= answerable, held out", 2, 0, 1, 1, 1, 1, 0},
		{"= not answerable", 1, 1, 1, 0, 0, 0, 1},
		{"= not answerable, held out", 1, 1, 1, 0, 0, 0, 1},
	}
	if got := Summarise(outcomes); !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	var text strings.Builder
	Write(&text, outcomes)
	for _, line := range []string{
		"| spoken | 3 | 1 (33.3%) | 2 (66.7%) | 1 (33.3%) | 2 | 1 | 0 |",
		"- WRONG  (held out):  → answer  0.00; wanted [a] []",
		"- offered  (held out):  → clarify  0.00; wanted [a] []",
	} {
		if !strings.Contains(text.String(), line+"\n") {
			t.Errorf("the report lacks %q:\n%s", line, text.String())
		}
	}
	if strings.Count(text.String(), "\n- ") != 2 {
		t.Errorf("not the two failures are listed:\n%s", text.String())
	}
}
