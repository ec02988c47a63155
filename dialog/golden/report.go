package golden

import (
	"fmt"
	"io"

	"yueyue/dialog"
)

// Line is the figures of one group of questions, each a count.
type Line struct {
	Name                              string
	Questions, Right, Near, Wrong     int
	Answered, Suggested, OtherReplies int
}

// The groups over all styles.
const (
	answerable    = "= answerable"
	notAnswerable = "= not answerable"
	heldOut       = ", held out"
)

// Summarise counts by style in the order in which they come, then the questions that are answerable, those that expect
// something else, and each again for the part that is held out.
func Summarise(outcomes []Outcome) []Line {
	var lines []Line
	place := map[string]int{}
	count := func(name string, o Outcome) {
		at, known := place[name]
		if !known {
			at = len(lines)
			place[name] = at
			lines = append(lines, Line{Name: name})
		}
		lines[at].add(o)
	}
	for _, o := range outcomes {
		count(o.Question.Style, o)
	}
	for _, group := range []string{answerable, notAnswerable} {
		for _, part := range []string{"", heldOut} {
			for _, o := range outcomes {
				if o.Question.Answerable() == (group == answerable) && (part == "" || o.Question.HeldOut) {
					count(group+part, o)
				}
			}
		}
	}
	return lines
}

func (l *Line) add(o Outcome) {
	l.Questions++
	l.Right += one(o.Right)
	l.Near += one(o.Near)
	l.Wrong += one(o.Wrong)
	switch o.Reply.Kind {
	case dialog.Answer:
		l.Answered++
	case dialog.Suggest, dialog.Clarify:
		l.Suggested++
	default:
		l.OtherReplies++
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Write prints the table and every failure as Markdown. The writer's errors are for the caller to see on it.
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
		held := ""
		if o.Question.HeldOut {
			held = " (held out)"
		}
		fmt.Fprintf(w, "- %s %s%s: %s → %s %s %.2f; wanted %v %v\n", o.mark(), o.Question.ID, held, o.Question.Text, o.Reply.Kind, o.Reply.PairID,
			o.Reply.Confidence, o.Question.Pairs, o.Question.Figures)
	}
}
