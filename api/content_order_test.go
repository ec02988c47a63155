package api_test

import (
	"fmt"
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
)

// TestItemsStandAsInTheirDocument: passages come in the order of their document, page by page, whatever their ids; a search finds
// what came from a file.
func TestItemsStandAsInTheirDocument(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	var edits []editorial.Edit
	for _, document := range []string{"d-1", "d-1-2"} {
		d := knowledge.Document{ID: knowledge.DocumentID(document), Title: document}
		for i := range 12 {
			id := knowledge.PassageID(fmt.Sprintf("%s.a%d", document, i+1))
			d.Passages = append(d.Passages, id)
			edits = append(edits, editorial.Edit{
				Origin:  "征管/" + document + ".docx",
				Content: knowledge.Passage{ID: id, Document: d.ID, Title: document, Clause: fmt.Sprintf("第%d条", i+1), Text: "文。"},
			})
		}
		edits = append(edits, editorial.Edit{Content: d, Origin: "征管/" + document + ".docx"})
	}
	edits = append(edits, editorial.Edit{Content: knowledge.QuickLink{ID: "q-new", Title: "链接", URL: "https://12366.chinatax.gov.cn", Group: "组"}})
	if _, err := h.editorial.Put(t.Context(), audit.Actor{Name: "ed", Role: "content_editor"}, 1, edits); err != nil {
		t.Fatal(err)
	}
	twelve := func(document string) (ids []string) {
		for i := range 12 {
			ids = append(ids, fmt.Sprintf("%s.a%d", document, i+1))
		}
		return ids
	}
	passages := append(twelve("d-1-2"), twelve("d-1")...)
	all := append(append([]string{"d-1", "d-1-2"}, passages...), "q-new")
	for _, c := range []struct {
		name, query string
		limit       int
		ids         []string
	}{
		{"all", "", 200, all},
		{"by fives", "", 5, all},
		{"a page as long as a document", "kind=passage", 12, passages},
		{"one by one", "kind=passage", 1, passages},
		{"from a file", "q=d-1-2.DOCX", 7, append([]string{"d-1-2"}, twelve("d-1-2")...)},
		{"of an origin", "origin=%E5%BE%81%E7%AE%A1%2Fd-1.docx&kind=passage", 5, twelve("d-1")},
		{"nothing", "q=nowhere", 5, nil},
	} {
		var ids []string
		for after, pages := "", 0; pages < 40; pages++ {
			page := want[api.ContentItemPage](h, ed, "GET", fmt.Sprintf("/api/v1/content/proposals/1/items?limit=%d&after=%s&%s", c.limit, after, c.query), "", 200)
			for _, item := range page.Items {
				ids = append(ids, item.ID)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if strings.Join(ids, " ") != strings.Join(c.ids, " ") {
			t.Errorf("%s:\n%s, want\n%s", c.name, ids, c.ids)
		}
	}
}

// TestImpossibleDatesAreRefused: nothing is saved, and each is named.
func TestImpossibleDatesAreRefused(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	for _, c := range []struct {
		name, at, body string
		defects        []string // locations; none: saved
	}{
		{"no such day", "document/d1", `{"document":{"id":"d1","title":"甲","passages":[],"effective_to":"2017-13-40"}}`, []string{"document.effective_to"}},
		{"ends before it begins", "document/d1", `{"document":{"id":"d1","title":"甲","passages":[],"effective_from":"2026-02-01","effective_to":"2026-01-31"}}`, []string{"document.effective_to"}},
		{"two at once", "document/d1", `{"document":{"id":"d1","title":"甲","passages":[],"issued_on":"2026-02-30","amended_on":["2026-01-01","明年"]}}`, []string{"document.issued_on", "document.amended_on[1]"}},
		{"a link", "document/d1", `{"document":{"id":"d1","title":"甲","passages":[],"links":[{"kind":"repeals","on":"2026-00-01"}]}}`, []string{"document.links[0].on"}},
		{"an answer", "pair/p1", `{"pair":{"id":"p1","kind":"guide","question":"问","answers":[{"text":"乙"},{"text":"甲","effective_from":"2026-02-01","effective_to":"2026-01-31"}]}}`, []string{"pair.answers[1].effective_to"}},
		{"a review", "pair/p1", `{"pair":{"id":"p1","kind":"guide","question":"问","review_by":"x","answers":[]}}`, []string{"pair.review_by"}},
		{"a passage", "passage/d1.a1", `{"passage":{"id":"d1.a1","document":"d1","title":"甲","text":"文","effective_from":"2026-2-1"}}`, []string{"passage.effective_from"}},
		{"one day", "document/d1", `{"document":{"id":"d1","title":"甲","passages":[],"effective_from":"2026-02-01","effective_to":"2026-02-01"}}`, nil},
	} {
		got := h.do(call{method: "PUT", path: "/api/v1/content/proposals/1/items/" + c.at, body: `{"version":0,"content":` + c.body + `}`}.as(ed))
		if len(c.defects) == 0 {
			if got.status != 200 {
				t.Errorf("%s: %d %s", c.name, got.status, got.body)
			}
			continue
		}
		p := got.problem(t)
		var locations []string
		for _, e := range p.Errors {
			locations = append(locations, strings.TrimPrefix(e.Location, "body.content."))
		}
		if got.status != 422 || p.Code != "dates_invalid" || fmt.Sprint(locations) != fmt.Sprint(c.defects) {
			t.Errorf("%s: %d %s", c.name, got.status, got.body)
		}
		want[any](h, ed, "GET", "/api/v1/content/proposals/1/items/"+c.at, "", 404)
	}
}
