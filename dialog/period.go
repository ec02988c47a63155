package dialog

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"yueyue/internal/civil"
)

// Period is the stretch of time that a question speaks of, both ends included: the day, month, quarter or year that it names,
// whole. The zero Period means that it names none.
type Period struct {
	From civil.Date `json:"from,omitempty"`
	To   civil.Date `json:"to,omitempty"`
	Text string     `json:"text,omitempty"` // the words that named the dates, for example 2024年 or 去年
	// TaxYear is the year when the words may name a tax year (2025年, 2025年度, 去年度), which can be what a question is about
	// rather than when; else 0.
	TaxYear int `json:"tax_year,omitempty"`
	// Earlier tells that the question asks for "the rule before" without naming a date.
	Earlier bool `json:"earlier,omitempty"`
	// Present tells that the question asks for now in so many words. It is no named period.
	Present bool `json:"present,omitempty"`
}

// Named reports whether the question named a period at all.
func (p Period) Named() bool { return p.To != "" || p.Earlier }

var (
	dashedDay   = regexp.MustCompile(`((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})`)
	dashedMonth = regexp.MustCompile(`((?:19|20)\d{2})-(\d{1,2})`)
	bareYear    = regexp.MustCompile(`(?:^|[^\da-z〔\[(（【.])(201[5-9]|202\d|203[0-5])(?:[^\d年号万元块个人户张份平%.\-〕\])）】]|$)`)

	lastMonth = regexp.MustCompile(`(?:^|[^以])(上个?月)`)
	hanYear   = regexp.MustCompile(`[一二][〇零九][〇零一二三四五六七八九]{2}年`)
	hanDigits = strings.NewReplacer("〇", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")

	presentWords = regexp.MustCompile(`今年|现在|目前|如今|眼下|当前|现行`)
	earlierWords = regexp.MustCompile(`(?:以前|之前|原来|过去|从前|(?:^|[^折依仍照])旧|(?:^|[^养敬])老)的?(?:政策|规定|标准|税率|征收率|规则|口径|扣除标准|是多少|是怎么|怎么规定)` +
		`|(?:以前|原来|过去|之前)(?:不是|是不是|是多少|是怎么|呢)` +
		`|(?:(?:以前|过去)[^年,。?!]|疫情期间)[^,。?!]{0,11}(?:标准|规定|是多少)`)
)

// What after a date says that the time before it is meant, and what only looks so.
var (
	beforeWords = []string{"之前", "以前", "前"}
	notBefore   = []string{"前后", "前期", "前提"}
)

// FindPeriod reads the period that a folded question names, seen from today. A day or a month counts before words for now,
// these before a year. Years of document numbers (2023年第12号), durations (满5年) and what only looks like a period (以前年度,
// 税后年终奖, 加速折旧政策) do not count.
func FindPeriod(question string, today civil.Date) Period {
	question = hanYear.ReplaceAllStringFunc(question, hanDigits.Replace)
	p := findPeriod(question, today)
	if _, after, found := strings.Cut(question, p.Text); found && p.From != "" && hasAnyPrefix(after, beforeWords) && !hasAnyPrefix(after, notBefore) {
		p.From = dayBefore(p.From)
		p.To, p.TaxYear = p.From, 0
		p.Text += "之前"
	}
	return p
}

func findPeriod(question string, today civil.Date) Period {
	if p, ok := dashed(question); ok {
		return p
	}
	if at := lastMonth.FindStringSubmatchIndex(question); at != nil {
		first := time.Date(atoi(string(today[:4])), time.Month(atoi(string(today[5:7]))), 1, 0, 0, 0, 0, time.UTC)
		return Period{From: dateOf(first.AddDate(0, -1, 0)), To: dateOf(first.AddDate(0, 0, -1)), Text: question[at[2]:at[3]]}
	}
	years := findYears(question, today)
	for _, y := range years {
		if p, ok := y.part(question); ok {
			return p
		}
	}
	if words := presentWords.FindString(question); words != "" {
		return Period{Present: true, Text: words}
	}
	if len(years) > 0 {
		return years[0].whole(question)
	}
	if at := bareYear.FindStringSubmatchIndex(question); at != nil {
		y := year{number: atoi(question[at[2]:at[3]]), from: at[2], to: at[3]}
		return y.whole(question)
	}
	return Period{Earlier: earlierWords.MatchString(question)}
}

// dashed reads 2025-03-01, 2025/3/1, 2025.3.1 and 2025-03.
func dashed(question string) (Period, bool) {
	for _, at := range dashedDay.FindAllStringSubmatchIndex(question, -1) {
		if p, ok := dayOf(atoi(question[at[2]:at[3]]), atoi(question[at[4]:at[5]]), atoi(question[at[6]:at[7]])); ok && apart(question, at[0], at[1]) {
			p.Text = question[at[0]:at[1]]
			return p, true
		}
	}
	for _, at := range dashedMonth.FindAllStringSubmatchIndex(question, -1) {
		if p, ok := monthsOf(atoi(question[at[2]:at[3]]), atoi(question[at[4]:at[5]]), 1); ok && apart(question, at[0], at[1]) {
			p.Text = question[at[0]:at[1]]
			return p, true
		}
	}
	return Period{}, false
}

// apart reports whether no digit stands beside a stretch of text.
func apart(text string, from, to int) bool {
	return (from == 0 || !isDigit(text[from-1])) && (to == len(text) || !isDigit(text[to]))
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// atoi reads digits that a pattern has found; there are too few of them to overflow.
func atoi(digits string) int {
	n := 0
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

// yearOf is a whole year.
func yearOf(number int) Period {
	return Period{From: civil.Date(fmt.Sprintf("%04d-01-01", number)), To: civil.Date(fmt.Sprintf("%04d-12-31", number))}
}

// monthsOf are some months of a year from the first on; false when the year has no such months.
func monthsOf(number, first, months int) (Period, bool) {
	if first < 1 || months < 1 || first+months-1 > 12 {
		return Period{}, false
	}
	from := time.Date(number, time.Month(first), 1, 0, 0, 0, 0, time.UTC)
	return Period{From: dateOf(from), To: dateOf(from.AddDate(0, months, -1))}, true
}

// dayOf is one day; false when there is no such day.
func dayOf(number, month, day int) (Period, bool) {
	date, err := civil.Parse(fmt.Sprintf("%04d-%02d-%02d", number, month, day))
	return Period{From: date, To: date}, err == nil
}

func dateOf(day time.Time) civil.Date { return civil.Date(day.Format(time.DateOnly)) }

func dayBefore(date civil.Date) civil.Date {
	day, err := time.Parse(time.DateOnly, string(date))
	if err != nil {
		return date
	}
	return dateOf(day.AddDate(0, 0, -1))
}

// endsIn and beginsWith report whether a text ends or begins with one of some characters.
func endsIn(text, characters string) bool {
	return strings.TrimRight(text, characters) != text
}

func beginsWith(text, characters string) bool {
	return strings.TrimLeft(text, characters) != text
}
