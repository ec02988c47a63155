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
// says so of itself. issued: the day from which 自本公告发布之日起 counts.
func (r *relations) readRepeals(t *text, from, issued civil.Date, normative bool) {
	seen := map[int]bool{}
	for _, word := range repealing {
		t.each(word, len(t.s), func(at int) bool {
			if r.spent > mostLinks {
				return false
			}
			a, b := t.sentence(at)
			if !strings.ContainsAny(t.s[a:at], "《〔") && !strings.Contains(t.s[a:at], "号") && !strings.HasPrefix(t.s[at+len(strings.TrimRight(word, stops+"：")):], "：") && !strings.HasSuffix(t.s[:a], "；") {
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
			if sinceIssue.MatchString(sentence) {
				on = issued
			}
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
				all = r.numbered(t, a, at)
			}
			within := someParts(t, all, end)
			for i, n := range all {
				stop := end
				if i+1 < len(all) {
					stop = all[i+1].from
				}
				if within[i] {
					continue // which part of it, the words do not say by a number
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

// someParts reports of which documents only some part is repealed that has no number: 《…》、《…》中关于…的规定同时废止.
func someParts(t *text, all []named, end int) []bool {
	some := make([]bool, len(all))
	for i := len(all) - 1; i >= 0; i-- {
		behind := ""
		if i+1 < len(all) {
			behind = t.s[all[i].to:max(all[i].to, all[i+1].from)]
			some[i] = some[i+1] && (behind == "、" || behind == "和" || behind == "及" || behind == "以及")
		} else if all[i].to < end {
			behind = t.s[all[i].to:end]
		}
		some[i] = some[i] || somePart.MatchString(behind)
	}
	return some
}

var (
	somePart = regexp.MustCompile(`^(?:等[\p{Han}]{0,6})?(?:文件)?(?:中|内|的)?(?:有关|关于|相关|涉及|所附|与本[\p{Han}]{2,6}不一致|对[\p{Han}]{2,20}的规定)`)
	// sinceIssue is the day of issue of the document itself as the day of a repeal.
	sinceIssue = regexp.MustCompile(`自(?:本[\p{Han}]{2,4})?(?:发布|公布|印发)之日起(?:同时|一并)?(?:废止|停止执行|失效)|(?:^|[、）.．])自本[\p{Han}]{2,4}(?:发布|公布|印发)之日起，`)
	decided    = regexp.MustCompile(`(?:决定|现|现决定|经研究决定)(?:同时)?(?:予以)?$`)
)

// readDecided finds what the document decides to repeal where the verb stands first: 决定废止《…》.
func (r *relations) readDecided(t *text, from civil.Date, normative bool) {
	if !normative {
		return
	}
	t.each("废止", len(t.s), func(at int) bool {
		behind := t.s[at+len("废止"):]
		if !strings.HasPrefix(behind, "《") && !strings.HasPrefix(behind, "下列") && !strings.HasPrefix(behind, "以下") || !decided.MatchString(tail(t.s[:at], 36)) || t.quoted(at) {
			return true
		}
		_, b := t.sentence(at)
		p := part{from: at, to: b, sure: 0.93, why: "“决定废止”"}
		all := titles(t, at, b)
		if i := strings.Index(t.s[at:b], "："); i >= 0 {
			all = titlesBelow(t, at+i)
		}
		for _, n := range all {
			if !n.unnameable() {
				r.repeal(n, "", from, p)
			}
		}
		return r.spent <= mostLinks
	})
}

// amendedBy follows the decision by which what is repealed had been amended: 根据《…决定》修正的《…》同时废止.
var amendedBy = regexp.MustCompile(`^(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)的?(?:、|，|和|《|并)`)

var basisWord = regexp.MustCompile(`(?:根据|依据|依照|按照|贯彻|落实|执行)$`)

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
