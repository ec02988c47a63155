package reader

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// delimiters that are tried, the likelier first.
var delimiters = []rune{'\t', ',', ';', '|', '，'}

// sniffDelimiter finds the delimiter under which the first lines have the same number of columns. Without the name saying CSV or TSV
// the bar is higher, since prose has commas too.
func sniffDelimiter(head, ext string) (rune, bool) {
	named := ext == "csv" || ext == "tsv" || ext == "tab"
	best, columns := rune(0), 1
	for _, d := range delimiters {
		if (d == '，' || d == '|') && !named {
			continue
		}
		rows, width, same := trial(head, d)
		enough := rows >= 3 && width >= 3 && same == rows || d == '\t' && rows >= 3 && same == rows
		if named {
			enough = rows >= 1 && same*10 >= rows*6
		}
		if enough && width > columns {
			best, columns = d, width
		}
	}
	if named && best == 0 {
		best = ','
		if ext != "csv" {
			best = '\t'
		}
		rows, _, _ := trial(head, best)
		return best, rows > 0
	}
	return best, best != 0
}

// trial reads up to 50 records and says how many there were, the usual width, and how many have it.
func trial(head string, d rune) (rows, width, same int) {
	r := records(head, d)
	counts := map[int]int{}
	for rows < 50 {
		record, err := r.Read()
		if err != nil {
			break
		}
		rows++
		counts[len(record)]++
	}
	for w, n := range counts {
		if n > same || n == same && w > width {
			width, same = w, n
		}
	}
	return rows, width, same
}

func records(text string, d rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = d, -1, true, true
	return r
}

// readCSV takes a table of delimited text.
func readCSV(s *sink, text, name string) {
	d, ok := sniffDelimiter(text[:min(len(text), 256<<10)], extension(name))
	if !ok {
		s.err = refuse(CodeBroken, "这不是用逗号或制表符分隔的表格。")
		return
	}
	r := records(text, d)
	t := newTable(s, s.add)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.err = refuseFor(err, CodeBroken, "表格读到一半就读不下去了，请检查引号是否成对。")
			return
		}
		line, _ := r.FieldPos(0)
		if !t.add(line, record) {
			return
		}
	}
	t.close()
}
