package reader

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// deepest is how deeply JSON may be nested.
const deepest = 100

// field is one value of an object with the path of keys to it.
type field struct{ key, value string }

// document reads JSON token by token: an object becomes a row whose headers are its keys, an array of objects a table, a lone string a
// paragraph.
type document struct {
	s     *sink
	d     *json.Decoder
	base  int // where in the text it began
	line  int
	table int
	lines *lineIndex
}

func readJSON(s *sink, text string) error {
	j := &document{s: s, lines: &lineIndex{text: text, line: 1}}
	j.decode(0)
	for {
		token, err := j.d.Token()
		if errors.Is(err, io.EOF) {
			return s.err
		}
		if err != nil {
			return j.bad(err)
		}
		if err := j.root(token); err != nil || s.err != nil {
			return cmp.Or(err, s.err)
		}
	}
}

// mostBadLines is how many broken lines JSONL may have; with more it is something else.
const mostBadLines = 1000

// readJSONL reads values a line each. A line that is broken costs no other one: it is named.
func readJSONL(s *sink, text string) error {
	j := &document{s: s, lines: &lineIndex{text: text, line: 1}}
	j.decode(0)
	begins := &lineIndex{text: text, line: 1}
	var first error
	for bad := 0; ; {
		begin, blocks := j.offset(), len(s.blocks)
		token, err := j.d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = j.root(token)
		} else {
			err = j.bad(err)
		}
		if s.err != nil {
			return s.err
		}
		if err == nil {
			continue
		}
		if bad++; bad > mostBadLines {
			return err
		}
		first = cmp.Or(first, err)
		s.blocks = s.blocks[:blocks]
		begin += len(text[begin:]) - len(strings.TrimLeft(text[begin:], " \t\r\n"))
		at := begins.at(int64(begin))
		s.problem(at, "不是有效的 JSON，没有读取")
		end := strings.IndexByte(text[begin:], '\n')
		if end < 0 {
			break
		}
		j.lines = &lineIndex{text: text, from: int64(begin + end + 1), line: at + 1}
		j.decode(begin + end + 1)
	}
	if len(s.blocks) == 0 && first != nil {
		return first
	}
	return s.err
}

// decode reads on from a place in the text.
func (j *document) decode(from int) {
	j.base = from
	j.d = json.NewDecoder(strings.NewReader(j.lines.text[from:]))
	j.d.UseNumber()
}

// offset is how far the text has been read.
func (j *document) offset() int { return j.base + int(j.d.InputOffset()) }

// root takes a value that stands in no other one.
func (j *document) root(token json.Token) error {
	j.line = j.lines.at(int64(j.offset()))
	return j.value(token, 0, "")
}

func (j *document) bad(err error) error {
	return refuseFor(err, CodeBroken, "JSON 在第 %d 行附近写错了，读不下去。", j.lines.at(int64(j.offset())))
}

// value takes the value that begins with token.
func (j *document) value(token json.Token, depth int, name string) error {
	if depth > deepest {
		return refuse(CodeUnsafe, "JSON 嵌套超过 %d 层，没有读取。", deepest)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return j.object(depth)
		}
		return j.array(depth, name)
	default:
		if text := scalar(t); text != "" {
			if name != "" {
				text = name + "：" + text
			}
			j.s.say(Paragraph, 0, j.line, text)
		}
	}
	return nil
}

// array takes what stands up to the closing bracket; the objects in it are rows of one table.
func (j *document) array(depth int, name string) error {
	table := 0
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.bad(err)
		}
		j.line = j.lines.at(int64(j.offset()))
		if token == json.Delim('{') && table == 0 {
			j.s.tables++
			table = j.s.tables
		}
		outer := j.table
		j.table = table
		err = j.value(token, depth+1, name)
		j.table = outer
		if err != nil || j.s.err != nil {
			return err
		}
	}
	_, err := j.d.Token()
	if err != nil {
		return j.bad(err)
	}
	return nil
}

// object gives its scalar fields as one row, then whatever tables it holds.
func (j *document) object(depth int) error {
	var fields []field
	line, table := j.line, j.table
	row := func() {
		if len(fields) == 0 {
			return
		}
		if table == 0 {
			j.s.tables++
			table = j.s.tables
			j.table = table
		}
		b := Block{Kind: Row, Table: table, Line: line}
		for _, f := range fields {
			b.Header = append(b.Header, f.key)
			b.Cells = append(b.Cells, clean(f.value))
		}
		b.Text = sentence(b.Header, b.Cells)
		for i, f := range fields {
			b.Cells[i] = f.value
		}
		j.s.add(b)
		fields = nil
	}
	err := j.fields(&fields, row, "", depth)
	row()
	return err
}

func (j *document) fields(into *[]field, row func(), prefix string, depth int) error {
	if depth > deepest {
		return refuse(CodeUnsafe, "JSON 嵌套超过 %d 层，没有读取。", deepest)
	}
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.bad(err)
		}
		name, _ := token.(string)
		key := prefix + clean(name)
		if token, err = j.d.Token(); err != nil {
			return j.bad(err)
		}
		switch token {
		case json.Delim('{'):
			err = j.fields(into, row, key+".", depth+1)
		case json.Delim('['):
			err = j.list(into, row, key, depth+1)
		default:
			if text := scalar(token); text != "" && len(*into) < widest {
				*into = append(*into, field{key, text})
			}
		}
		if err != nil {
			return err
		}
	}
	if _, err := j.d.Token(); err != nil {
		return j.bad(err)
	}
	return nil
}

// list joins an array of scalars to one field; once it meets an object or an array it goes on as a table.
func (j *document) list(into *[]field, row func(), key string, depth int) error {
	var texts []string
	keep := func() {
		if len(texts) > 0 {
			*into = append(*into, field{key, strings.Join(texts, "；")})
		}
		texts = nil
	}
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.bad(err)
		}
		if _, nested := token.(json.Delim); nested {
			keep()
			row()
			j.line = j.lines.at(int64(j.offset()))
			outer := j.table
			j.s.tables++
			j.table = j.s.tables
			if err = j.value(token, depth+1, key); err == nil && j.s.err == nil {
				err = j.rest(depth, key)
			}
			j.table = outer
			return err
		}
		if text := scalar(token); text != "" {
			texts = append(texts, text)
		}
	}
	keep()
	if _, err := j.d.Token(); err != nil {
		return j.bad(err)
	}
	return nil
}

// rest takes what is left of an array whose first object has been read.
func (j *document) rest(depth int, key string) error {
	for j.d.More() {
		token, err := j.d.Token()
		if err != nil {
			return j.bad(err)
		}
		j.line = j.lines.at(int64(j.offset()))
		if err := j.value(token, depth+1, key); err != nil || j.s.err != nil {
			return err
		}
	}
	if _, err := j.d.Token(); err != nil {
		return j.bad(err)
	}
	return nil
}

// scalar is a value as text, in its lines.
func scalar(token json.Token) string {
	switch t := token.(type) {
	case string:
		return cleanLines(t)
	case json.Number:
		return t.String()
	case bool:
		if t {
			return "是"
		}
		return "否"
	}
	return ""
}

// lineIndex counts lines up to growing offsets.
type lineIndex struct {
	text string
	from int64
	line int
}

func (l *lineIndex) at(offset int64) int {
	if offset = min(offset, int64(len(l.text))); offset > l.from {
		l.line += strings.Count(l.text[l.from:offset], "\n")
		l.from = offset
	}
	return l.line
}
