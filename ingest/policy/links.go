package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/reader"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

var (
	repealing = []string{"同时废止", "予以废止", "即行废止", "相应废止", "同时失效", "停止执行", "一并废止", "全文废止", "全文失效", "条款废止", "起废止", "宣布失效", "废止。", "废止；", "废止：", "废止\n"}
	clauses   = regexp.MustCompile(`第[一二三四五六七八九十百〇\d]{1,6}条(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（]?[一二三四五六七八九十\d]{1,3}[）]?项)?`)
	clauseRun = regexp.MustCompile(`^(?:第[一二三四五六七八九十百〇\d]{1,6}条(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（]?[一二三四五六七八九十\d]{1,3}[）]?项)?(?:中[^，。；、]{0,40})?(?:规定)?)(?:[、和及与至到]|以及|$)?`)
	deleted   = regexp.MustCompile(`^删去((?:第[一二三四五六七八九十百〇\d]{1,6}条(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第[（]?[一二三四五六七八九十\d]{1,3}[）]?项)?[、和]?)+)`)
	amending  = regexp.MustCompile(`决定对《((?:[^《》]|《[^《》]*》)+)》(?:作|做|进行)(?:如下|出如下|以下)?修改`)
	reworded  = regexp.MustCompile(`(?:将|对)(第[一二三四五六七八九十百〇\d]{1,6}条(?:第[一二三四五六七八九十\d]{1,3}款)?)[^“。]{0,40}?修改为`)
	placehold = regexp.MustCompile(`[第〕]?[XxＸ×]{1,3}号`)
	numberIn  = regexp.MustCompile(`^[（〔](` + numberForm + `)`)
	otherLaw  = regexp.MustCompile(`(?:法|条例|办法|规定)》?(?:施行|实施|公布)(?:后|以来|之后)`)
)

// named is a document where a text names it.
type named struct {
	title, number string
	from, to      int
}

// titles finds the documents that a part of the text names in 《》, the outermost ones, each with the number behind it.
func titles(t *text, from, to int) []named {
	var found []named
	depth, start := 0, 0
	for i, r := range t.s[from:to] {
		switch r {
		case '《':
			if depth++; depth == 1 {
				start = from + i
			}
		case '》':
			if depth--; depth < 0 {
				depth = 0
			} else if depth == 0 {
				end := from + i + len("》")
				n := named{title: t.original(start+len("《"), end-len("》")), from: start, to: end}
				if m := numberIn.FindStringSubmatchIndex(runes(t.s[end:to], 60)); m != nil {
					n.number = numberOf(t.s[end+m[2] : end+m[3]])
					n.to = end + m[1]
					if after := strings.IndexAny(t.s[n.to:to], "）〕"); after >= 0 && after < 200 {
						_, size := utf8.DecodeRuneInString(t.s[n.to+after:])
						n.to += after + size
					}
				}
				found = append(found, n.asNumber())
			}
		case '\n':
			depth = 0
		}
	}
	return found
}

// asNumber moves a number that is written in place of a title.
func (n named) asNumber() named {
	s := squeeze(n.title)
	if m := numberAlone.FindStringSubmatch(s); m != nil && knowledge.NumberKey(s) != "" && !strings.Contains(s, "关于") {
		n.title, n.number = "", numberOf(s)
	}
	return n
}

// relations are the links of a document, each with its evidence.
type relations struct {
	links []knowledge.Link
	parts []part
	spent int              // links looked at
	index map[string][]int // links by what they do to which title
}

// mostLinks is how many links are looked at in one document; no catalogue is longer.
const mostLinks = 20_000

// add adds a link that is not there yet. One that the text names twice, with its number and without, is one.
func (r *relations) add(l knowledge.Link, p part) {
	if r.spent++; r.spent > mostLinks {
		return
	}
	key := string(l.Kind) + " " + l.Clause + " " + knowledge.TitleKey(l.Title)
	if l.Title == "" {
		key += l.DocumentNumber
	}
	for _, i := range r.index[key] {
		if known := r.links[i].DocumentNumber; known == "" || l.DocumentNumber == "" || known == l.DocumentNumber {
			if known == "" {
				r.links[i].DocumentNumber = l.DocumentNumber
			}
			return
		}
	}
	if r.index == nil {
		r.index = map[string][]int{}
	}
	r.index[key] = append(r.index[key], len(r.links))
	r.links = append(r.links, l)
	r.parts = append(r.parts, p)
}

