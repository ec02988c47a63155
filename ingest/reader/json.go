package reader

import (
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
	line  int
	table int
	lines *lineIndex
}

func readJSON(s *sink, text string) error {
	j := &document{s: s, d: json.NewDecoder(strings.NewReader(text)), lines: &lineIndex{text: text, line: 1}}
	j.d.UseNumber()
	for {
		token, err := j.d.Token()
		if errors.Is(err, io.EOF) {
			return s.err
		}
		if err != nil {
			return j.bad(err)
		}
		j.line = j.lines.at(j.d.InputOffset())
		if err := j.value(token, 0, ""); err != nil {
			return err
		}
		if s.err != nil {
			return s.err
		}
	}
}

func (j *document) bad(err error) error {
	return refuseFor(err, CodeBroken, "JSON 在第 %d 行附近写错了，读不下去。", j.lines.at(j.d.InputOffset()))
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
		j.line = j.lines.at(j.d.InputOffset())
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
			j.line = j.lines.at(j.d.InputOffset())
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
		j.line = j.lines.at(j.d.InputOffset())
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
