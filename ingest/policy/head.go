package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// nouns are what titles of documents end in.
const nouns = `通知|公告|通告|通报|意见|决定|办法|规定|条例|细则|法|批复|复函|函|方案|规划|纲要|预案|解释|指引|指南|规范|政策|解读|说明|答记者问|制度|规则|规程|标准|目录|决议|命令|请示|报告|答复|安排|要点|措施|准则|基准|清单|计划|章程|守则|口径|办案指引`

var (
	nounEnd    = regexp.MustCompile(nouns)
	letterhead = regexp.MustCompile(`^[\p{Han}、]{2,40}(公告|通告|令|文件)$`)
	salutation = regexp.MustCompile(`^(?:各[\p{Han}、，（）]{1,120}：|[\p{Han}、，（）]{1,60}(?:省|市|区|县|部|委|局|厅|院|署|政府|海关|同志|会|行|公司|所)：)`)
	opening    = regexp.MustCompile(`^(?:目录|第[一1]章|第[一1]编|第[一1]条|一、)`)
	notTitle   = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十百\d]+[章条节]|（|近日|日前|为|根据|依据|按照|各|附件|现将|现就|\d{1,2}[.、月]|〔|注：|经)`)
	issueOrg   = regexp.MustCompile(`(关于|转发|印发|批转)`)
)

// part is a place in the text that a field was read from.
type part struct {
	value    string
	from, to int
	sure     float64
	why      string
}

func (p part) found() bool { return p.value != "" }

// head is the title block: what stands above the words of a document.
type head struct {
	title, number part
	order         bool // an order that publishes: 国务院令
	fields        map[string]part
	begin         int // where the text begins, below what a page states of it
	end           int // where the block ends in the squeezed text
}

// readHead reads the title block of a document.
func readHead(t *text) head {
	h := head{fields: map[string]part{}}
	h.readFields(t)
	if t.first = page(t); t.first < len(t.starts) {
		h.begin = t.starts[t.first]
	}
	top, starts := summit(t)
	switch {
	case h.readOrder(t, top, starts):
	case h.readStated(t, top, starts):
	case h.readHeading(t):
	case h.readTitle(t, top, starts):
	}
	if p, ok := h.fields["标题"]; ok && !h.title.found() {
		h.title = p
	}
	h.readNumber(t)
	return h
}

// summit is the beginning of the text without line breaks, as titles run over lines, with the place of each block in it.
func summit(t *text) (top string, starts []int) {
	var out strings.Builder
	for i := t.first; i < len(t.blocks) && i < t.first+12 && out.Len() < 1800; i++ {
		starts = append(starts, out.Len())
		out.WriteString(runes(t.of(i), 600))
	}
	return out.String(), starts
}

// at leads from the beginning without line breaks back to the text.
func (t *text) at(starts []int, place int) int {
	i := len(starts) - 1
	for i > 0 && starts[i] > place {
		i--
	}
	if i < 0 {
		return 0
	}
	return t.starts[t.first+i] + place - starts[i]
}

func (t *text) part(starts []int, from, to int, sure float64, why string) part {
	p := part{from: t.at(starts, from), sure: sure, why: why}
	p.to = t.at(starts, to-1) + 1
	for p.to < len(t.s) && !utf8.RuneStart(t.s[p.to]) {
		p.to++
	}
	p.value = closeUp(t.original(p.from, p.to))
	return p
}

// closeUp takes the blanks out of words that are spaced out over a line: 通 知.
func closeUp(s string) string {
	fields := strings.Fields(s)
	single := func(i int) bool { return i < len(fields) && utf8.RuneCountInString(fields[i]) == 1 }
	var out strings.Builder
	run := 0 // fields of one character up to here
	for i, f := range fields {
		if !single(i) {
			if i > 0 {
				out.WriteByte(' ')
			}
			run = 0
		} else if run++; i > 0 && run == 1 && (!single(i+1) || !single(i+2)) {
			out.WriteByte(' ')
			run = 0
		}
		out.WriteString(f)
	}
	return out.String()
}

func isStart(starts []int, at int) bool {
	for _, s := range starts {
		if s == at {
			return true
		}
	}
	return false
}

func nextStart(starts []int, at, end int) int {
	for _, s := range starts {
		if s > at {
			return s
		}
	}
	return end
}

// balanced reports whether all brackets and quotation marks of a text are closed.
func balanced(s string) bool {
	for _, pair := range []string{"《》", "“”", "（）", "〈〉"} {
		open, size := utf8.DecodeRuneInString(pair)
		if strings.Count(s, string(open)) != strings.Count(s, pair[size:]) {
			return false
		}
	}
	return true
}

// outside is a text without what stands in brackets and quotation marks.
func outside(s string) string {
	var out strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("《（“", r):
			depth++
		case strings.ContainsRune("》）”", r):
			depth--
		case depth <= 0:
			out.WriteRune(r)
		}
	}
	return out.String()
}
