package dialog

import (
	"regexp"
	"strings"

	"yueyue/internal/civil"
)

// year is a year where a question names it.
type year struct {
	number   int
	from, to int  // the bytes that name it
	relative bool // 去年, not 2025年
}

var (
	yearPattern = regexp.MustCompile(`((?:19|20)\d{2}|[12]\d)年`)
	numberTail  = regexp.MustCompile(`^ ?(?:第?\d+号|第\d+(?:[^\d季次期批个]|$))`) // what follows the year of a document number
	dayTail     = regexp.MustCompile(`^(\d{1,2})月(\d{1,2})[日号]`)
	monthsTail  = regexp.MustCompile(`^(\d{1,2})(?:月份?)?[-~—至到](\d{1,2})月份?`)
	monthTail   = regexp.MustCompile(`^(\d{1,2})月份?`)
	quarterTail = regexp.MustCompile(`^第?([一二三四1234])季度?`)
	halfTail    = regexp.MustCompile(`^([上下])半年`)
)

// relativeYears are the words for a year counted from the present one, longer ones first. Each is none after or before some
// characters: 以前年度, 税后年终奖, 证明年份, 网上年报.
var relativeYears = []struct {
	word          string
	offset        int
	after, before string
}{
	{"大前年", -3, "", ""},
	{"前年", -2, "大以税年月日天之此从婚产休职销更转交", "薪收终报金度均检限龄"},
	{"去年", -1, "减除扣", ""},
	{"上一年", -1, "以网线早晚账面", ""},
	{"上年", -1, "以马网线早晚账面", "限"},
	{"今年", 0, "", ""},
	{"本年", 0, "", ""},
	{"明年", 1, "证说声申注标写查", ""},
	{"后年", 2, "以税年月日天之此从婚产休职销更转交然最", "薪收终报金度均检限龄"},
}

// findYears gives the years that a question names, those counted from today first.
func findYears(question string, today civil.Date) []year {
	var years []year
	for _, r := range relativeYears {
		for at := 0; ; {
			i := strings.Index(question[at:], r.word)
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(r.word)
			if !endsIn(question[:from], r.after) && !beginsWith(question[at:], r.before) {
				years = append(years, year{number: atoi(string(today[:4])) + r.offset, from: from, to: at, relative: true})
			}
		}
	}
	for _, at := range yearPattern.FindAllStringSubmatchIndex(question, -1) {
		y := year{number: atoi(question[at[2]:at[3]]), from: at[0], to: at[1]}
		if endsIn(question[:y.from], "0123456789") || numberTail.MatchString(question[y.to:]) {
			continue // the tail of a longer number, or a document number
		}
		if y.number < 100 && !y.short(question, today) {
			continue
		}
		years = append(years, y)
	}
	return years
}

// The two-digit years that are taken for years; the rest are durations.
const (
	firstShort = 15 // 2015: nobody asks for older rules in two digits
	yearsAhead = 2  // 28年 in 2026
)

// What stands before and after durations: 满20年, 缴费15年, 24年以上.
var (
	spanBefore = []string{
		"满", "住", "超过", "不到", "不足", "近", "干", "共", "缴", "交", "买", "用", "够", "第", "费", "限", "龄", "款", "贷", "旧", "少", "长", "工作",
		"住了", "干了", "缴了", "交了", "买了", "用了", "开了", "工作了",
	}
	spanAfter = []string{"以上", "以内", "以下", "内", "多", "后", "前", "的房", "期", "老", "了", "工龄", "房龄", "社保", "产权", "贷款"}
)

// short completes a year of two digits, or reports that it is a duration. 15年 and 20年, which pensions and depreciation
// last, are years only with a month or as a tax year.
func (y *year) short(question string, today civil.Date) bool {
	before, after := question[:y.from], question[y.to:]
	if y.number < firstShort || y.number > atoi(string(today[2:4]))+yearsAhead ||
		hasAnySuffix(before, spanBefore) || hasAnyPrefix(after, spanAfter) {
		return false
	}
	if (y.number == 15 || y.number == 20) && !monthTail.MatchString(after) && !strings.HasPrefix(after, "度") {
		return false
	}
	y.number += 2000
	return true
}

// part is the day, month, quarter or half of the year that the question names behind it.
func (y year) part(question string) (Period, bool) {
	tail := question[y.to:]
	named := func(length int, p Period, ok bool) (Period, bool) {
		p.Text = question[y.from : y.to+length]
		return p, ok
	}
	if at := dayTail.FindStringSubmatch(tail); at != nil {
		if p, ok := dayOf(y.number, atoi(at[1]), atoi(at[2])); ok {
			return named(len(at[0]), p, ok)
		}
	}
	if at := monthsTail.FindStringSubmatch(tail); at != nil {
		if p, ok := monthsOf(y.number, atoi(at[1]), atoi(at[2])-atoi(at[1])+1); ok {
			return named(len(at[0]), p, ok)
		}
	}
	if at := monthTail.FindStringSubmatch(tail); at != nil {
		p, ok := monthsOf(y.number, atoi(at[1]), 1)
		return named(len(at[0]), p, ok)
	}
	if at := quarterTail.FindStringSubmatch(tail); at != nil {
		quarter := strings.Index("一二三四", at[1]) / len("一")
		if isDigit(at[1][0]) {
			quarter = atoi(at[1]) - 1
		}
		p, ok := monthsOf(y.number, 3*quarter+1, 3)
		return named(len(at[0]), p, ok)
	}
	if at := halfTail.FindStringSubmatch(tail); at != nil {
		first := 1
		if at[1] == "下" {
			first = 7
		}
		p, ok := monthsOf(y.number, first, 6)
		return named(len(at[0]), p, ok)
	}
	return Period{}, false
}

// whole is the year itself.
func (y year) whole(question string) Period {
	p := yearOf(y.number)
	fiscal := strings.HasPrefix(question[y.to:], "度")
	p.Text = question[y.from:y.to]
	if fiscal {
		p.Text += "度"
	}
	if fiscal || !y.relative {
		p.TaxYear = y.number
	}
	return p
}
