package data_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"yueyue/internal/knowledge"
)

// claims are what a text states that can be wrong by itself: dates, amounts, rates, counts, clauses and document numbers.
type claims struct {
	marks     map[string]bool // in one spelling each: 2026-01-01, 10万, 3%, 15日, 万分之五, 第二十三条, 10号
	documents []knowledge.DocumentNumber
}

const (
	numeral = `[零一二三四五六七八九十百千万两半]+`
	unit    = `个工作日|个月|平方米|小时|美元|元|个|年|月|日|天|号|条|款|项|人|倍|分|次|岁|类|位|档|户|季|批|级|期|折|成|名|家|种|份|%|‰`
)

var (
	isoDay     = regexp.MustCompile(`(\d{4})-(\d{2})-(\d{2})`)
	isoMonth   = regexp.MustCompile(`(\d{4})-(\d{2})(\D|$)`)
	isoEnd     = regexp.MustCompile(`(日[至到—])(\d{2})-(\d{2})`)
	yearList   = regexp.MustCompile(`(\d{4})([、—~至-])(\d{4}年)`)
	serialList = regexp.MustCompile(`(\d{4}年)(第\d{1,4}号)、(第\d{1,4}号)`)
	clauseList = regexp.MustCompile(`第(` + numeral + `|\d+)((?:、(?:` + numeral + `|\d+))+)条`)
	document   = regexp.MustCompile(`[〔\[(]\d{4}[〕\])]第?\d{1,4}号|\d{4}年第?\d{1,4}号|令第(?:` + numeral + `|\d{1,4})号`)
	clause     = regexp.MustCompile(`第\(?(?:` + numeral + `|\d+)\)?[条款项]`)
	yearEnd    = regexp.MustCompile(`(\d{4})年底`)
	date       = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?(?:[至到—~-](?:(\d{1,2})月)?(\d{1,2})日)?`)
	daySpan    = regexp.MustCompile(`(\d{1,2}月\d{1,2})([—~-]\d{1,2}日)`)
	year       = regexp.MustCompile(`(\d{4})年`)
	identifier = regexp.MustCompile(`[A-Za-z][A-Za-z.-]*\d[A-Za-z0-9]*`)
	quantity   = regexp.MustCompile(`(\d[\d,]*(?:\.\d+)?)(万|亿)?(` + unit + `)?`)
	fraction   = regexp.MustCompile(`[百千万]分之(?:[零一二三四五六七八九十百点]+|\d+)`)
	spelt      = regexp.MustCompile(`(` + numeral + `)(个月|个工作日|年|天|日|小时|倍|亿|元|成|折)`)
)

// claimsOf reads a text. Whatever one pattern has understood is taken out before the next one looks.
func claimsOf(text string) claims {
	c := claims{marks: map[string]bool{}}
	text = strings.ReplaceAll(norm.NFKC.String(text), "\n", ";")
	text = strings.Join(strings.Fields(text), "")
	text = isoDay.ReplaceAllString(text, "${1}年${2}月${3}日")
	text = isoMonth.ReplaceAllString(text, "${1}年${2}月${3}")
	text = isoEnd.ReplaceAllString(text, "${1}${2}月${3}日")
	text = repeat(yearList, text, "${1}年${2}${3}")
	text = repeat(serialList, text, "${1}${2}、${1}${3}")
	text = daySpan.ReplaceAllString(text, "${1}日${2}")

	c.documents = knowledge.FindDocumentNumbers(text)
	text = document.ReplaceAllString(text, ";")
	text = take(clauseList, text, func(m []string) {
		for _, n := range strings.Split(m[1]+m[2], "、") {
			c.marks["第"+n+"条"] = true
		}
	})
	text = take(clause, text, func(m []string) { c.marks[m[0]] = true })
	text = take(yearEnd, text, func(m []string) { c.marks[m[1]+"年底"] = true })
	text = take(date, text, func(m []string) {
		c.marks[dateMark(m[1], m[2], m[3])] = true
		switch {
		case m[5] != "" && m[4] != "":
			c.marks[dateMark(m[1], m[4], m[5])] = true
		case m[5] != "":
			c.marks[dateMark(m[1], m[2], m[5])] = true
		}
	})
	text = take(year, text, func(m []string) { c.marks[m[1]] = true })
	text = take(identifier, text, func(m []string) { c.marks[strings.ToUpper(m[0])] = true })
	text = take(fraction, text, func(m []string) { c.marks[m[0]] = true })
	c.quantities(text)
	take(spelt, quantity.ReplaceAllString(text, ";"), func(m []string) {
		c.marks[strings.ReplaceAll(m[0], "两", "二")] = true
	})
	return c
}

// quantities reads numbers with their units; in 300—500元 and 1、3、5日 the last unit is the unit of all.
func (c claims) quantities(text string) {
	found := quantity.FindAllStringSubmatchIndex(text, -1)
	next, measure := len(text), ""
	for _, at := range slices.Backward(found) {
		number, own := strings.ReplaceAll(text[at[2]:at[3]], ",", ""), text[at[3]:at[1]]
		if own != "" || !slices.Contains([]string{"—", "~", "、", "至", "/", "-"}, text[at[1]:next]) {
			measure = own
		}
		next = at[0]
		mark := number + measure
		if strings.ContainsAny(measure, "万亿") { // 10万元 is 10万, 5万美元 stays what it is
			mark = strings.TrimSuffix(mark, "元")
			if strings.HasSuffix(measure, "美元") {
				mark = number + measure
			}
		}
		c.marks[mark] = true
	}
}

func repeat(pattern *regexp.Regexp, text, by string) string {
	for {
		next := pattern.ReplaceAllString(text, by)
		if next == text {
			return text
		}
		text = next
	}
}

func take(pattern *regexp.Regexp, text string, use func(match []string)) string {
	return pattern.ReplaceAllStringFunc(text, func(found string) string {
		use(pattern.FindStringSubmatch(found))
		return ";"
	})
}

// dateMark is 2026-01-01, 2026-01, --01-01 or --01.
func dateMark(year, month, day string) string {
	mark := fmt.Sprintf("%s-%02s", year, month)
	if year == "" {
		mark = "-" + mark
	}
	if day != "" {
		mark += fmt.Sprintf("-%02s", day)
	}
	return mark
}

// granting is the claims with whatever follows from them: who says 2026-01-01 may also say 2026-01, 2026, 1月1日 and 1月; the
// end of 2025 is 2025-12-31; 公告2026年第10号 may be called 10号公告.
func (c claims) granting() claims {
	marks := maps.Clone(c.marks)
	for mark := range c.marks {
		if ended, is := strings.CutSuffix(mark, "年底"); is {
			marks[ended+"-12-31"], marks[ended] = true, true
		}
	}
	for mark := range maps.Clone(marks) {
		if monthDay, is := strings.CutPrefix(mark, "--"); is {
			marks["--"+monthDay[:2]] = true
			continue
		}
		parts := strings.Split(mark, "-")
		if len(parts) < 2 || len(parts[0]) != 4 {
			continue
		}
		marks[parts[0]], marks[parts[0]+"-"+parts[1]], marks["--"+parts[1]] = true, true, true
		if len(parts) == 3 {
			marks["--"+parts[1]+"-"+parts[2]] = true
		}
		if len(parts) == 3 && parts[1] == "12" && parts[2] == "31" {
			marks[parts[0]+"年底"] = true
		}
	}
	for _, number := range c.documents {
		marks[number.Serial+"号"] = true
	}
	return claims{marks, c.documents}
}

// beyond lists what c states and ground does not, sorted.
func (c claims) beyond(ground claims) []string {
	ground = ground.granting()
	var out []string
	for mark := range c.marks {
		if !ground.marks[mark] {
			out = append(out, mark)
		}
	}
	for _, number := range c.documents {
		if !slices.ContainsFunc(ground.documents, number.Matches) {
			out = append(out, number.String())
		}
	}
	slices.Sort(out)
	return out
}

func TestClaims(t *testing.T) {
	const ground = `2026—2027年按月10万元、按季30万元，3%减按1%，15日内；财政部 税务总局公告2026年第10号第五条；2023年第1号、第19号；财税〔2016〕36号；
总局令第43号；第三十二、六十二条；每次300—500元；1、3、5日；5万美元；36个月；万分之五；千分之二；2025年底前；2026-01-01至2027-12-31；2022-04-01至12-31；
3月1日至6月30日；3月1—20日；2018年9月前；三年内结转；0.05%；A200000；100分`
	cases := []struct{ text, beyond string }{
		{"", ""},
		{"2026年1月1日至2027年12月31日，月销售额10万（季30万元）", ""},
		{"**2025年12月31日前**，2025年底前；2025年", ""},
		{"2026-01-01起，2026年1月起，1月1日起", ""},
		{"2022年12月31日，2022年4月1日至12月31日", ""},
		{"3月1日、3月20日、6月30日，3月起", ""},
		{"300元到500元；１５日；1日、3日、5日", ""},
		{"10号公告第五条、第三十二条和第六十二条；公告2023年第19号", ""},
		{"三年内，万分之五，0.05%，A200000，5万美元，36个月", ""},
		{"国家税务总局令第43号，财税〔2016〕36号", ""},
		// Whatever is changed must be noticed, also where every number occurs somewhere in the ground.
		{"2026年12月31日起", "2026-12-31"},
		{"2027年1月1日前", "2027-01-01"},
		{"6月1日", "--06-01"},
		{"2024年", "2024"},
		{"2026年2月", "2026-02"},
		{"2026年底", "2026年底"},
		{"2026年3月1日至6月30日", "2026-03-01 2026-06-30"},
		{"12月1日至31日", "--12-01"},
		{"100万元", "100万"},
		{"1,000元", "1000元"},
		{"10元", "10元"},
		{"5万元", "5万"},
		{"1.5%", "1.5%"},
		{"10%", "10%"},
		{"5‰", "5‰"},
		{"百分之三", "百分之三"},
		{"万分之3", "万分之3"},
		{"万分之三", "万分之三"},
		{"36个工作日", "36个工作日"},
		{"30日", "30日"},
		{"两年", "二年"},
		{"三个月", "三个月"},
		{"少缴一成，打八折", "一成 八折"},
		{"五倍", "五倍"},
		{"第六条", "第六条"},
		{"第六十三条", "第六十三条"},
		{"财政部 税务总局公告2026年第4号", "财政部公告2026年第4号"},
		{"国家税务总局公告2026年第10号", "总局公告2026年第10号"},
		{"2026年第36号", "2026年第36号"},
		{"国税发〔2016〕36号", "国税发〔2016〕36号"},
		{"28号公告", "28号"},
		{"总局令第25号", "令第25号"},
		{"A105000", "A105000"},
		{"300—400元", "400元"},
		{"1、3、7日", "7日"},
		{"90分", "90分"},
	}
	for _, c := range cases {
		if got := strings.Join(claimsOf(c.text).beyond(claimsOf(ground)), " "); got != c.beyond {
			t.Errorf("%q states beyond the ground: %q, want %q", c.text, got, c.beyond)
		}
	}
}
