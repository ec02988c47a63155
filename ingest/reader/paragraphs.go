package reader

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// blocks makes blocks of all pages.
func (l *layout) blocks() {
	l.trim()
	f := &flow{s: l.s, body: l.bodySize()}
	f.measure(l.pages)
	for i := range l.pages {
		p := &l.pages[i]
		tables := p.tables
		for n := 0; n < len(p.lines); {
			for len(tables) > 0 && tables[0].y1 > p.lines[n].y1 {
				f.ruled(&tables[0], p.number)
				tables = tables[1:]
			}
			if count, rows := aligned(p.lines[n:]); count > 0 {
				f.table(rows, p.number)
				n += count
				continue
			}
			f.line(&p.lines[n], p)
			n++
		}
		for len(tables) > 0 {
			f.ruled(&tables[0], p.number)
			tables = tables[1:]
		}
		if l.s.err != nil {
			return
		}
	}
	f.endTable()
	f.flush()
	f.emit()
}

// bodySize is the size of most characters.
func (l *layout) bodySize() float64 {
	count := map[float64]int{}
	for i := range l.pages {
		for _, line := range l.pages[i].lines {
			if line.size > 0 {
				count[math.Round(line.size*2)/2] += utf8.RuneCountInString(line.text())
			}
		}
	}
	best, most := 0.0, 0
	for size, n := range count {
		if n > most || n == most && size < best {
			best, most = size, n
		}
	}
	return best
}

// flow joins lines to paragraphs.
type flow struct {
	s     *sink
	body  float64
	gap   float64 // usual distance from line to line
	left  float64
	right float64

	held   string
	lines  int // of what is held
	before *textLine
	first  *textLine
	out    []found
	open   *table
	grid   grid
	width  int // columns of the open table
}

// found is a block before it is known which sizes are headings.
type found struct {
	Block
	size     float64
	bold     bool
	centered bool
}

// measure finds the edges of the text and the usual distance between its lines.
func (f *flow) measure(pages []pageLines) {
	var gaps, lefts, rights []float64
	for i := range pages {
		lines := pages[i].lines
		for n := range lines {
			lefts = append(lefts, lines[n].x0)
			rights = append(rights, lines[n].x1)
			if n > 0 && lines[n-1].y0 > lines[n].y0 {
				gaps = append(gaps, lines[n-1].y0-lines[n].y0)
			}
		}
	}
	f.gap = quantile(gaps, 0.4)
	f.left = quantile(lefts, 0.1)
	f.right = quantile(rights, 0.9)
	if len(rights) < 10 {
		f.right = quantile(rights, 1)
	}
}

func quantile(v []float64, q float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[min(int(float64(len(v))*q), len(v)-1)]
}

// bullets that stand alone at the beginning of a line.
var loneMark = regexp.MustCompile(`^(?:[-*>•●■◆▪·○◇□]|[0-9]{1,3}[.)、])$`)

func (f *flow) line(l *textLine, p *pageLines) {
	f.endTable()
	text := l.text()
	if f.before != nil && f.goesOn(l, text, p) {
		if loneMark.MatchString(f.held) {
			f.held += " " + text
		} else {
			f.held = glue(f.held, text)
		}
	} else {
		f.flush()
		f.held, f.first, f.lines = text, l, 0
	}
	f.before = l
	f.lines++
}

// goesOn says whether the line continues the paragraph before it: that one ran to the right edge, and this one begins at the left.
func (f *flow) goesOn(l *textLine, text string, p *pageLines) bool {
	b := f.before
	em := max(b.size, l.size, f.body, 8)
	if len(f.held) > longest {
		return false
	}
	if loneMark.MatchString(f.held) {
		return true
	}
	if b.size > 0 && l.size > 0 && math.Abs(b.size-l.size) > 0.12*em {
		return false
	}
	right, left := f.right, f.left
	if middle := p.width / 2; p.columns && b.x1 < middle+8 && l.x1 < middle+8 {
		right = min(right, columnEdge(p, middle))
	}
	if !p.columns && right-left < p.width/2 && ends(f.held) { // no line shows where the edge is
		return false
	}
	if b.page == l.page && b.y0 > l.y0 {
		if gap := b.y0 - l.y0; f.gap > 0 && gap > 1.45*f.gap && gap > 1.9*em {
			return false
		}
	}
	if f.centered(b, p) && f.centered(l, p) && math.Abs(b.size-l.size) < 0.5 && b.page == l.page && !ends(b.text()) && (b.size > f.body*1.1) {
		return true
	}
	// A line that ends early goes on all the same when it breaks off in the middle of a sentence: words without a place to break them
	// were moved down whole.
	from, to := b.x0, l.x0
	if middle := p.width / 2; p.columns && b.page == l.page && b.x1 < middle+8 && l.x0 >= middle-8 { // at the top of the next column
		if ends(f.held) && begins.MatchString(text) {
			return false
		}
		edge := l.x0
		for i := range p.lines {
			if x := p.lines[i].x0; x >= middle-8 {
				edge = min(edge, x)
			}
		}
		right, to = columnEdge(p, middle), left+l.x0-edge
	}
	if b.x1 < right-1.7*em && (ends(f.held) || f.lines < 2 && b.x1-b.x0 < 0.6*(right-left) || begins.MatchString(text)) {
		return false
	}
	if to > left+1.2*em && to > from+1.2*em {
		return false
	}
	if ends(f.held) && (begins.MatchString(text) || loneMark.MatchString(strings.SplitN(text, " ", 2)[0])) {
		return false
	}
	return !strings.HasPrefix(text, "#")
}

