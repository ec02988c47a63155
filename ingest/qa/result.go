package qa

import (
	"fmt"
	"strings"

	"yueyue/internal/knowledge"
)

// Result is what a file gives.
type Result struct {
	Pairs      []knowledge.QAPair // each sound by knowledge.Check, no id twice
	Places     []Place            // where each pair was read first; as long as Pairs
	Packages   []Package
	Problems   []Problem // rows that became nothing
	Duplicates []Problem // rows that say again what another row says; the first stands
	Warnings   []string  // Chinese, for people
}

// Package is a list of pairs that belong together: those of a category, else of a sheet. The consumer decides whether it is new.
type Package struct {
	Title string
	Pairs []knowledge.PairID
}

// Place is where something was read.
type Place struct {
	Sheet string // empty outside workbooks
	Row   int    // row of the sheet, or line of the file, from 1
}

// String is the place for people.
func (p Place) String() string {
	row := fmt.Sprintf("第 %d 行", p.Row)
	if p.Sheet == "" {
		return row
	}
	return "工作表“" + p.Sheet + "”" + row
}

// Problem is what is wrong with a row.
type Problem struct {
	Place
	Column string // as the table heads it; empty: the row as a whole
	Text   string // Chinese, for people
}

// Error is the problem as one line for people.
func (p Problem) Error() string {
	column := ""
	if p.Column != "" {
		column = "“" + p.Column + "”一栏"
	}
	return p.String() + column + "：" + strings.TrimSuffix(p.Text, "。")
}
