package policy

import (
	"regexp"
	"strings"
)

var history = regexp.MustCompile(`修正|修订|修改`)

// readHistory reads the note below a title that says when the document was adopted, published and amended.
func (v *validity) readHistory(t *text, h head) (adopted string) {
	var approved span // by a higher body: counts where nothing else is said
	end := headerEnd(t, h)
	header := t.s[:end]
	dates := days(header)
	for i := 0; i < len(dates); i++ {
		d := dates[i]
		if d.from < h.begin {
			continue // what a page states
		}
		next := len(header)
		if i+1 < len(dates) {
			next = dates[i+1].from
		}
		words := header[d.to:next]
		p := part{value: string(d.date), from: d.from, to: next, sure: 0.96, why: "题注"}
		plain := outside(words)
		switch {
		case history.MatchString(plain):
			v.amended = append(v.amended, span{d.date, p})
		case strings.Contains(plain, "通过"):
			// 一次会议、另一次会议通过: the later one completes the adoption.
			if !v.issued.found() {
				v.issued = span{d.date, p}
				adopted = words
			}
		case strings.Contains(plain, "公布"), strings.Contains(plain, "发布"), strings.Contains(plain, "颁布"), strings.Contains(plain, "印发"):
			if !v.published.found() {
				v.published = span{d.date, p}
				v.publisher = plain[:strings.IndexAny(plain, "公发颁印")]
			}
		case strings.Contains(plain, "批准"):
			if !approved.found() {
				approved = span{d.date, p}
			}
		case strings.Contains(plain, "施行"), strings.Contains(plain, "实施"), strings.Contains(plain, "执行"):
			if !v.from.found() {
				v.from = span{d.date, p}
			}
		case strings.Trim(plain, "）\n") == "" && strings.HasSuffix(header[:d.from], "（"):
			if !v.issued.found() {
				p.why = "标题下括号内的日期"
				v.issued = span{d.date, p}
				v.published = v.issued
			}
		}
	}
	if !v.issued.found() && !v.published.found() {
		v.issued = approved
	}
	return adopted
}

// headerEnd is where the words of the document begin.
func headerEnd(t *text, h head) int {
	for i := range t.blocks {
		if i >= 24 {
			return t.starts[i]
		}
		from := t.starts[i]
		end := len(t.s)
		if i+1 < len(t.starts) {
			end = t.starts[i+1]
		}
		s := strings.TrimSuffix(t.s[from:end], "\n")
		if from < h.end && end > h.end { // title and words in one block
			from, s = h.end, t.s[h.end:end]
			if n := noteEnd(s); n > 0 {
				return from + n
			}
		} else if from < h.end {
			continue
		}
		if at := firstPart.FindStringIndex(runes(s, 400)); at != nil {
			if strings.HasPrefix(s, "（") || len(days(s[:at[0]])) > 0 && at[0] < 600 && !strings.Contains(s[:at[0]], "。") {
				return from + at[0]
			}
			return from
		}
		if len(s) < 6000 && !strings.Contains(outside(s), "。") && startsWithDay(s) && history.MatchString(outside(s)) {
			continue // all of the history on one line
		}
		short := len(s) < 500 && !strings.Contains(outside(s), "。")
		note := short && (len(days(s)) > 0 || len(s) < 150) || strings.HasPrefix(s, "（") && strings.HasSuffix(s, "）") && len(s) < 1200 && len(days(s)) > 0 && !strings.Contains(s, "。")
		if strings.HasPrefix(s, "（") && !note {
			if end := strings.Index(s, "）"); end > 0 && end < 200 && len(days(s[:end])) > 0 && !strings.Contains(s[:end], "。") {
				return from + end + len("）")
			}
		}
		if !note || strings.HasSuffix(s, "：") || purpose.MatchString(s) || salutation.MatchString(s) || opening.MatchString(s) {
			return from
		}
	}
	return len(t.s)
}

// noteEnd is how far the note reaches with which words begin whose line breaks were lost: dates, each with what happened then; 0: they
// begin with none.
func noteEnd(s string) int {
	mask := outsideMask(runes(s, 2000))
	all := days(mask)
	if len(all) == 0 || all[0].from > 0 {
		return 0
	}
	for i, d := range all {
		next := len(mask)
		if i+1 < len(all) {
			next = all[i+1].from
		}
		seg := mask[d.to:next]
		if at := firstPart.FindStringIndex(seg); at != nil && !strings.Contains(seg[:at[0]], "。") {
			return d.to + at[0]
		}
		if i+1 == len(all) || strings.ContainsAny(seg, "。；") {
			if at := event.FindStringIndex(seg); at != nil && !strings.ContainsAny(seg[:at[0]], "。；，") {
				return d.to + at[1]
			}
			return d.from
		}
	}
	return 0
}

// event is what happened on a day of the history of a document.
var event = regexp.MustCompile(`修订通过|修正|修订|通过|公布|发布|颁布|批准|施行`)

// startsWithDay reports whether a text begins with a date.
func startsWithDay(s string) bool {
	all := days(runes(s, 16))
	return len(all) > 0 && all[0].from == 0
}

// readOwnHistory reads the note below the title that an order repeats above the text that it publishes: when that was amended.
func (v *validity) readOwnHistory(t *text, h head) {
	title := squeeze(h.title.value)
	at := -1
	for _, gap := range []string{"\n", ""} {
		if i := strings.Index(t.s[h.end:], title+gap+"（"); i >= 0 && at < 0 {
			at = h.end + i + len(title+gap)
		}
	}
	if at < 0 || title == "" {
		return
	}
	note := runes(t.s[at:], 2000)
	depth := 0
	for i, r := range note {
		switch r {
		case '（':
			depth++
		case '）':
			depth--
		}
		if depth == 0 {
			note = note[:i]
			break
		}
	}
	dates := days(note)
	for k, d := range dates {
		next := len(note)
		if k+1 < len(dates) {
			next = dates[k+1].from
		}
		if history.MatchString(outside(note[d.to:next])) {
			v.amended = append(v.amended, span{d.date, part{string(d.date), at + d.from, at + next, 0.95, "正文题注"}})
		}
	}
}

var firstPart = regexp.MustCompile(`第[一1]章|第[一1]编|第[一1]条|目录`)

// purpose begins the words of a document: 为了…, 根据《…》.
var purpose = regexp.MustCompile(`^(?:为|根据《|依据|依照)`)
