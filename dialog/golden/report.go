package golden

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"yueyue/dialog"
)

// Asker answers questions without storing anything.
type Asker interface {
	Preview(ctx context.Context, q dialog.Question) (dialog.Reply, error)
}

// Outcome is how one question went.
type Outcome struct {
	Question Question
	Reply    dialog.Reply
	Right    bool // the kind is expected and, when it is an answer, from a right pair with its figures
	Near     bool // Right, or a right pair is among what was answered from or suggested
	Wrong    bool // something was stated as the answer that is not
}

// Run asks every question.
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
	o := Outcome{Question: q, Reply: reply}
	switch reply.Kind {
	case dialog.Answer:
		stated := slices.Contains(q.Pairs, reply.PairID) && hasFigures(reply, q.Figures)
		o.Right = q.expects(dialog.Answer) && stated
		o.Wrong = !o.Right
	default:
		o.Right = q.expects(reply.Kind)
	}
	o.Near = o.Right || slices.Contains(q.Pairs, reply.PairID) && !o.Wrong
	for _, s := range reply.Suggestions {
		o.Near = o.Near || slices.Contains(q.Pairs, s.PairID)
	}
	return o
}

func hasFigures(reply dialog.Reply, figures []string) bool {
	text := reply.Text
	for _, c := range reply.Citations {
		text += " " + c.Title + c.DocumentNumber + c.Clause
	}
	for _, figure := range figures {
		if !strings.Contains(text, figure) {
			return false
		}
	}
	return true
}

// Line is the figures of one group of questions, each a count.
type Line struct {
	Name                              string
	Questions, Right, Near, Wrong     int
	Answered, Suggested, OtherReplies int
}

// Summarise counts by style, then all answerable questions, all that expect something else, and each again for the
// held-out third.
func Summarise(outcomes []Outcome) []Line {
	var order []string
	lines := map[string]*Line{}
	count := func(name string, o Outcome) {
		if lines[name] == nil {
			lines[name] = &Line{Name: name}
			order = append(order, name)
		}
		line := lines[name]
		line.Questions++
		line.Right += one(o.Right)
		line.Near += one(o.Near)
		line.Wrong += one(o.Wrong)
		switch o.Reply.Kind {
		case dialog.Answer:
			line.Answered++
		case dialog.Suggest, dialog.Clarify:
			line.Suggested++
		default:
			line.OtherReplies++
		}
	}
	for _, o := range outcomes {
		count(o.Question.Style, o)
	}
	for _, o := range outcomes {
		group := "= not answerable"
		if o.Question.Answerable() {
			group = "= answerable"
		}
		count(group, o)
		if o.Question.HeldOut {
			count(group+", held out", o)
		}
	}
	all := make([]Line, len(order))
	for i, name := range order {
		all[i] = *lines[name]
	}
	return all
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Write prints the table and every failure as Markdown.
func Write(w io.Writer, outcomes []Outcome) {
	fmt.Fprintln(w, "| style | questions | right | right or offered | wrong stated | answered | suggested | other |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for _, l := range Summarise(outcomes) {
		share := func(n int) string { return fmt.Sprintf("%d (%.1f%%)", n, 100*float64(n)/float64(l.Questions)) }
		fmt.Fprintf(w, "| %s | %d | %s | %s | %s | %d | %d | %d |\n", l.Name, l.Questions, share(l.Right), share(l.Near), share(l.Wrong),
			l.Answered, l.Suggested, l.OtherReplies)
	}
	fmt.Fprintln(w, "\nFailures:")
	for _, o := range outcomes {
		if o.Right {
			continue
		}
		mark := "missed"
		if o.Wrong {
			mark = "WRONG"
		} else if o.Near {
			mark = "offered"
		}
		held := ""
		if o.Question.HeldOut {
			held = " (held out)"
		}
		fmt.Fprintf(w, "- %s %s%s: %s → %s %s %.2f; wanted %v %v\n", mark, o.Question.ID, held, o.Question.Text, o.Reply.Kind, o.Reply.PairID,
			o.Reply.Confidence, o.Question.Pairs, o.Question.Figures)
	}
}
