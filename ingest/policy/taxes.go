package policy

import (
	"regexp"
	"slices"
	"strings"
)

// taxNames are the official names of the taxes, longer ones before those that they contain.
var taxNames = []string{
	"土地增值税", "增值税", "消费税", "企业所得税", "个人所得税", "房产税", "城镇土地使用税", "耕地占用税", "契税", "资源税", "车船税", "车辆购置税", "船舶吨税",
	"印花税", "城市维护建设税", "烟叶税", "环境保护税", "营业税", "关税",
}

// taxesIn are the taxes that a text names, in order.
func taxesIn(s string) []string {
	var found []string
	for s != "" {
		best, at := "", len(s)
		for _, name := range taxNames {
			if i := strings.Index(s, name); i >= 0 && i < at {
				best, at = name, i
			}
		}
		if best == "" {
			return found
		}
		if !slices.Contains(found, best) && !notTax(s[:at], s[at+len(best):], best) {
			found = append(found, best)
		}
		s = s[at+len(best):]
	}
	return found
}

// notTax reports whether a name is part of another word: 海关税收, 机关税务.
func notTax(before, after, name string) bool {
	return name == "关税" && (strings.HasSuffix(before, "海") || strings.HasSuffix(before, "机") || strings.HasSuffix(before, "相") || strings.HasSuffix(before, "有") ||
		strings.HasPrefix(after, "收") || strings.HasPrefix(after, "务"))
}

// readTaxes are the taxes that the document as a whole is about: those of its title and those that it calls its subject, else
// those of its first words that it keeps speaking of.
func readTaxes(t *text, h head, main int) ([]string, part) {
	if !h.title.found() {
		return nil, part{}
	}
	p := part{from: h.title.from, to: h.title.to, sure: 0.95, why: "标题中的税种"}
	found := taxesIn(squeeze(h.title.value))
	for _, word := range []string{"涉案税种为", "涉及税种：", "涉及税种为", "适用税种：", "税种：", "所属税种："} {
		if at := strings.Index(runes(t.s, 1500), word); at >= 0 {
			_, end := t.sentence(at)
			stop := end
			if i := strings.Index(t.s[at+len(word):end], "，"); i >= 0 {
				stop = at + len(word) + i
			}
			for _, tax := range taxesIn(t.s[at:stop]) {
				if !slices.Contains(found, tax) {
					found = append(found, tax)
				}
			}
			p = part{from: at, to: end, sure: 0.9, why: "文中写明的税种"}
		}
	}
	if len(found) > 0 {
		if len(found) > 5 {
			return nil, part{}
		}
		return found, p
	}
	if h.title.sure < 0.8 {
		return nil, part{} // no more than a headline: a report tells of many things
	}
	// 专用发票 is a document, not the tax.
	for _, at := range openingSentences(t, h, main) {
		for _, tax := range taxesIn(noInvoice.Replace(t.s[at[0]:at[1]])) {
			// 现就企业所得税有关政策, 根据《企业所得税法》 say it themselves.
			often := 3
			if m := subjectTax.FindString(t.s[at[0]:at[1]]); strings.Contains(m, tax) {
				often = 2
			}
			if strings.Count(t.s, tax) >= often && !slices.Contains(found, tax) {
				found = append(found, tax)
				p = part{from: at[0], to: at[1], sure: 0.75, why: "开头所述、全文反复提到的税种"}
			}
		}
	}
	if len(found) > 5 {
		return nil, part{}
	}
	return found, p
}

var subjectTax = regexp.MustCompile(`现(?:就|将|对)[^，。；]{0,60}|(?:根据|依据)《[^》]{0,60}》`)

var noInvoice = strings.NewReplacer("增值税专用发票", "", "增值税普通发票", "", "增值税发票", "", "土地增值税", "土地增值税")
