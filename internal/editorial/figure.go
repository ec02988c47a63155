package editorial

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"yueyue/internal/knowledge"
)

// FigureKind tells what a figure counts.
type FigureKind string

// The kinds of a Figure.
const (
	Amount FigureKind = "amount" // 10万元 and 100,000元 are one
	Rate   FigureKind = "rate"   // 3%, 百分之三, 千分之五 = 0.5%
	Day    FigureKind = "date"   // 2027年12月31日 and 2027-12-31 are one
	Number FigureKind = "number" // a document number
)

// Figure is what an answer must not get wrong. Two figures that say the same are equal as values.
type Figure struct {
	Kind FigureKind
	Text string // in one spelling for all ways to write it: 100000元, 3%, 2027-12-31
}

var (
	amountPattern = regexp.MustCompile(`([0-9][0-9,，]*(?:\.[0-9]+)?)\s*(亿|千万|百万|十万|万|千|百)?\s*元`)
	ratePattern   = regexp.MustCompile(`([0-9]+(?:\.[0-9]+)?)\s*([%％‰])|(百|千|万)分之([0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百点]+)`)
	dayPattern    = regexp.MustCompile(`([12][0-9]{3})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})`)

	scales = map[string]int64{
		"": 1, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
	}
)

// findFigures reads the figures of a text, each once, ordered.
func findFigures(text string) []Figure {
	var figures []Figure
	add := func(kind FigureKind, text string) {
		if figure := (Figure{kind, text}); !slices.Contains(figures, figure) {
			figures = append(figures, figure)
		}
	}
	for _, found := range amountPattern.FindAllStringSubmatch(text, -1) {
		if value := decimal(found[1]); value != nil {
			add(Amount, plain(value.Mul(value, big.NewRat(scales[found[2]], 1)))+"元")
		}
	}
	for _, found := range ratePattern.FindAllStringSubmatch(text, -1) {
		if value := rate(found); value != nil {
			add(Rate, plain(value)+"%")
		}
	}
	for _, found := range dayPattern.FindAllStringSubmatch(text, -1) {
		add(Day, fmt.Sprintf("%s-%02s-%02s", found[1], found[2], found[3]))
	}
	for _, number := range knowledge.FindDocumentNumbers(text) {
		add(Number, number.String())
	}
	slices.SortFunc(figures, func(a, b Figure) int { return strings.Compare(string(a.Kind)+a.Text, string(b.Kind)+b.Text) })
	return figures
}

// rate is the value in hundredths that ratePattern found.
func rate(found []string) *big.Rat {
	digits, unit := found[1], found[2]
	if digits == "" {
		digits, unit = found[4], found[3]
	}
	value := decimal(digits)
	if value == nil {
		value = numeral(digits)
	}
	if value == nil {
		return nil
	}
	switch unit {
	case "‰", "千":
		return value.Mul(value, big.NewRat(1, 10))
	case "万":
		return value.Mul(value, big.NewRat(1, 100))
	}
	return value
}

func decimal(text string) *big.Rat {
	value, ok := new(big.Rat).SetString(strings.NewReplacer(",", "", "，", "").Replace(text))
	if !ok {
		return nil
	}
	return value
}

// numeral reads a Chinese numeral below 1,000 with or without decimals: 十七, 一点五. Nil: it is none.
func numeral(text string) *big.Rat {
	whole, decimals, _ := strings.Cut(text, "点")
	const digits = "零一二三四五六七八九"
	value, digit := 0, 0
	for _, r := range strings.NewReplacer("〇", "零", "两", "二").Replace(whole) {
		switch r {
		case '百':
			value, digit = value+100*max(digit, 1), 0
		case '十':
			value, digit = value+10*max(digit, 1), 0
		default:
			digit = strings.IndexRune(digits, r) / len("零")
		}
	}
	sum := big.NewRat(int64(value+digit), 1)
	scale := big.NewRat(1, 1)
	for _, r := range strings.ReplaceAll(decimals, "〇", "零") {
		place := strings.IndexRune(digits, r)
		if place < 0 {
			return nil
		}
		scale.Mul(scale, big.NewRat(1, 10))
		sum.Add(sum, new(big.Rat).Mul(scale, big.NewRat(int64(place/len("零")), 1)))
	}
	return sum
}

// plain writes a value without trailing zeros.
func plain(value *big.Rat) string {
	text := value.FloatString(6)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}
