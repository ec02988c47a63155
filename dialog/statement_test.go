package dialog

import (
	"strings"
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
)

// article is a passage that holds from..to.
func article(id, text string, from, to civil.Date, by *knowledge.Incoming) knowledge.CitedPassage {
	return knowledge.CitedPassage{
		Passage:  knowledge.Passage{ID: knowledge.PassageID(id), Title: "契税法", Number: "主席令第52号", Clause: "第三条", Text: text},
		Of:       knowledge.Document{Title: "契税法", URL: "https://www.gov.cn/1"},
		Validity: knowledge.Validity{From: from, To: to, EndedBy: by},
	}
}

var testPassages = map[knowledge.PassageID]knowledge.CitedPassage{
	"d.a3":  article("d.a3", "契税税率为百分之三至百分之五。\n1. 具体<适用>税率*由省定。", "2021-09-01", "", nil),
	"d.old": article("d.old", "旧规定。", "2010-01-01", "2020-12-31", &knowledge.Incoming{FromTitle: "新办法", FromNumber: "财税〔2020〕9号"}),
	"d.new": article("d.new", "将来的规定。", "2030-01-01", "", nil),
}

// testIncoming are the links that lead to documents, by title.
var testIncoming = map[string][]knowledge.Incoming{
	"契税法": {{Link: knowledge.Link{Kind: knowledge.RepealsClause, Clause: "第三条第二款", On: "2025-01-01"}, FromTitle: "丁决定"}},
	"旧办法": {{Link: knowledge.Link{Kind: knowledge.Repeals, On: "2024-01-01"}, FromTitle: "戊公告", FromNumber: "公告2023年第8号"}},
}

// TestBasisThatChanged: an answer says that a document which came later has repealed what it rests on, or a part of the clause.
func TestBasisThatChanged(t *testing.T) { storetest.Each(t, basisThatChanged) }

func basisThatChanged(t *testing.T, db *store.DB) {
	h := newHouse(t, db, still)
	passage := retriever.Candidate{Target: retriever.Target{Kind: retriever.PassageTarget, ID: "d.a3"}, Score: .9}
	for name, c := range map[string]struct {
		found  []retriever.Candidate
		asOf   civil.Date
		says   string
		status knowledge.LegalStatus
	}{
		"a paragraph of the clause": {[]retriever.Candidate{passage}, "", "> 其中第三条第二款已由《丁决定》停止执行（自2025年1月1日起）。", knowledge.StatusPartlyRepealed},
		"before it was":             {[]retriever.Candidate{passage}, "2023-05-01", "", knowledge.StatusInForce},
		"the basis of a pair":       {candidates("based", .9), "2024-06-01", "> 所依据的旧办法已由《戊公告》（公告2023年第8号）废止（自2024年1月1日起），下面的答复可能已经过时", knowledge.StatusRepealed},
		"of a pair, before it was":  {candidates("based", .9), "2023-06-01", "", knowledge.StatusInForce},
		"of a pair, not touched":    {candidates("a", .9), "2026-06-01", "", knowledge.StatusInForce},
	} {
		h.index.found = retriever.Result{Candidates: c.found}
		reply, err := h.Ask(t.Context(), Question{Text: "税率是多少", AsOf: c.asOf})
		check(t, err)
		if reply.Kind != Answer || reply.Citations[0].Status != string(c.status) {
			t.Errorf("%s: %s, %+v", name, reply.Kind, reply.Citations)
		}
		if c.says != "" && !strings.HasPrefix(reply.Text, c.says) || c.says == "" && strings.Contains(reply.Text, "已由") {
			t.Errorf("%s: %s", name, reply.Text)
		}
	}
}

func TestPassages(t *testing.T) { storetest.Each(t, passages) }

// passages: a passage is stated verbatim with its clause and validity, and offered by its heading.
func passages(t *testing.T, db *store.DB) {
	h := newHouse(t, db, still)
	for name, c := range map[string]struct {
		id, asOf string
		kind     Kind
		says     []string
		status   knowledge.LegalStatus
	}{
		"in force":      {"d.a3", "2024-01-01", Answer, []string{"**《契税法》第三条**", "> 契税税率为百分之三至百分之五。\n>\n> 1\\. 具体\\<适用\\>税率\\*由省定。"}, knowledge.StatusInForce},
		"repealed":      {"d.old", "", Answer, []string{"> 旧规定。", "该规定已由《新办法》（财税〔2020〕9号）废止，自2021年1月1日起不再执行。"}, knowledge.StatusRepealed},
		"not yet":       {"d.new", "", Answer, []string{"> 将来的规定。", "自2030年1月1日起施行"}, knowledge.StatusNotYetInForce},
		"as of the day": {"d.old", "2015-06-01", Answer, []string{"> 旧规定。", "废止"}, knowledge.StatusInForce},
		"before it":     {"d.a3", "2001-01-01", Suggest, []string{"我没有收录那个时期的口径"}, ""},
		"withdrawn":     {"d.gone", "", Abstain, nil, ""},
	} {
		target := retriever.Target{Kind: retriever.PassageTarget, ID: c.id}
		h.index.found = retriever.Result{Candidates: append([]retriever.Candidate{{Target: target, Score: .9}}, candidates()...)}
		reply, err := h.Ask(t.Context(), Question{Text: "契税税率是多少", AsOf: civil.Date(c.asOf)})
		check(t, err)
		if reply.Kind != c.kind || reply.PairID != "" {
			t.Errorf("%s: %s from pair %q: %s", name, reply.Kind, reply.PairID, reply.Text)
		}
		for _, part := range c.says {
			if !strings.Contains(reply.Text, part) {
				t.Errorf("%s: %q lacks %q", name, reply.Text, part)
			}
		}
		if c.status == "" {
			continue
		}
		if len(reply.Citations) != 1 {
			t.Fatalf("%s: citations %+v", name, reply.Citations)
		}
		cited := reply.Citations[0]
		if cited.PassageID != knowledge.PassageID(c.id) || cited.Clause != "第三条" || cited.DocumentNumber != "主席令第52号" || cited.Quote != testPassages[cited.PassageID].Text ||
			cited.Status != string(c.status) || cited.URL != "https://www.gov.cn/1" {
			t.Errorf("%s: citation %+v", name, cited)
		}
	}

	// A named clause is stated, though a pair that rests on it comes first.
	named := retriever.Candidate{Target: retriever.Target{Kind: retriever.PassageTarget, ID: "d.a3"}, Score: .3, Exact: true}
	h.index.found = retriever.Result{Candidates: append(candidates("a", .45), named)}
	for text, want := range map[string]bool{"契税法第三条怎么规定的": true, "契税怎么规定的": false} {
		reply, err := h.Ask(t.Context(), Question{Text: text})
		check(t, err)
		if stated := reply.Kind == Answer && reply.Citations[0].PassageID == "d.a3"; stated != want {
			t.Errorf("%s: %s %q", text, reply.Kind, reply.Text)
		}
	}

	// Beside a pair it is offered by its heading.
	h.index.found = retriever.Result{Candidates: append(candidates("a", .45), retriever.Candidate{Target: retriever.Target{Kind: retriever.PassageTarget, ID: "d.a3"}, Score: .44})}
	reply, err := h.Ask(t.Context(), Question{Text: "契税税率的具体规定到底是怎么样的"})
	check(t, err)
	if len(reply.Suggestions) != 2 || reply.Suggestions[1] != (Suggestion{Question: "《契税法》第三条", PassageID: "d.a3"}) || reply.Suggestions[0].PairID != "a" {
		t.Errorf("%s offers %+v", reply.Kind, reply.Suggestions)
	}
}
