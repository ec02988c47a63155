package policy

import (
	"regexp"
	"strings"
)

var (
	orderHere = regexp.MustCompile(`^((?:中华人民共和国)?[\p{Han}]{2,24}?令)\n?(第[〇一二三四五六七八九十百\d]{1,6}号|（?〔?(?:19|20)\d\d〕?年?第\d{1,4}号）?)`)
	published = regexp.MustCompile(`^[^。]{0,40}?《((?:[^《》]|《[^《》]*》)+)》[^。]{0,80}?(?:公布|发布)`)
	publishes = regexp.MustCompile(`^[^。《]{0,40}?(?:公布|发布)[\p{Han}]{0,8}《((?:[^《》]|《[^《》]*》)+)》`)
)

// readOrder reads an order that publishes a document: 国务院令第693号 现公布《…》.
func (h *head) readOrder(t *text, top string, starts []int) bool {
	m := orderHere.FindStringSubmatchIndex(top)
	if m == nil || notTitle.MatchString(top) { // 根据某部令第7号，…
		return false
	}
	h.order = true
	h.number = t.part(starts, m[2], m[5], 0.98, "发布令的令号")
	h.number.value = squeeze(h.number.value)
	h.end = t.at(starts, m[5])
	rest := top[m[5]:]
	p := published.FindStringSubmatchIndex(rest)
	if p == nil {
		p = publishes.FindStringSubmatchIndex(rest)
	}
	if p != nil {
		h.title = t.part(starts, m[5]+p[2], m[5]+p[3], 0.97, "发布令公布的文件")
		// Titles in a title are written 〈〉; outside it they are 《》.
		h.title.value = strings.NewReplacer("〈", "《", "〉", "》", "<", "《", ">", "》").Replace(h.title.value)
		return true
	}
	return h.readTitleFrom(t, top, starts, m[5])
}