// readRepeals finds what the document repeals. normative: it makes rules; a text that only tells of them repeals nothing unless it
// says so of itself.
func (r *relations) readRepeals(t *text, from civil.Date, normative bool) {
	seen := map[int]bool{}
	for _, word := range repealing {
		each(t.s, word, func(at int) bool {
			if r.spent > mostLinks {
				return false
			}
			a, b := t.sentence(at)
			if !strings.ContainsAny(t.s[a:at], "《〔") && !strings.HasPrefix(t.s[at+len(strings.TrimRight(word, stops+"：")):], "：") && !strings.HasSuffix(t.s[:a], "；") {
				return true
			}
			// The words before the verb; a list may run over ；.
			for a > 0 && t.s[a-1] != '\n' && strings.HasSuffix(t.s[:a], "；") && !strings.Contains(t.s[a:at], "《") {
				a, _ = t.sentence(a - len("；"))
			}
			if seen[a] || t.quoted(at) {
				return true
			}
			seen[a] = true
			sentence := t.s[a:b]
			if !normative && !own.MatchString(sentence) || otherLaw.MatchString(t.s[a:at]) && !own.MatchString(sentence) {
				return true
			}
			on := from
			for _, d := range days(t.s[a:at]) {
				if strings.HasSuffix(t.s[a:a+d.from], "自") && strings.HasPrefix(t.s[a+d.to:], "起") {
					on = d.date
				}
			}
			p := part{from: a, to: b, sure: 0.93, why: "“" + strings.Trim(word, stops) + "”"}
			all := titles(t, a, at)
			end := at
			if list := strings.HasPrefix(t.s[at+len(strings.TrimRight(word, stops+"：")):], "：") || strings.HasSuffix(word, "："); list && len(all) == 0 {
				all, end = titlesBelow(t, at), len(t.s)
			}
			if len(all) == 0 {
				all = numbered(t, a, at)
			}
			for i, n := range all {
				stop := end
				if i+1 < len(all) {
					stop = all[i+1].from
				}
				if n.unnameable() || knowledge.TitleKey(n.title) != "" && strings.HasPrefix(t.s[max(a, n.from-len("根据")):], "根据") || basisWord.MatchString(t.s[max(a, n.from-9):n.from]) {
					continue
				}
				r.repeal(n, t.s[n.to:max(n.to, stop)], on, p)
			}
			return true
		})
	}
}

var basisWord = regexp.MustCompile(`(?:根据|依据|依照|按照|贯彻|落实|执行)$`)

// numbered finds the documents that a part of the text names by number alone: 财税〔2017〕77号.
func numbered(t *text, from, to int) []named {
	var found []named
	for _, m := range bareRef.FindAllStringSubmatchIndex(t.s[from:to], -1) {
		found = append(found, named{number: t.s[from+m[2] : from+m[3]], from: from + m[2], to: from + m[3]})
	}
	return found
}

// bareRef is a number inside a sentence, with a head that numbers have.
var bareRef = regexp.MustCompile(`(?:^|[、，。：和及]|原|及其)(?:原)?([\p{Han}]{2,8}〔(?:19|20)\d\d〕\d{1,5}号)(?:文件|文)?`)

// titlesBelow are the documents of a list that follows a colon, one or more to a line.
func titlesBelow(t *text, at int) []named {
	var found []named
	for i := t.block(at); i < len(t.blocks); i++ {
		from, to := t.starts[i], len(t.s)
		if i+1 < len(t.starts) {
			to = t.starts[i+1]
		}
		if from < at {
			from = at
		}
		if !t.spend(to - from) {
			break
		}
		all := titles(t, from, to)
		if len(all) == 0 && i > t.block(at) {
			break
		}
		found = append(found, all...)
	}
	return found
}

func (n named) unnameable() bool {
	return n.title == "" && n.number == "" || placehold.MatchString(squeeze(n.title))
}

