package reader

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// box is an area of a page in points, y upwards.
type box struct{ x0, y0, x1, y1 float64 }

// glyphs are characters that stand together on a page.
type glyphs struct {
	box
	text string
	size float64 // of the font, in points; 0 unknown
	bold bool
}

// pdfPage is what stands on a page, in the order in which the file draws it.
type pdfPage struct {
	number        int
	width, height float64
	pieces        []glyphs
	rules         []box
}

// textLine is a visible line, or one cell's share of it.
type textLine struct {
	box
	cells []glyphs // from the left; more than one where wide gaps separate them
	size  float64
	bold  bool
	page  int
}

func (l *textLine) text() string {
	texts := make([]string, len(l.cells))
	for i, c := range l.cells {
		texts[i] = c.text
	}
	return strings.Join(texts, " ")
}

// columnar says whether the page may hold a table: two lines at least with pieces side by side.
func (p *pdfPage) columnar() bool {
	n := 0
	for _, l := range linesOf(p.pieces, p.number) {
		if len(l.cells) > 1 {
			n++
		}
	}
	return n > 1
}

// linesOf groups pieces that stand side by side, from the top.
func linesOf(pieces []glyphs, page int) []textLine {
	sorted := make([]glyphs, 0, len(pieces))
	for _, g := range pieces {
		sorted = append(sorted, splitWide(g)...)
	}
	slices.SortStableFunc(sorted, func(a, b glyphs) int { return cmp.Compare(b.y0+b.y1, a.y0+a.y1) })
	var lines []textLine
	for _, g := range sorted {
		if strings.TrimSpace(g.text) == "" {
			continue
		}
		mid := (g.y0 + g.y1) / 2
		placed := false
		for i := len(lines) - 1; i >= 0 && i >= len(lines)-3; i-- {
			l := &lines[i]
			if mid >= l.y0 && mid <= l.y1 || (l.y0+l.y1)/2 >= g.y0 && (l.y0+l.y1)/2 <= g.y1 {
				l.cells = append(l.cells, g)
				l.box = box{min(l.x0, g.x0), min(l.y0, g.y0), max(l.x1, g.x1), max(l.y1, g.y1)}
				placed = true
				break
			}
		}
		if !placed {
			lines = append(lines, textLine{box: g.box, cells: []glyphs{g}, page: page})
		}
	}
	for i := range lines {
		lines[i].settle()
	}
	return lines
}

// splitWide takes pieces apart that hold several cells with runs of spaces between them.
func splitWide(g glyphs) []glyphs {
	if !strings.Contains(strings.TrimSpace(g.text), "   ") {
		return []glyphs{g}
	}
	total := float64(max(columns(g.text), 1))
	var out []glyphs
	at := 0
	for i, part := range wideGap.Split(g.text, -1) {
		from := strings.Index(g.text[at:], part) + at
		if part == "" && i == 0 {
			continue
		}
		x := func(end int) float64 { return g.x0 + (g.x1-g.x0)*float64(columns(g.text[:end]))/total }
		cell := g
		cell.text = part
		cell.x0, cell.x1 = x(from), x(from+len(part))
		at = from + len(part)
		out = append(out, cell)
	}
	return out
}

var wideGap = regexp.MustCompile(`\s{3,}`)

// settle orders the pieces of a line and joins those without a wide gap between them.
func (l *textLine) settle() {
	slices.SortStableFunc(l.cells, func(a, b glyphs) int { return cmp.Compare(a.x0, b.x0) })
	em := max(l.y1-l.y0, 4)
	sizes := map[float64]int{}
	bold, all := 0, 0
	var out []glyphs
	for _, g := range l.cells {
		n := utf8.RuneCountInString(g.text)
		sizes[g.size] += n
		all += n
		if g.bold {
			bold += n
		}
		if len(out) > 0 {
			before := &out[len(out)-1]
			gap := g.x0 - before.x1
			if gap < 1.2*em {
				if gap > blank(before.text, g.text)*em || strings.HasSuffix(before.text, " ") || strings.HasPrefix(g.text, " ") {
					before.text = strings.TrimRight(before.text, " ") + " " + strings.TrimLeft(g.text, " ")
				} else {
					before.text += g.text
				}
				before.x1 = max(before.x1, g.x1)
				before.y0, before.y1 = min(before.y0, g.y0), max(before.y1, g.y1)
				continue
			}
		}
		out = append(out, g)
	}
	for i := range out {
		out[i].text = clean(out[i].text)
	}
	l.cells = slices.DeleteFunc(out, func(g glyphs) bool { return g.text == "" })
	most := 0
	for size, n := range sizes {
		if size > 0 && (n > most || n == most && size > l.size) {
			l.size, most = size, n
		}
	}
	l.bold = bold*2 > all
}

