package policy

import (
	"regexp"
	"strings"

	"yueyue/internal/knowledge"
)

var (
	basis     = regexp.MustCompile(`(?:根据|依据|依照|综合|结合|参照)[^《》，。]{0,60}《`)
	announces = regexp.MustCompile(`(?:现|特)(?:就|将|对|作|予以|制定)|(?:公告|通知|批复|解释|规定|决定|通告|答复|函复|意见)如下|整理|口径|解释|按规定`)
	asked     = regexp.MustCompile(`答记者问|记者(?:的)?(?:提问|采访)|回答了?记者`)
	newly     = regexp.MustCompile(`(?:近日|日前|最近|近期|今天|今日)[^。]{0,120}(?:印发|发布|出台|公布|制定|转发)`)
	short     = regexp.MustCompile(`^(?:（|[^（）《》]{0,4}（)[^（）]{0,40}(?:以下|下称|简称)[^（）]{0,6}《([^《》]{1,16})》）`)
	explained = regexp.MustCompile(`(?:解读|政策解读|问答|答记者问|释义|即问即答|解答)$`)
	question  = regexp.MustCompile(`^(?:[一二三四五六七八九十1-9]+[、.])?(?:请问|问：)?《([^《》]{2,10})》[^。？]{0,30}？`)
	endOfList = regexp.MustCompile(`现就|现将|现对|制定本|编制本|，为|，现|公告如下|通知如下|如下|，居民|，由`)
)

// readInterprets finds what the document carries out or explains, by its own words.
func (r *relations) readInterprets(t *text, h head, main int, normative bool) {
	ownTitle := knowledge.TitleKey(h.title.value)
	title := squeeze(h.title.value)
	if r.readExplanation(t, h, title) {
		return
	}
	take := func(a, b int, sure float64, why string) {
		if r.spent > mostLinks {
			return
		}
		for _, n := range titles(t, a, b) {
			if n.unnameable() || ownTitle != "" && knowledge.TitleKey(n.title) == ownTitle {
				continue
			}
			if m := short.FindStringSubmatch(t.s[n.from:]); m != nil && n.from > a {
				continue
			}
			if n.defined(t) {
				continue
			}
			r.add(knowledge.Link{Kind: knowledge.Interprets, Title: n.title, DocumentNumber: n.number}, part{from: a, to: b, sure: sure, why: why})
		}
	}
	words := headerEnd(t, h)
	// 根据《…》，制定本办法: wherever it stands.
	for _, word := range []string{"制定本", "编制本", "制订本", "修订本", "起草本"} {
		t.each(word, len(t.s), func(at int) bool {
			a, _ := t.sentence(at)
			if at > words {
				a = max(a, words) // the history is no basis
			}
			if k := strings.LastIndex(t.s[a:at], "第一条"); k > 0 {
				a += k
			}
			if !own.MatchString(runes(t.s[at:], 8)) || t.quoted(at) {
				return true
			}
			if from := basisAt(t.s[a:at]); from >= 0 {
				take(a+from, at, 0.95, "制定依据")
			}
			return true
		})
	}
	// 根据《…》，现就…公告如下: only where the words begin.
	for _, at := range openingSentences(t, h, main) {
		a, b := at[0], at[1]
		sentence := t.s[a:b]
		from := basisAt(sentence)
		// A guide that begins with its basis need not say what for.
		if from < 0 || !announces.MatchString(sentence[from:]) && (normative || from > 0 || !h.title.found()) {
			continue
		}
		end := len(sentence)
		if cut := endOfList.FindStringIndex(outsideMask(sentence[from:])); cut != nil {
			end = from + cut[0]
		}
		take(a+from, a+end, 0.85, "行文依据")
	}
}

// defined reports whether a name is only the short form that the text itself has defined: 《条例》.
func (n named) defined(t *text) bool {
	return n.number == "" && len([]rune(n.title)) <= 6 && strings.Contains(t.s[:n.to], "简称《"+squeeze(n.title)+"》")
}

