package policy

import (
	"regexp"
	"slices"
	"strings"
)

var (
	adoptedBy = regexp.MustCompile(`^(?:（?)([\p{Han}]{0,12}?)第[一二三四五六七八九十百〇\d]{1,5}届((?:[\p{Han}]{0,8})?人民代表大会(?:常务委员会)?)`)
	publisher = regexp.MustCompile(`发文机关(?:为|：)([^。；）\n]{2,60}?)(?:，|。|；|\n|$|）)`)
	meeting   = regexp.MustCompile(`^(?:审判委员会|第[一二三四五六七八九十百〇\d]{1,5}届检察委员会|检察委员会|第[一二三四五六七八九十百〇\d]{1,5}次(?:[\p{Han}]{0,3}会议))`)
	madeBy    = regexp.MustCompile(`由([\p{Han}、]{2,40}?)(?:制定|发布|印发|制定发布|联合印发|联合发布)`)
)

// readIssuer finds who issued the document: its title, the order, the page, the signature, who adopted it, its number.
func (r *reading) readIssuer(h head, sig signature, signed bool, adopted string, v validity) {
	t := r.text
	var best part
	consider := func(bodies []string, from, to int, sure float64, why string) {
		if best.found() || len(bodies) == 0 {
			return
		}
		best = part{strings.Join(bodies, "、"), from, to, sure, why}
	}
	title := squeeze(h.title.value)
	if at := issueOrg.FindStringIndex(title); at != nil {
		consider(issuers(title[:at[0]]), h.title.from, h.title.to, 0.97, "标题以发文机关开头")
		if before, _, ok := strings.Cut(h.title.value, title[at[0]:at[1]]); ok {
			consider(unknown(before), h.title.from, h.title.to, 0.85, "标题开头像是发文机关")
		}
	}
	if h.order {
		consider(numberIssuers(h.number.value), h.number.from, h.number.to, 0.97, "发布令的机关")
	}
	if p, ok := h.fields["发文机关"]; ok {
		consider(issuers(p.value), p.from, p.to, 0.93, p.why)
	}
	if m := adoptedBy.FindStringSubmatch(adopted); m != nil {
		name := m[1] + m[2]
		if m[1] == "" && !strings.HasPrefix(m[2], "全国") {
			name = ""
		}
		if at := strings.Index(t.s, adopted); name != "" && at >= 0 {
			consider([]string{name}, at, at+len(adopted), 0.95, "题注中通过本文件的机关")
		}
	}
	if body := leading(strings.TrimPrefix(adopted, "由")); body != "" && meeting.MatchString(strings.TrimPrefix(adopted, "由")[len(body):]) {
		if at := strings.Index(t.s, adopted); at >= 0 {
			consider([]string{body}, at, at+len(adopted), 0.93, "题注中通过本文件的机关")
		}
	}
	consider(unknown(strings.ReplaceAll(v.publisher, "\n", "、")), v.published.from, v.published.to, 0.93, "题注中发布本文件的机关")
	if signed && !sig.person {
		consider(sig.bodies, sig.from, sig.to, 0.95, "落款")
	}
	if h.number.found() {
		consider(numberIssuers(h.number.value), h.number.from, h.number.to, 0.88, "文号")
	}
	if h.title.found() {
		top := runes(t.s[h.end:], 400)
		if m := publisher.FindStringSubmatchIndex(top); m != nil {
			consider(issuers(top[m[2]:m[3]]), h.end+m[0], h.end+m[1], 0.85, "文中写明的发文机关")
		}
		if m := madeBy.FindStringSubmatchIndex(top); m != nil && strings.Contains(top[:m[0]], "《"+title+"》") {
			consider(issuers(top[m[2]:m[3]]), h.end+m[0], h.end+m[1], 0.85, "文中写明的制定机关")
		}
	}
	r.take("issuer", best, &r.Document.Issuer)
	if signed && len(sig.bodies) > 0 && best.found() {
		if other := strings.Join(sig.bodies, "、"); !sameBodies(other, best.value) && !strings.Contains(best.value, other) {
			e := &r.Document.Evidence[len(r.Document.Evidence)-1]
			e.Sure = min(e.Sure, 0.7)
			r.Warnings = append(r.Warnings, "发文机关有两种说法：“"+best.value+"”和落款“"+other+"”，采用前者，请核对。")
		}
	}
}

// sameBodies reports whether two lists name the same bodies: 税务总局 is 国家税务总局.
func sameBodies(a, b string) bool {
	norm := func(s string) []string {
		names := strings.Split(strings.ReplaceAll(s, "国家税务总局", "税务总局"), "、")
		slices.Sort(names)
		return names
	}
	return slices.Equal(norm(a), norm(b))
}

func (r *reading) readRegion(h head) {
	d := &r.Document
	code, why := region(d.Issuer, d.DocumentNumber)
	if code == "" {
		return
	}
	d.Region = code
	for _, e := range d.Evidence {
		if e.Field == "issuer" || e.Field == "document_number" && d.Issuer == "" {
			e.Field, e.Reason, e.Sure = "region", why, min(e.Sure, 0.93)
			d.Evidence = append(d.Evidence, e)
			return
		}
	}
	r.note("region", h.number)
}
