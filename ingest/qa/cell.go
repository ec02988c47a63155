package qa

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

var (
	wholeDate  = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$`)
	compact    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	monthFirst = regexp.MustCompile(`^(\d{1,2})[-/](\d{1,2})[-/](\d{2}|\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$`)
	serial     = regexp.MustCompile(`^(\d{5})(?:\.\d+)?$`)
)

// noDate are the words that say that there is no date.
var noDate = []string{"", "-", "--", "—", "——", "/", "无", "长期", "长期有效", "至今", "永久", "不限", "null"}

// spreadsheetDay 0 of the 1900 date system: day 1 is 1900-01-01, and the system counts a 29 February 1900 that never was, which
// matters only before 1900-03-01 (ECMA-376-1, 18.17.4.1).
var spreadsheetDay0 = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// readDate reads a date as people and spreadsheets write it: 2026-01-31, 2026/1/31, 2026.1.31, 2026年1月31日, 20260131, with or without a
// time of day; 1/31/26 and 01-31-26, month first, as spreadsheets show dates by default; 46053, the number of days that a
// spreadsheet keeps where the cell is not formatted as a date. Words for no date give the empty Date.
func readDate(text string) (civil.Date, bool) {
	text = strings.TrimSpace(norm.NFKC.String(text))
	if slices.Contains(noDate, strings.ToLower(text)) {
		return "", true
	}
	var year, month, day string
	if at := wholeDate.FindStringSubmatch(text); at != nil {
		year, month, day = at[1], at[2], at[3]
	} else if at := compact.FindStringSubmatch(text); at != nil {
		year, month, day = at[1], at[2], at[3]
	} else if at := monthFirst.FindStringSubmatch(text); at != nil {
		month, day, year = at[1], at[2], at[3]
		if len(year) == 2 {
			year = "20" + year
		}
	} else if at := serial.FindStringSubmatch(text); at != nil {
		days, _ := strconv.Atoi(at[1]) // five digits: 1927 to 2173
		return civil.Date(spreadsheetDay0.AddDate(0, 0, days).Format(time.DateOnly)), true
	}
	date, err := civil.Parse(fmt.Sprintf("%04s-%02s-%02s", year, month, day))
	return date, err == nil && date != ""
}

// readKind reads the column 类型. An empty cell is policy where there is a source, else nothing.
func readKind(text string, cited bool) (knowledge.PairKind, bool) {
	switch spelled(text) {
	case "policy", "政策", "政策类", "政策问答", "政策法规":
		return knowledge.Policy, true
	case "guide", "操作指引", "指引", "操作", "操作类", "操作指南", "办税指南", "流程":
		return knowledge.Guide, true
	case "":
		return knowledge.Policy, cited
	}
	return "", false
}

// readAudience reads the column 适用对象; both, or nothing, is everyone.
func readAudience(text string) (knowledge.Audience, bool) {
	switch spelled(text) {
	case "", "全部", "所有", "所有人", "不限", "通用", "全体", "全体纳税人", "所有纳税人", "企业和个人", "企业、个人", "both", "all":
		return "", true
	case "enterprise", "企业", "单位", "企业业务", "企业纳税人", "法人":
		return knowledge.Enterprise, true
	case "naturalperson", "个人", "自然人", "自然人业务", "自然人纳税人":
		return knowledge.NaturalPerson, true
	}
	return "", false
}

var sixDigits = regexp.MustCompile(`^\d{6}$`)

// readRegion reads the column 地区: six digits or a name that known knows; the country gives the empty text.
func readRegion(text string, known func(string) (string, bool)) (string, bool) {
	text = strings.TrimSpace(norm.NFKC.String(text))
	switch {
	case slices.Contains([]string{"", "全国", "中国", "全国适用", "不限", knowledge.National}, text):
		return "", true
	case sixDigits.MatchString(text):
		return text, true
	case known == nil:
		return "", false
	}
	if code, ok := known(text); ok {
		return code, true
	}
	for _, ending := range []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"} {
		if short, ok := strings.CutSuffix(text, ending); ok && short != "" {
			return known(short)
		}
	}
	return "", false
}

var (
	between   = regexp.MustCompile(`[\r\n;；|｜]+`)
	afterMark = regexp.MustCompile(`[？?]\s*、?`)
	numbering = regexp.MustCompile(`^(?:[（(]\d{1,2}[)）]|\d{1,2}[)）、．]|\d{1,2}\.(?:\s|[^\d\s])|[①-⑳]|[-*•·])\s*`)
)

// split cuts a cell that holds several questions: at line breaks, semicolons, bars, and behind question marks. An enumeration
// comma stands inside questions (增值税、消费税怎么申报) and cuts only behind a question mark. Numbering is taken off.
func split(cell string) []string {
	var parts []string
	for _, line := range between.Split(cell, -1) {
		begin := 0
		for _, at := range afterMark.FindAllStringIndex(line, -1) {
			parts = append(parts, strings.TrimRight(line[begin:at[1]], "、 "))
			begin = at[1]
		}
		parts = append(parts, line[begin:])
	}
	var kept []string
	for _, part := range parts {
		part = oneLine(part)
		if mark := numbering.FindString(part); mark != "" {
			if last, size := utf8.DecodeLastRuneInString(mark); unicode.IsLetter(last) { // the letter behind "1." belongs to the question
				mark = mark[:len(mark)-size]
			}
			part = strings.TrimSpace(part[len(mark):])
		}
		if Normal(part) != "" {
			kept = append(kept, part)
		}
	}
	return kept
}

// splitNames cuts a cell that holds several everyday names.
func splitNames(cell string) []string {
	var kept []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("\r\n;；|｜、，,", r) }) {
		if part = oneLine(part); part != "" && !slices.Contains(kept, part) {
			kept = append(kept, part)
		}
	}
	return kept
}

// oneLine joins the lines of a text that must be one. Other control characters go.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// manyLines is a text with its lines, each without blanks at its end, and no other control characters.
func manyLines(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\t", " ").Replace(text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, line)
		lines = append(lines, strings.TrimRightFunc(line, unicode.IsSpace))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// Normal is equal for questions that differ only in width, case, blanks and punctuation; empty when the text has neither letter
// nor digit.
func Normal(question string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(question))
}
