package api_test

import (
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
)

// policies publishes a document of two clauses; the second is repealed by another one from 2027 on.
func (h *house) policies() {
	h.t.Helper()
	put := func(d knowledge.Document, texts ...string) []knowledge.Item {
		var items []knowledge.Item
		for i, text := range texts {
			clause := []string{"第一条", "第二条"}[i]
			id := knowledge.PassageID(string(d.ID) + "." + []string{"1", "2"}[i])
			d.Passages = append(d.Passages, id)
			items = append(items, knowledge.Item{Content: knowledge.Passage{ID: id, Document: d.ID, Title: d.Title, Clause: clause, Text: text}})
		}
		return append([]knowledge.Item{{Content: d}}, items...)
	}
	items := put(knowledge.Document{ID: "old", Title: "旧公告", DocumentNumber: "财税〔2020〕1号", Taxes: []string{"增值税"}, EffectiveFrom: "2020-01-01", EffectiveTo: "2030-12-31"}, "甲。", "乙。")
	items = append(items, put(knowledge.Document{ID: "new", Title: "新公告", DocumentNumber: "财税〔2026〕9号", Region: "340000", EffectiveFrom: "2026-12-01", Links: []knowledge.Link{
		{Kind: knowledge.RepealsClause, Title: "旧公告", DocumentNumber: "财税〔2020〕1号", Clause: "第二条", On: "2027-01-01"},
	}}, "丙。")...)
	if _, err := h.knowledge.Publish(h.t.Context(), knowledge.Publication{Title: "文件", Author: "测试", Put: items}); err != nil {
		h.t.Fatal(err)
	}
}

func TestDocuments(t *testing.T) {
	h := open(t)
	h.policies()
	ed := h.login("ed", staff.ContentEditor)
	ids := func(query string) string {
		t.Helper()
		var found []string
		for _, d := range want[api.DocumentPage](h, ed, "GET", "/api/v1/content/documents?"+query, "", 200).Items {
			found = append(found, d.ID+":"+string(d.Status))
		}
		return strings.Join(found, " ")
	}
	for query, expected := range map[string]string{
		"":                                     "new:NotYetInForce old:InForce",
		"status=InForce":                       "old:InForce",
		"region=340000":                        "new:NotYetInForce",
		"tax=%E5%A2%9E%E5%80%BC%E7%A8%8E":      "old:InForce",
		"q=%E3%80%942020%E3%80%951%E5%8F%B7":   "old:InForce",
		"q=nothing":                            "",
		"page=2":                               "",
		"status=Repealed&region=000000&q=none": "",
	} {
		if got := ids(query); got != expected {
			t.Errorf("%s: %s, want %s", query, got, expected)
		}
	}
	old := want[api.DocumentDetail](h, ed, "GET", "/api/v1/content/documents/old", "", 200)
	if len(old.Passages) != 2 || old.Passages[0].To != "2030-12-31" || old.Passages[1].To != "2026-12-31" || old.Passages[1].EndedBy.From != "new" || old.Passages[0].EndedBy != nil {
		t.Errorf("%+v", old.Passages)
	}
	if len(old.Incoming) != 1 || old.Incoming[0].FromTitle != "新公告" || old.Incoming[0].Clause != "第二条" {
		t.Errorf("%+v", old.Incoming)
	}
	type moment struct {
		on      civil.Date
		status  knowledge.LegalStatus
		clauses string
		by      int
	}
	var story []moment
	for _, e := range old.Timeline {
		m := moment{e.On, e.Status, "", len(e.By)}
		for _, c := range e.Clauses {
			m.clauses += c.Clause + string(c.Status)
		}
		story = append(story, m)
	}
	expected := []moment{
		{"2020-01-01", knowledge.StatusInForce, "", 0},
		{"2027-01-01", knowledge.StatusPartlyRepealed, "第二条Repealed", 1},
		{"2031-01-01", knowledge.StatusRepealed, "", 0},
	}
	if len(story) != len(expected) {
		t.Fatalf("%+v", story)
	}
	for i := range story {
		if story[i] != expected[i] {
			t.Errorf("%+v, want %+v", story[i], expected[i])
		}
	}
	want[any](h, ed, "GET", "/api/v1/content/documents/none", "", 404)
}

// TestDocumentsThroughADraft: a draft that takes the repealing document back, and corrects the other, is seen so.
func TestDocumentsThroughADraft(t *testing.T) {
	h := open(t)
	h.policies()
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/items/document/new/withdraw", `{"version":0}`, 200)
	old := want[api.DocumentDetail](h, ed, "GET", "/api/v1/content/documents/old", "", 200)
	old.Document.Title, old.Document.Passages = "旧公告", []string{"old.2", "old.3"}
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/document/old", encoded(api.PutItem{Content: api.ContentBody{Document: &old.Document}}), 200)
	passage := api.ContentPassage{ID: "old.3", Document: "old", Title: "旧公告", Clause: "第三条", Text: "丁。"}
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/passage/old.3", encoded(api.PutItem{Content: api.ContentBody{Passage: &passage}}), 200)
	seen := want[api.DocumentDetail](h, ed, "GET", "/api/v1/content/documents/old?proposal=1", "", 200)
	if len(seen.Passages) != 2 || seen.Passages[0].Passage.ID != "old.2" || seen.Passages[1].Passage.Text != "丁。" || seen.Passages[1].Change != "added" || seen.Passages[0].To != "2030-12-31" {
		t.Errorf("%+v", seen.Passages)
	}
	if len(seen.Incoming) != 0 || len(seen.Timeline) != 2 || seen.Published == nil || seen.Change != "changed" || seen.Version != 1 {
		t.Errorf("%+v", seen)
	}
	list := want[api.DocumentPage](h, ed, "GET", "/api/v1/content/documents?proposal=1&changed=true", "", 200)
	if list.Total != 2 || list.Items[0].Change != "withdrawn" || list.Items[1].Change != "changed" {
		t.Errorf("%+v", list)
	}
	if untouched := want[api.DocumentDetail](h, ed, "GET", "/api/v1/content/documents/old", "", 200); len(untouched.Incoming) != 1 || len(untouched.Passages) != 2 || untouched.Change != "" {
		t.Errorf("%+v", untouched)
	}
}

func TestSources(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	got := h.do(call{method: "GET", path: "/api/v1/content/sources/" + originalHash}.as(ed))
	for name, value := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got.header.Get(name) != value {
			t.Errorf("%s is %q", name, got.header.Get(name))
		}
	}
	if disposition := got.header.Get("Content-Disposition"); got.status != 200 || !strings.HasPrefix(disposition, "attachment; filename*=utf-8''") || got.body != "<script>alert(1)</script>" {
		t.Errorf("%d %s", got.status, disposition)
	}
	for _, hash := range []string{"x", "..%2f..%2fyueyue.db", strings.Repeat("AB", 32)} {
		want[any](h, ed, "GET", "/api/v1/content/sources/"+hash, "", 404)
		want[any](h, ed, "GET", "/api/v1/content/sources/"+hash+"/text", "", 404)
	}
	text := want[api.SourceText](h, ed, "GET", "/api/v1/content/sources/"+originalHash+"/text", "", 200)
	if len(text.Blocks) != 1 || text.Blocks[0].Line != 1 || text.Warnings == nil {
		t.Errorf("%+v", text)
	}
}
