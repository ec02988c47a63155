package policy

import (
	"regexp"
	"strings"

	"yueyue/ingest/reader"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

var (
	repealing = []string{"同时废止", "予以废止", "即行废止", "相应废止", "同时失效", "停止执行", "一并废止", "全文废止", "全文失效", "条款废止", "起废止", "宣布失效", "废止。", "废止；", "废止：", "废止\n"}
	otherLaw  = regexp.MustCompile(`(?:法|条例|办法|规定)》?(?:施行|实施|公布)(?:后|以来|之后)`)
)

// readRepeals finds what the document repeals. normative: it makes rules; a text that only tells of them repeals nothing unless it
// says so of itself.
func (r *relations) readRepeals(t *text, from civil.Date, normative bool) {
	seen := map[int]bool{}
	for _, word := range repealing {
		t.each(word, len(t.s), func(at int) bool {
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
				if n.unnameable() || knowledge.TitleKey(n.title) != "" && strings.HasPrefix(t.s[max(a, n.from-len("根据")):], "根据") || basisWord.MatchString(t.s[max(a, n.from-9):n.from]) || amendedBy.MatchString(runes(t.s[n.to:], 12)) {
					continue
				}
				r.repeal(n, t.s[n.to:max(n.to, stop)], on, p)
			}
			return true
		})
	}
}

// amendedBy follows the decision by which what is repealed had been amended: 根据《…决定》修正的《…》同时废止.
var amendedBy = regexp.MustCompile(`^(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)的?(?:、|，|和|《|并)`)

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

// readCatalogue reads the rows of tables that list what is repealed.
func (r *relations) readCatalogue(t *text, from civil.Date) {
	heading := ""
	inList := false
	for i, b := range t.blocks {
		if b.Kind != reader.Row {
			if s := t.of(i); len(s) < 200 {
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
		p := part{from: t.starts[i], to: t.starts[i] + len(t.of(i)), sure: 0.9, why: "“" + heading + "”表中所列"}
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
	}
}
