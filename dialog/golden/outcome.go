package golden

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yueyue/dialog"
)

// Asker answers questions without storing anything; *dialog.Dialog is one.
type Asker interface {
	Preview(ctx context.Context, q dialog.Question) (dialog.Reply, error)
}

// Outcome is how one question went.
type Outcome struct {
	Question Question
	Reply    dialog.Reply
	Right    bool // the kind is expected and, when it is an answer, from a right pair with its figures
	Near     bool // Right, or a right pair is among those offered
	Wrong    bool // something was stated as the answer that is not
}

// Run asks every question. An error names the question and is that of asker.
func Run(ctx context.Context, asker Asker, questions []Question) ([]Outcome, error) {
	outcomes := make([]Outcome, 0, len(questions))
	for _, q := range questions {
		reply, err := asker.Preview(ctx, q.Asked())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.ID, err)
		}
		outcomes = append(outcomes, judge(q, reply))
	}
	return outcomes, nil
}

func judge(q Question, reply dialog.Reply) Outcome {
	o := Outcome{Question: q, Reply: reply, Right: q.expects(reply.Kind)}
	if reply.Kind == dialog.Answer {
		o.Right = o.Right && slices.Contains(q.Pairs, reply.PairID) && hasFigures(reply, q.Figures)
		o.Wrong = !o.Right
	}
	o.Near = o.Right || slices.ContainsFunc(reply.Suggestions, func(s dialog.Suggestion) bool {
		return slices.Contains(q.Pairs, s.PairID)
	})
	return o
}

// hasFigures reports whether a reply shows all figures, in its text or its citations.
func hasFigures(reply dialog.Reply, figures []string) bool {
	shown := reply.Text
	for _, c := range reply.Citations {
		shown += " " + c.Title + c.DocumentNumber + c.Clause
	}
	return !slices.ContainsFunc(figures, func(figure string) bool { return !strings.Contains(shown, figure) })
}

// mark is one word for a failure.
func (o Outcome) mark() string {
	switch {
	case o.Wrong:
		return "WRONG"
	case o.Near:
		return "offered"
	default:
		return "missed"
	}
}
