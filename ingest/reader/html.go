package reader

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page reads HTML in one pass over its tags, in the order of the source. It builds no tree: old pages nest tables wrongly, and a
// tree built by the rules of HTML moves their text to places where nobody reads it.
type page struct {
	s    *sink
	z    *html.Tokenizer
	line int

	text   strings.Builder
	marks  int // bytes of text that stand in links
	links  int // open links
	kind   BlockKind
	level  int
	start  int // line where the text began
	lists  []list
	inHead bool

	out     []piece
	frames  []*pageTable
	regions []region
	used    int64
}

// piece is a block with the share of it that stands in links.
type piece struct {
	Block
	marks int
}

type list struct {
	ordered bool
	number  int
}

// brk stands for a line break that was meant, until the text is split there.
const brk = "\x1e"

func readHTML(s *sink, text string) {
	readPage(s, stripServer(s, text), 1)
}

// readPage reads a page, or a part of one that begins in a line of its source.
func readPage(s *sink, text string, line int) {
	p := &page{s: s, z: html.NewTokenizer(strings.NewReader(text)), line: line, kind: Paragraph}
	p.walk()
	if s.err != nil {
		return
	}
	for _, b := range withoutMenus(p.out) {
		if !s.add(b.Block) {
			return
		}
	}
}

// stripServer removes server tags (<% … %>) and the inner part of a document type, where entities are defined; line breaks stay, so
// that lines keep their numbers.
func stripServer(s *sink, text string) string {
	if strings.Contains(text, "<%") {
		text = cutBetween(text, "<%", "%>")
	}
	head := strings.ToLower(text[:min(len(text), 64<<10)])
	if i := strings.Index(head, "<!doctype"); i >= 0 {
		end := strings.IndexByte(head[i:], '>')
		if open := strings.IndexByte(head[i:], '['); open >= 0 && open < end {
			s.warn("网页里定义了 XML 实体，已忽略。")
			tail := ""
			if j := strings.Index(text[i:], "]>"); j >= 0 {
				tail = text[i+j+2:]
			}
			text = text[:i] + tail
		}
	}
	return text
}

func cutBetween(text, open, shut string) string {
	var b strings.Builder
	b.Grow(len(text))
	for {
		i := strings.Index(text, open)
		if i < 0 {
			break
		}
		j := strings.Index(text[i:], shut)
		if j < 0 {
			break
		}
		b.WriteString(text[:i])
		for range strings.Count(text[i:i+j], "\n") {
			b.WriteByte('\n')
		}
		text = text[i+j+len(shut):]
	}
	b.WriteString(text)
	return b.String()
}