// basisAt is where the list of bases of a sentence begins; -1: it has none.
func basisAt(sentence string) int {
	at := basis.FindStringIndex(sentence)
	if at == nil {
		return -1
	}
	return at[0]
}

// outsideMask blanks what stands in 《》 and （） with signs of the same length, so that words in titles are not found.
func outsideMask(s string) string {
	out := []byte(s)
	depth := 0
	for i, r := range s {
		size := len(string(r))
		if r == '》' || r == '）' {
			depth--
		}
		if depth > 0 {
			for k := range size {
				out[i+k] = '.'
			}
		}
		if r == '《' || r == '（' {
			depth++
		}
	}
	return string(out)
}

// openingSentences are the first sentences of the words, up to the first numbered part.
func openingSentences(t *text, h head, main int) [][2]int {
	var found [][2]int
	at := h.end
	for len(found) < 12 && at < min(main, h.end+2400) && at < len(t.s) {
		a, b := t.sentence(at)
		a = max(a, at)
		if b > a {
			if opening.MatchString(t.s[a:]) && !strings.HasPrefix(t.s[a:], "第一条") {
				break
			}
			found = append(found, [2]int{a, b})
		}
		at = b + 1
		for at < len(t.s) && t.s[at]&0xc0 == 0x80 {
			at++
		}
	}
	return found
}

// readExplanation recognises a text that explains a document: by its title, by questions and answers, or by telling that it has just
// been issued and defining a short name for it.
func (r *relations) readExplanation(t *text, h head, title string) bool {
	add := func(n named, sure float64, why string) bool {
		if n.unnameable() {
			return false
		}
		r.add(knowledge.Link{Kind: knowledge.Interprets, Title: n.title, DocumentNumber: n.number}, part{from: n.from, to: n.to, sure: sure, why: why})
		return true
	}
	if explained.MatchString(title) || strings.Contains(title, "的解读") {
		for _, n := range titles(t, h.title.from, h.title.to) {
			return add(n, 0.95, "标题指明所解读的文件")
		}
		if i := strings.Index(title, "关于"); i >= 0 && strings.HasSuffix(title, "的解读") {
			whole := strings.TrimSuffix(title[i:], "的解读")
			if nounEnd.FindString(whole[max(0, len(whole)-12):]) != "" {
				return add(named{title: whole, from: h.title.from, to: h.title.to}, 0.85, "标题指明所解读的文件")
			}
		}
	}
	if h.number.found() || h.order {
		return false
	}
	top := runes(t.s, 1200)
	isAsked := asked.MatchString(runes(top, 500)) || strings.Count(t.s, "问：") >= 2 && strings.Count(t.s, "答：") >= 2
	all := titles(t, 0, len(top))
	for _, n := range all {
		m := short.FindStringSubmatchIndex(t.s[n.to:])
		if m == nil {
			if m = defines.FindStringSubmatchIndex(t.s[n.from:min(len(t.s), n.to+120)]); m == nil {
				continue
			}
		}
		a, _ := t.sentence(n.from)
		if isAsked || newly.MatchString(t.s[a:n.to]) || newly.MatchString(t.s[a:n.from]) {
			return add(n, 0.85, "介绍该文件的解读或答问")
		}
	}
	if isAsked {
		for _, n := range all {
			if !n.defined(t) && nounEnd.MatchString(n.title) && len([]rune(n.title)) > 6 {
				return add(n, 0.75, "答问所涉的文件")
			}
		}
	}
	// Questions about 《通知》 whose full name comes later.
	if m := question.FindStringSubmatch(t.s[min(len(t.s), h.end):]); m != nil {
		var match []named
		for _, n := range titles(t, 0, len(t.s)) {
			if s := squeeze(n.title); s != m[1] && strings.HasSuffix(s, m[1]) {
				match = append(match, n)
			}
		}
		if len(match) == 1 {
			return add(match[0], 0.75, "问题所指的文件，全称只出现一次")
		}
	}
	return false
}

var defines = regexp.MustCompile(`^《[^》]*》(?:（[^（）]*(?:〔[^〕]*〕)?[^（）]*，)?[^（）]{0,6}(?:以下)?简称《`)
