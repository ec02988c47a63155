package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/reader"
)

var (
	dateParen   = regexp.MustCompile(`^（[^（）]{0,12}(?:[12]\d{3}|[一二][〇一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,2}月[^（）]{0,400}`)
	serialParen = regexp.MustCompile(`^（第[\d一二三四五六七八九十百〇]{1,5}号）`)
	suffix      = regexp.MustCompile(`^（(?:试行|暂行|修订|修正|修订版|征求意见稿|草案|示例数据|[\p{Han}\d]{2,6}(?:年版|版|修订))）`)
	agency      = regexp.MustCompile(`^新华社[\p{Han}]{1,8}\d{1,2}月\d{1,2}日电`)
	agencyTitle = regexp.MustCompile(`^新华社[\p{Han}]{1,8}\d{1,2}月\d{1,2}日电题：([^。]{4,80}?)新华社(?:“[^”]{1,12}”)?记者`)
)

// readStated finds the title that the page states where the text repeats it, over however many lines.
func (h *head) readStated(t *text, top string, starts []int) bool {
	p, ok := h.fields["标题"]
	title := squeeze(p.value)
	from := strings.Index(top, title)
	if !ok || title == "" || from < 0 || !isStart(starts, from) {
		return false
	}
	end := from + len(title)
	h.title = t.part(starts, from, end, 0.97, "标题与网页所列一致")
	h.title.value = strings.TrimSpace(p.value)
	h.end = h.title.to
	if number := numberAt(top[end:]); number != nil {
		h.number = t.part(starts, end+number[0], end+number[1], 0.97, "紧接标题的文号")
		h.number.value = numberOf(squeeze(h.number.value))
		h.end = h.number.to
	}
	return true
}

// readHeading takes the heading that a format marks as such.
func (h *head) readHeading(t *text) bool {
	for i := t.first; i < len(t.blocks) && i < t.first+6; i++ {
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
	return h.readTitleFrom(t, top, starts, 0) || h.readFirstLine(t)
}

// readFirstLine takes the first line for the title where it looks like one and stands above sentences: it, and those below it that go
// on with it, are short and hold no mark that ends or divides a sentence.
func (h *head) readFirstLine(t *text) bool {
	last := t.first
	for last < len(t.blocks) && last < t.first+4 && titleLine(t.blocks[last], t.of(last)) {
		last++
	}
	if len(t.s)-t.starts[min(last, len(t.blocks)-1)] < 600 {
		return false // a note or the page of a program rather than a text
	}
	if last == t.first || last == t.first+4 || last == len(t.blocks) || !strings.Contains(t.of(last), "。") && !noteLine.MatchString(t.of(last)) {
		return false
	}
	from, to := t.starts[t.first], t.starts[last-1]+len(t.of(last-1))
	h.title = part{value: t.original(from, to), from: from, to: to, sure: 0.7, why: "正文上方的首行"}
	h.end = to
	return true
}

// runsOn is where a title ends that runs on over further lines although one ends as titles do: right before a number on a line of its
// own; 0: it does not.
func runsOn(top string, starts []int, from, end int, limit string) int {
	for _, s := range starts {
		if s <= from+end || s-from > len(limit) || numberAt(top[s:]) == nil {
			continue
		}
		title := top[from:s]
		if at := nounEnd.FindAllStringIndex(title, -1); at != nil && at[len(at)-1][1] == len(title) && balanced(title) && !strings.ContainsAny(outside(title), "，：") {
			return s - from
		}
	}
	return 0
}

// noteLine is the day below a title.
var noteLine = regexp.MustCompile(`^（[12]\d{3}年[^（）]{1,40}）$`)

// titleLine reports whether a line may be a title or a part of one.
func titleLine(b reader.Block, s string) bool {
	n := utf8.RuneCountInString(s)
	han := 0
	for _, r := range s {
		if isHan(r) {
			han++
		}
	}
	return b.Kind == reader.Paragraph && !b.Continues && n >= 6 && n <= 60 && han*3 >= n*2 && balanced(s) && !strings.ContainsAny(outside(s), "。；：，！") &&
		!notTitle.MatchString(s) && !opening.MatchString(s) && len(days(s)) == 0 && issuers(s) == nil
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
		if strings.HasPrefix(rest[end:], "》") && !strings.HasPrefix(rest[end:], "》的") && !strings.HasPrefix(rest, "《") && strings.Count(rest[:end], "《") == strings.Count(rest[:end], "》")+1 {
			end += len("》") // 某局印发《某办法》
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
		case serialParen.MatchString(follow):
			why, sure = "标题后紧接编号", 0.9
		case noteEnd(follow) > 0:
			why, sure = "标题后紧接题注", 0.9
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
		if number == nil && atBreak {
			if longer := runsOn(top, starts, from, end, limit); longer > 0 {
				end = longer
				number, why, sure = numberAt(rest[end:]), "标题后紧接文号", 0.95
			}
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