// blank is how far two pieces are apart, in heights of the line, when a blank stands between them. Characters without blanks around
// them are drawn in squares that they do not fill, punctuation only half of them.
func blank(before, after string) float64 {
	a, _ := utf8.DecodeLastRuneInString(before)
	b, _ := utf8.DecodeRuneInString(after)
	switch {
	case !wide(a) || !wide(b):
		return 0.3
	case strings.ContainsRune("，。、；：！？）》」』】〕”’", a) || strings.ContainsRune("（《「『【〔“‘", b):
		return 1
	}
	return 0.6
}

// layout gathers the pages of a document and makes blocks of them at the end: only then it shows what every page repeats.
type layout struct {
	s     *sink
	pages []pageLines
	used  int64
}

type pageLines struct {
	number        int
	width, height float64
	lines         []textLine
	tables        []ruled
	columns       bool // set in two columns
}

func newLayout(s *sink) *layout { return &layout{s: s} }

func (l *layout) add(p pdfPage) bool {
	for _, g := range p.pieces {
		l.used += int64(len(g.text)) + 128
	}
	if l.used > 2*l.s.limits.Output {
		l.s.err = refuse(CodeTooLarge, "文件里的文字太多，超过一个文件 %s 的上限，请拆分后再导入。", bytesOf(l.s.limits.Output))
		return false
	}
	tables := grids(p.rules)
	free := p.pieces
	if len(tables) > 0 {
		free = nil
		for _, g := range p.pieces {
			if !taken(tables, g) {
				free = append(free, g)
			}
		}
		tables = slices.DeleteFunc(tables, func(r ruled) bool { return len(r.pieces) == 0 })
	}
	var lines []textLine
	parted := halves(free, p.width)
	for _, part := range parted {
		lines = append(lines, linesOf(part, p.number)...)
	}
	l.pages = append(l.pages, pageLines{number: p.number, width: p.width, height: p.height, lines: lines, tables: tables, columns: len(parted) > 1})
	return true
}

// halves takes a page of two columns apart: what crosses the middle stays above or below. Columns are told from a table by the order
// of drawing: a table goes row by row, a column is drawn to its end first.
func halves(pieces []glyphs, width float64) [][]glyphs {
	if len(pieces) < 20 || width <= 0 {
		return [][]glyphs{pieces}
	}
	sides := sidesOf(pieces, width/2)
	var n [3]int
	var down [2][]glyphs
	changes, before := 0, across
	for i, g := range pieces {
		k := sides[i]
		n[k] += utf8.RuneCountInString(g.text)
		if k == across {
			continue
		}
		down[k] = append(down[k], g)
		if k != before {
			changes++
			before = k
		}
	}
	all := n[0] + n[1] + n[2]
	even := n[0]*4 >= all && n[1]*4 >= all && changes <= 5
	if n[2]*5 > all || !even && (changes != 2 || !beside(down[0], down[1])) {
		return [][]glyphs{pieces}
	}
	var top, left, right, bottom []glyphs
	high := math.Inf(-1)
	for i, g := range pieces {
		if sides[i] != across {
			high = max(high, g.y1)
		}
	}
	for i, g := range pieces {
		switch sides[i] {
		case 0:
			left = append(left, g)
		case 1:
			right = append(right, g)
		default:
			if g.y0 >= high {
				top = append(top, g)
			} else {
				bottom = append(bottom, g)
			}
		}
	}
	return slices.DeleteFunc([][]glyphs{top, left, right, bottom}, func(p []glyphs) bool { return len(p) == 0 })
}

// across is the side of what stands on both sides of the middle; 0 is the left one, 1 the right one.
const across = 2

