package knowledge_test

import (
	"slices"
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// notice is a document of two articles in one passage each.
func notice(id, title, number string) (knowledge.Document, []knowledge.Item) {
	d := knowledge.Document{
		ID: knowledge.DocumentID(id), Title: title, DocumentNumber: number, EffectiveFrom: "2020-01-01",
		Passages: []knowledge.PassageID{knowledge.PassageID(id + ".a1"), knowledge.PassageID(id + ".a2")},
	}
	var items []knowledge.Item
	for i, clause := range []string{"第一条", "第二条"} {
		items = append(items, knowledge.Item{Content: knowledge.Passage{
			ID: d.Passages[i], Document: d.ID, Title: title, Number: number, Clause: clause, Path: []string{clause}, Text: clause + " 如此。",
		}})
	}
	return d, items
}

func put(items []knowledge.Item, d knowledge.Document) []knowledge.Item {
	return append(slices.Clone(items), knowledge.Item{Content: d})
}

func documents(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	d, passages := notice("d-1", "甲办法", "财税〔2019〕1号")
	publish(t, r, knowledge.Publication{Title: "甲", Author: "a", Put: put(passages, d)})
	got, err := r.Document(t.Context(), d.ID, 1)
	check(t, err)
	text, err := r.DocumentPassages(t.Context(), got, 1)
	check(t, err)
	if len(text) != 2 || text[0].ID != "d-1.a1" || text[1].ID != "d-1.a2" || text[1].Heading() != "《甲办法》第二条" {
		t.Errorf("passages %+v", text)
	}

	// Another document, which comes later, ends one clause from a day on.
	repeal, more := notice("d-2", "乙公告", "财政部 税务总局公告2021年第5号")
	repeal.Links = []knowledge.Link{{Kind: knowledge.RepealsClause, Title: "甲办法", DocumentNumber: "财税[2019]1号", Clause: "第二条", On: "2021-07-01"}}
	publish(t, r, knowledge.Publication{Title: "乙", Author: "a", Put: put(more, repeal)})
	for edition, to := range map[int64]civil.Date{1: "", 2: "2021-06-30"} {
		cited, err := r.Passages(t.Context(), []knowledge.PassageID{"d-1.a1", "d-1.a2", "nothing"}, edition)
		check(t, err)
		if len(cited) != 2 || cited["d-1.a1"].To != "" || cited["d-1.a2"].To != to || cited["d-1.a2"].From != "2020-01-01" || cited["d-1.a2"].Of.Title != "甲办法" {
			t.Errorf("edition %d: %+v", edition, cited)
		}
	}
	incoming, err := r.Incoming(t.Context(), d, 2)
	check(t, err)
	for date, want := range map[civil.Date]knowledge.LegalStatus{
		"2019-12-31": knowledge.StatusNotYetInForce, "2021-06-30": knowledge.StatusInForce, "2021-07-01": knowledge.StatusPartlyRepealed,
	} {
		if got := knowledge.DocumentStatus(d, incoming, date); got != want {
			t.Errorf("on %s %s, want %s", date, got, want)
		}
	}
	if len(incoming) != 1 || incoming[0].FromTitle != "乙公告" {
		t.Errorf("incoming %+v", incoming)
	}

	// An edit of one article is a passage alone; a shorter document ends what it no longer lists.
	edited, _ := passages[0].Content.(knowledge.Passage)
	edited.Text = "第一条 改了。"
	publish(t, r, knowledge.Publication{Title: "改", Author: "a", Put: []knowledge.Item{{Content: edited}}})
	short := d
	short.Passages = d.Passages[:1]
	publish(t, r, knowledge.Publication{Title: "短", Author: "a", Put: []knowledge.Item{{Content: short}}})
	cited, err := r.Passages(t.Context(), d.Passages, 4)
	check(t, err)
	if len(cited) != 1 || cited["d-1.a1"].Text != "第一条 改了。" {
		t.Errorf("short: %+v", cited)
	}

	// Withdrawing takes all passages along, its links too; earlier editions stay.
	publish(t, r, knowledge.Publication{
		Title: "撤", Author: "a", Withdraw: []knowledge.Key{repeal.Key(), {Kind: knowledge.PassageItem, ID: "d-2.a1"}, d.Key()},
	})
	if cited, err = r.Passages(t.Context(), []knowledge.PassageID{"d-1.a1", "d-2.a1", "d-2.a2"}, 5); err != nil || len(cited) != 0 {
		t.Errorf("withdrawn: %+v, %v", cited, err)
	}
	if incoming, err = r.Incoming(t.Context(), d, 5); err != nil || len(incoming) != 0 {
		t.Errorf("links of what is withdrawn: %+v, %v", incoming, err)
	}
	if cited, err = r.Passages(t.Context(), []knowledge.PassageID{"d-1.a1"}, 2); err != nil || len(cited) != 1 || cited["d-1.a1"].Text != "第一条 如此。" {
		t.Errorf("edition 2 became %+v, %v", cited, err)
	}
	all, err := r.Documents(t.Context(), 2)
	check(t, err)
	if len(all) != 2 || all[0].ID != "d-1" {
		t.Errorf("documents %+v", all)
	}
}

func documentsRefused(t *testing.T, db *store.DB) {
	r := knowledge.NewRepository(db, clock)
	d, passages := notice("d-1", "甲办法", "")
	for name, c := range map[string]struct {
		put  []knowledge.Item
		code string
	}{
		"a document whose passage is missing":   {put(passages[:1], d), "passage_unknown"},
		"a passage whose document is missing":   {passages, "document_unknown"},
		"a passage that belongs to another one": {put(passages, knowledge.Document{ID: "d-3", Title: "丙", Passages: d.Passages}), "content_invalid"},
		"a link that names nothing": {put(passages, knowledge.Document{
			ID: "d-1", Title: "甲", Passages: d.Passages, Links: []knowledge.Link{{Kind: knowledge.Repeals}},
		}), "content_invalid"},
	} {
		_, err := r.Publish(t.Context(), knowledge.Publication{Title: "x", Author: "x", Put: c.put})
		if fault.KindOf(err) != fault.Invalid || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if edition, err := r.CurrentEdition(t.Context()); err != nil || edition.Number != 0 {
		t.Errorf("something was published: %+v, %v", edition, err)
	}
}

func TestPassageValidity(t *testing.T) {
	d := knowledge.Document{Title: "甲", EffectiveFrom: "2020-01-01", EffectiveTo: "2025-12-31"}
	link := func(kind knowledge.LinkKind, clause string, on civil.Date) []knowledge.Incoming {
		return []knowledge.Incoming{{Link: knowledge.Link{Kind: kind, Clause: clause, On: on}}}
	}
	for _, c := range []struct {
		name     string
		passage  knowledge.Passage
		incoming []knowledge.Incoming
		from, to civil.Date
	}{
		{"as the document", knowledge.Passage{Clause: "第一条"}, nil, "2020-01-01", "2025-12-31"},
		{"its own dates", knowledge.Passage{EffectiveFrom: "2021-01-01", EffectiveTo: "2022-12-31"}, nil, "2021-01-01", "2022-12-31"},
		{"the whole repealed", knowledge.Passage{Clause: "第一条"}, link(knowledge.Repeals, "", "2023-01-01"), "2020-01-01", "2022-12-31"},
		{"its article repealed", knowledge.Passage{Clause: "第一条第二款"}, link(knowledge.RepealsClause, "第一条", "2023-01-01"), "2020-01-01", "2022-12-31"},
		{"a paragraph of it repealed", knowledge.Passage{Clause: "第一条"}, link(knowledge.RepealsClause, "第一条第二款", "2023-01-01"), "2020-01-01", "2025-12-31"},
		{"第一百条 is not 第一条", knowledge.Passage{Clause: "第一百条"}, link(knowledge.RepealsClause, "第一条", "2023-01-01"), "2020-01-01", "2025-12-31"},
		{"amended", knowledge.Passage{Clause: "第一条"}, link(knowledge.Amends, "第一条", "2023-01-01"), "2020-01-01", "2025-12-31"},
		{"on no day", knowledge.Passage{Clause: "第一条"}, link(knowledge.Repeals, "", ""), "2020-01-01", "2025-12-31"},
		{"its predecessor repealed", knowledge.Passage{Clause: "第一条"}, link(knowledge.Repeals, "", "2020-01-01"), "2020-01-01", "2025-12-31"},
		{"after its end", knowledge.Passage{Clause: "第一条"}, link(knowledge.Repeals, "", "2030-01-01"), "2020-01-01", "2025-12-31"},
	} {
		if v := knowledge.PassageValidity(c.passage, d, c.incoming); v.From != c.from || v.To != c.to {
			t.Errorf("%s: %s..%s, want %s..%s", c.name, v.From, v.To, c.from, c.to)
		}
	}
}

func TestPartlyRepealed(t *testing.T) {
	d := knowledge.Document{Title: "甲", EffectiveFrom: "2020-01-01"}
	in := []knowledge.Incoming{{Link: knowledge.Link{Kind: knowledge.RepealsClause, Clause: "第一条第二款", On: "2023-01-01"}}}
	if v := knowledge.PassageValidity(knowledge.Passage{Clause: "第一条"}, d, in); len(v.Partly) != 1 || v.To != "" {
		t.Errorf("an article of which a paragraph is repealed: %+v", v)
	}
	if v := knowledge.PassageValidity(knowledge.Passage{Clause: "第十条"}, d, in); len(v.Partly) != 0 {
		t.Errorf("another article: %+v", v)
	}
	for date, want := range map[civil.Date]knowledge.LegalStatus{"2022-12-31": knowledge.StatusInForce, "2023-01-01": knowledge.StatusPartlyRepealed} {
		if status, by := knowledge.CitationStatus("2020-01-01", "", "第一条", in, date); status != want || (by != nil) != (want == knowledge.StatusPartlyRepealed) {
			t.Errorf("on %s %s, %+v", date, status, by)
		}
	}
	repealed := []knowledge.Incoming{{Link: knowledge.Link{Kind: knowledge.Repeals, On: "2024-01-01"}}}
	if status, by := knowledge.CitationStatus("2020-01-01", "", "", repealed, "2024-01-01"); status != knowledge.StatusRepealed || by == nil {
		t.Errorf("repealed: %s, %+v", status, by)
	}
	if status, by := knowledge.CitationStatus("2020-01-01", "2022-12-31", "", repealed, "2024-01-01"); status != knowledge.StatusRepealed || by != nil {
		t.Errorf("ended by itself before: %s, %+v", status, by)
	}
}

func TestKeysOfDocuments(t *testing.T) {
	for _, same := range [][2]string{
		{"中华人民共和国增值税法", "《增值税法》"}, {"个人所得税法（2018年修正）", "个人所得税法"}, {"关于 印花税 的通知", "关于印花税的通知"},
	} {
		if knowledge.TitleKey(same[0]) != knowledge.TitleKey(same[1]) {
			t.Errorf("%q is %q, %q is %q", same[0], knowledge.TitleKey(same[0]), same[1], knowledge.TitleKey(same[1]))
		}
	}
	if a, b := knowledge.NumberKey("财税[2019]1号"), knowledge.NumberKey("财税〔2019〕1号"); a != b || a == "" {
		t.Errorf("%q and %q", a, b)
	}
	for region, want := range map[string]knowledge.Level{"": knowledge.Central, "000000": knowledge.Central, "340000": knowledge.Provincial, "340100": knowledge.Municipal} {
		if got := (knowledge.Document{Region: region}).Level(); got != want {
			t.Errorf("%s is %s", region, got)
		}
	}
}
