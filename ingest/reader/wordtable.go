package reader

import "strings"

// wordTable is an open table: its rows stream out once they end.
type wordTable struct {
	t    *table
	grid grid
	down map[int]string // by column: text of the cell that the cells below belong to
	row  []spanned
	cell *wordCell
	head bool
	col  int
	deep bool // nested: its text joins the cell around it
}

type wordCell struct {
	text    []string
	columns int
	merged  bool // belongs to the cell above
	restart bool
}

func (wt *wordTable) endCell() {
	c := wt.cell
	wt.cell = nil
	text := strings.Join(c.text, "\u00a0\n") // apart where they become one line
	switch {
	case c.merged && text == "":
		text = wt.down[wt.col]
	case c.restart:
		wt.down[wt.col] = text
	default:
		delete(wt.down, wt.col)
	}
	wt.row = append(wt.row, spanned{text: text, columns: c.columns})
	wt.col += c.columns
}

func (w *word) endRow(wt *wordTable) {
	row := wt.row
	wt.row = nil
	if wt.deep {
		w.intoCell(row)
		return
	}
	if len(row) == 1 && row[0].text != "" && !wt.head { // one cell across: a title, a note, or a box around text
		if len(wt.t.waiting) == 0 || wt.t.decided {
			for text := range strings.SplitSeq(row[0].text, "\u00a0\n") {
				w.s.say(Paragraph, 0, 0, text)
			}
			return
		}
	}
	if wt.head && !wt.t.decided && wt.t.declared == len(wt.t.waiting) {
		wt.t.declared++
	}
	wt.t.addRow(wt.grid.lay(0, 0, row))
}

// intoCell puts a row of a nested table into the cell around it.
func (w *word) intoCell(row []spanned) {
	outer := w.tables[len(w.tables)-2]
	if outer.cell == nil {
		return
	}
	var texts []string
	for _, c := range row {
		if c.text != "" {
			texts = append(texts, c.text)
		}
	}
	if len(texts) > 0 {
		outer.cell.text = append(outer.cell.text, strings.Join(texts, " "))
	}
}

func (w *word) endTable() {
	wt := w.table()
	if wt == nil {
		return
	}
	w.endParagraph()
	if wt.cell != nil {
		wt.endCell()
	}
	if len(wt.row) > 0 {
		w.endRow(wt)
	}
	w.tables = w.tables[:len(w.tables)-1]
	if wt.t != nil {
		wt.t.close()
	}
}
