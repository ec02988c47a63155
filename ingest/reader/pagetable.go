package reader

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// pageTable is an open table of a page. Whether it holds data or only lays the page out shows when it ends.
type pageTable struct {
	rows   []pageRow
	header bool // within thead
	open   bool // a cell is open
	line   int
}

type pageRow struct {
	cells []pageCell
	head  bool // all its cells are th, or it stands in thead
	line  int
}

type pageCell struct {
	pieces        []piece
	rows, columns int
	head          bool
}

func newPageTable(line int) *pageTable { return &pageTable{line: line} }

// part begins a row or a group of rows.
func (f *pageTable) part(tag atom.Atom, line int) {
	f.open = false
	switch tag {
	case atom.Thead:
		f.header = true
	case atom.Tbody, atom.Tfoot:
		f.header = false
	case atom.Tr:
		f.rows = append(f.rows, pageRow{head: f.header, line: line})
	}
}

// cell begins a cell.
func (f *pageTable) cell(head bool, columns, rows, line int) {
	if len(f.rows) == 0 {
		f.rows = append(f.rows, pageRow{head: f.header, line: line})
	}
	r := &f.rows[len(f.rows)-1]
	r.cells = append(r.cells, pageCell{rows: rows, columns: columns, head: head})
	f.open = true
}

// inside is where text in the table goes; text outside of any cell opens one, so that it stays where it stands.
func (f *pageTable) inside(line int) *[]piece {
	if !f.open {
		f.rows = append(f.rows, pageRow{line: line})
		f.cell(false, 0, 0, line)
	}
	cells := f.rows[len(f.rows)-1].cells
	return &cells[len(cells)-1].pieces
}

// endTable hands the innermost table over to what stands around it.
func (p *page) endTable() {
	f := p.top()
	if f == nil {
		return
	}
	p.frames = p.frames[:len(p.frames)-1]
	to := p.target
	if !f.data() {
		for _, r := range f.rows {
			pieces := r.laid()
			if len(pieces) > 0 {
				dst := to()
				*dst = append(*dst, pieces...)
			}
		}
		return
	}
	f.declare()
	t := newTable(p.s, func(b Block) bool {
		return p.put(piece{Block: b})
	})
	for _, r := range f.rows {
		if r.head {
			t.declared++
		} else {
			break
		}
	}
	g := grid{}
	for _, r := range f.rows {
		if pieces, alone := r.alone(); alone && !r.head && (len(r.cells) == 1 || len(pieces) > 1) {
			g.lay(r.line, 0, r.spanned())
			// A note across the table stands between its rows as what it is.
			if !t.note(pieces, p) {
				return
			}
			continue
		}
		if !t.addRow(g.lay(r.line, 0, r.spanned())) {
			return
		}
	}
	t.close()
}

// note passes blocks through that stand between the rows of a table; the rows before them come first.
func (t *table) note(pieces []piece, p *page) bool {
	if len(t.waiting) > 0 && !t.decided && !t.decide() {
		return false
	}
	for _, b := range pieces {
		if !p.put(b) {
			return false
		}
	}
	return true
}

// data says whether the rows are a table that people would call one: two rows of several cells, with text only in them.
func (f *pageTable) data() bool {
	full := 0
	for _, r := range f.rows {
		n := 0
		for _, c := range r.cells {
			size := 0
			for _, b := range c.pieces {
				if b.Kind == Row || b.Kind == Heading {
					return false
				}
				size += utf8.RuneCountInString(b.Text)
			}
			if size > 0 {
				n++
			}
			if size > 3000 && len(r.cells) > 1 {
				return false
			}
		}
		if n > 1 {
			full++
		}
	}
	return full > 1
}

// declare marks the rows at the top whose cells are all header cells.
func (f *pageTable) declare() {
	for i := range f.rows {
		r := &f.rows[i]
		heads := 0
		for _, c := range r.cells {
			if c.head {
				heads++
			}
		}
		r.head = r.head || heads == len(r.cells) && heads > 1
		if !r.head {
			return
		}
	}
}

// alone gives the blocks of a row of which only one cell holds something.
func (r pageRow) alone() ([]piece, bool) {
	var found []piece
	for _, c := range r.cells {
		if len(c.pieces) == 0 {
			continue
		}
		if found != nil {
			return nil, false
		}
		found = c.pieces
	}
	return found, true
}

func (r pageRow) spanned() []spanned {
	out := make([]spanned, len(r.cells))
	for i, c := range r.cells {
		out[i] = spanned{text: joined(c.pieces, "\u00a0\n"), rows: c.rows, columns: c.columns}
	}
	return out
}

// laid is a row of a table that only lays out: its cells one after another, small ones on one line as they are seen.
func (r pageRow) laid() []piece {
	var all []piece
	small := true
	for _, c := range r.cells {
		for _, b := range c.pieces {
			small = small && b.Kind == Paragraph && utf8.RuneCountInString(b.Text) <= 30
		}
		small = small && len(c.pieces) <= 1
		all = append(all, c.pieces...)
	}
	if !small || len(all) < 2 {
		return all
	}
	one := all[0]
	one.Text = joined(all, " ")
	for _, b := range all[1:] {
		one.marks += b.marks
	}
	return []piece{one}
}

// joined puts pieces together. A no-break space before a line break says that the lines are apart where they become one.
func joined(pieces []piece, with string) string {
	if len(pieces) == 1 {
		return pieces[0].Text
	}
	texts := make([]string, len(pieces))
	for i, b := range pieces {
		texts[i] = b.Text
	}
	return strings.Join(texts, with)
}