// repeal adds what is repealed of a document: the clauses that the words behind its name list, else all of it.
func (r *relations) repeal(n named, behind string, on civil.Date, p part) {
	link := knowledge.Link{Kind: knowledge.Repeals, Title: n.title, DocumentNumber: n.number, On: on}
	behind = strings.TrimPrefix(strings.TrimPrefix(strings.TrimLeft(behind, "的中，"), "文件"), "文")
	list := clauseList(behind)
	if len(list) == 0 {
		r.add(link, p)
		return
	}
	for _, clause := range list {
		link.Kind, link.Clause = knowledge.RepealsClause, clause
		r.add(link, p)
	}
}

// mostClauses is how many clauses of one document are looked at; no statute has more.
const mostClauses = 2000

// clauseList reads the clauses at the beginning of a text: 第五条、第六条第二款, 第八条至第十条.
func clauseList(s string) []string {
	var list []string
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
		if n, ok := Numeral(s); ok && n > 0 && n < 1000 {
			return Chinese(n)
		}
		return s
	})
}

var numeralIn = regexp.MustCompile(`[一二三四五六七八九十百〇\d]+`)

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

// readCatalogue reads the rows of tables that list what is repealed.
func (r *relations) readCatalogue(t *text, from civil.Date) {
	heading := ""
	inList, listed := false, 0
	for i, b := range t.blocks {
		if b.Kind != reader.Row {
			if s := squeeze(runes(b.Text, 80)); len(s) < 200 {
				heading = s
			}
			inList = false
			continue
		}
		if !inList {
			inList = strings.Contains(heading, "废止") || strings.Contains(heading, "失效")
			if !inList {
				continue
			}
		}
		var n named
		var list []string
		for k, cell := range b.Cells {
			if k >= len(b.Header) || cell == "" {
				continue
			}
			cell, name := reader.OneLine(cell), squeeze(b.Header[k])
			switch {
			case strings.Contains(name, "文号") || strings.Contains(name, "字号"):
				n.number = numberOf(cell)
			case strings.Contains(name, "条款") || strings.Contains(name, "废止内容") || strings.Contains(name, "失效内容"):
				list = clauseList(squeeze(cell))
			case strings.Contains(name, "名称") || strings.Contains(name, "标题") || strings.Contains(name, "文件"):
				n.title = strings.Trim(strings.TrimSpace(cell), "《》")
			}
		}
		if n.unnameable() {
			continue
		}
		p := part{from: t.starts[i], to: t.starts[i] + len(squeeze(b.Text)), sure: 0.9, why: "“" + heading + "”表中所列"}
		link := knowledge.Link{Kind: knowledge.Repeals, Title: n.title, DocumentNumber: n.number, On: from}
		if len(list) == 0 {
			if strings.Contains(heading, "条款") {
				continue // which clauses, the row does not say
			}
			r.add(link, p)
		}
		for _, clause := range list {
			link.Kind, link.Clause = knowledge.RepealsClause, clause
			r.add(link, p)
		}
		listed++
	}
}

// readAmendments reads a decision that changes another document.
func (r *relations) readAmendments(t *text, from civil.Date, main int) {
	m := amending.FindStringSubmatchIndex(runes(t.s, 3000))
	if m == nil {
		return
	}
	target := t.original(m[2], m[3])
	each(t.s[:main], "删去第", func(at int) bool {
		if t.quoted(at) && t.open(at) > 8 || at < m[0] {
			return true
		}
		run := deleted.FindStringSubmatch(t.s[at:])
		if run == nil || strings.HasPrefix(t.s[at+len(run[0]):], "中") {
			return true
		}
		_, to := t.sentence(at)
		for _, clause := range clauseList(run[1]) {
			r.add(knowledge.Link{Kind: knowledge.RepealsClause, Title: target, Clause: clause, On: from}, part{from: at, to: to, sure: 0.93, why: "“删去”"})
		}
		return true
	})
	each(t.s[:main], "修改为", func(at int) bool {
		a, _ := t.sentence(at)
		if w := reworded.FindStringSubmatch(t.s[a : at+len("修改为")]); w != nil {
			r.add(knowledge.Link{Kind: knowledge.Amends, Title: target, Clause: written(w[1]), On: from}, part{from: a, to: at + len("修改为"), sure: 0.85, why: "“修改为”"})
		}
		return true
	})
}
