package cut

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/policy"
)

// attachedTitle is the title of the annex that begins with a piece, or "".
func (c *cutter) attachedTitle(p piece) string {
	if !p.first || p.level != none || len(c.attached) == 0 {
		return ""
	}
	text := bare(p.text)
	for _, title := range c.attached {
		if rest, ok := strings.CutPrefix(text, title); ok && (rest == "" || strings.HasPrefix(rest, "（") || strings.HasPrefix(rest, "(")) && title != c.within {
			return title
		}
	}
	return ""
}

// enterAnnex begins what is attached. Its places are counted apart.
func (c *cutter) enterAnnex(name, title string) {
	c.flush()
	c.annexes++
	c.prefix = fmt.Sprintf("x%d-", c.annexes)
	c.headings, c.chapter, c.section, c.article, c.part, c.sub = []string{name}, "", "", "", "", ""
	c.nums, c.unnamed = [3]int{}, 0
	c.ended, c.begun = true, true
	c.within = title
}

func (c *cutter) enterChapter(p piece) {
	c.flush()
	c.begun = true
	c.article, c.part, c.sub = "", "", ""
	if p.level == chapter {
		c.chapter, c.section = titleOf(p), ""
		return
	}
	c.section = titleOf(p)
}

func (c *cutter) enterArticle(p piece) {
	c.flush()
	c.begun, c.ended = true, false
	c.article, c.part, c.sub = strings.TrimSpace(p.name), "", ""
	id := fmt.Sprintf("a%d", p.number)
	if rest, ok := strings.CutPrefix(p.name[strings.Index(p.name, "条")+len("条"):], "之"); ok {
		n, _ := policy.Numeral(rest)
		id = fmt.Sprintf("%s_%d", id, n)
	}
	if c.used[c.prefix+id] > 0 && p.number == 1 { // counted anew: another text is attached
		c.annexes++
		c.prefix = fmt.Sprintf("x%d-", c.annexes)
	}
	c.open = &group{kind: article, id: c.prefix + id, clause: c.clauseOf(statute(p)), path: append(c.path(), c.article)}
}

// clauseOf is how a clause is cited: with the title of the annex that it is in, where that has one, so that it is not taken for one
// of the document itself.
func (c *cutter) clauseOf(name string) string {
	switch {
	case c.within != "":
		return "《" + c.within + "》" + name
	case c.prefix != "":
		return "附件" + name
	default:
		return name
	}
}

// statute writes the name of an article as statutes do: 第十条.
func statute(p piece) string {
	rest := p.name[strings.Index(p.name, "条"):]
	if p.number > 999 {
		return p.name
	}
	return "第" + policy.Chinese(p.number) + rest
}

func (c *cutter) enterHeading(p piece, i int) {
	if i == 0 || !c.begun && p.heading == 1 && p.level == none && len(c.headings) == 0 {
		return // the title
	}
	c.flush()
	c.begun = true
	c.article, c.sub = "", ""
	if p.level == part {
		c.enterPart(p)
		c.headings = c.headings[:min(len(c.headings), p.heading-1)]
		return
	}
	c.part = ""
	c.nums = [3]int{}
	for len(c.headings) < p.heading-1 {
		c.headings = append(c.headings, "")
	}
	c.headings = append(c.headings[:p.heading-1], strings.TrimSpace(p.text))
	c.unnamed++
}

func (c *cutter) enterPart(p piece) {
	c.flush()
	c.begun = true
	if p.number == 1 && c.nums[0] > 1 && c.used[c.prefix+"s1"] > 0 { // counted anew
		c.annexes++
		c.prefix = fmt.Sprintf("x%d-", c.annexes)
	}
	c.nums = [3]int{p.number}
	c.part, c.sub = titleOf(p), ""
}

// enterSub notes the subpart or item that a piece begins.
func (c *cutter) enterSub(p piece) {
	switch p.level {
	case subpart:
		c.nums[1], c.nums[2] = p.number, 0
		c.sub = titleOf(p)
	case item:
		c.nums[2] = p.number
	}
}

// path is where the text is now, from the outside in.
func (c *cutter) path() []string {
	var path []string
	for _, name := range append(append([]string{}, c.headings...), c.chapter, c.section, c.part, c.sub) {
		if name != "" {
			path = append(path, name)
		}
	}
	return path
}

func common(a, b []string) []string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n:n]
}

// bare is a text without white space.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

func sentenceMarks(s string) bool { return strings.ContainsAny(s, "。；！？：") }

// questionOf is the question of a piece, as a path shows it.
func questionOf(p piece) string {
	s := strings.TrimSpace(p.text[p.size:])
	s = strings.TrimLeft(s, "问Q：: ")
	if i := strings.IndexAny(s, "？?。\n"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[:i+n]
	}
	if i := strings.Index(s, "答："); i > 0 {
		s = s[:i]
	}
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80])
	}
	return strings.TrimSpace(s)
}
