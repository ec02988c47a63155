package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/reader"
)

// nouns are what titles of documents end in.
const nouns = `通知|公告|通告|通报|意见|决定|办法|规定|条例|细则|法|批复|复函|函|方案|规划|纲要|预案|解释|指引|指南|规范|政策|解读|说明|答记者问|制度|规则|规程|标准|目录|决议|命令|请示|报告|口径|办案指引`

var (
	nounEnd = regexp.MustCompile(nouns)
	// A document number as squeezed text has it. Its parts: head in brackets form; announcement; order.
	numberForm  = `(?:[\p{Han}]{1,12}(?:〔(?:19|20)\d\d〕|（(?:19|20)\d\d）)第?\d{1,5}号|[\p{Han}、]{0,40}(?:公告|通告)(?:〔?(?:19|20)\d\d〕?)年?第?\d{1,4}号|(?:19|20)\d\d年第\d{1,4}号(?:公告|通告)?|[\p{Han}]{2,30}令第?[〇一二三四五六七八九十百\d]{1,6}号)`
	numberHere  = regexp.MustCompile(`^（?(` + numberForm + `)）?`)
	numberAlone = regexp.MustCompile(`^（?(` + numberForm + `)）?$`)
	orderHere   = regexp.MustCompile(`^((?:中华人民共和国)?[\p{Han}]{2,24}?令)\n?(第[〇一二三四五六七八九十百\d]{1,6}号|（?〔?(?:19|20)\d\d〕?年?第\d{1,4}号）?)`)
	letterhead  = regexp.MustCompile(`^[\p{Han}、]{2,40}(公告|通告|令|文件)$`)
	bareNumber  = regexp.MustCompile(`^(?:(?:19|20)\d\d年第?|第)\d{1,4}号$`)
	salutation  = regexp.MustCompile(`^(?:各[\p{Han}、，（）]{1,120}：|[\p{Han}、，（）]{1,60}(?:省|市|区|县|部|委|局|厅|院|署|政府|海关|同志|会|行|公司|所)：)`)
	opening     = regexp.MustCompile(`^(?:目录|第[一1]章|第[一1]编|第[一1]条|一、)`)
	dateParen   = regexp.MustCompile(`^（[^（）]{0,12}(?:[12]\d{3}|[一二][〇一二三四五六七八九]{3})年[^（）]{0,400}`)
	suffix      = regexp.MustCompile(`^（(?:试行|暂行|修订|修正|修订版|征求意见稿|草案|示例数据|[\p{Han}\d]{2,6}(?:年版|版|修订))）`)
	notTitle    = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十百\d]+[章条节]|（|近日|日前|为|根据|依据|按照|各|附件|现将|现就|\d{1,2}[.、月]|〔|注：|经)`)
	agency      = regexp.MustCompile(`^新华社[\p{Han}]{1,8}\d{1,2}月\d{1,2}日电`)
	agencyTitle = regexp.MustCompile(`^新华社[\p{Han}]{1,8}\d{1,2}月\d{1,2}日电题：([^。]{4,60}?)新华社记者`)
	field       = regexp.MustCompile(`^(标题|名称|文件名称|发文字号|文号|发文机关|发文单位|发布机关|成文日期|发文日期|发布日期|印发日期|生效日期|施行日期|实施日期|失效日期|废止日期)：(.+)$`)
	issueOrg    = regexp.MustCompile(`(关于|转发|印发|批转)`)
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
	end           int // where the block ends in the squeezed text
}

// readHead reads the title block of a document.
func readHead(t *text) head {
	h := head{fields: map[string]part{}}
	h.readFields(t)
	top, starts := summit(t)
	switch {
	case h.readOrder(t, top, starts):
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
	for i := 0; i < len(t.blocks) && i < 12 && out.Len() < 1800; i++ {
		starts = append(starts, out.Len())
		end := len(t.s)
		if i+1 < len(t.starts) {
			end = t.starts[i+1]
		}
		out.WriteString(runes(strings.TrimSuffix(t.s[t.starts[i]:end], "\n"), 600))
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
	return t.starts[i] + place - starts[i]
}

func (t *text) part(starts []int, from, to int, sure float64, why string) part {
	p := part{from: t.at(starts, from), sure: sure, why: why}
	p.to = t.at(starts, to-1) + 1
	for p.to < len(t.s) && !utf8.RuneStart(t.s[p.to]) {
		p.to++
	}
	p.value = t.original(p.from, p.to)
	return p
}

// readFields takes what a page states above a text: 发文字号：….
func (h *head) readFields(t *text) {
	for i := 0; i < len(t.blocks) && i < 20; i++ {
		b := t.blocks[i]
		end := t.starts[i] + len(squeeze(b.Text))
		take := func(name, value string) {
			if value = strings.TrimSpace(value); value == "" {
				return
			}
			switch name {
			case "名称", "文件名称":
				name = "标题"
			case "文号":
				name = "发文字号"
			case "发文单位", "发布机关":
				name = "发文机关"
			case "施行日期", "实施日期":
				name = "生效日期"
			case "发文日期", "发布日期", "印发日期":
				name = "成文日期"
			case "废止日期":
				name = "失效日期"
			}
			if _, ok := h.fields[name]; !ok {
				h.fields[name] = part{value: value, from: t.starts[i], to: end, sure: 0.9, why: "正文上方“" + name + "”一栏"}
			}
		}
		if b.Kind == reader.Row {
			for k := 0; k+1 < len(b.Cells); k++ {
				if m := field.FindStringSubmatch(strings.TrimSuffix(squeeze(b.Cells[k]), "：") + "：x"); m != nil {
					take(m[1], reader.OneLine(b.Cells[k+1]))
				}
			}
			continue
		}
		if len(b.Text) < 400 {
			if m := field.FindStringSubmatch(squeeze(b.Text)); m != nil {
				take(m[1], m[2])
			}
		}
	}
}

var published = regexp.MustCompile(`^[^。]{0,40}?《((?:[^《》]|《[^《》]*》)+)》[^。]{0,80}?(?:公布|发布)`)

var publishes = regexp.MustCompile(`^[^。《]{0,40}?(?:公布|发布)《((?:[^《》]|《[^《》]*》)+)》`)

// readOrder reads an order that publishes a document: 国务院令第693号 现公布《…》.
func (h *head) readOrder(t *text, top string, starts []int) bool {
	m := orderHere.FindStringSubmatchIndex(top)
	if m == nil {
		return false
	}
	h.order = true
	h.number = t.part(starts, m[2], m[5], 0.98, "发布令的令号")
	h.number.value = squeeze(h.number.value)
	h.end = t.at(starts, m[5])
	rest := top[m[5]:]
	p := published.FindStringSubmatchIndex(rest)
	if p == nil {
		p = publishes.FindStringSubmatchIndex(rest)
	}
	if p != nil {
		h.title = t.part(starts, m[5]+p[2], m[5]+p[3], 0.97, "发布令公布的文件")
		// Titles in a title are written 〈〉; outside it they are 《》.
		h.title.value = strings.NewReplacer("〈", "《", "〉", "》", "<", "《", ">", "》").Replace(h.title.value)
		return true
	}
	return h.readTitleFrom(t, top, starts, m[5])
}

// readHeading takes the heading that a format marks as such.
func (h *head) readHeading(t *text) bool {
	for i := 0; i < len(t.blocks) && i < 6; i++ {
		b := t.blocks[i]
		s := squeeze(b.Text)
		if b.Kind != reader.Heading {
			if len(s) > 200 || strings.Contains(s, "。") {
				return false
			}
			continue
		}
		if letterhead.MatchString(s) && len(issuers(strings.TrimSuffix(letterhead.ReplaceAllString(s, ""), ""))) == 0 && i+1 < len(t.blocks) && !strings.Contains(s, "关于") {
			continue
		}
		if bareNumber.MatchString(s) || numberAlone.MatchString(s) || notTitle.MatchString(s) && !strings.HasPrefix(s, "关于") {
			continue
		}
		to := t.starts[i] + len(s)
		h.title = part{value: strings.TrimSpace(b.Text), from: t.starts[i], to: to, sure: 0.97, why: "文件的标题"}
		h.end = to
		// A number that was written behind the title on one line belongs to neither.
		if m := titleNumber(s); m != nil {
			h.title = part{t.original(t.starts[i], t.starts[i]+m[0]), t.starts[i], t.starts[i] + m[0], 0.97, "文件的标题"}
			h.number = part{numberOf(s[m[1]:m[2]]), t.starts[i] + m[1], t.starts[i] + m[2], 0.97, "紧接标题的文号"}
		}
		return true
	}
	return false
}

func (h *head) readTitle(t *text, top string, starts []int) bool {
	if m := agencyTitle.FindStringSubmatchIndex(top); m != nil {
		h.title = t.part(starts, m[2], m[3], 0.85, "电头后的标题")
		h.end = t.at(starts, m[3])
		return true
	}
	return h.readTitleFrom(t, top, starts, 0)
}

// readTitleFrom reads a title that no format marks: words that end in 通知, 办法 … and are followed by a number, a salutation, the
// first article, or the end of the line.
func (h *head) readTitleFrom(t *text, top string, starts []int, from int) bool {
	// Above the title may stand who issues, in a line of its own, and the number.
	for _, s := range starts {
		if s < from {
			continue
		}
		line := top[s:nextStart(starts, s, len(top))]
		if (!letterhead.MatchString(line) || strings.Contains(line, "关于")) && !bareNumber.MatchString(line) && !numberAlone.MatchString(line) && field.FindString(line) == "" &&
			(issuers(line) == nil || issueOrg.MatchString(line)) {
			break
		}
		if issuers(line) != nil && strings.HasPrefix(top[nextStart(starts, s, len(top)):], "关于") {
			break // the issuer begins the title
		}
		from = nextStart(starts, s, len(top))
	}
	rest := top[from:]
	if notTitle.MatchString(rest) && !strings.HasPrefix(rest, "为了") {
		return false
	}
	limit := runes(rest, 160)
	if i := strings.IndexAny(limit, "。；！？"); i >= 0 {
		limit = limit[:i]
	}
	for _, at := range nounEnd.FindAllStringIndex(limit, -1) {
		end := at[1]
		if m := suffix.FindString(rest[end:]); m != "" {
			end += len(m)
		}
		title := rest[:end]
		if utf8.RuneCountInString(title) < 4 || !balanced(title) || strings.Contains(outside(title), "，") || strings.Contains(outside(title), "：") {
			continue
		}
		follow := rest[end:]
		var why string
		var sure float64
		number := numberAt(follow)
		atBreak := isStart(starts, from+end) || follow == ""
		switch {
		case number != nil:
			why, sure = "标题后紧接文号", 0.97
		case dateParen.MatchString(follow):
			why, sure = "标题后紧接题注", 0.95
		case atBreak && (strings.HasPrefix(title, "关于") || issueOrg.MatchString(title) || opening.MatchString(follow) || salutation.MatchString(follow) || follow != ""):
			why, sure = "首行以公文名称结尾", 0.9
		case salutation.MatchString(follow):
			why, sure = "标题后紧接主送机关", 0.9
		case opening.MatchString(follow):
			why, sure = "标题后紧接正文", 0.85
		case strings.HasSuffix(title, "答记者问"):
			why, sure = "答记者问的标题", 0.9
		default:
			continue
		}
		h.title = t.part(starts, from, from+end, sure, why)
		h.end = t.at(starts, from+end)
		if number != nil {
			h.number = t.part(starts, from+end+number[0], from+end+number[1], 0.97, "紧接标题的文号")
			h.number.value = numberOf(squeeze(h.number.value))
			h.end = t.at(starts, from+end+number[1])
		}
		return true
	}
	return false
}

// sentenceWord is the end of a title, which a number follows and does not hold.
var sentenceWord = regexp.MustCompile(`通知|公告|通告|通报|意见|决定|办法|规定|条例|细则|批复|方案|规划|纲要|预案|解释|复函`)

// numberAt finds a number at the beginning of a text and gives its place.
func numberAt(s string) []int {
	m := numberHere.FindStringSubmatchIndex(runes(s, 60))
	if m == nil || !numberHead(s[m[2]:m[3]]) {
		return nil
	}
	return []int{m[2], m[3]}
}

// titleNumber finds a number behind a title: the end of the title, the beginning and the end of the number.
func titleNumber(s string) []int {
	for _, at := range nounEnd.FindAllStringIndex(s, -1) {
		if m := numberAt(s[at[1]:]); m != nil {
			return []int{at[1], at[1] + m[0], at[1] + m[1]}
		}
	}
	return nil
}

// numberHead reports whether a number begins as numbers do, not with the end of a sentence.
func numberHead(s string) bool {
	before, _, bracketed := strings.Cut(s, "〔")
	if !bracketed {
		before, _, bracketed = strings.Cut(s, "（")
	}
	if !bracketed {
		return !strings.Contains(s, "的")
	}
	return utf8.RuneCountInString(before) <= 9 && !strings.ContainsAny(before, "的和与及、") && !sentenceWord.MatchString(before) ||
		strings.HasSuffix(before, "公告")
}

// numberOf writes a number with the brackets that numbers have.
func numberOf(s string) string {
	s = squeeze(s)
	if i := strings.Index(s, "（"); i > 0 {
		if j := strings.Index(s[i:], "）"); j > 0 {
			s = s[:i] + "〔" + s[i+len("（"):i+j] + "〕" + s[i+j+len("）"):]
		}
	}
	return strings.Trim(s, "（）")
}

// readNumber looks for the number where the title did not bring it.
func (h *head) readNumber(t *text) {
	if h.number.found() {
		return
	}
	if p, ok := h.fields["发文字号"]; ok {
		p.value = numberOf(p.value)
		h.number = p
		return
	}
	if h.readNumberLine(t); h.number.found() {
		return
	}
	// 《本文件》〔国家税务总局公告2018年第28号〕
	if own := "《" + squeeze(h.title.value) + "》"; h.title.found() {
		if at := strings.Index(runes(t.s[h.end:], 200), own); at >= 0 && !firstPart.MatchString(t.s[h.end:h.end+at]) {
			at += h.end + len(own)
			if m := numberIn.FindStringSubmatchIndex(runes(t.s[at:], 60)); m != nil {
				h.number = part{numberOf(t.s[at+m[2] : at+m[3]]), at + m[2], at + m[3], 0.85, "文中写在本文件标题后的文号"}
				return
			}
		}
	}
}

// readNumberLine looks for a number on a line of its own, or in the note below the title.
func (h *head) readNumberLine(t *text) {
	for i := 0; i < len(t.blocks) && i < 10; i++ {
		s := squeeze(runes(t.blocks[i].Text, 300))
		from := t.starts[i]
		if len(s) > 600 {
			if m := numberAt(s); m != nil && h.title.found() && from >= h.title.to && i > 0 {
				h.number = part{numberOf(s[m[0]:m[1]]), from + m[0], from + m[1], 0.95, "标题下的文号"}
			}
			return
		}
		if m := numberAlone.FindStringSubmatchIndex(s); m != nil && numberHead(s[m[2]:m[3]]) {
			number := s[m[2]:m[3]]
			if i > 0 && bareNumber.MatchString(s) {
				if above := squeeze(t.blocks[i-1].Text); letterhead.MatchString(above) && !strings.HasSuffix(above, "文件") && !strings.Contains(above, "关于") {
					number = above + number
				}
			}
			h.number = part{numberOf(number), from, from + len(s), 0.95, "独占一行的文号"}
			h.end = max(h.end, from+len(s))
			return
		}
		if at := promulgated.FindStringSubmatchIndex(s); at != nil && len(days(runes(s, 24))) > 0 {
			h.number = part{s[at[2]:at[3]], from + at[2], from + at[3], 0.95, "题注中公布本文件的令号"}
			return
		}
		if h.title.found() && from >= h.title.to && (opening.MatchString(s) || salutation.MatchString(s) || strings.HasSuffix(s, "。")) {
			return
		}
	}
}

var promulgated = regexp.MustCompile(`^（?[^《]{0,60}?日((?:中华人民共和国)?[\p{Han}]{2,20}令第?[〇一二三四五六七八九十百\d]{1,6}号)(?:公布|发布)`)

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
