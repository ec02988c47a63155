package reader

import (
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// delimiters that are tried, the likelier first.
var delimiters = []rune{'\t', ',', ';', '|', '，'}

// separator is the first line that Excel takes for the delimiter and does not show.
var separator = regexp.MustCompile(`^(?i:sep)=([^\r\n])\r?\n`)

// sniffDelimiter finds the delimiter under which the most of the first lines have the same number of columns. Without the name saying
// CSV or TSV the bar is higher, since prose has commas too.
func sniffDelimiter(head, ext string) (rune, bool) {
	if m := separator.FindStringSubmatch(head); m != nil {
		d, _ := utf8.DecodeRuneInString(m[1])
		return d, strings.ContainsRune(string(delimiters), d)
	}
	named := ext == "csv" || ext == "tsv" || ext == "tab"
	best, columns, agree, of := rune(0), 1, 0, 1
	for _, d := range delimiters {
		if (d == '，' || d == '|') && !named {
			continue
		}
		rows, width, same := trial(head, d)
		enough := rows >= 3 && width >= 3 && same == rows || d == '\t' && rows >= 3 && same == rows
		if named {
			enough = rows >= 1 && same*10 >= rows*6
		}
		if enough && width > 1 && (same*of > agree*rows || same*of == agree*rows && width > columns) {
			best, columns, agree, of = d, width, same, rows
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
	text, lone := closed(text, d)
	for _, line := range lone {
		s.warn("第 %d 行有一个引号没有成对，已去掉。", line)
	}
	unseen := separator.MatchString(text)
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
		if unseen {
			unseen = false
			continue
		}
		line, _ := r.FieldPos(0)
		if !t.add(line, record) {
			return
		}
	}
	t.close()
}

// closed is the text without quotation marks that open a field and never close it: such a field would swallow all rows below. It gives
// the lines in which they stood. One that opens within a field that another line began shows that the field was not closed before.
func closed(text string, d rune) (string, []int) {
	var b strings.Builder
	var lone []int
	lines := &lineIndex{text: text, line: 1}
	from, failed := 0, 0 // what opens before the place where another failed fails there too
	for at := 0; at < len(text); {
		i := strings.IndexByte(text[at:], '"')
		if i < 0 {
			break
		}
		i += at
		if !opens(text, i, d) {
			at = i + 1
			continue
		}
		if i >= failed {
			end, ok := closing(text, i, d)
			if ok {
				at = end
				continue
			}
			failed = end
		}
		b.WriteString(text[from:i])
		lone = append(lone, lines.at(int64(i)))
		from, at = i+1, i+1
	}
	if from == 0 {
		return text, nil
	}
	b.WriteString(text[from:])
	return b.String(), lone
}

// opens says whether a quotation mark stands where a field begins.
func opens(text string, i int, d rune) bool {
	if i == 0 || text[i-1] == '\n' {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return before == d
}

// closing is where the quoted field that begins at i ends; where it shows that it does not, ok is false.
func closing(text string, i int, d rune) (end int, ok bool) {
	begun := false // another line
	for at := i + 1; at < len(text); {
		j := strings.IndexByte(text[at:], '"')
		if j < 0 {
			break
		}
		begun = begun || strings.IndexByte(text[at:at+j], '\n') >= 0
		j += at
		after, _ := utf8.DecodeRuneInString(text[j+1:])
		switch {
		case j+1 == len(text), after == d, after == '\n', after == '\r':
			return j + 1, true
		case after == '"':
			j++
		case begun && opens(text, j, d):
			return j, false
		}
		at = j + 1
	}
	return len(text), false
}
