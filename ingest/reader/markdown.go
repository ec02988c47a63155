package reader

import (
	"html"
	"regexp"
	"strings"
)

var (
	mdHeading   = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	mdItem      = regexp.MustCompile(`^(\s*)([-*+]|[0-9]{1,9}[.)])[ \t]+(.*)$`)
	mdRule      = regexp.MustCompile(`^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	mdUnder     = regexp.MustCompile(`^ {0,3}(=+|-{2,})[ \t]*$`)
	mdFence     = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	mdTable     = regexp.MustCompile(`^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)
	mdQuote     = regexp.MustCompile(`^ {0,3}(?:>[ \t]?)+`)
	mdRef       = regexp.MustCompile(`^ {0,3}\[[^\]^][^\]]*\]:\s*\S+`)
	mdNote      = regexp.MustCompile(`^ {0,3}\[\^[^\]]+\]:\s*`)
	mdPage      = regexp.MustCompile(`(?i)^\s*<table[\s>]`)
	mdPageBegin = regexp.MustCompile(`(?i)<table[\s>]`)
	mdPageEnd   = regexp.MustCompile(`(?i)</table\s*>`)

	mdImage  = regexp.MustCompile(`!\[([^\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)`)
	mdLink   = regexp.MustCompile(`\[([^\]\n]+)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])`)
	mdGone   = regexp.MustCompile(`~~([^~\n]+)~~`)
	mdMark   = regexp.MustCompile(`\[\^[^\]\n]+\]`)
	mdAuto   = regexp.MustCompile(`<((?:https?://|mailto:)[^<>\s]+)>`)
	mdStrong = regexp.MustCompile(`(\*\*|__)(\S(?:[^\n]*?\S)?)(\*\*|__)`)
	mdEm     = regexp.MustCompile(`(^|[^\pL\pN*)）%])\*([^\s*](?:[^*\n]*?[^\s*])?)\*`)
	mdCode   = regexp.MustCompile("`+([^`\n]+)`+")
	mdTag    = regexp.MustCompile(`(?i)</?(?:a|b|i|u|em|strong|span|font|p|div|sup|sub|small|mark|code|kbd|del|s|img|table|thead|tbody|tr|td|th|ul|ol|li|h[1-6]|details|summary|center)(?:\s[^<>\n]*)?/?>`)
	mdBreak  = regexp.MustCompile(`(?i)<br\s*/?>`)
	mdEscape = regexp.MustCompile("\\\\([\\\\`*_{}\\[\\]()#+.!|<>~-])")
)

// markdown reads Markdown line by line, as people write it rather than as the standard has it: a line break behind a sentence is
// meant, and so is one before 第三条 or 1.
type markdown struct {
	s     *sink
	kind  BlockKind
	level int
	start int
	held  string
}

func readMarkdown(s *sink, text string) {
	if strings.Contains(text, "<!--") {
		text = cutBetween(text, "<!--", "-->")
	}
	m := &markdown{s: s, kind: Paragraph}
	lines := splitLines(text)
	i := m.front(lines)
	for i < len(lines) && s.err == nil {
		line := mdQuote.ReplaceAllString(lines[i], "")
		switch {
		case strings.TrimSpace(line) == "":
			m.flush()
		case mdFence.MatchString(line):
			i = m.fence(lines, i)
		case mdHeading.MatchString(line):
			m.flush()
			g := mdHeading.FindStringSubmatch(line)
			s.say(Heading, len(g[1]), i+1, inline(g[2]))
		case m.held != "" && m.kind == Paragraph && mdUnder.MatchString(line) && !strings.Contains(m.held, brk):
			m.kind, m.level = Heading, 1
			if strings.Contains(line, "-") {
				m.level = 2
			}
			m.flush()
		case mdRule.MatchString(line), mdRef.MatchString(line):
			m.flush()
		case strings.Contains(line, "[^") && mdNote.MatchString(line):
			m.flush()
			m.line(mdNote.ReplaceAllString(line, ""), i+1)
		case strings.Contains(line, "<") && mdPage.MatchString(line):
			i = m.page(lines, i)
		case strings.Contains(line, "|") && i+1 < len(lines) && mdTable.MatchString(mdQuote.ReplaceAllString(lines[i+1], "")) && strings.Contains(lines[i+1], "-"):
			m.flush()
			i = m.table(lines, i)
		case mdItem.MatchString(line):
			m.item(line, i+1)
		default:
			m.line(line, i+1)
		}
		i++
	}
	m.flush()
}