// sidesOf says on which side of the middle each piece stands. Pieces drawn one behind the other on one line are one there.
func sidesOf(pieces []glyphs, middle float64) []int {
	sides := make([]int, len(pieces))
	for i := 0; i < len(pieces); {
		whole := pieces[i].box
		j := i + 1
		for ; j < len(pieces); j++ {
			a, b := &pieces[j-1], &pieces[j]
			em := max(a.y1-a.y0, b.y1-b.y0, 4)
			if y := (b.y0 + b.y1) / 2; y < whole.y0-em/2 || y > whole.y1+em/2 || b.x0-a.x1 > em || b.x0 < a.x0 {
				break
			}
			whole = box{min(whole.x0, b.x0), min(whole.y0, b.y0), max(whole.x1, b.x1), max(whole.y1, b.y1)}
		}
		side := across
		switch {
		case whole.x1 <= middle+4:
			side = 0
		case whole.x0 >= middle-4:
			side = 1
		}
		for ; i < j; i++ {
			sides[i] = side
		}
	}
	return sides
}

// beside says whether the shorter of two columns has two lines at least and stands at the height of the other: the second column of
// a last page may be short.
func beside(left, right []glyphs) bool {
	long, short := linesOf(left, 0), linesOf(right, 0)
	if len(short) > len(long) {
		long, short = short, long
	}
	if len(short) < 2 {
		return false
	}
	top, bottom := math.Inf(-1), math.Inf(1)
	for _, l := range long {
		top, bottom = max(top, l.y1), min(bottom, l.y0)
	}
	within := 0
	for _, l := range short {
		y, em := (l.y0+l.y1)/2, max(l.y1-l.y0, 4)
		switch {
		case y >= bottom && y <= top:
			within++
		case y < bottom-2*em || y > top+2*em:
			return false
		}
	}
	return within > 0
}

var pageNumber = regexp.MustCompile(`^[-—–·\s]*(?:第\s*)?[0-9０-９IVXivx]{1,5}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?[0-9０-９]{1,5}\s*页?)?[-—–·\s]*$|^(?i:page)\s*[0-9]+(?:\s*(?:of|/)\s*[0-9]+)?$`)

func lastRune(text string) rune {
	r, _ := utf8.DecodeLastRuneInString(text)
	return r
}

var digits = regexp.MustCompile(`[0-9０-９]+`)

// trim removes running heads and page numbers: lines at the upper and lower edge that come again on most pages, figures aside.
func (l *layout) trim() {
	seen := map[string]int{}
	for i := range l.pages {
		for key := range l.pages[i].edges() {
			seen[key]++
		}
	}
	need := max(2, (len(l.pages)+1)/2)
	if len(l.pages) > 6 {
		need = max(3, len(l.pages)/5) // chapters change their running heads
	}
	for i := range l.pages {
		p := &l.pages[i]
		drop := map[int]bool{}
		for key, n := range p.edges() {
			for _, at := range n {
				line := p.lines[at].text()
				y := (p.lines[at].y0 + p.lines[at].y1) / 2
				outer := y < p.height*0.09 || y > p.height*0.93
				if seen[key] >= need && len(p.lines) > 1 && len(l.pages) > 1 || outer && pageNumber.MatchString(line) {
					drop[at] = true
				}
			}
		}
		if len(drop) == 0 {
			continue
		}
		var kept []textLine
		for at, line := range p.lines {
			if !drop[at] {
				kept = append(kept, line)
			}
		}
		p.lines = kept
	}
}

// edges gives the lines near the edges of a page by what they say and where.
func (p *pageLines) edges() map[string][]int {
	out := map[string][]int{}
	if p.height <= 0 {
		return out
	}
	for at := range p.lines {
		line := &p.lines[at]
		y := (line.y0 + line.y1) / 2
		var place string
		switch {
		case y > p.height*0.88:
			place = "top"
		case y < p.height*0.12:
			place = "bottom"
		default:
			continue
		}
		rank := 0
		for other := range p.lines {
			o := (p.lines[other].y0 + p.lines[other].y1) / 2
			if place == "top" && o > y+2 || place == "bottom" && o < y-2 {
				rank++
			}
		}
		if text := line.text(); rank > 1 || utf8.RuneCountInString(text) > 80 || strings.ContainsRune("。；！？", lastRune(text)) {
			continue // the end of a sentence is no running head, however often it comes
		}
		key := place + digits.ReplaceAllString(line.text(), "#")
		out[key] = append(out[key], at)
	}
	return out
}