// columnEdge is the right edge of the text in the left half of a page.
func columnEdge(p *pageLines, middle float64) float64 {
	edge := 0.0
	for i := range p.lines {
		if x := p.lines[i].x1; x < middle+8 {
			edge = max(edge, x)
		}
	}
	return edge
}

func (f *flow) centered(l *textLine, p *pageLines) bool {
	em := max(l.size, 8)
	if p.width <= 0 || l.x0 < f.left+2*em || l.x1 > f.right-2*em {
		return false
	}
	return math.Abs((l.x0+l.x1)/2-(f.left+f.right)/2) < 2*em
}

func (f *flow) flush() {
	if f.held != "" {
		b := found{Block: Block{Kind: Paragraph, Text: clean(f.held), Page: f.first.page}, size: f.first.size, bold: f.first.bold}
		b.centered = f.first.x0 > f.left+3*max(f.first.size, 8)
		f.out = append(f.out, b)
	}
	f.held, f.before, f.first = "", nil, nil
}

func (f *flow) keep(b Block) bool {
	f.out = append(f.out, found{Block: b})
	return f.s.err == nil
}

// start opens a table, or goes on with the one that the page break cut.
func (f *flow) start(width int) {
	f.flush()
	if f.open != nil && f.width == width {
		return
	}
	f.endTable()
	f.open, f.grid, f.width = newTable(f.s, f.keep), grid{}, width
}

func (f *flow) endTable() {
	if f.open != nil {
		f.open.close()
		f.open = nil
	}
}

func (f *flow) ruled(t *ruled, page int) {
	f.start(len(t.xs))
	for _, row := range t.rows(page) {
		if len(row) == 1 && row[0].rows == 1 && len(f.open.waiting) > 0 { // a note across the table
			f.open.decide()
		}
		f.open.addRow(f.grid.lay(0, page, row))
	}
}

func (f *flow) table(rows [][]string, page int) {
	f.start(-len(rows[0]))
	for _, row := range rows {
		f.open.addRow(tableRow{page: page, cells: row})
	}
}

var (
	literalHeading = regexp.MustCompile(`^(#{1,6})\s+(.+)$`)
	bulleted       = regexp.MustCompile(`^[-*•●■◆▪○◇□]\s*(.+)$`)
	counting       = regexp.MustCompile(`^[0-9]{1,3}[.)]\s+\S`)
)

// emit hands the blocks on: larger type than the body's is a heading, the largest the highest. Some PDFs are printed Markdown; then
// its marks count as in Markdown.
func (f *flow) emit() {
	printed := slices.ContainsFunc(f.out, func(b found) bool { return b.Kind == Paragraph && literalHeading.MatchString(b.Text) })
	sizes := f.headingSizes()
	for _, b := range f.out {
		text := b.Text
		level := 0
		if b.Kind == Paragraph && utf8.RuneCountInString(text) <= 100 {
			for i, size := range sizes {
				if b.size >= size-0.3 {
					level = i + 1
					break
				}
			}
			if level == 0 && b.bold && utf8.RuneCountInString(text) <= 40 && !ends(text) {
				level = min(len(sizes)+1, 6)
			}
		}
		switch {
		case b.Kind == Row:
		case printed && literalHeading.MatchString(text):
			g := literalHeading.FindStringSubmatch(text)
			b.Kind, b.Level, b.Text = Heading, len(g[1]), clean(inline(g[2]))
		case level > 0:
			b.Kind, b.Level = Heading, level
		case bulleted.MatchString(text) && !strings.HasPrefix(text, "**"):
			b.Kind, b.Level, b.Text = ListItem, 1, bulleted.FindStringSubmatch(text)[1]
		case counting.MatchString(text):
			b.Kind, b.Level = ListItem, 1
		case printed && strings.HasPrefix(text, "> "):
			b.Text = text[2:]
		}
		if printed && b.Kind != Row && b.Kind != Heading {
			b.Text = clean(inline(b.Text))
		}
		if !f.s.add(b.Block) {
			return
		}
	}
}

// headingSizes are the sizes above the body's in which only little is set, the largest first.
func (f *flow) headingSizes() []float64 {
	count := map[float64]int{}
	all := 0
	for _, b := range f.out {
		n := utf8.RuneCountInString(b.Text)
		all += n
		if b.Kind == Paragraph && b.size > f.body*1.12 {
			count[math.Round(b.size*2)/2] += n
		}
	}
	var sizes []float64
	for size, n := range count {
		if f.body > 0 && n*4 < all || all < 400 {
			sizes = append(sizes, size)
		}
	}
	slices.SortFunc(sizes, func(a, b float64) int { return cmp.Compare(b, a) })
	return sizes[:min(len(sizes), 5)]
}
