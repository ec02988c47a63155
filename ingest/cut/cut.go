package cut

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
	"yueyue/internal/knowledge"
)

// Cut divides the blocks of a document into passages that know their place. It is pure and deterministic. Title, number, region
// and audience of the passages are those of the document.
func Cut(d knowledge.Document, blocks []reader.Block) []knowledge.Passage {
	c := &cutter{blocks: blocks, pieces: pieces(blocks), used: map[string]int{}, clauses: citedByNumber(d.Title)}
	for _, name := range d.Annexes {
		c.attached = append(c.attached, bare(name))
	}
	for i, p := range c.pieces {
		if p.level == article {
			c.lastArticle = i
			c.articles = true
		}
	}
	for i := range c.pieces {
		c.take(i)
	}
	c.finish()
	passages := make([]knowledge.Passage, 0, len(c.drafts))
	for _, draft := range c.drafts {
		passages = append(passages, knowledge.Passage{
			ID: knowledge.PassageID(string(d.ID) + "." + draft.id), Document: d.ID, Title: d.Title, Number: d.DocumentNumber, Region: d.Region,
			Audience: d.Audience, Path: draft.path, Clause: draft.clause, Table: draft.table, Text: draft.text,
		})
	}
	return passages
}

// citedByNumber reports whether the parts 一、二、 of a document are cited as 第一条, 第二条: those of announcements and notices are.
func citedByNumber(title string) bool {
	if strings.Contains(title, "印发") || strings.Contains(title, "转发") {
		return false // the parts are those of another text
	}
	for _, kind := range []string{"公告", "通告", "通知", "批复", "复函"} {
		if strings.HasSuffix(title, kind) {
			return true
		}
	}
	return false
}

// draft is a passage without its document.
type draft struct {
	id, clause string
	path       []string
	table      bool
	text       string
}

// group is the pieces that are gathered into the next passages.
type group struct {
	kind   level // article, question, part (numbered), none (free)
	id     string
	clause string
	path   []string // common to its pieces
	table  int      // number of the table, for rows
	row    int      // number of the first row in it
	pieces []piece
	size   int // characters
}

type cutter struct {
	blocks      []reader.Block
	pieces      []piece
	articles    bool
	lastArticle int
	clauses     bool

	drafts []draft
	used   map[string]int
	open   *group
	held   []piece // headings that wait for what stands below them
	heldN  int

	dropped bool // the headings above the next passage stand in its path alone

	attached []string // titles of the annexes, without white space
	within   string   // the annex that has a title of its own, where the text is now

	prefix   string // x1- in the first annex
	annexes  int
	headings []string // titles by level of the format's headings
	chapter  string
	section  string
	article  string
	part     string
	sub      string
	nums     [3]int // part, subpart, item
	ended    bool   // the last article is through
	begun    bool   // a part, article or heading below the title has been seen
	unnamed  int    // headings without a number
	table    int
	tables   int
	rows     int
}

// take adds the next piece.
func (c *cutter) take(i int) {
	p := c.pieces[i]
	size := utf8.RuneCountInString(p.text)
	if p.row {
		c.takeRow(p, size)
		return
	}
	c.table = 0
	switch title := c.attachedTitle(p); {
	case title != "" && i > 0:
		if c.within == "" && len(c.held) > 0 && strings.HasPrefix(c.held[len(c.held)-1].text, "附") { // 附件 stands above it
			c.within, c.headings = title, append(c.headings, title)
		} else {
			c.enterAnnex(title, title)
		}
		if size < 60 {
			c.hold(p, size)
			return
		}
	case p.level == annex && (p.first || size > 60):
		c.enterAnnex(titleOf(p), "")
		if size < 60 {
			c.hold(p, size)
			return
		}
	case p.level == chapter || p.level == section:
		c.enterChapter(p)
		if size < 80 && !strings.Contains(p.text, "。") {
			c.hold(p, size)
			return
		}
	case p.level == article && (!c.ended || p.first):
		c.enterArticle(p)
	case p.heading > 0:
		if c.enterHeading(p, i); c.begun {
			c.hold(p, size)
			return
		}
	case p.level == question:
		c.flush()
		c.begun, c.part, c.sub = true, "", ""
		c.open = &group{kind: question, id: fmt.Sprintf("%sq%d", c.prefix, c.count("q")), path: append(c.path(), questionOf(p))}
	case p.level == part && c.open != nil && c.open.kind == question && !c.opensQuestions(i):
		// the answer counts its points
	case p.level == part && (c.article == "" || c.ended):
		c.enterPart(p)
		if size < 60 && !sentenceMarks(p.text) {
			c.hold(p, size)
			return
		}
	}
	c.gather(p, size, i)
}

