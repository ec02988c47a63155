package policy

import (
	"regexp"
	"strings"
)

var (
	clauses   = regexp.MustCompile(`第[一二三四五六七八九十百千〇\d]{1,9}条(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（]?[一二三四五六七八九十\d]{1,3}[）]?项)?`)
	clauseRun = regexp.MustCompile(`^(?:第[一二三四五六七八九十百千〇\d]{1,9}条(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（]?[一二三四五六七八九十\d]{1,3}[）]?项)?(?:中[^，。；、]{0,40})?(?:规定)?)(?:[、和及与至到]|以及|$)?`)
)

// mostClauses is how many clauses of one document are looked at; no statute has more.
const mostClauses = 2000

// clauseList reads the clauses at the beginning of a text: 第五条、第六条第二款, 第八条至第十条.
func clauseList(s string) (list []string) {
	if m := annexRun.FindStringSubmatch(s); m != nil { // 附件2、4、8
		for _, number := range numeralIn.FindAllString(m[1], -1) {
			list = append(list, "附件"+number)
		}
		return list
	}
	last := ""
	through := false
	for {
		m := clauseRun.FindString(s)
		if len(list) > mostClauses {
			return list
		}
		if m == "" {
			if rest, ok := strings.CutPrefix(s, "第"); ok && last != "" && len(list) > 0 { // 第一条第二款、第三款
				if at := strings.Index(rest, "款"); at > 0 && at <= 9 {
					article, _, _ := strings.Cut(last, "条")
					list = append(list, article+"条第"+rest[:at]+"款")
					s = strings.TrimLeft(rest[at+len("款"):], "、和及")
					continue
				}
			}
			return list
		}
		name := written(clauses.FindString(m))
		if _, some, ok := strings.Cut(strings.TrimRight(m, "、和及与至到"), "中"); ok {
			list = append(list, name+"中"+some) // a part of it that has no number
			last, through = name, false
			s = s[len(m):]
			continue
		}
		if through {
			list = append(list, between(last, name)...)
		}
		list = append(list, name)
		last = name
		through = strings.HasSuffix(m, "至") || strings.HasSuffix(m, "到")
		s = strings.TrimPrefix(s[len(m):], "以及")
	}
}

// written writes a clause as statutes number it: 第3条 is 第三条.
func written(clause string) string {
	return numeralIn.ReplaceAllStringFunc(clause, func(s string) string {
		if n, ok := Numeral(s); ok && n > 0 {
			return Chinese(n)
		}
		return s
	})
}

var annexRun = regexp.MustCompile(`^附件((?:[一二三四五六七八九十\d]{1,3}[、和及]?){1,60})`)

var numeralIn = regexp.MustCompile(`[一二三四五六七八九十百千〇\d]+`)

// between are the articles between two of them.
func between(first, last string) []string {
	number := func(s string) int {
		s = strings.TrimPrefix(s, "第")
		before, rest, ok := strings.Cut(s, "条")
		n, good := Numeral(before)
		if !ok || rest != "" || !good {
			return 0
		}
		return n
	}
	a, b := number(first), number(last)
	if a == 0 || b == 0 || b-a > 200 {
		return nil
	}
	var all []string
	for n := a + 1; n < b; n++ {
		all = append(all, "第"+Chinese(n)+"条")
	}
	return all
}
