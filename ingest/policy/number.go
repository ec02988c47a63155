package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// A document number as squeezed text has it. Its parts: head in brackets form; announcement; order.
	numberForm  = `(?:[\p{Han}]{1,12}[〔（](?:19|20)\d\d[〕）]第?\d{1,5}号|[\p{Han}、]{0,40}(?:公告|通告)(?:〔?(?:19|20)\d\d〕?)年?第?\d{1,4}号|(?:19|20)\d\d年第\d{1,4}号(?:公告|通告)?|[\p{Han}、]{2,50}令第?[〇一二三四五六七八九十百\d]{1,6}号)`
	numberHere  = regexp.MustCompile(`^（?(` + numberForm + `)）?`)
	numberAlone = regexp.MustCompile(`^（?(` + numberForm + `|[\p{Han}、]{2,40}(?:公告|通告)第[〇一二三四五六七八九十百\d]{1,5}号)）?$`)
	bareNumber  = regexp.MustCompile(`^(?:(?:19|20)\d\d年第?|第)\d{1,4}号$`)
)

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
	if strings.HasSuffix(before, "公告") || strings.HasSuffix(before, "通告") {
		return true
	}
	// What stands in front of a word like 通知 belongs to the title: …的通知国发〔2015〕9号, but 国卫办规划函〔2020〕9号.
	at := sentenceWord.FindStringIndex(before)
	return utf8.RuneCountInString(before) <= 9 && !strings.ContainsAny(before, "的和与及、") && (at == nil || at[0] > 0 && utf8.RuneCountInString(before[at[1]:]) == 1)
}

// yearIn is the year of a number in whatever brackets.
var yearIn = regexp.MustCompile(`[〔（]((?:19|20)\d\d)[〕）]`)

// numberOf writes a number with the brackets that numbers have.
func numberOf(s string) string {
	s = squeeze(s)
	return strings.Trim(yearIn.ReplaceAllString(s, "〔$1〕"), "（）")
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
	// What a later order publishes anew is cited by the number of that order: the last one counts.
	words := headerEnd(t, *h)
	for _, d := range days(t.s[h.end:max(h.end, words)]) {
		from := h.end + d.from
		if p, ok := promulgation(runes(t.s[from:words], 120)); ok {
			p.from, p.to = from+p.from, from+p.to
			h.number = p
		}
	}
	if h.number.found() {
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
	for i := t.first; i < len(t.blocks) && i < t.first+10; i++ {
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
		if h.title.found() && from >= h.title.to && (opening.MatchString(s) || salutation.MatchString(s) || strings.HasSuffix(s, "。")) {
			return
		}
	}
}

var promulgated = regexp.MustCompile(`^（?[^《]{0,60}?日((?:中华人民共和国)?[\p{Han}、]{2,50}?(?:令第?[〇一二三四五六七八九十百\d]{1,6}号|第[〇一二三四五六七八九十百\d]{1,6}号令))(?:公布|发布)`)

// promulgation is the number of the order by which a note says that the document was published.
func promulgation(s string) (part, bool) {
	at := promulgated.FindStringSubmatchIndex(s)
	if at == nil || len(days(runes(s, 24))) == 0 || !strings.Contains(s[at[2]:at[3]], "主席令") && numberIssuers(s[at[2]:at[3]]) == nil {
		return part{}, false
	}
	return part{s[at[2]:at[3]], at[2], at[3], 0.95, "题注中公布本文件的令号"}, true
}
