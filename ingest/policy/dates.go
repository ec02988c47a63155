package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yueyue/internal/civil"
)

// day is a date where a text names it: 2017年12月25日, 二〇〇七年十一月二十二日.
type day struct {
	from, to int
	date     civil.Date
}

// days finds the dates of a squeezed text in order. Only days that exist count; a month without its day is none.
func days(s string) []day {
	var found []day
	each(s, "年", func(at int) bool {
		if d, ok := dayAt(s, at); ok {
			found = append(found, d)
			if end, ok := sameYear(s, d); ok {
				found = append(found, end)
			}
		}
		return true
	})
	return found
}

// dayAt reads the date whose 年 stands at a place.
func dayAt(s string, at int) (day, bool) {
	year, from := yearBefore(s, at)
	if year < 1900 || year > 2100 {
		return day{}, false
	}
	rest := s[at+len("年"):]
	month, n := countAt(rest, "月")
	if n == 0 {
		return day{}, false
	}
	date, m := countAt(rest[n:], "日")
	if m == 0 {
		return day{}, false
	}
	parsed, err := civil.Parse(fmt.Sprintf("%04d-%02d-%02d", year, month, date))
	return day{from, at + len("年") + n + m, parsed}, err == nil
}

// sameYear reads the end of a period that leaves out the year: 2020年1月1日至3月31日.
func sameYear(s string, begin day) (day, bool) {
	rest := s[begin.to:]
	gap := len(rest) - len(strings.TrimPrefix(strings.TrimPrefix(rest, "起"), "至"))
	if !strings.HasSuffix(rest[:gap], "至") {
		return day{}, false
	}
	month, n := countAt(rest[gap:], "月")
	date, m := countAt(rest[gap+n:], "日")
	if n == 0 || m == 0 {
		return day{}, false
	}
	parsed, err := civil.Parse(fmt.Sprintf("%s-%02d-%02d", begin.date[:4], month, date))
	return day{begin.to + gap, begin.to + gap + n + m, parsed}, err == nil && parsed >= begin.date
}

// yearBefore reads the four digits or characters that end at a place.
func yearBefore(s string, at int) (year, from int) {
	if at >= 4 && (at == 4 || s[at-5] < '0' || s[at-5] > '9') {
		if n, err := strconv.Atoi(s[at-4 : at]); err == nil {
			return n, at - 4
		}
	}
	from = at
	place := 1
	for range 4 {
		r, n := utf8.DecodeLastRuneInString(s[:from])
		i := strings.IndexRune(numerals, r)
		if i < 0 || n == 0 || r == '十' {
			return 0, 0
		}
		year += place * (i / utf8.RuneLen('一'))
		place *= 10
		from -= n
	}
	return year, from
}

// countAt reads a number from 1 to 99, in digits or characters, that is followed by a unit, and gives how many bytes both take.
func countAt(s, unit string) (value, size int) {
	end := strings.Index(s[:min(len(s), 12+len(unit))], unit)
	if end <= 0 {
		return 0, 0
	}
	if value, ok := Numeral(s[:end]); ok && value < 100 {
		return value, end + len(unit)
	}
	return 0, 0
}

// numerals are the characters of numbers; each stands at its value.
const numerals = "〇一二三四五六七八九十"

// Numeral reads a number from 0 to 9999 as documents count: 23, 二十三, 一百零五.
func Numeral(text string) (int, bool) {
	if n, err := strconv.Atoi(text); err == nil {
		return n, n >= 0 && n <= 9999 && text[0] != '+'
	}
	total, digit := 0, 0
	for _, r := range text {
		unit := 0
		switch r {
		case '零':
			r = '〇'
		case '两':
			r = '二'
		case '十':
			unit = 10
		case '百':
			unit = 100
		case '千':
			unit = 1000
		}
		if unit > 0 {
			total += max(digit, 1) * unit
			digit = 0
			continue
		}
		i := strings.IndexRune(numerals, r)
		if i < 0 {
			return 0, false
		}
		digit = i / utf8.RuneLen('一')
	}
	total += digit
	return total, text != "" && total <= 9999
}

// Chinese writes 1 to 9999 as statutes number their articles: 二十三, 一百零五, 一千零一十. Numbers that no statute has stay figures.
func Chinese(n int) string {
	if n > 9999 {
		return strconv.Itoa(n)
	}
	digits := []rune(numerals)
	var out strings.Builder
	if n >= 1000 {
		out.WriteString(string(digits[n/1000]) + "千")
		if n%1000 > 0 && n%1000 < 100 {
			out.WriteString("零")
		}
	}
	if n%1000 >= 100 {
		out.WriteString(string(digits[n%1000/100]) + "百")
		if n%100 > 0 && n%100 < 10 {
			out.WriteString("零")
		}
	}
	if tens := n % 100 / 10; tens > 0 {
		if tens > 1 || n >= 100 {
			out.WriteRune(digits[tens])
		}
		out.WriteString("十")
	}
	if n%10 > 0 {
		out.WriteRune(digits[n%10])
	}
	return out.String()
}

// plainDay reads a date as the fields above a text write it: 2018-06-06, 2018.6.6, 2018年6月6日.
func plainDay(s string) civil.Date {
	if found := days(s); len(found) > 0 {
		return found[0].date
	}
	parts := strings.FieldsFunc(runes(s, 10), func(r rune) bool { return r == '-' || r == '.' || r == '/' })
	if len(parts) != 3 {
		return ""
	}
	var n [3]int
	for i := range parts {
		n[i], _ = strconv.Atoi(parts[i])
	}
	date, err := civil.Parse(fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2]))
	if err != nil {
		return ""
	}
	return date
}

// addYears is the same day n years later; the 29th of February becomes the 1st of March.
func addYears(d civil.Date, n int) civil.Date {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return civil.Date(day.AddDate(n, 0, 0).Format(time.DateOnly))
}
