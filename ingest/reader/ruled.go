package reader

import (
	"math"
	"slices"
	"strings"
)

// ruled is a table whose lines are drawn.
type ruled struct {
	box
	xs, ys []float64 // where its columns and rows part, ascending
	lines  []box
	pieces []glyphs
}

const touch = 3 // points within which lines meet

// grids puts drawn lines together to tables: those that touch, with two columns or more.
func grids(rules []box) []ruled {
	if len(rules) < 4 || len(rules) > 4*mostObjects {
		return nil
	}
	group := make([]int, len(rules))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	order := make([]int, len(rules))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case rules[a].x0 < rules[b].x0:
			return -1
		case rules[a].x0 > rules[b].x0:
			return 1
		}
		return 0
	})
	for k, i := range order {
		for _, j := range order[k+1:] {
			if rules[j].x0 > rules[i].x1+touch {
				break
			}
			if rules[i].y0 <= rules[j].y1+touch && rules[j].y0 <= rules[i].y1+touch {
				group[find(i)] = find(j)
			}
		}
	}
	byGroup := map[int][]box{}
	for i, r := range rules {
		byGroup[find(i)] = append(byGroup[find(i)], r)
	}
	var out []ruled
	for _, lines := range byGroup {
		t := ruled{lines: lines, box: lines[0]}
		for _, r := range lines {
			t.box = box{min(t.x0, r.x0), min(t.y0, r.y0), max(t.x1, r.x1), max(t.y1, r.y1)}
			if r.x1-r.x0 >= r.y1-r.y0 {
				t.ys = append(t.ys, (r.y0+r.y1)/2)
			} else {
				t.xs = append(t.xs, (r.x0+r.x1)/2)
			}
		}
		t.xs, t.ys = distinct(t.xs), distinct(t.ys)
		if len(t.xs) > 2 && len(t.ys) > 2 {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b ruled) int {
		switch {
		case a.y1 > b.y1:
			return -1
		case a.y1 < b.y1:
			return 1
		}
		return 0
	})
	return out
}

func distinct(v []float64) []float64 {
	slices.Sort(v)
	var out []float64
	for _, x := range v {
		if len(out) == 0 || x-out[len(out)-1] > touch {
			out = append(out, x)
		}
	}
	return out
}

// taken gives a piece to the table that it stands in.
func taken(tables []ruled, g glyphs) bool {
	x, y := (g.x0+g.x1)/2, (g.y0+g.y1)/2
	for i := range tables {
		t := &tables[i]
		if x > t.x0 && x < t.x1 && y > t.y0 && y < t.y1 {
			t.pieces = append(t.pieces, g)
			return true
		}
	}
	return false
}

// rows are the table's cells from the top, those without a line between them as one.
func (t *ruled) rows(page int) [][]spanned {
	nx, ny := len(t.xs)-1, len(t.ys)-1
	cells := make([][][]glyphs, ny)
	for r := range cells {
		cells[r] = make([][]glyphs, nx)
	}
	for _, g := range t.pieces {
		for _, part := range splitWide(g) {
			x, y := (part.x0+part.x1)/2, (part.y0+part.y1)/2
			c, _ := slices.BinarySearch(t.xs, x)
			r, _ := slices.BinarySearch(t.ys, y)
			c, r = min(max(c-1, 0), nx-1), min(max(r-1, 0), ny-1)
			r = ny - 1 - r // rows count from the top
			cells[r][c] = append(cells[r][c], part)
		}
	}
	covered := make([][]bool, ny)
	for r := range covered {
		covered[r] = make([]bool, nx)
	}
	var out [][]spanned
	for r := range ny {
		var row []spanned
		for c := range nx {
			if covered[r][c] {
				continue
			}
			columns, rows := 1, 1
			for c+columns < nx && !t.drawn(false, t.xs[c+columns], t.ys[ny-1-r], t.ys[ny-r]) {
				columns++
			}
			for r+rows < ny && !t.drawn(true, t.ys[ny-r-rows], t.xs[c], t.xs[c+columns]) {
				rows++
			}
			var all []glyphs
			for i := range rows {
				for j := range columns {
					covered[r+i][c+j] = true
					all = append(all, cells[r+i][c+j]...)
				}
			}
			text := ""
			for _, l := range linesOf(all, page) {
				text = glue(text, l.text())
			}
			row = append(row, spanned{text: text, rows: rows, columns: columns})
		}
		out = append(out, row)
	}
	return out
}

// drawn says whether a line stands at the place for most of the way.
func (t *ruled) drawn(horizontal bool, at, from, to float64) bool {
	covered := 0.0
	for _, l := range t.lines {
		if !horizontal {
			l = box{l.y0, l.x0, l.y1, l.x1}
		}
		if math.Abs((l.y0+l.y1)/2-at) <= touch && l.x1-l.x0 >= l.y1-l.y0 {
			covered += max(0, min(l.x1, to)-max(l.x0, from))
		}
	}
	return covered*2 >= to-from
}

// aligned finds a table without lines: rows whose cells stand in the same columns. It gives how many of the lines belong to it, and
// its rows; 0 where the first line begins no table.
func aligned(lines []textLine) (int, [][]string) {
	n := 0
	for n < len(lines) && (len(lines[n].cells) > 1 || n > 0 && hangs(lines, n)) {
		n++
	}
	for n > 0 && len(lines[n-1].cells) < 2 && !hangs(lines, n-1) {
		n--
	}
	full := 0
	var spans [][2]float64
	for _, l := range lines[:n] {
		if len(l.cells) > 1 {
			full++
			for _, c := range l.cells {
				spans = append(spans, [2]float64{c.x0, c.x1})
			}
		}
	}
	if full < 3 {
		return 0, nil
	}
	slices.SortFunc(spans, func(a, b [2]float64) int {
		switch {
		case a[0] < b[0]:
			return -1
		case a[0] > b[0]:
			return 1
		}
		return 0
	})
	var cols [][2]float64
	for _, s := range spans {
		if k := len(cols); k > 0 && s[0] <= cols[k-1][1] {
			cols[k-1][1] = max(cols[k-1][1], s[1])
		} else {
			cols = append(cols, s)
		}
	}
	if len(cols) < 2 {
		return 0, nil
	}
	var rows [][]string
	for _, l := range lines[:n] {
		row := make([]string, len(cols))
		for _, c := range l.cells {
			at := 0
			for k := range cols {
				if c.x0 >= cols[k][0]-1 {
					at = k
				}
			}
			row[at] = strings.TrimSpace(row[at] + " " + c.text)
		}
		if len(l.cells) == 1 && len(rows) > 0 {
			for k, text := range row {
				if text != "" {
					rows[len(rows)-1][k] = glue(rows[len(rows)-1][k], text)
				}
			}
			continue
		}
		rows = append(rows, row)
	}
	return n, rows
}

// hangs says whether a line of one piece goes on with a cell of the line above: it stands close below it, and not at the left edge.
func hangs(lines []textLine, n int) bool {
	l, above := &lines[n], &lines[n-1]
	em := max(l.y1-l.y0, 4)
	if len(l.cells) != 1 || l.page != above.page || above.y0-l.y1 > 0.6*em || above.y0-l.y1 < -em {
		return false
	}
	for _, c := range above.cells {
		if c.x0 > lines[0].x0+em && math.Abs(c.x0-l.x0) < em {
			return true
		}
	}
	return false
}