func (p *page) walk() {
	for p.s.err == nil {
		kind := p.z.Next()
		line := p.line
		p.line += bytes.Count(p.z.Raw(), []byte{'\n'})
		switch kind {
		case html.ErrorToken:
			p.finish()
			return
		case html.TextToken:
			p.write(line, p.z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := p.z.TagName()
			p.open(atom.Lookup(name), more, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := p.z.TagName()
			p.shut(atom.Lookup(name))
		}
	}
}

func (p *page) write(line int, text []byte) {
	if p.text.Len() == 0 {
		if len(bytes.TrimSpace(text)) == 0 {
			return
		}
		p.start = line
	}
	before := p.text.Len()
	p.text.Write(text)
	if p.links > 0 {
		p.marks += p.text.Len() - before
	}
}

// swallow skips to the end of an element whose inside nobody reads.
func (p *page) swallow(tag atom.Atom) {
	depth := 1
	for depth > 0 {
		kind := p.z.Next()
		p.line += bytes.Count(p.z.Raw(), []byte{'\n'})
		switch kind {
		case html.ErrorToken:
			return
		case html.StartTagToken:
			if name, _ := p.z.TagName(); atom.Lookup(name) == tag {
				depth++
			}
		case html.EndTagToken:
			if name, _ := p.z.TagName(); atom.Lookup(name) == tag {
				depth--
			}
		}
	}
}

func (p *page) attributes(more bool) (class string, columns, rows int) {
	for more {
		var key, val []byte
		key, val, more = p.z.TagAttr()
		switch string(key) {
		case "class", "id", "role":
			class += " " + string(val)
		case "colspan":
			columns, _ = strconv.Atoi(strings.TrimSpace(string(val)))
		case "rowspan":
			rows, _ = strconv.Atoi(strings.TrimSpace(string(val)))
		}
	}
	return class, columns, rows
}

func (p *page) open(tag atom.Atom, more, closed bool) {
	for i := range p.regions {
		if p.regions[i].tag == tag && !closed {
			p.regions[i].depth++
		}
	}
	switch tag {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Select, atom.Button, atom.Textarea, atom.Svg, atom.Iframe, atom.Object, atom.Rt:
		if !closed {
			p.swallow(tag)
		}
		p.text.WriteByte(' ')
	case atom.Title:
		if kind := p.z.Next(); kind == html.TextToken && p.s.title == "" {
			p.s.title = clean(string(p.z.Text()))
		}
		p.line += bytes.Count(p.z.Raw(), []byte{'\n'})
	case atom.Head:
		p.flush()
		p.inHead = true
	case atom.Html, atom.Body:
		p.flush()
		p.inHead = false
		if p.s.tables == 0 && len(p.frames) == 0 && len(p.out) <= 5 {
			p.out = p.out[:0] // what leaked out before the page began
		}
	case atom.Br:
		p.text.WriteString(brk)
	case atom.Input, atom.Img:
		p.text.WriteString("\u00a0")
	case atom.A:
		p.links++
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.flush()
		p.kind, p.level = Heading, int(tag.String()[1]-'0')
	case atom.Ul, atom.Ol, atom.Menu:
		p.flush()
		p.lists = append(p.lists, list{ordered: tag == atom.Ol})
		p.region(tag, more)
	case atom.Li:
		p.flush()
		p.kind, p.level = ListItem, max(len(p.lists), 1)
		if n := len(p.lists); n > 0 && p.lists[n-1].ordered {
			p.lists[n-1].number++
			p.text.WriteString(strconv.Itoa(p.lists[n-1].number) + ". ")
			p.start = p.line
		}
	case atom.Table:
		p.flush()
		p.frames = append(p.frames, newPageTable(p.line))
	case atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr:
		p.flush()
		if f := p.top(); f != nil {
			f.part(tag, p.line)
		}
	case atom.Td, atom.Th:
		p.flush()
		if f := p.top(); f != nil {
			_, columns, rows := p.attributes(more)
			f.cell(tag == atom.Th, columns, rows, p.line)
		}
	case atom.Nav, atom.Aside, atom.Footer, atom.Header, atom.Div, atom.Section:
		p.flush()
		p.region(tag, more)
	default:
		if separate(tag) {
			p.flush()
		}
	}
}

// separate says whether the tag ends what stands before it.
func separate(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Article, atom.Main, atom.Form, atom.Fieldset, atom.Legend, atom.Dl, atom.Dt, atom.Dd, atom.Hr, atom.Blockquote, atom.Pre,
		atom.Address, atom.Figure, atom.Figcaption, atom.Center, atom.Caption, atom.Details, atom.Summary:
		return true
	}
	return false
}

func (p *page) shut(tag atom.Atom) {
	switch tag {
	case atom.A:
		p.links = max(0, p.links-1)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li:
		p.flush()
		p.kind, p.level = Paragraph, 0
	case atom.Head:
		p.flush()
		p.inHead = false
	case atom.Ul, atom.Ol, atom.Menu:
		p.flush()
		p.lists = p.lists[:max(0, len(p.lists)-1)]
		p.kind, p.level = Paragraph, 0
	case atom.Table:
		p.flush()
		p.endTable()
	case atom.Td, atom.Th:
		p.flush()
		if f := p.top(); f != nil {
			f.open = false
		}
	case atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot, atom.Nav, atom.Aside, atom.Footer, atom.Header, atom.Div, atom.Section:
		p.flush()
	default:
		if separate(tag) {
			p.flush()
		}
	}
	p.endRegions(tag)
}

func (p *page) finish() {
	p.flush()
	for len(p.frames) > 0 {
		p.endTable()
	}
}

func (p *page) top() *pageTable {
	if len(p.frames) == 0 {
		return nil
	}
	return p.frames[len(p.frames)-1]
}

// target is where text goes now: the page, or the open cell.
func (p *page) target() *[]piece {
	if f := p.top(); f != nil {
		return f.inside(p.line)
	}
	return &p.out
}

// flush makes blocks of the text so far, one for each line that the page breaks on purpose.
func (p *page) flush() {
	if p.text.Len() == 0 {
		p.marks = 0
		return
	}
	text, marks := p.text.String(), p.marks
	p.text.Reset()
	p.marks = 0
	if p.inHead {
		return
	}
	linked := marks*10 >= len(strings.TrimSpace(text))*8
	for part := range strings.SplitSeq(text, brk) {
		part = clean(part)
		if part == "" || noise(part) {
			continue
		}
		b := piece{Block: Block{Kind: p.kind, Level: p.level, Text: part, Line: p.start}}
		if linked {
			b.marks = len(part)
		} else {
			b.marks = min(marks, len(part))
		}
		p.put(b)
		if p.kind == Heading {
			continue
		}
		p.kind, p.level = Paragraph, 0
	}
}

func (p *page) put(b piece) bool {
	if p.used += int64(len(b.Text)) + 64; p.used > 2*p.s.limits.Output {
		p.s.err = refuse(CodeTooLarge, "文件里的文字太多，超过一个文件 %s 的上限，请拆分后再导入。", bytesOf(p.s.limits.Output))
		return false
	}
	to := p.target()
	*to = append(*to, b)
	return true
}
