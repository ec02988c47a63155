package qa

import (
	"regexp"
	"slices"
	"strings"

	"yueyue/ingest/reader"
)

// headerWithin is how many rows of a table may stand above its header.
const headerWithin = 20

// Options are what a file does not say of itself.
type Options struct {
	Title  string                           // the name of the file, for the package of a sheet without a name of its own
	Region func(name string) (string, bool) // the six digits of a region by its name, without 省 or 市; nil: only codes are taken
}

// table is a table of questions and answers.
type table struct {
	columns
	sheet string
	given []string       // what the file itself heads the rows with
	rows  []reader.Block // below the header
}

// Split parts the blocks of a file: its tables of questions, and everything else. The rows of a table stand together in the order
// of the file.
func Split(blocks []reader.Block) (tables []Table, rest []reader.Block) {
	for len(blocks) > 0 {
		n := 1
		for n < len(blocks) && blocks[0].Kind == reader.Row && blocks[n].Kind == reader.Row && blocks[n].Table == blocks[0].Table {
			n++
		}
		if t, ok := readTable(blocks[:n]); ok {
			tables = append(tables, t)
		} else {
			rest = append(rest, blocks[:n]...)
		}
		blocks = blocks[n:]
	}
	return tables, rest
}

// Table is a table of questions and answers in a file.
type Table struct{ table }

// readTable finds the header of a table; false when it heads no questions and answers. Objects of JSON are rows each with its own
// header: the keys that it has.
func readTable(rows []reader.Block) (Table, bool) {
	if rows[0].Kind != reader.Row {
		return Table{}, false
	}
	for i, row := range rows[:min(len(rows), headerWithin)] {
		if c, ok := readHeader(row.Header); ok {
			return Table{table{c, row.Sheet, row.Header, rows}}, true
		}
		if c, ok := readHeader(oneLined(row.Cells)); ok {
			return Table{table{c, row.Sheet, row.Header, rows[i+1:]}}, true
		}
	}
	return Table{}, false
}

// oneLined are cells each on one line.
func oneLined(cells []string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = reader.OneLine(cell)
	}
	return out
}

// of are the columns of a row: those of the table, or its own where the table's were read from the headers of rows and this one
// has others.
func (t table) of(row reader.Block) columns {
	if len(row.Header) == 0 || !slices.Equal(t.given, t.header) || slices.Equal(row.Header, t.header) {
		return t.columns
	}
	c, _ := readHeader(row.Header)
	return c
}

// unnamed are names that programs give by themselves: spreadsheets to sheets and files, the console to a table from the clipboard.
var unnamed = regexp.MustCompile(`(?i)^(?:(?:sheet|book|工作表|工作簿|表) ?\d+|粘贴的表格)$`)

// title is the package that the table is: its sheet, else its file; empty when neither was named by a person.
func (t table) title(o Options) string {
	for _, name := range []string{strings.TrimSpace(t.sheet), o.Title} {
		if name != "" && !unnamed.MatchString(name) {
			return name
		}
	}
	return ""
}

// reading is a row being read.
type reading struct {
	columns
	cells    []string
	place    Place
	problems []Problem
}

func (r *reading) cell(column Column) string { return r.columns.cell(r.cells, column) }

func (r *reading) fail(column Column, text string) {
	r.problems = append(r.problems, Problem{Place: r.place, Column: r.name(column), Text: text})
}
