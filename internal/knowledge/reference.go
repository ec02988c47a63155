package knowledge

import (
	"regexp"
	"strconv"
	"strings"
)

// DocumentNumber is a 文号 in comparable form, however it was written: 财税〔2018〕103号, 公告2026年第10号, 2026年10号公告,
// 总局令第43号.
type DocumentNumber struct {
	Family string // who numbers: 财税, 国发, 总局公告, 财政部公告 …; 公告 when the issuer is not named, empty when nothing is
	Year   string // four digits; empty for an order (令)
	Serial string // without leading zeros
}

var (
	numberPattern = regexp.MustCompile(`([\p{Han}、 ]{0,40}?)([〔\[(【（]?)((?:19|20)\d{2})([〕\])】）]?)(年?)(第?)(\d{1,4})号(公告|通告|文)?`)
	orderPattern  = regexp.MustCompile(`([\p{Han} ]{0,16}?)令第?([〇零一二三四五六七八九十百]+|\d{1,4})号`)
	clausePattern = regexp.MustCompile(`第(?:[一二三四五六七八九十百零]+|\d{1,3})条`)
	families      = []string{"财税字", "财税", "国税发", "国税函", "国办发", "国发", "财会", "皖财综", "财综", "财关税", "人社部发", "皖政", "通告"}
)

// FindDocumentNumbers gives the document numbers that a text names, in order.
func FindDocumentNumbers(text string) []DocumentNumber {
	var found []DocumentNumber
	for _, at := range numberPattern.FindAllStringSubmatch(text, -1) {
		bracketed, dated := at[2] != "" && at[4] != "", at[5] != ""
		if !bracketed && !dated {
			continue // 2018103号 is no document number
		}
		found = append(found, DocumentNumber{Family: family(at[1] + at[8]), Year: at[3], Serial: strings.TrimLeft(at[7], "0")})
	}
	for _, at := range orderPattern.FindAllStringSubmatch(text, -1) {
		found = append(found, DocumentNumber{Family: "令", Serial: arabic(at[2])})
	}
	return found
}

func family(before string) string {
	for _, name := range families {
		if strings.Contains(before, name) {
			return name
		}
	}
	switch {
	case !strings.Contains(before, "公告"):
		return ""
	case strings.Contains(before, "财政部"):
		return "财政部公告"
	case strings.Contains(before, "总局"):
		return "总局公告"
	default:
		return "公告"
	}
}

// Matches reports whether two numbers can name the same document: same year and serial, and families that do not contradict
// each other.
func (n DocumentNumber) Matches(other DocumentNumber) bool {
	if n.Year != other.Year || n.Serial != other.Serial {
		return false
	}
	if n.Family == other.Family || n.Family == "" || other.Family == "" {
		return true
	}
	return n.Family == "公告" && strings.HasSuffix(other.Family, "公告") ||
		other.Family == "公告" && strings.HasSuffix(n.Family, "公告")
}

// FindClauses gives the clauses that a text names, as 第二十三条.
func FindClauses(text string) []string {
	found := clausePattern.FindAllString(text, -1)
	for i, clause := range found {
		digits := strings.TrimSuffix(strings.TrimPrefix(clause, "第"), "条")
		if digits[0] >= '0' && digits[0] <= '9' {
			found[i] = "第" + chinese(digits) + "条"
		}
	}
	return found
}

var numerals = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// chinese writes 1 to 999 as statutes number their clauses: 23 → 二十三, 105 → 一百零五, 10 → 十.
func chinese(digits string) string {
	digits = strings.TrimLeft(digits, "0")
	var out strings.Builder
	gap := false
	for i, d := range digits {
		place := len(digits) - i // 3 hundreds, 2 tens, 1 ones
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
		case 3:
			out.WriteString("百")
		case 2:
			out.WriteString("十")
		}
	}
	return out.String()
}

// arabic reads a Chinese numeral below a thousand; digits stay as they are.
func arabic(numeral string) string {
	for n := 1; n < 1000; n++ {
		text := strconv.Itoa(n)
		if text == strings.TrimLeft(numeral, "0") || chinese(text) == strings.ReplaceAll(numeral, "〇", "零") {
			return text
		}
	}
	return numeral
}

// String writes the number as people write it.
func (n DocumentNumber) String() string {
	switch {
	case n.Family == "令":
		return "令第" + n.Serial + "号"
	case strings.HasSuffix(n.Family, "公告") || n.Family == "通告" || n.Family == "":
		return n.Family + n.Year + "年第" + n.Serial + "号"
	default:
		return n.Family + "〔" + n.Year + "〕" + n.Serial + "号"
	}
}
