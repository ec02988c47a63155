package dialog

import (
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/internal/store/storetest"
	"yueyue/retriever"
)

func TestNames(t *testing.T) {
	for _, c := range []struct {
		question, title string
		want            bool
	}{
		{"契税法怎么规定税率", "契税法", true},
		{"契税法实施细则怎么规定", "契税法", false},
		{"契税法的实施细则里和契税法里", "契税法", true},
		{"契税怎么规定", "契税法", false},
		{"税法怎么规定", "税法", false},
	} {
		if got := names(c.question, c.title); got != c.want {
			t.Errorf("%s names %s: %v, want %v", c.question, c.title, got, c.want)
		}
	}
}

// statute is a passage of a document with a title.
func statute(id, title, clause, text string) knowledge.CitedPassage {
	return knowledge.CitedPassage{
		Passage: knowledge.Passage{ID: knowledge.PassageID(id), Document: knowledge.DocumentID(id[:2]), Title: title, Clause: clause, Path: []string{"第一章 总则", clause}, Text: text},
	}
}

// passageOf is a candidate that is a passage.
func passageOf(id string, score float64) retriever.Candidate {
	return retriever.Candidate{Target: retriever.Target{Kind: retriever.PassageTarget, ID: id}, Score: score}
}

// library is a house whose passages are given.
func library(t *testing.T, passages ...knowledge.CitedPassage) *house {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), still)
	kept := statutes{}
	for _, p := range passages {
		kept[p.ID] = p
	}
	h.parts.Contents = kept
	return h
}

// TestWhichLeads: a pair and a passage are judged each among their own kind; which of them is stated.
func TestWhichLeads(t *testing.T) {
	const long, short = "契税的税率到底是按照哪一条来规定的", "契税几个点"
	for name, c := range map[string]struct {
		question string
		found    []retriever.Candidate
		pair     knowledge.PairID
		passage  string
	}{
		"a pair that is sure and first":               {long, append(candidates("a", .9), passageOf("d1.a3", .8)), "a", ""},
		"a passage that is sure and first":            {long, append([]retriever.Candidate{passageOf("d1.a3", .9)}, candidates("a", .8)...), "", "d1.a3"},
		"a passage behind a pair that hardly answers": {long, append(candidates("a", .42), passageOf("d1.a3", .9)), "", "d1.a3"},
		"a passage behind a pair that may answer":     {long, append(candidates("a", .5), passageOf("d1.a3", .9)), "", ""},
		"a short question that a pair fits best":      {short, append(candidates("a", .42), passageOf("d1.a3", .9)), "", ""},
		"a pair behind a passage that is not sure":    {long, append([]retriever.Candidate{passageOf("d1.a3", .5)}, candidates("a", .9)...), "", ""},
		"neither": {long, append(candidates("a", .5), passageOf("d1.a3", .5)), "", ""},
		"a passage of the document that is named":         {"契税法的税率到底是按照什么规定的", []retriever.Candidate{passageOf("d2.a1", .95), passageOf("d1.a3", .9)}, "", "d1.a3"},
		"no pair that does not speak of what is named":    {"契税法的税率到底是按照什么规定的", append(candidates("c", .95), passageOf("d1.a3", .5)), "", ""},
		"a pair that rests on the document that is named": {"增值税法的税率到底是按照什么规定的", append(candidates("a", .95), passageOf("d3.a1", .5)), "a", ""},
		"a clause that the document lacks":                {"契税法第九十九条怎么规定", []retriever.Candidate{passageOf("d1.a3", .9)}, "", ""},
	} {
		h := library(t, statute("d1.a3", "契税法", "第三条", "税率为百分之三。"), statute("d2.a1", "印花税法", "第一条", "税率。"), statute("d3.a1", "增值税法", "第一条", "税率。"))
		h.index.found = retriever.Result{Candidates: c.found, Edition: 1}
		reply, err := h.Preview(t.Context(), Question{Text: c.question})
		check(t, err)
		stated := ""
		if reply.Kind == Answer && reply.PairID == "" {
			stated = string(reply.Citations[0].PassageID)
		}
		if reply.PairID != c.pair || stated != c.passage {
			t.Errorf("%s: %s from %q %q, want %q %q: %s", name, reply.Kind, reply.PairID, stated, c.pair, c.passage, reply.Text)
		}
		if name == "a clause that the document lacks" && reply.Text != "我收录的《契税法》里没有第九十九条，请核对是哪一条；下面是相近的内容：" {
			t.Errorf("%s: %s", name, reply.Text)
		}
	}
}

// TestEachKindIsOffered: the best of a kind is offered even where the other kind takes the first places.
func TestEachKindIsOffered(t *testing.T) {
	all := append(candidates("a", .5, "b", .49, "c", .48, "ended", .47, "number", .46, "local", .45), passageOf("d1.a3", .3), passageOf("d1.a4", .2))
	first, others := offerable(all)
	if got := len(first); got != maxOffered || first[maxOffered-1].Target.ID != "d1.a3" || first[0].Target.ID != "a" {
		t.Errorf("offered %+v", first)
	}
	if len(others) != 3 || others[0].Target.ID != "number" || others[2].Target.ID != "d1.a4" {
		t.Errorf("others %+v", others)
	}
}