// finish ends the last passage; headings with nothing below them are one of their own.
func (c *cutter) finish() {
	c.flush()
	if len(c.held) > 0 {
		c.open = c.free()
		c.flush()
	}
}

// opensQuestions reports whether a part among questions is the heading of the next ones.
func (c *cutter) opensQuestions(i int) bool {
	return i+1 < len(c.pieces) && c.pieces[i+1].level == question && !sentenceMarks(c.pieces[i].text)
}

// hold keeps a heading for what stands below it.
func (c *cutter) hold(p piece, size int) {
	c.flush()
	c.held = append(c.held, p)
	if c.heldN += size; c.heldN > low { // a table of contents
		c.open = c.free()
		c.flush()
	}
}

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

// bare is a text without white space.
func bare(s string) string { return strings.Join(strings.Fields(s), "") }

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

// gather adds a piece of text to the open group, or ends that and opens another.
func (c *cutter) gather(p piece, size, i int) {
	if c.open != nil && c.open.kind == article && c.articleEnds(p, i) {
		c.flush()
		c.article, c.ended = "", true
	}
	if c.open != nil && (c.open.kind == article || c.open.kind == question) {
		c.open.add(p, size)
		return
	}
	c.enterSub(p)
	path := c.path()
	if c.open != nil && c.open.full(size) {
		c.flush()
	}
	if c.open == nil {
		c.open = c.free()
		c.open.path = path
	}
	c.open.path = common(c.open.path, path)
	c.open.add(p, size)
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

// articleEnds reports whether a piece behind the last article is no longer part of it: a line without a full stop.
func (c *cutter) articleEnds(p piece, i int) bool {
	if i <= c.lastArticle || !p.first || p.level != none && p.level != annex {
		return false
	}
	return p.level == annex || utf8.RuneCountInString(p.text) < 60 && !sentenceMarks(p.text)
}

// free is a group at the present place that is no article.
func (c *cutter) free() *group {
	g := &group{path: c.path()}
	switch {
	case c.nums[0] > 0:
		g.kind = part
		g.id = fmt.Sprintf("%ss%d", c.prefix, c.nums[0])
		for _, n := range c.nums[1:] {
			if n > 0 {
				g.id += fmt.Sprintf("-%d", n)
			}
		}
		if c.clauses && !c.articles && c.prefix == "" && c.nums[0] < 1000 {
			g.clause = "第" + policy.Chinese(c.nums[0]) + "条"
		}
	case c.unnamed > 0:
		g.id = fmt.Sprintf("%sh%d", c.prefix, c.unnamed)
	default:
		g.id = fmt.Sprintf("%sp%d", c.prefix, c.count("p"))
	}
	return g
}

func (c *cutter) count(kind string) int {
	c.used["#"+c.prefix+kind]++
	return c.used["#"+c.prefix+kind]
}

func (g *group) add(p piece, size int) {
	g.pieces = append(g.pieces, p)
	g.size += size
}

// full reports whether a group is to be closed before a piece of a size is added; a short rest is taken in.
func (g *group) full(size int) bool {
	sum := g.size + size
	rest := size < low/3 && sum < high+low
	return sum > high && !rest && (g.size >= low || sum > numberd) && g.whole()
}

// whole reports whether a group ends with the end of a sentence, so that it may be closed.
func (g *group) whole() bool {
	text := strings.TrimRight(g.pieces[len(g.pieces)-1].text, " ")
	r, _ := utf8.DecodeLastRuneInString(text)
	return !strings.ContainsRune("；：，、;:,", r) || g.size > numberd
}

func common(a, b []string) []string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n:n]
}

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
