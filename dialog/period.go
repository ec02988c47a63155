package dialog

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yueyue/internal/civil"
)

// Period is the stretch of time that a question speaks of, both ends included. A year that is named is the whole year, a
// month the whole month. The zero Period means that the question names none.
type Period struct {
	From civil.Date `json:"from,omitempty"`
	To   civil.Date `json:"to,omitempty"`
	Text string     `json:"text,omitempty"` // the words that named it, for example 2024年 or 去年
	// TaxYear tells that the words name a tax year (2025年度), which is what a question is about rather than when.
	TaxYear bool `json:"tax_year,omitempty"`
	// Earlier tells that the question asks for "the rule before" without naming a date.
	Earlier bool `json:"earlier,omitempty"`
}

// Named reports whether the question named a period at all.
func (p Period) Named() bool { return p.To != "" || p.Earlier }

var (
	dayPattern   = regexp.MustCompile(`((?:19|20)\d{2})(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})[日号]?`)
	monthPattern = regexp.MustCompile(`((?:19|20)\d{2})(?:年|-|/|\.)(\d{1,2})(月份?)?`)
	yearPattern  = regexp.MustCompile(`((?:19|20)\d{2}|[12]\d)(年度|年)`)
	bareYear     = regexp.MustCompile(`(?:^|[^\d〔\[(（【.])(201[5-9]|202\d|203[0-5])(?:[^\d年号万元块个人户张份平%.〕\])）】]|$)`)
	numberTail   = regexp.MustCompile(`^(第?[\d]+号|第\d)`)
	presentWords = regexp.MustCompile(`今年|现在|目前|如今|眼下|当前|现行`)
	earlierWords = regexp.MustCompile(`(以前|之前|原来|过去|旧|老|从前)的?(政策|规定|标准|税率|征收率|规则|口径|扣除标准|是多少|是怎么|怎么规定)|(以前|原来|过去|之前)(不是|是不是|是多少|是怎么)`)
)

// relativeYears are the words for a year counted from the present one.
var relativeYears = []struct {
	word   string
	offset int
}{{"大前年", -3}, {"前年", -2}, {"去年", -1}, {"上一年", -1}, {"上年", -1}, {"明年", 1}, {"后年", 2}}

// FindPeriod reads the period that the question names, seen from today. Years of document numbers (2023年第12号) and
// durations (满5年) do not count.
func FindPeriod(question string, today civil.Date) Period {
	if at := dayPattern.FindStringSubmatch(question); at != nil {
		if day, err := civil.Parse(fmt.Sprintf("%s-%02s-%02s", at[1], pad(at[2]), pad(at[3]))); err == nil {
			return Period{From: day, To: day, Text: at[0]}
		}
	}
	for _, at := range monthPattern.FindAllStringSubmatchIndex(question, -1) {
		if at[6] < 0 { // no 月: 2026-11 is a month, 2025.6 is not worth the guess
			if !strings.Contains(question[at[0]:at[1]], "-") {
				continue
			}
		}
		if p, ok := monthOf(question[at[2]:at[3]], question[at[4]:at[5]]); ok {
			p.Text = question[at[0]:at[1]]
			return p
		}
	}
	if presentWords.MatchString(question) {
		return Period{}
	}
	for _, r := range relativeYears {
		if strings.Contains(question, r.word) {
			year, _ := strconv.Atoi(string(today[:4]))
			p := yearOf(year + r.offset)
			p.Text = r.word
			p.TaxYear = strings.Contains(question, r.word+"度")
			return p
		}
	}
	for _, at := range yearPattern.FindAllStringSubmatchIndex(question, -1) {
		before, after := question[:at[0]], question[at[1]:]
		digits := question[at[2]:at[3]]
		if numberTail.MatchString(after) || endsInDigit(before) {
			continue // a document number, or the tail of a longer number
		}
		year, _ := strconv.Atoi(digits)
		if len(digits) == 2 {
			if year < 15 || isDuration(before, after) {
				continue
			}
			year += 2000
		}
		p := yearOf(year)
		p.Text = question[at[0]:at[1]]
		p.TaxYear = strings.HasSuffix(p.Text, "年度")
		return p
	}
	if at := bareYear.FindStringSubmatch(question); at != nil {
		year, _ := strconv.Atoi(at[1])
		p := yearOf(year)
		p.Text = at[1]
		return p
	}
	if words := earlierWords.FindString(question); words != "" {
		return Period{Earlier: true, Text: words}
	}
	return Period{}
}

func pad(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

func yearOf(year int) Period {
	return Period{From: civil.Date(fmt.Sprintf("%04d-01-01", year)), To: civil.Date(fmt.Sprintf("%04d-12-31", year))}
}

func monthOf(year, month string) (Period, bool) {
	from, err := civil.Parse(year + "-" + pad(month) + "-01")
	if err != nil {
		return Period{}, false
	}
	first, err := time.Parse(time.DateOnly, string(from))
	if err != nil {
		return Period{}, false
	}
	return Period{From: from, To: civil.Date(first.AddDate(0, 1, -1).Format(time.DateOnly))}, true
}

func endsInDigit(text string) bool {
	return text != "" && text[len(text)-1] >= '0' && text[len(text)-1] <= '9'
}

// isDuration tells 满20年 and 20年以上 from the year 20.
func isDuration(before, after string) bool {
	for _, word := range []string{"满", "住", "超过", "不到", "不足", "近", "干", "共", "缴", "交", "买", "用"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	for _, word := range []string{"以上", "以内", "以下", "内", "多", "后", "前", "的房", "期", "老", "了"} {
		if strings.HasPrefix(after, word) {
			return true
		}
	}
	return false
}
