package cut

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/policy"
)

// takeRow adds a row of a table.
func (c *cutter) takeRow(p piece, size int) {
	number := c.blocks[p.block].Table
	if c.table == 0 || c.table != number {
		c.flush()
		c.table = number
		c.tables++
		c.rows = 0
	}
	c.rows++
	if c.open != nil && c.open.table > 0 && c.open.size+size > high && c.open.size >= low {
		c.flush()
	}
	if c.open == nil || c.open.table == 0 {
		c.flush()
		path := c.path()
		if sheet := c.blocks[p.block].Sheet; sheet != "" {
			path = append(path, sheet)
		}
		clause := ""
		if c.article != "" && !c.ended {
			path, clause = append(path, c.article), c.article
		}
		c.open = &group{id: fmt.Sprintf("%st%d-%d", c.prefix, c.tables, c.rows), table: c.tables, row: c.rows, path: path, clause: clause}
	}
	c.open.add(p, size)
}

// flush makes passages of the open group, below the headings that wait for it.
func (c *cutter) flush() {
	g := c.open
	c.open = nil
	if g == nil || len(g.pieces) == 0 && len(c.held) == 0 {
		return
	}
	held := c.held
	c.held, c.heldN = nil, 0
	if len(g.pieces) == 0 {
		g.path = slices.DeleteFunc(g.path, isChapter) // a table of contents stands in none of its chapters
	} else if n := c.unshown(g.path, held); n < len(held) {
		if n > 0 {
			c.emit(&group{path: c.outside()}, fmt.Sprintf("%sp%d", c.prefix, c.count("p")), "", held[:n])
		}
		held, c.dropped = nil, true
	}
	switch {
	case g.kind == article && g.size > longest:
		c.cutArticle(g, held)
	case g.size <= longest && (g.kind != none || g.table > 0) && (g.size <= numberd || g.kind == article || g.kind == question):
		c.emit(g, g.id, g.clause, append(held, g.pieces...))
	default:
		c.cutRuns(g, g.id, g.clause, append(held, g.pieces...))
	}
}

// unshown is how many of the headings above the next passage its path does not say: Join gives the others back.
func (c *cutter) unshown(path []string, held []piece) int {
	before := c.last()
	for n := range held {
		if n > 0 {
			before = c.outside() // they become a passage of their own
		}
		var text strings.Builder
		for _, p := range held[n:] {
			text.WriteString(p.text)
		}
		if bare(text.String()) == bare(strings.Join(chaptersSince(before, path), "")) {
			return n
		}
	}
	return len(held)
}

// outside is the present path without chapters and what stands in them.
func (c *cutter) outside() []string {
	return slices.DeleteFunc(slices.Clone(c.headings), func(name string) bool { return name == "" || isChapter(name) })
}

// last is the path of the last passage.
func (c *cutter) last() []string {
	if n := len(c.drafts); n > 0 {
		return c.drafts[n-1].path
	}
	return nil
}

// cutArticle cuts a long article into its paragraphs; one whose line breaks were lost into sentences.
func (c *cutter) cutArticle(g *group, held []piece) {
	var paragraphs [][]piece
	for _, p := range g.pieces {
		if p.first && (p.level == none || p.level == article) || len(paragraphs) == 0 {
			paragraphs = append(paragraphs, nil)
		}
		paragraphs[len(paragraphs)-1] = append(paragraphs[len(paragraphs)-1], p)
	}
	if len(paragraphs) == 1 {
		c.cutRuns(g, g.id, g.clause, append(held, paragraphs[0]...))
		return
	}
	for i, paragraph := range paragraphs {
		clause := fmt.Sprintf("%s第%s款", g.clause, policy.Chinese(i+1))
		id := fmt.Sprintf("%s-%d", g.id, i+1)
		size := 0
		for _, p := range paragraph {
			size += utf8.RuneCountInString(p.text)
		}
		paragraph = append(held, paragraph...)
		held = nil
		if size > longest {
			c.cutRuns(g, id, clause, paragraph)
			continue
		}
		c.emit(g, id, clause, paragraph)
	}
}

// cutRuns cuts pieces into passages of sentences, at the numbers among them where they allow it.
func (c *cutter) cutRuns(g *group, id, clause string, all []piece) {
	var run []piece
	size := 0
	end := func() {
		if len(run) > 0 {
			c.emit(g, id, clause, run)
			run, size = nil, 0
		}
	}
	for _, p := range all {
		n := utf8.RuneCountInString(p.text)
		if size > 0 && size+n > high && size >= low && (&group{pieces: run, size: size}).whole() {
			end()
		}
		if n <= high || n <= numberd && p.level >= subpart {
			if size+n > longest {
				end()
			}
			run = append(run, p)
			size += n
			continue
		}
		ends := chunks(p.text)
		from := 0
		for k, to := range ends {
			q := p
			q.from, q.to, q.text = p.from+from, p.from+to, p.text[from:to]
			q.first = p.first && k == 0
			m := utf8.RuneCountInString(q.text)
			if size > 0 && size+m > high && (size >= low || k > 0) || size+m > longest {
				end()
			}
			run = append(run, q)
			size += m
			from = to
		}
	}
	end()
}

// emit makes a passage. The pieces of one block are joined as they stand, those of different blocks by a line break.
func (c *cutter) emit(g *group, id, clause string, all []piece) {
	size := 0
	for _, p := range all {
		size += len(p.text) + len("\n")
	}
	var text strings.Builder
	text.Grow(size)
	for i, p := range all {
		if i > 0 && p.block != all[i-1].block && !c.blocks[p.block].Continues {
			text.WriteByte('\n')
		}
		text.WriteString(p.text)
	}
	body := strings.TrimSpace(text.String())
	if body == "" {
		return
	}
	c.used[id]++
	if n := c.used[id]; n > 1 {
		id = fmt.Sprintf("%s_%d", id, n)
		for c.used[id] > 0 {
			n++
			id = fmt.Sprintf("%s_%d", strings.TrimSuffix(id, fmt.Sprintf("_%d", n-1)), n)
		}
		c.used[id]++
	}
	path := g.path
	if above := bare(strings.Join(chaptersSince(c.last(), path), "")); above != "" && !c.dropped && !strings.HasPrefix(bare(body), above) {
		path = slices.DeleteFunc(slices.Clone(path), isChapter) // Join must not put above the text what does not stand there
	}
	c.dropped = false
	c.drafts = append(c.drafts, draft{id: id, clause: clause, path: path, table: g.table > 0, text: body})
}