// front passes the lines between two --- at the beginning through as text: they often hold number and date.
func (m *markdown) front(lines []string) int {
	if len(lines) == 0 || strings.TrimRight(lines[0], " \t") != "---" {
		return 0
	}
	for end := 1; end < len(lines) && end < 100; end++ {
		if strings.TrimRight(lines[end], " \t") == "---" {
			for i, l := range lines[1:end] {
				m.s.say(Paragraph, 0, i+2, l)
			}
			return end + 1
		}
	}
	return 1
}

// page takes a table that is written as in a page, up to its end or the next empty line behind it.
func (m *markdown) page(lines []string, i int) int {
	m.flush()
	const most = 20_000 // lines
	begin := i
	for open := 0; i < len(lines) && i < begin+most; i++ {
		open += len(mdPageBegin.FindAllStringIndex(lines[i], -1)) - len(mdPageEnd.FindAllStringIndex(lines[i], -1))
		if open <= 0 {
			break
		}
	}
	end := min(i+1, len(lines))
	readPage(m.s, strings.Join(lines[begin:end], "\n"), begin+1)
	return end - 1
}

// fence passes code through line by line.
func (m *markdown) fence(lines []string, i int) int {
	m.flush()
	mark := mdFence.FindStringSubmatch(mdQuote.ReplaceAllString(lines[i], ""))[1]
	for i++; i < len(lines); i++ {
		if strings.HasPrefix(strings.TrimSpace(mdQuote.ReplaceAllString(lines[i], "")), mark) {
			return i
		}
		if !m.s.say(Paragraph, 0, i+1, lines[i]) {
			return i
		}
	}
	return i
}

func (m *markdown) table(lines []string, i int) int {
	t := newTable(m.s, m.s.add)
	t.declared = 1
	if !t.add(i+1, pipes(lines[i])) {
		return i
	}
	for i += 2; i < len(lines) && strings.Contains(lines[i], "|") && strings.TrimSpace(lines[i]) != ""; i++ {
		if !t.add(i+1, pipes(lines[i])) {
			return i
		}
	}
	t.close()
	return i - 1
}

// pipes splits a table's line at the bars that are not escaped.
func pipes(line string) []string {
	line = strings.TrimSpace(mdQuote.ReplaceAllString(line, ""))
	line = strings.TrimPrefix(line, "|")
	if strings.HasSuffix(line, "|") && !strings.HasSuffix(line, `\|`) {
		line = line[:len(line)-1]
	}
	var cells []string
	from := 0
	for i := range len(line) {
		if line[i] == '|' && (i == 0 || line[i-1] != '\\') {
			cells = append(cells, inline(line[from:i]))
			from = i + 1
		}
	}
	return append(cells, inline(line[from:]))
}

func (m *markdown) item(line string, at int) {
	m.flush()
	g := mdItem.FindStringSubmatch(line)
	indent := len(strings.ReplaceAll(g[1], "\t", "    "))
	m.kind, m.level, m.start, m.held = ListItem, min(indent/2, 8)+1, at, g[3]
	if len(g[2]) > 1 { // numbers are text: others refer to them
		m.held = g[2] + " " + g[3]
	}
}

// line goes on with what is held, or begins a paragraph.
func (m *markdown) line(line string, at int) {
	next := strings.TrimSpace(line)
	if m.held != "" && (ends(m.held) || strings.HasSuffix(line, "  ") && m.start == at || begins.MatchString(next) || len(m.held) > longest ||
		strings.HasPrefix(line, "　　")) {
		m.flush()
	}
	if m.held == "" {
		m.kind, m.level, m.start, m.held = Paragraph, 0, at, next
		return
	}
	m.held = glue(m.held, next)
}

func (m *markdown) flush() {
	for part := range strings.SplitSeq(mdBreak.ReplaceAllString(m.held, brk), brk) {
		m.s.say(m.kind, m.level, m.start, inline(part))
	}
	m.held, m.kind, m.level = "", Paragraph, 0
}

// inline removes the marks within a line and keeps what a person reads.
func inline(s string) string {
	if !strings.ContainsAny(s, "*_`[<\\&!~") {
		return s
	}
	s = mdImage.ReplaceAllString(s, "$1")
	s = mdLink.ReplaceAllString(s, "$1")
	s = mdAuto.ReplaceAllString(s, "$1")
	if strings.Contains(s, "[^") {
		s = mdMark.ReplaceAllString(s, "")
	}
	if strings.Contains(s, "~~") {
		s = mdGone.ReplaceAllString(s, "$1")
	}
	s = mdStrong.ReplaceAllString(s, "$2")
	s = mdEm.ReplaceAllString(s, "$1$2")
	s = mdCode.ReplaceAllString(s, "$1")
	s = mdBreak.ReplaceAllString(s, " ")
	s = mdTag.ReplaceAllString(s, "")
	s = mdEscape.ReplaceAllString(s, "$1")
	return html.UnescapeString(s)
}
