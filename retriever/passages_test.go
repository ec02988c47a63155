package retriever_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// measure is a decree of two articles, the second of them long.
func measure() (knowledge.Document, []knowledge.Passage) {
	d := knowledge.Document{
		ID: "d-1", Title: "契税征收管理办法", DocumentNumber: "皖税发〔2020〕7号", Passages: []knowledge.PassageID{"d-1.a1", "d-1.a2"},
	}
	var long strings.Builder
	for i := range 40 {
		fmt.Fprintf(&long, "第%d批次船舶的登记由港口负责并留存备查。", i)
	}
	texts := []string{"承受土地的单位应当缴纳契税。", long.String()}
	var passages []knowledge.Passage
	for i, clause := range []string{"第一条", "第二条"} {
		passages = append(passages, knowledge.Passage{
			ID: d.Passages[i], Document: d.ID, Title: d.Title, Number: d.DocumentNumber, Region: "340000",
			Path: []string{"第一章 总则", clause}, Clause: clause, Text: texts[i],
		})
	}
	return d, passages
}

func (h *house) publishDocument(t *testing.T, d knowledge.Document, passages []knowledge.Passage) {
	t.Helper()
	publication := knowledge.Publication{Title: "test", Author: "test", Put: []knowledge.Item{{Content: d}}}
	for _, p := range passages {
		publication.Put = append(publication.Put, knowledge.Item{Content: p})
	}
	if _, err := h.knowledge.Publish(t.Context(), publication); err != nil {
		t.Fatal(err)
	}
	if err := h.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestPassagesAreFound(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{pair("deed", "买房子的税", "百分之二。", "公告2021年第3号")})
	d, passages := measure()
	h.publishDocument(t, d, passages)
	second := retriever.Target{Kind: retriever.PassageTarget, ID: "d-1.a2"}
	for name, c := range map[string]struct {
		text, region string
		first        retriever.Target
		exact, same  bool
	}{
		"the middle of a long article":   {"第20批次船舶的登记", "340100", second, false, false},
		"its heading":                    {passages[1].Heading(), "340100", second, true, true},
		"the clause of a named document": {"契税征收管理办法第2条怎么说", "340100", second, true, false},
		"the clause of a number":         {"皖税发〔2020〕7号第二条", "340100", second, true, false},
		"another province":               {"第20批次船舶的登记", "310000", retriever.Target{Kind: retriever.PairTarget, ID: "deed"}, false, false},
	} {
		found := h.ask(t, retriever.Query{Text: c.text, Region: c.region})
		if len(found.Candidates) == 0 || found.Candidates[0].Target != c.first || found.Candidates[0].Exact != c.exact || (found.Same == c.first) != c.same {
			t.Errorf("%s: %+v, same %+v", name, found.Candidates, found.Same)
		}
	}
	if found := h.ask(t, retriever.Query{Text: "皖税发〔2020〕7号", Region: "340000"}); len(found.Unknown) != 0 || !found.Candidates[0].Exact {
		t.Errorf("its number is unknown: %+v", found)
	}

	embedded := h.model.embedded.Load()
	passages[0].Text = "承受土地、房屋的单位和个人应当缴纳契税。"
	h.publishDocument(t, d, passages)
	if again := h.model.embedded.Load() - embedded; again != 1 {
		t.Errorf("one article changed, and %d texts were embedded", again)
	}

	if _, err := h.knowledge.Publish(t.Context(), knowledge.Publication{Title: "撤", Author: "a", Withdraw: []knowledge.Key{d.Key()}}); err != nil {
		t.Fatal(err)
	}
	if err := h.retriever.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := h.ask(t, retriever.Query{Text: "第20批次船舶的登记", Region: "340100"}); found.Candidates[0].Target.Kind != retriever.PairTarget {
		t.Errorf("withdrawn, and found: %+v", found.Candidates)
	}
}

// TestWindows: nothing is lost between the windows of a passage, and none is longer than the model reads.
func TestWindows(t *testing.T) {
	for name, text := range map[string]string{
		"short":          "一句话。",
		"sentences":      strings.Repeat("承受土地的单位应当缴纳契税。", 60),
		"one of clauses": strings.Repeat("承受土地的单位，", 200),
		"endless":        strings.Repeat("税", 1000),
	} {
		p := knowledge.Passage{Title: strings.Repeat("很长的标题", 30), Path: []string{"第一章", "第一条"}, Text: text}
		texts := retriever.PassageTexts(p)
		var joined strings.Builder
		for i, unit := range texts {
			if n := utf8.RuneCountInString(unit); n > 254 {
				t.Errorf("%s: unit %d has %d characters", name, i, n)
			}
			_, window, _ := strings.Cut(unit, "\n")
			if i < len(texts)-1 && name == "sentences" && !strings.HasSuffix(window, "。") {
				t.Errorf("%s: cut inside a sentence: %s", name, window)
			}
			joined.WriteString(window)
		}
		if joined.String() != text {
			t.Errorf("%s: the windows are not the text", name)
		}
	}
}
