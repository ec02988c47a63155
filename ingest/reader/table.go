package reader

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// ahead is how many rows are looked at before a table's header is decided.
const ahead = 12

// widest is how many columns of a table are read.
const widest = 1000

// tableRow is a row before it knows its headers.
type tableRow struct {
	line  int
	page  int
	cells []string // each on one line
	lines []string // the cells with their line breaks; nil: none has any
	spans []int    // how many columns each cell covers; nil means one each
	stale bool     // holds nothing but what reaches down from above
}

// table turns rows into blocks that know their headers. It holds back only the first rows, so that a sheet of any length streams.
type table struct {
	s        *sink
	emit     func(Block) bool
	sheet    string
	number   int
	declared int // rows that the source itself calls headers; 0 where it says nothing

	waiting []tableRow
	decided bool
	header  []string
	heads   []string // the header's own rows as text, repeated on every page of some files
}

func newTable(s *sink, emit func(Block) bool) *table {
	s.tables++
	return &table{s: s, emit: emit, number: s.tables}
}

// add takes the next row and says whether to go on.
func (t *table) add(line int, cells []string) bool {
	return t.addRow(tableRow{line: line, cells: cells})
}

func (t *table) addRow(r tableRow) bool {
	if len(r.cells) > widest {
		t.s.warn("第 %d 个表格超过 %d 列，多出的列没有读取。", t.number, widest)
		r.cells = r.cells[:widest]
	}
	cells := make([]string, len(r.cells))
	for i, c := range r.cells {
		if cells[i] = clean(c); strings.ContainsAny(c, "\r\n") {
			if r.lines == nil {
				r.lines = make([]string, len(r.cells))
			}
			r.lines[i] = cleanLines(c)
		}
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" && !spans(r) {
		cells = cells[:len(cells)-1]
	}
	r.cells = cells
	if filled(cells) == 0 || r.stale {
		return t.s.err == nil
	}
	if t.decided {
		return t.row(r)
	}
	t.waiting = append(t.waiting, r)
	return len(t.waiting) < ahead || t.decide()
}

// close ends the table.
func (t *table) close() {
	if !t.decided {
		t.decide()
	}
}

// decide finds the header among the first rows. Rows of one cell above it are titles.
func (t *table) decide() bool {
	t.decided = true
	rows := t.waiting
	t.waiting = nil
	first := 0
	for t.declared == 0 && first < len(rows) && filled(rows[first].cells) == 1 {
		first++
	}
	for _, r := range rows[:first] {
		if !t.emit(Block{Kind: Paragraph, Text: only(r.cells), Line: r.line, Page: r.page}) {
			return false
		}
	}
	rows = rows[first:]
	deep := min(t.declared, max(len(rows)-1, 0))
	if t.declared == 0 && len(rows) > 1 && looksHeader(rows) {
		deep = 1
		if spans(rows[0]) && len(rows) > 2 && allLabels(rows[1].cells) {
			deep = 2
		}
	}
	for _, r := range rows[:deep] {
		t.header = merge(t.header, stretch(r))
		t.heads = append(t.heads, strings.Join(r.cells, "\x00"))
	}
	for _, r := range rows[deep:] {
		if !t.row(r) {
			return false
		}
	}
	return true
}

// row makes the block of one row.
func (t *table) row(r tableRow) bool {
	if slices.Contains(t.heads, strings.Join(r.cells, "\x00")) {
		return true
	}
	cells := r.cells
	if len(t.header) > 2 && filled(cells) == 1 && utf8.RuneCountInString(cells[0]) > 20 { // a note below the table
		return t.emit(Block{Kind: Paragraph, Text: cells[0], Line: r.line, Page: r.page})
	}
	if t.header != nil {
		if len(cells) > len(t.header) {
			t.header = append(slices.Clone(t.header), make([]string, len(cells)-len(t.header))...)
		}
		for len(cells) < len(t.header) {
			cells = append(cells, "")
		}
	}
	text := sentence(t.header, cells)
	for i, lines := range r.lines {
		if lines != "" && i < len(cells) {
			cells[i] = lines
		}
	}
	return t.emit(Block{
		Kind: Row, Text: text, Header: t.header, Cells: cells, Table: t.number, Sheet: t.sheet, Line: r.line, Page: r.page,
	})
}

// sentence is a row as a person reads it out.
func sentence(header, cells []string) string {
	var b strings.Builder
	if first := slices.IndexFunc(cells, func(c string) bool { return c != "" }); header == nil && filled(cells) == 2 && cells[first+1] != "" && label(cells[first]) {
		return strings.TrimRight(cells[first], "：: ") + "：" + cells[first+1]
	}
	for i, c := range cells {
		if c == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("；")
		}
		if header != nil && header[i] != "" && header[i] != c {
			b.WriteString(strings.TrimRight(header[i], "：: "))
			b.WriteString("：")
		}
		b.WriteString(c)
	}
	return b.String()
}

