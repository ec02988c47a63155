package policy

import (
	"regexp"
	"strings"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

var (
	deleted  = regexp.MustCompile(`^删去((?:第[一二三四五六七八九十百千〇\d]{1,9}条(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（]?[一二三四五六七八九十\d]{1,3}[）]?项)?[、和]?)+)`)
	amending = regexp.MustCompile(`决定对《((?:[^《》]|《[^《》]*》)+)》(?:作|做|进行)(?:如下|出如下|以下)?修改`)
	reworded = regexp.MustCompile(`(?:将|对)(第[一二三四五六七八九十百千〇\d]{1,9}条(?:第[一二三四五六七八九十\d]{1,3}款)?)[^“。]{0,40}?修改为`)
)

// readAmendments reads a decision that changes another document.
func (r *relations) readAmendments(t *text, from civil.Date, main int) {
	m := amending.FindStringSubmatchIndex(runes(t.s, 3000))
	if m == nil {
		return
	}
	target := t.original(m[2], m[3])
	t.each("删去第", main, func(at int) bool {
		if t.quoted(at) && t.open(at) > 8 || at < m[0] {
			return true
		}
		run := deleted.FindStringSubmatch(t.s[at:])
		if run == nil || strings.HasPrefix(t.s[at+len(run[0]):], "中") {
			return true
		}
		_, to := t.sentence(at)
		for _, clause := range clauseList(run[1]) {
			r.add(knowledge.Link{Kind: knowledge.RepealsClause, Title: target, Clause: clause, On: from}, part{from: at, to: to, sure: 0.93, why: "“删去”"})
		}
		return true
	})
	t.each("修改为", main, func(at int) bool {
		a, _ := t.sentence(at)
		if w := reworded.FindStringSubmatch(t.s[a : at+len("修改为")]); w != nil {
			r.add(knowledge.Link{Kind: knowledge.Amends, Title: target, Clause: written(w[1]), On: from}, part{from: a, to: at + len("修改为"), sure: 0.85, why: "“修改为”"})
		}
		return true
	})
}
