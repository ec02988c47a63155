package qa

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

var (
	around  = regexp.MustCompile(`^(?:自|从|截至|截止到?|至)?\s*(.*?)\s*(?:起(?:施行|执行|实施|生效)?|止|为止|到期)?$`)
	parting = regexp.MustCompile(`\s*(?:至|到|--|—+|–|~|∼|〜|\s-\s)\s*`)
	twoDays = regexp.MustCompile(`^(\d{4}[/.年]\d{1,2}[/.月]\d{1,2}日?|\d{8})-(\d{4}[/.年]\d{1,2}[/.月]\d{1,2}日?|\d{8})$`)
)

// readPeriod reads two dates in one cell: 2026年1月1日至2026年12月31日, 2026.1.1-2026.12.31, 自2026-01-01起, 截至2026-12-31, 长期. One date
// alone is when the answer begins to hold.
func readPeriod(text string) (from, to civil.Date, ok bool) {
	text = strings.TrimSpace(norm.NFKC.String(text))
	if date, ok := readDate(text); ok {
		return date, "", true
	}
	parts := parting.Split(text, -1)
	if at := twoDays.FindStringSubmatch(text); at != nil {
		parts = at[1:]
	}
	day := func(text string) (civil.Date, bool) { return readDate(around.FindStringSubmatch(oneLine(text))[1]) }
	if strings.HasPrefix(text, "截") || len(parts) == 2 && parts[0] == "" { // 至2026-12-31
		to, ok = day(parts[len(parts)-1])
		return "", to, ok && to != "" && len(parts) <= 2
	}
	from, ok = day(parts[0])
	switch {
	case !ok || from == "" || len(parts) > 2 || len(parts) == 2 && parts[1] == "":
		return "", "", false
	case len(parts) == 1:
		return from, "", true
	}
	to, ok = day(parts[1])
	return from, to, ok
}

// period reads from when to when in one cell, where no columns of their own say it.
func (r *reading) period(answer *knowledge.Answer) {
	text := r.cell(Period)
	from, to, ok := readPeriod(text)
	switch {
	case !ok:
		r.fail(Period, "“"+oneLine(text)+"”看不出起止日期，请写成“2026-01-01 至 2026-12-31”的样子，长期有效则留空")
	case answer.EffectiveFrom == "" && answer.EffectiveTo == "":
		answer.EffectiveFrom, answer.EffectiveTo = from, to
	}
}