// looksHeader says whether the first row names the columns of those below: short distinct labels in most columns, no values.
func looksHeader(rows []tableRow) bool {
	head := stretch(rows[0])
	under := map[int]bool{} // columns that hold something below
	width := 0
	for i, r := range rows {
		width = max(width, filled(r.cells))
		for c, text := range r.cells {
			if i > 0 && text != "" {
				under[c] = true
			}
		}
	}
	n, named := filled(rows[0].cells), 0
	for c := range under {
		if c < len(head) && head[c] != "" {
			named++
		}
	}
	if n < 2 || named == 0 || named*10 < len(under)*6 || !allLabels(rows[0].cells) {
		return false
	}
	head = rows[0].cells
	if n == 2 && width == 2 && !strings.ContainsAny(only(head), "名项目序号类别问题栏次") {
		// Two columns are names and values as often as a table: the values show by being long, or of another kind than their names.
		if second := last(head); utf8.RuneCountInString(second) > 12 || strings.ContainsAny(second, "〔〕《》") {
			return false
		}
	}
	seen := map[string]bool{}
	for _, c := range head {
		if c != "" {
			seen[c] = true
		}
	}
	return len(seen)*2 > n
}

// allLabels says whether every cell that holds something may name a column.
func allLabels(cells []string) bool {
	for _, c := range cells {
		if c != "" && !label(c) {
			return false
		}
	}
	return true
}

var value = regexp.MustCompile(`^[-+(（]?[¥￥$]?[0-9０-９][0-9０-９.,，%％‰元万亿/年月日:：×\- )）]*$|^https?://`)

// label says whether a text may name a column or a value: short, no sentence, no figure.
func label(s string) bool {
	return utf8.RuneCountInString(s) <= 40 && !strings.ContainsAny(s, "。；！") && !strings.HasSuffix(s, "：") && !value.MatchString(s)
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}

// only is the first cell that holds something, last the last one.
func only(cells []string) string {
	for _, c := range cells {
		if c != "" {
			return c
		}
	}
	return ""
}

func last(cells []string) string {
	for _, c := range slices.Backward(cells) {
		if c != "" {
			return c
		}
	}
	return ""
}

// spans says whether some cell covers several columns.
func spans(r tableRow) bool {
	for _, n := range r.spans {
		if n > 1 {
			return true
		}
	}
	return false
}

// stretch repeats each cell over the columns that it covers: what heads three columns names each of them.
func stretch(r tableRow) []string {
	out := slices.Clone(r.cells)
	for i, n := range r.spans {
		for j := i + 1; j < i+n && j < len(out); j++ {
			if out[j] == "" {
				out[j] = out[i]
			}
		}
	}
	return out
}

// merge puts a second line of headers under the first: "税率" over "一般" is "税率/一般".
func merge(above, below []string) []string {
	out := make([]string, max(len(above), len(below)))
	copy(out, above)
	for i, b := range below {
		switch {
		case out[i] == "":
			out[i] = b
		case b != "" && b != out[i]:
			out[i] += "/" + b
		}
	}
	return out
}

// grid lays cells that cover several rows and columns out on their columns.
type grid struct {
	hanging []hanging // by column: what reaches down from above
}

type hanging struct {
	text string
	rows int
}

// lay gives one row: a cell over several rows is repeated in each (so that each row tells all), one over several columns stands in
// the first, with its span.
func (g *grid) lay(line, page int, cells []spanned) tableRow {
	r := tableRow{line: line, page: page}
	fresh := false
	put := func(text string, span int) {
		if len(r.cells) < widest {
			r.cells = append(r.cells, text)
			r.spans = append(r.spans, span)
		}
	}
	hang := func() {
		for len(r.cells) < len(g.hanging) && g.hanging[len(r.cells)].rows > 0 {
			h := &g.hanging[len(r.cells)]
			h.rows--
			put(h.text, 1)
		}
	}
	for _, c := range cells {
		hang()
		at := len(r.cells)
		span := min(max(c.columns, 1), widest-min(at, widest), 100)
		for i := range span {
			if i == 0 {
				fresh = fresh || strings.TrimSpace(c.text) != ""
				put(c.text, span)
			} else {
				put("", 1)
			}
		}
		if c.rows > 1 && at < widest {
			for len(g.hanging) < at+span {
				g.hanging = append(g.hanging, hanging{})
			}
			for i := range span {
				g.hanging[at+i] = hanging{rows: min(c.rows, 1000) - 1}
			}
			g.hanging[at].text = c.text
		}
	}
	hang()
	r.stale = !fresh
	return r
}

// spanned is a cell that may cover several rows and columns.
type spanned struct {
	text          string
	rows, columns int
}
