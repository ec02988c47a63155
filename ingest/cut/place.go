package cut

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/policy"
)

// annexTitle is the title of the annex that begins with a piece, and over how many pieces it runs: one that the document names, or what
// stands below the mark 附件; "": none.
func (c *cutter) annexTitle(i int) (title string, lines int) {
	if p := c.pieces[i]; !p.first || p.level != none {
		return "", 0
	}
	if len(c.attached) > 0 {
		text := ""
		for k := i; k < min(len(c.pieces), i+longestTitle) && c.pieces[k].first && !c.pieces[k].row; k++ {
			text += bare(c.pieces[k].text)
			open := false
			for _, title := range c.attached {
				rest, ok := strings.CutPrefix(text, title)
				if ok && (rest == "" || strings.HasPrefix(rest, "（") || strings.HasPrefix(rest, "(")) && title != c.within {
					return title, k - i + 1
				}
				open = open || strings.HasPrefix(title, text)
			}
			if !open {
				break
			}
		}
	}
	if c.within == "" && c.marked() && titleLine(c.pieces[i]) {
		return c.titleBelow(i)
	}
	return "", 0
}

// longestTitle is over how many lines the title of an annex may run.
const longestTitle = 4

// titleBelow is the title that begins with a piece: its lines up to one that ends as titles do, else the first one.
func (c *cutter) titleBelow(i int) (title string, lines int) {
	text := ""
	for k := i; k < min(len(c.pieces), i+longestTitle) && titleLine(c.pieces[k]); k++ {
		text += bare(c.pieces[k].text)
		if last := lastRune(text); strings.ContainsRune(titleEnds, last) {
			return text, k - i + 1
		}
	}
	return bare(c.pieces[i].text), 1
}

// titleEnds are the last characters of what annexes are called: 办法, 规定, 税率表, 名单, 目录 ….
const titleEnds = "法定表单录案则见知告书明引南程范准册样式图划要度件令释"

// titleLine reports whether a piece may be a line of a title.
func titleLine(p piece) bool {
	return p.first && !p.row && p.level == none && utf8.RuneCountInString(p.text) < 60 && !sentenceMarks(p.text)
}

// marked reports whether the mark of an annex, 附件1 alone on its line, stands right above.
func (c *cutter) marked() bool {
	if len(c.held) == 0 {
		return false
	}
	p := c.held[len(c.held)-1]
	return p.level == annex && strings.Trim(p.text[min(p.size, len(p.text)):], " ：:") == ""
}

// listsAnnexes reports whether 附件： names what is attached rather than begins it: names follow it, and soon after who signs and when.
func (c *cutter) listsAnnexes(i int) bool {
	p := c.pieces[i]
	alone := i+1 == len(c.pieces) || c.pieces[i+1].block != p.block
	if p.number > 0 || alone && strings.Trim(p.text[min(p.size, len(p.text)):], " ：:") == "" {
		return false
	}
	for k := i + 1; k < min(len(c.pieces), i+40); k++ {
		q := c.pieces[k]
		text := bare(q.text)
		switch {
		case q.row || sentenceMarks(text) || utf8.RuneCountInString(text) > 80:
			return false
		case strings.HasSuffix(text, "日") && strings.Contains(text, "年") && utf8.RuneCountInString(text) < 14:
			return true
		}
	}
	return false
}

// enterAnnex begins what is attached. Its places are counted apart.
func (c *cutter) enterAnnex(name, title string) {
	c.flush()
	c.annexes++
	c.prefix = fmt.Sprintf("x%d-", c.annexes)
	c.headings, c.outline, c.article, c.part, c.sub = []string{name}, [len(c.outline)]string{}, "", "", ""
	c.scope, c.entered = "", 0
	c.nums, c.unnamed = [3]int{}, 0
	c.ended, c.begun = true, true
	c.within = title
}

func (c *cutter) enterChapter(p piece) {
	c.flush()
	c.begun = true
	c.article, c.part, c.sub = "", "", ""
	at := p.level - book
	c.outline[at] = titleOf(p)
	clear(c.outline[at+1:])
	c.entered = p.number
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
	if p.number == 1 && c.nums[0] > 1 && c.used[c.prefix+c.scope+"s1"] > 0 { // counted anew
		if c.entered > 0 { // in each chapter
			c.scope = fmt.Sprintf("c%d-", c.entered)
		} else {
			c.annexes++
			c.prefix, c.scope = fmt.Sprintf("x%d-", c.annexes), ""
		}
	}
	c.entered = 0
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
	for _, name := range slices.Concat(c.headings, c.outline[:], []string{c.part, c.sub}) {
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
