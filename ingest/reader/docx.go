package reader

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// word walks the body of a Word document tag by tag.
type word struct {
	s       *sink
	x       *xml.Decoder
	styles  map[string]wordStyle
	numbers *numbering

	text   strings.Builder
	style  string
	level  int // outline level set on the paragraph itself, from 1
	number numbered
	run    bool // within a run of text
	unseen bool // the run is hidden text
	tables []*wordTable
}

func readDOCX(s *sink, data []byte) error {
	p, err := openParts(s, data)
	if err != nil {
		return err
	}
	w := &word{s: s}
	if w.styles, err = wordStyles(p); err != nil {
		return err
	}
	if w.numbers, err = wordNumbering(p); err != nil {
		return err
	}
	if core, err := p.read("docProps/core.xml"); err != nil {
		return err
	} else if m := coreTitle.FindSubmatch(core); m != nil {
		s.title = clean(unescapeXML(m[1]))
	}
	body, err := p.read(p.body())
	if err != nil {
		return err
	}
	if err := w.walk(body); err != nil {
		return err
	}
	for _, name := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		notes, err := p.read(name)
		if err != nil {
			return err
		}
		if notes != nil {
			if err := w.walk(notes); err != nil {
				return err
			}
		}
	}
	return s.err
}

var coreTitle = regexp.MustCompile(`<dc:title>([^<]{1,500})</dc:title>`)

func unescapeXML(b []byte) string {
	var text string
	if xml.Unmarshal(append(append([]byte("<t>"), b...), "</t>"...), &text) != nil {
		return ""
	}
	return text
}

func (w *word) walk(part []byte) error {
	w.x = xml.NewDecoder(bytes.NewReader(part))
	skip := 0
	for w.s.err == nil {
		token, err := w.x.RawToken()
		if errors.Is(err, io.EOF) {
			for len(w.tables) > 0 {
				w.endTable()
			}
			w.endParagraph()
			return w.s.err
		}
		if err != nil {
			return refuseFor(err, CodeBroken, "文档的正文已损坏，读到一半就读不下去了。")
		}
		switch t := token.(type) {
		case xml.StartElement:
			if skip > 0 || hidden(t.Name.Local) {
				skip++
				continue
			}
			w.open(t)
		case xml.EndElement:
			if skip > 0 {
				skip--
				continue
			}
			w.shut(t.Name.Local)
		}
	}
	return w.s.err
}

// hidden says whether nobody reads what is inside: deleted text, field codes, the second copy of a text box, pictures' data, how
// characters are pronounced.
func hidden(name string) bool {
	switch name {
	case "del", "moveFrom", "instrText", "Fallback", "delText", "binData", "delInstrText", "rPrChange", "pPrChange", "tblPrChange", "sectPr", "rt":
		return true
	}
	return false
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func whole(s string) int { n, _ := strconv.Atoi(s); return n }

func (w *word) open(t xml.StartElement) {
	switch t.Name.Local {
	case "r":
		w.run, w.unseen = true, false
	case "vanish":
		w.unseen = w.run && attr(t, "val") != "0" && attr(t, "val") != "false"
	case "t", "delText":
		w.characters()
	case "tab", "ptab":
		w.text.WriteByte(' ')
	case "br", "cr":
		w.text.WriteByte('\n')
	case "noBreakHyphen":
		w.text.WriteByte('-')
	case "p":
		if strings.TrimSpace(w.text.String()) != "" { // a text box inside a paragraph
			w.endParagraph()
		}
		w.style, w.level, w.number = "", 0, numbered{level: -1}
	case "pStyle":
		w.style = attr(t, "val")
	case "outlineLvl":
		if v := attr(t, "val"); v != "" && whole(v) < 9 {
			w.level = whole(v) + 1
		}
	case "ilvl":
		w.number.level = whole(attr(t, "val"))
	case "numId":
		w.number.id, w.number.set = attr(t, "val"), true
	case "tbl":
		w.endParagraph()
		wt := &wordTable{deep: len(w.tables) > 0, down: map[int]string{}}
		if !wt.deep {
			wt.t = newTable(w.s, w.s.add)
		}
		w.tables = append(w.tables, wt)
	case "tblHeader":
		if wt := w.table(); wt != nil && attr(t, "val") != "0" && attr(t, "val") != "false" {
			wt.head = true
		}
	case "tr":
		if wt := w.table(); wt != nil {
			wt.row, wt.head, wt.col = nil, false, 0
		}
	case "gridBefore":
		if wt := w.table(); wt != nil {
			for range min(whole(attr(t, "val")), 100) {
				wt.row = append(wt.row, spanned{columns: 1})
				wt.col++
			}
		}
	case "tc":
		if wt := w.table(); wt != nil {
			wt.cell = &wordCell{columns: 1}
		}
	case "gridSpan":
		if wt := w.table(); wt != nil && wt.cell != nil {
			wt.cell.columns = min(max(whole(attr(t, "val")), 1), 100)
		}
	case "vMerge":
		if wt := w.table(); wt != nil && wt.cell != nil {
			wt.cell.restart = attr(t, "val") == "restart"
			wt.cell.merged = !wt.cell.restart
		}
	}
}

// characters reads the text up to the end of its element.
func (w *word) characters() {
	for {
		token, err := w.x.RawToken()
		if err != nil {
			return
		}
		switch t := token.(type) {
		case xml.CharData:
			if !w.unseen {
				w.text.Write(t)
			}
		case xml.EndElement:
			return
		}
	}
}

func (w *word) shut(name string) {
	switch name {
	case "r":
		w.run, w.unseen = false, false
	case "p":
		w.endParagraph()
	case "tc":
		if wt := w.table(); wt != nil && wt.cell != nil {
			wt.endCell()
		}
	case "tr":
		if wt := w.table(); wt != nil {
			w.endRow(wt)
		}
	case "tbl":
		w.endTable()
	}
}

func (w *word) table() *wordTable {
	if len(w.tables) == 0 {
		return nil
	}
	return w.tables[len(w.tables)-1]
}

func (w *word) endParagraph() {
	text := w.text.String()
	w.text.Reset()
	level, number := w.look()
	text = strings.TrimSpace(text)
	if text == "" || w.styles[w.style].listing {
		return
	}
	label, list := "", 0
	if number.id != "" && number.id != "0" {
		label, list = w.numbers.next(number)
	}
	if wt := w.table(); wt != nil && wt.cell != nil {
		wt.cell.text = append(wt.cell.text, label+strings.ReplaceAll(text, "\n", "\u00a0\n"))
		return
	}
	for i, line := range strings.Split(text, "\n") {
		if i == 0 {
			line = label + line
		}
		switch {
		case level > 0:
			w.s.say(Heading, level, 0, line)
		case list > 0 && i == 0:
			w.s.say(ListItem, list, 0, line)
		default:
			w.s.say(Paragraph, 0, 0, line)
		}
	}
}

// look finds the heading level and the numbering of the paragraph, set on it or on the styles that its style rests on.
func (w *word) look() (int, numbered) {
	level, number := w.level, w.number
	name := w.style
	for range 10 {
		style, ok := w.styles[name]
		if !ok {
			break
		}
		if level == 0 {
			level = style.level
		}
		if !number.set && style.number.set {
			own := number.level
			number = style.number
			number.style = name
			if own >= 0 {
				number.level = own
			}
		}
		name = style.basedOn
	}
	return level, number
}
