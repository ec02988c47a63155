package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/internal/civil"
)

// kinds are what a document calls itself by: 本办法.
const kinds = `法|条例|办法|规定|细则|实施细则|公告|通告|通知|决定|决议|解释|规则|规程|制度|方案|意见|政策|规范|指引|指南|文|文件|批复|预案|标准|目录|规划|令|禁令|清单|守则|准则|章程|基准|裁量基准|须知|计划|纲要|通报|实施办法|暂行办法|暂行规定|暂行条例`

var (
	own       = regexp.MustCompile(`本(?:` + kinds + `)`)
	ownHere   = regexp.MustCompile(`^本(?:` + kinds + `)`)
	begins    = regexp.MustCompile(`^起?[，,]?[^，。；：》）]{0,14}?(?:施行|实施|执行|生效|适用)`)
	toDay     = regexp.MustCompile(`^起?(?:至|到)$`)
	runsTo    = regexp.MustCompile(`(?:执行至|实施至|施行至|有效期至|有效期限至|有效期截至|执行期限至|(?:执行|实施|施行)期限[^，。；]{0,8}至|延续至|延长至)$`)
	period    = regexp.MustCompile(`(?:执行|实施|施行|有效)期限?[为是：自从]{0,2}$`)
	years     = regexp.MustCompile(`有效期(?:限)?(?:为)?([一二三四五六七八九十\d]{1,3})年`)
	ownPolicy = regexp.MustCompile(`(?:相关|上述|以上|该|本)(?:项)?政策`)
	closing   = regexp.MustCompile(`(?:上述|以上)(?:各项|税收|优惠)?(?:政策|规定|措施|事项)`)
	asFollows = regexp.MustCompile(`(?:现|特)[\p{Han}]{0,16}如下：?$`)
	issuedBy  = regexp.MustCompile(`(?:发布|公布|印发|颁布|下发|发文|签发|通过)$`)
	inForce   = regexp.MustCompile(`^(?:施行|实施|执行|生效|正式施行|正式实施)`)
	partial   = regexp.MustCompile(`第[^条款项]{1,6}[条款项]|其中|部分`)
	sinceWord = regexp.MustCompile(`[自从]$`)
	issuing   = regexp.MustCompile(`(?:公布|发布)，?自?$`)
)

// span is a place in time, with where it was read.
type span struct {
	date civil.Date
	part
}

// validity is what a document says about its own dates.
type validity struct {
	issued, published span
	publisher         string // words before 发布 in the note below the title
	amended           []span
	from, to          span
	warnings          []string
}

// statement is a sentence in which a document speaks of its own dates.
type statement struct {
	span
	rank int // the lower, the more authority
}

// readStatements reads from when to when the document says that it holds.
func (v *validity) readStatements(t *text, h head, all []day, main int) {
	var from, to []statement
	rank := func(at int, sentence string) int {
		switch {
		case h.order && at < h.end+900 && strings.Contains(sentence, "公布"):
			return 0
		case at < main:
			return 1
		default:
			return 2
		}
	}
	for i, d := range all {
		a, b := t.sentence(d.from)
		before, after := t.s[a:d.from], t.s[d.to:b]
		if !dated(before, after) || t.quoted(d.from) {
			continue
		}
		subject, sure := subjectOf(h, before, a)
		if subject == "" && (a < main && a > main-600 || a > len(t.s)-600) {
			// In its last words a text speaks of all that it has said.
			subject, sure = closing.FindString(before), 0.8
		}
		// 自…至…，对…免征，现公告如下
		opens := subject == "" && i > 0 && all[i-1].from >= a && a < h.end+1200 && strings.HasSuffix(t.s[a:all[i-1].from], "自") && asFollows.MatchString(after)
		if opens {
			subject, sure = "现公告如下", 0.7
		}
		if subject == "" {
			continue
		}
		p := part{value: string(d.date), from: a, to: b, sure: sure, why: "“" + subject + "”自述的期间"}
		at := statement{span{d.date, p}, rank(a, t.s[a:b])}
		openParen := strings.Count(before, "（") > strings.Count(before, "）") && strings.Contains(after, "）")
		switch {
		case openParen:
		case runsTo.MatchString(tail(before, 90)):
			to = append(to, at)
		case i > 0 && all[i-1].to >= a && toDay.MatchString(t.s[all[i-1].to:d.from]) &&
			(opens || ends.MatchString(after) || period.MatchString(tail(t.s[a:all[i-1].from], 60)) || strings.HasSuffix(t.s[a:all[i-1].from], "自") && begins.MatchString(after)):
			to = append(to, at)
			first := at
			first.date = all[i-1].date
			first.value = string(first.date)
			from = append(from, first)
		case sinceWord.MatchString(tail(before, 6)) && begins.MatchString(after) && !partial.MatchString(behind(before, subject)):
			from = append(from, at)
		}
	}
	fromEvent := func(at, behind int) {
		if !inForce.MatchString(t.s[behind:]) {
			return
		}
		event := issuedBy.FindString(tail(t.s[:at], len("发布")))
		if event == "" || t.quoted(at) {
			return
		}
		a, b := t.sentence(at)
		subject, sure := subjectOf(h, t.s[a:at], a)
		issued := v.published
		if !issued.found() && v.issued.found() && event != "通过" && !strings.Contains(v.issued.why, "题注") {
			issued = v.issued
		}
		if event == "通过" {
			issued = v.issued
		}
		if subject == "" || !issued.found() {
			return
		}
		p := part{value: string(issued.date), from: a, to: b, sure: sure - 0.05, why: "自" + event + "之日起，日期见发文日期"}
		from = append(from, statement{span{issued.date, p}, rank(a, t.s[a:b])})
	}
	t.each("之日起", len(t.s), func(at int) bool {
		fromEvent(at, at+len("之日起"))
		return true
	})
	t.each("布之日", len(t.s), func(at int) bool {
		fromEvent(at+len("布"), at+len("布之日")) // 自发布之日施行
		return true
	})
	v.from = v.choose(v.from, from, "施行日期")
	if _, ok := h.fields["生效日期"]; ok && !v.from.found() {
		if p := h.fields["生效日期"]; plainDay(p.value) != "" {
			v.from = span{plainDay(p.value), p}
		}
	}
	v.to = v.choose(span{}, to, "截止日期")
	if !v.to.found() {
		v.readYears(t, main)
	}
	if p, ok := h.fields["失效日期"]; ok && !v.to.found() && plainDay(p.value) != "" {
		v.to = span{plainDay(p.value), p}
	}
	if v.to.found() && v.from.found() && v.to.date < v.from.date {
		v.warnings = append(v.warnings, "截止日期早于施行日期，请核对。")
		v.to = span{}
	}
}

