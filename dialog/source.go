package dialog

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// What of a passage is shown: at most longestQuote characters, those sentences that say most of what is asked; the citation
// holds all of it.
const (
	longestQuote = 600
	leftOut      = "……"
)

// quotation is a passage as a reply shows it: its heading, its words, and where they stand.
func (d Decision) quotation(p knowledge.CitedPassage) string {
	text, cut := excerpt(p.Text, d.Understood.Searched)
	said := "**" + escaped(p.Heading()) + "**\n\n" + quoted(text) + "\n\n" + escaped(source(p, d.today))
	if cut {
		said += noteExcerpt
	}
	if p.Of.URL != "" {
		said += "[" + sayOriginal + "](" + p.Of.URL + ")"
	}
	return said
}

// source says of which document a passage is, where in it, who issued it, and from when to when it holds, seen from a day. What
// the document does not state is not said.
func source(p knowledge.CitedPassage, today civil.Date) string {
	parts := []string{sayFrom + "《" + p.Title + "》"}
	if p.Number != "" {
		parts[0] += "（" + p.Number + "）"
	}
	if len(p.Path) > 1 {
		parts = append(parts, strings.Join(p.Path[:len(p.Path)-1], " › "))
	}
	if p.Of.Issuer != "" {
		parts = append(parts, p.Of.Issuer)
	}
	return strings.Join(append(parts, force(p, today)), "，") + "。"
}

// force is from when to when a passage holds, in words.
func force(p knowledge.CitedPassage, today civil.Date) string {
	var said []string
	switch {
	case p.From != "":
		said = append(said, "自"+p.From.Chinese()+"起施行")
	case p.Of.IssuedOn != "":
		said = append(said, p.Of.IssuedOn.Chinese()+"公布")
	}
	if n := len(p.Of.AmendedOn); n > 0 {
		said = append(said, p.Of.AmendedOn[n-1].Chinese()+"最近一次修改")
	}
	if p.To != "" && p.EndedBy == nil {
		said = append(said, "执行至"+p.To.Chinese())
	}
	switch status := knowledge.Status(p.From, p.To, today); {
	case status == knowledge.StatusRepealed && p.EndedBy != nil:
		said = append(said, "已废止")
	case status == knowledge.StatusRepealed:
		said = append(said, "已到期")
	case status == knowledge.StatusNotYetInForce:
		said = append(said, "尚未施行")
	case slices.ContainsFunc(p.Partly, func(in knowledge.Incoming) bool { return in.On <= today }):
		said = append(said, "部分内容已停止执行")
	case len(said) == 0:
		return "文件没有写明施行日期"
	case p.From != "":
		said = append(said, "现行有效")
	}
	return strings.Join(said, "，")
}

// excerpt cuts a text that is too long to the pieces of it, lines or else sentences, that share most with the question, in their
// order; the first one always stands, because it says what the others are about.
func excerpt(text, question string) (kept string, cut bool) {
	if utf8.RuneCountInString(text) <= longestQuote {
		return text, false
	}
	join := "\n"
	pieces := strings.Split(text, "\n")
	if slices.ContainsFunc(pieces, func(piece string) bool { return utf8.RuneCountInString(piece) > longestQuote/2 }) {
		join, pieces = "", strings.SplitAfter(text, "。")
	}
	order := make([]int, len(pieces))
	for i := range order {
		order[i] = i
	}
	share := func(i int) float64 { return bigramShare(question, strings.ToLower(pieces[i])) }
	slices.SortStableFunc(order[1:], func(a, b int) int {
		switch x, y := share(a), share(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		default:
			return 0
		}
	})
	chosen, length := map[int]bool{}, 0
	for _, i := range order {
		if length += utf8.RuneCountInString(pieces[i]); length > longestQuote && len(chosen) > 0 {
			break
		}
		chosen[i] = true
	}
	var out []string
	for i, piece := range pieces {
		switch {
		case chosen[i]:
			out = append(out, piece)
		case i == 0 || chosen[i-1]:
			out = append(out, leftOut)
		}
	}
	return strings.Join(out, join), true
}

// nearAsGood is how far below the stated passage's score another document's passage lies at most that is shown beside it.
const nearAsGood = 0.03

// contrary is the passage of another document that fits the question as well as the stated one and names another figure; nil: there
// is none. Which of them holds is not for 悦悦 to decide.
func (d Decision) contrary() *knowledge.CitedPassage {
	first := d.says[d.offered[0]].Passage
	score := func(target retriever.Target) float64 {
		i := slices.IndexFunc(d.Found.Candidates, func(c retriever.Candidate) bool { return c.Target == target })
		if i < 0 {
			return 0
		}
		return d.Found.Candidates[i].Score
	}
	for _, target := range d.offered[1:] {
		other := d.says[target].Passage
		if other == nil || other.Document == first.Document || score(d.offered[0])-score(target) > nearAsGood || !d.today.In(other.From, other.To) {
			continue
		}
		ours, _ := excerpt(first.Text, d.Understood.Searched)
		theirs, _ := excerpt(other.Text, d.Understood.Searched)
		if len(figuresOf(ours)) > 0 && len(figuresOf(theirs)) > 0 && figuresDiffer(firstLineOf(ours), firstLineOf(theirs)) {
			return other
		}
	}
	return nil
}

// firstLineOf is a text on one line, as figures are compared.
func firstLineOf(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// also is how another document's words are shown beside the answer.
func (d Decision) also(other knowledge.CitedPassage) string {
	return fmt.Sprintf("\n\n%s\n\n%s", sayAlso, d.quotation(other))
}
