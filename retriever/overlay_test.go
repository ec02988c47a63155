package retriever_test

import (
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
	"yueyue/retriever/local"
)

// TestOverlay: a draft is asked as if it were published, and nobody else sees it.
func TestOverlay(t *testing.T) {
	h := newHouse(t)
	h.publish(t, []knowledge.QAPair{
		pair("deed", "买房子的税", "百分之二。", "公告2021年第3号"), pair("stamp", "合同贴花的税", "万分之三。", "公告2022年第4号"),
		pair("boat", "船舶的税", "按吨。", "公告2023年第5号"),
	})
	changed := pair("deed", "买房子交多少契税", "百分之一。", "公告2026年第9号")
	added := pair("car", "买汽车的税", "百分之十。", "公告2026年第1号")
	overlay, err := h.retriever.Overlay(t.Context(), local.New(), []knowledge.Content{changed, added}, []knowledge.Key{{Kind: knowledge.PairItem, ID: "boat"}})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(text string) retriever.Result {
		t.Helper()
		found, err := overlay.Retrieve(t.Context(), retriever.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for text, want := range map[string]string{
		"买房子交多少契税呢": "deed", "买汽车的税": "car", "合同贴花的税": "stamp", "公告2026年第9号": "deed", "公告2022年第4号": "stamp",
	} {
		if found := ask(text); len(found.Candidates) == 0 || found.Candidates[0].Target.ID != want {
			t.Errorf("%s: %+v, want %s", text, found.Candidates, want)
		}
	}
	seen := map[string]int{}
	found := ask("船舶的税")
	for _, c := range found.Candidates {
		seen[c.Target.ID]++
	}
	if seen["boat"] != 0 || seen["deed"] != 1 || found.Same != (retriever.Target{}) {
		t.Errorf("seen through the draft: %v, same %+v", seen, found.Same)
	}
	if found := ask("公告2021年第3号和公告2026年第1号"); len(found.Unknown) != 1 || found.Unknown[0].Serial != "3" {
		t.Errorf("unknown numbers %v", found.Unknown)
	}
	if base := h.ask(t, retriever.Query{Text: "船舶的税"}); base.Candidates[0].Target.ID != "boat" || base.Candidates[0].Target.ID == "car" {
		t.Errorf("without the draft: %+v", base.Candidates)
	}

	// What the draft shows is what publishing it gives.
	before := ask("买房子交多少契税呢")
	h.publish(t, []knowledge.QAPair{changed, added}, "boat")
	after := h.ask(t, retriever.Query{Text: "买房子交多少契税呢"})
	if len(before.Candidates) != len(after.Candidates) {
		t.Fatalf("%d candidates in the draft, %d published", len(before.Candidates), len(after.Candidates))
	}
	for i, c := range before.Candidates {
		if got := after.Candidates[i]; got.Target != c.Target || got.Score != c.Score {
			t.Errorf("candidate %d: %+v in the draft, %+v published", i, c, got)
		}
	}
	if _, err := overlay.Retrieve(t.Context(), retriever.Query{Text: "税"}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a view of what has changed: %v", err)
	}
}