// dated reports whether the words around a date may say from when or to when something holds.
func dated(before, after string) bool {
	before = tail(before, 60)
	if i := strings.LastIndex(before, "日"); i >= 0 && toDay.MatchString(before[i+len("日"):]) {
		return true
	}
	return sinceWord.MatchString(tail(before, 6)) || runsTo.MatchString(before) || strings.HasPrefix(after, "止")
}

// tail is the last bytes of a text, from the beginning of a character on.
func tail(s string, n int) string {
	at := max(0, len(s)-n)
	for at < len(s) && !utf8.RuneStart(s[at]) {
		at++
	}
	return s[at:]
}

// behind is what a sentence says after its subject.
func behind(sentence, subject string) string {
	if at := strings.LastIndex(sentence, subject); at >= 0 {
		return sentence[at+len(subject):]
	}
	return ""
}

// subjectOf is the word by which the beginning of a sentence speaks of the document itself; empty: it speaks of something else.
func subjectOf(h head, before string, at int) (subject string, sure float64) {
	before = tail(before, 900)
	for i := strings.LastIndex(before, "本"); i >= 0; i = strings.LastIndex(before[:i], "本") {
		if word := ownHere.FindString(runes(before[i:], 8)); word != "" {
			return word, 0.95
		}
	}
	if h.order && at < h.end+900 && issuing.MatchString(before) {
		return "发布令", 0.97
	}
	if h.title.found() && strings.Contains(before, "《"+squeeze(h.title.value)+"》") && at < h.end+900 {
		return "《" + h.title.value + "》", 0.9
	}
	if found := ownPolicy.FindString(before); found != "" && at < h.end+900 {
		return found, 0.8
	}
	return "", 0
}

// choose takes the statement with the most authority; one that another contradicts is less sure.
func (v *validity) choose(before span, all []statement, name string) span {
	best := before
	rank := 3
	if before.found() {
		rank = 1
	}
	for _, s := range all {
		if before.found() && strings.HasPrefix(s.why, "自") {
			continue // the note below the title names the day itself
		}
		if !best.found() || s.rank < rank {
			if best.found() && best.date != s.date {
				v.disagree(name, best.date, s.date, &s.span)
			}
			best, rank = s.span, s.rank
		} else if s.date != best.date && s.rank == rank {
			v.disagree(name, s.date, best.date, &best)
		}
	}
	return best
}

func (v *validity) disagree(name string, other, kept civil.Date, best *span) {
	best.sure = min(best.sure, 0.6)
	if len(v.warnings) > 3 {
		return // enough for a person to look
	}
	v.warnings = append(v.warnings, name+"有两种说法："+kept.Chinese()+"和"+other.Chinese()+"，采用前者，请核对。")
}

// ends is what follows the last day of a period.
var ends = regexp.MustCompile(`^(?:止|期间|执行|施行|实施|有效|，?执行)`)

// readYears reads a validity that is counted in years from the first day.
func (v *validity) readYears(t *text, main int) {
	if !v.from.found() {
		return
	}
	t.each("有效期", main, func(at int) bool {
		a, b := t.sentence(at)
		m := years.FindStringSubmatch(t.s[at:b])
		if m == nil || !own.MatchString(t.s[a:at]) || t.quoted(at) {
			return true
		}
		n, ok := Numeral(m[1])
		if !ok || n == 0 {
			return true
		}
		last := addYears(v.from.date, n).AddDays(-1)
		v.to = span{last, part{value: string(last), from: a, to: b, sure: 0.85, why: "自施行日期起算的有效期"}}
		return false
	})
}
