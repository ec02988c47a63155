package cut

import (
	"fmt"
	"strings"
	"unicode/utf8"

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
	titled   int      // pieces to come that belong to the title of an annex

	prefix   string // x1- in the first annex
	scope    string // c2- in the second chapter, where the parts of each chapter are counted from one
	annexes  int
	headings []string                   // titles by level of the format's headings
	outline  [section - book + 1]string // book, volume, chapter, section
	entered  int                        // number of the chapter, book or section entered since the last part; 0: none
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
	if c.titled > 0 {
		c.titled--
		c.hold(p, size)
		return
	}
	switch title, lines := c.annexTitle(i); {
	case title != "" && i > 0:
		if c.within == "" && c.marked() {
			c.within, c.headings = title, append(c.headings, title)
		} else {
			c.enterAnnex(title, title)
		}
		if c.titled = lines - 1; size < 60 {
			c.hold(p, size)
			return
		}
	case p.level == annex && (p.first || size > 60) && !c.listsAnnexes(i):
		c.enterAnnex(titleOf(p), "")
		if size < 60 {
			c.hold(p, size)
			return
		}
	case p.level.outlines():
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
	if c.open != nil && c.open.table > 0 && !c.begun && len(c.drafts) == 0 {
		c.flush() // what a page states above the text
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

// articleEnds reports whether a piece behind the last article is no longer part of it: a line without a full stop.
func (c *cutter) articleEnds(p piece, i int) bool {
	if i <= c.lastArticle || !p.first || p.level != none && p.level != annex {
		return false
	}
	return p.level == annex || utf8.RuneCountInString(p.text) < 60 && !sentenceMarks(p.text)
}
