package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/reader"
)

var (
	annexMark  = regexp.MustCompile(`^附(?:件|表|录|则表)([一二三四五六七八九十\d]{0,3})[:：]?$`)
	annexHere  = regexp.MustCompile(`^附(?:件|表)?[一二三四五六七八九十\d]{0,3}：`)
	annexItem  = regexp.MustCompile(`(\d{1,2})[.．、]`)
	attached   = regexp.MustCompile(`本(?:` + kinds + `)(?:所附(?:的)?|附件?为|附：)((?:《[^《》]+》[、和及]?)+)`)
	circulates = regexp.MustCompile(`现(?:将|批转|转发|予)[^。]{0,80}?(?:印发|转发|批转|发给|下发)|(?:现|予以)(?:印发|转发|批转|下发)(?:给)?(?:你|各|，)`)
	inTitle    = regexp.MustCompile(`(?:印发|转发|批转)(.+?)的(?:通知|函|意见)$|(?:发布|公布|印发)(《.+》)的(?:公告|通告|通知)$`)
	announced  = regexp.MustCompile(`《((?:[^《》]|《[^《》]*》)+)》[^《》。]{0,60}?现(?:予以?)?(?:公布|发布|印发)|现将《((?:[^《》]|《[^《》]*》)+)》(?:予以)?(?:公布|发布|印发)`)
	republish  = regexp.MustCompile(`《([^《》]+)》根据本决定作?(?:了)?相应(?:的)?(?:修改|修正|修订)[^。]*重新公布`)
	tableTitle = regexp.MustCompile(`^[^。；，：！？]{3,40}(?:表|表[一二三四五六七八九十]|清单|名单|目录|样式|一览)(?:（[^（）]{1,20}）)?$`)
)

// readAnnexes finds what is attached: what the document circulates, the list behind 附件：, tables it says are attached, and tables
// behind its last article.
func readAnnexes(t *text, h head, main int) annexList {
	var l annexList
	l.readCirculated(t, h, main)
	t.each("附", len(t.s), func(at int) bool {
		before, _ := utf8.DecodeLastRuneInString(t.s[:at])
		if m := annexHere.FindString(runes(t.s[at:], 8)); m != "" && (at == 0 || strings.ContainsRune(stops, before)) && !t.quoted(at) {
			// 附件： alone above an annex that the list has named begins it.
			if i := t.block(at); at < main || l.listed == 0 || t.of(i) != m {
				l.readList(t, at+len(m))
			}
		}
		// 本法所附《…》
		from := max(0, at-30)
		for from > 0 && !utf8.RuneStart(t.s[from]) {
			from--
		}
		if m := attached.FindStringSubmatchIndex(t.s[from:min(len(t.s), at+400)]); m != nil && from+m[1] > at {
			for _, n := range titles(t, from+m[2], from+m[3]) {
				l.add(n.title, part{from: from + m[0], to: from + m[1], sure: 0.93, why: "正文称“所附”"})
			}
		}
		return true
	})
	t.each("重新公布", len(t.s), func(at int) bool {
		a, b := t.sentence(at)
		if m := republish.FindStringSubmatchIndex(t.s[a:b]); m != nil {
			l.add(t.original(a+m[2], a+m[3]), part{from: a + m[0], to: a + m[1], sure: 0.9, why: "随决定重新公布"})
		}
		return true
	})
	l.readTrailing(t, main)
	return l
}

// readCirculated takes the document that a notice passes on.
func (l *annexList) readCirculated(t *text, h head, main int) {
	m := inTitle.FindStringSubmatch(squeeze(h.title.value))
	if m == nil {
		l.readAnnounced(t, h, main)
		return
	}
	m[1] += m[2]
	for _, at := range openingSentences(t, h, main) {
		sentence := t.s[at[0]:at[1]]
		if !circulates.MatchString(sentence) && !strings.Contains(sentence, "印发给你们") && !strings.Contains(sentence, "转发给你们") {
			continue
		}
		passed := false
		for _, n := range titles(t, at[0], at[1]) {
			s := squeeze(n.title)
			several := kindsOf.MatchString(m[1]) && strings.Contains(m[1], kindEnd.ReplaceAllString(s, ""))
			// The title of the notice says the name of the document, often without brackets and 关于.
			if !several && !strings.Contains(m[1], strings.TrimPrefix(s, "关于")) && !strings.Contains(s, strings.Trim(m[1], "《》")) && !shares(m[1], s) {
				continue
			}
			l.add(n.title, part{from: at[0], to: at[1], sure: 0.93, why: "通知印发或转发的文件"})
			if passed = true; !several {
				break
			}
		}
		if passed {
			return
		}
	}
	if strings.Contains(t.s[:main], "印发给你们") || strings.Contains(t.s[:main], "转发给你们") || circulates.MatchString(t.s[:main]) {
		if name := strings.Trim(m[1], "《》"); !strings.Contains(name, "等") {
			l.add(name, part{from: h.title.from, to: h.title.to, sure: 0.8, why: "标题指明印发的文件"})
		}
	}
}

