package policy

import (
	"strings"
	"sync"
	"unicode/utf8"

	"yueyue/internal/knowledge"
)

type place struct{ code, name, short string }

// places are the provinces and prefectures, by the first character of their names.
var places = sync.OnceValue(func() map[rune][]place {
	index := map[rune][]place{}
	for _, field := range strings.Fields(regionTable) {
		p := place{code: field[:6], name: field[6:]}
		for _, end := range []string{"壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"} {
			if short, ok := strings.CutSuffix(p.name, end); ok {
				p.short = short
				break
			}
		}
		first := []rune(p.name)[0]
		index[first] = append(index[first], p)
	}
	return index
})

// regionPrefix is the code of the region whose name a text begins with; a city named behind its province counts.
func regionPrefix(s string) string {
	at := func(s string) (code string, size int) {
		first, _ := utf8.DecodeRuneInString(s)
		for _, p := range places()[first] {
			if strings.HasPrefix(s, p.name) {
				return p.code, len(p.name)
			}
		}
		for _, p := range places()[first] {
			// 安徽税务局, but not 吉林 for the city of that name.
			if p.short != "" && strings.HasSuffix(p.code, "0000") && strings.HasPrefix(s, p.short) {
				return p.code, len(p.short)
			}
		}
		return "", 0
	}
	code, size := at(s)
	if code == "" {
		return ""
	}
	if city, _ := at(s[size:]); city != "" && city[:2] == code[:2] && !strings.HasSuffix(city, "0000") {
		return city
	}
	return code
}

// region is the code of the region whose body issued, or empty: a central body, or none that is named.
func region(issuer, number string) (code, why string) {
	for name := range strings.SplitSeq(issuer, "、") {
		name = strings.TrimPrefix(name, "中华人民共和国")
		name = strings.TrimPrefix(name, "国家税务总局")
		if code := regionPrefix(name); code != "" {
			return code, "发文机关属于该地区"
		}
	}
	if issuer == "" && strings.Contains(number, "〔") {
		for _, field := range strings.Fields(letters) {
			if letter := field[:len(field)-6]; strings.HasPrefix(number, letter) && knowledge.NumberKey(number) != "" {
				return field[len(field)-6:], "文号以该省简称开头"
			}
		}
	}
	return "", ""
}
