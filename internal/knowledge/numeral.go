package knowledge

import (
	"strconv"
	"strings"
)

var numerals = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// chinese writes 1 to 9999 as statutes number their clauses: 23 → 二十三, 105 → 一百零五, 10 → 十.
func chinese(digits string) string {
	digits = strings.TrimLeft(digits, "0")
	var out strings.Builder
	gap := false
	for i, d := range digits {
		place := len(digits) - i // 4 thousands, 3 hundreds, 2 tens, 1 ones
		if d == '0' {
			gap = true
			continue
		}
		if gap && out.Len() > 0 {
			out.WriteString("零")
		}
		gap = false
		if place != 2 || d != '1' || out.Len() > 0 {
			out.WriteString(numerals[d-'0'])
		}
		switch place {
		case 4:
			out.WriteString("千")
		case 3:
			out.WriteString("百")
		case 2:
			out.WriteString("十")
		}
	}
	return out.String()
}

// arabic reads a Chinese numeral from 1 to 999 as digits. Digits lose leading zeros; what is neither stays as it is.
func arabic(numeral string) string {
	if isDigit(numeral[0]) {
		return strings.TrimLeft(numeral, "0")
	}
	numeral = strings.ReplaceAll(numeral, "〇", "零")
	for n := 1; n < 1000; n++ {
		if digits := strconv.Itoa(n); chinese(digits) == numeral {
			return digits
		}
	}
	return numeral
}