var (
	// kindsOf ends what a notice says of several documents of one kind: …和…两个规定.
	kindsOf = regexp.MustCompile(`[两三四五六七八九]个[\p{Han}]{2,6}$`)
	kindEnd = regexp.MustCompile(`的?(?:规定|办法|方案|意见|细则|规则|制度)(?:（[^（）]{2,8}）)?$`)
)

// readAnnounced takes the document that an announcement without a title of its own publishes: 制定了《…》，现予公布.
func (l *annexList) readAnnounced(t *text, h head, main int) {
	if h.title.found() {
		return
	}
	for _, at := range openingSentences(t, h, main) {
		if m := announced.FindStringSubmatchIndex(t.s[at[0]:at[1]]); m != nil {
			from, to := max(m[2], m[4]), max(m[3], m[5])
			l.add(t.original(at[0]+from, at[0]+to), part{from: at[0], to: at[1], sure: 0.9, why: "公告公布的文件"})
			return
		}
	}
}

// shares reports whether the end of a title is the end of what a notice says it passes on: …意见.
func shares(notice, title string) bool {
	tail := []rune(strings.ReplaceAll(title, "的", ""))
	return len(tail) >= 8 && strings.HasSuffix(strings.ReplaceAll(notice, "的", ""), string(tail[len(tail)-8:]))
}

// readList reads the names behind 附件：, one or numbered from 1, on the same line or the next ones.
func (l *annexList) readList(t *text, at int) {
	block := t.block(at)
	for next, i := 1, block; i < len(t.blocks) && i < block+60; i++ {
		from, to := max(at, t.starts[i]), len(t.s)
		if i+1 < len(t.starts) {
			to = t.starts[i+1]
		}
		line := t.s[from : from+len(listEnd(t.s[from:to]))]
		items := annexItem.FindAllStringSubmatchIndex(line, -1)
		first := true
		for k, it := range items {
			if n, _ := Numeral(line[it[2]:it[3]]); n != next || first && it[0] > 0 {
				continue
			}
			stop := len(line)
			for _, later := range items[k+1:] {
				if n, _ := Numeral(line[later[2]:later[3]]); n == next+1 {
					stop = later[0]
					break
				}
			}
			l.addListed(t, from+it[1], from+stop)
			next++
			first = false
		}
		switch {
		case next > 1 && first, next == 1 && line != "":
			if next == 1 {
				l.addListed(t, from, from+len(line))
			}
			return
		case len(line) < len(strings.TrimSuffix(t.s[from:to], "\n")):
			return
		}
	}
}

func (l *annexList) addListed(t *text, from, to int) {
	l.listed++
	l.add(t.original(from, to), part{from: from, to: to, sure: 0.95, why: "附件清单"})
}

// listEnd is the part of a line that belongs to a list of annexes: a running text has lost the breaks before who signs and before
// the annex itself.
func listEnd(line string) string {
	line = strings.TrimSuffix(line, "\n")
	line = runes(line, 400)
	for _, mark := range []string{"附件", "。", "（此件"} {
		if i := strings.Index(line, mark); i > 0 {
			line = line[:i]
		}
	}
	for i := range line {
		if i > 0 && issuers(trimDay(line[i:])) != nil {
			return line[:i]
		}
	}
	return line
}

func trimDay(s string) string {
	if all := days(s); len(all) > 0 {
		return s[:all[0].from]
	}
	return s
}

// readTrailing takes the titles of tables and the lines behind 附表一 that follow the last article.
func (l *annexList) readTrailing(t *text, main int) {
	lastArticle := -1
	for i, b := range t.blocks {
		if s := t.of(i); b.Kind != reader.Row && strings.HasPrefix(s, "第") && articleMark.MatchString(s) {
			lastArticle = i
		}
	}
	for i := 0; i < len(t.blocks); i++ {
		b := t.blocks[i]
		if b.Kind == reader.Row || len(b.Text) > 200 {
			continue
		}
		s := t.of(i)
		p := part{from: t.starts[i], to: t.starts[i] + len(s), sure: 0.85}
		if m := annexMark.FindStringSubmatch(s); m != nil && l.lists(m[1]) {
			continue
		}
		if annexMark.MatchString(s) && i+1 < len(t.blocks) && i > 0 && t.blocks[i+1].Kind != reader.Row {
			next := t.of(i + 1)
			if len(next) < 180 && !strings.ContainsAny(next, "。：") && !annexMark.MatchString(next) && !notTitle.MatchString(next) {
				if at := strings.Index(next, "（共计"); at > 0 {
					next = next[:at]
				}
				p.why = "“" + s + "”下的标题"
				to := t.starts[i+1] + len(next)
				l.add(t.original(t.starts[i+1], to), part{from: t.starts[i+1], to: to, sure: 0.9, why: p.why})
			}
			continue
		}
		if lastArticle >= 0 && i > lastArticle && tableTitle.MatchString(s) && !notTitle.MatchString(s) && t.starts[i] < main+1 {
			p.why = "最后一条之后的表名"
			l.add(b.Text, p)
		}
	}
}

var articleMark = regexp.MustCompile(`^第[一二三四五六七八九十百千〇\d]{1,9}条`)
