// Package table prints what was measured beside what was aimed at, in Markdown. A target that was missed stays in the open.
package table

import (
	"fmt"
	"io"
)

// Table is a table that is printed as it grows.
type Table struct{ out io.Writer }

// New begins a table.
func New(out io.Writer) Table {
	fmt.Fprint(out, "| what | target | measured | |\n|---|---|---|---|\n")
	return Table{out}
}

// Row is a figure with its target and whether it was met.
func (t Table) Row(what, target string, met bool, format string, values ...any) {
	verdict := "met"
	if !met {
		verdict = "MISSED"
	}
	t.row(what, target, fmt.Sprintf(format, values...), verdict)
}

// Note is a figure without a target.
func (t Table) Note(what, format string, values ...any) {
	t.row(what, "", fmt.Sprintf(format, values...), "")
}

// Unmeasured says why there is no figure.
func (t Table) Unmeasured(what, target, why string) { t.row(what, target, why, "not measured") }

func (t Table) row(what, target, measured, verdict string) {
	fmt.Fprintf(t.out, "| %s | %s | %s | %s |\n", what, target, measured, verdict)
}
