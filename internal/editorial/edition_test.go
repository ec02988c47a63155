package editorial_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// law is a document with passages of the given texts, and the passages.
func law(id string, texts ...string) (knowledge.Document, []knowledge.Content) {
	document := knowledge.Document{ID: knowledge.DocumentID(id), Title: "某办法", DocumentNumber: "税总发〔2026〕1号"}
	var passages []knowledge.Content
	for i, text := range texts {
		passage := knowledge.Passage{
			ID: knowledge.PassageID(fmt.Sprintf("%s.%d", id, i+1)), Document: document.ID, Title: document.Title, Text: text,
			Clause: fmt.Sprintf("第%d条", i+1),
		}
		document.Passages = append(document.Passages, passage.ID)
		passages = append(passages, passage)
	}
	return document, passages
}

// documents: a passage goes with its document, in the difference, in clashes and in what is published.
func documents(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	long, passages := law("rule", "第一条的文字。", "第二条的文字。", "第三条的文字。")
	d.publish("第一版", append([]knowledge.Content{long}, passages...)...)

	p := d.open("删去第三条")
	short := long
	short.Passages = long.Passages[:2]
	d.put(p, editorial.Edit{Content: short})
	diff, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	if got := outline(diff); !reflect.DeepEqual(got, []string{"changed document rule", "withdrawn passage rule.3"}) || diff[1].Title != "《某办法》第3条" {
		t.Errorf("diff %q, %q", got, diff[1].Title)
	}

	// Another edition corrects the third: it must not go unseen.
	third := passages[2].(knowledge.Passage)
	third.Text = "第三条改正后的文字。"
	d.publish("第二版", third)
	clashes, err := d.Clashes(t.Context(), p)
	check(t, err)
	if len(clashes) != 1 || clashes[0].Key != third.Key() || clashes[0].Proposed != nil || clashes[0].Version != 0 {
		t.Fatalf("clashes %+v", clashes)
	}
	_, err = d.Resolve(t.Context(), li, p, long.Key(), 1, clashes[0].Current)
	check(t, err)
	d.release(p)
	published, err := d.knowledge.Passages(t.Context(), long.Passages, 3)
	check(t, err)
	if len(published) != 2 {
		t.Errorf("%d passages", len(published))
	}
	diff, err = d.Diff(t.Context(), 2, 3, editorial.Page{})
	check(t, err)
	same, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	if !reflect.DeepEqual(diff, same) || !reflect.DeepEqual(outline(diff), []string{"changed document rule", "withdrawn passage rule.3"}) {
		t.Errorf("diff %q, of the proposal %q", outline(diff), outline(same))
	}

	p = d.open("撤回")
	d.put(p, editorial.Edit{Key: long.Key()})
	if edition := d.release(p); d.changes(edition) != 3 {
		t.Errorf("%d changes", d.changes(edition))
	}

	// A passage that its document does not list would end at once.
	p = d.open("漏列")
	d.put(p, editorial.Edit{Content: short}, editorial.Edit{Content: passages[0]}, editorial.Edit{Content: passages[1]}, editorial.Edit{Content: third})
	problems, err := d.Problems(t.Context(), p)
	check(t, err)
	if len(problems) != 1 || problems[0].Key != third.Key() {
		t.Errorf("problems %+v", problems)
	}
}

// carrying: a corrected document corrects its passages, published ones and those of the draft alike, in the difference, in a preview
// and in what is published; a text that another edition corrected meanwhile stands.
func carrying(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	document, passages := law("rule", "一。", "二。", "三。", "四。")
	d.publish("第一版", append([]knowledge.Content{document}, passages...)...)

	p := d.open("更正地区")
	document.Region, document.Title, document.Passages = "340100", "某办法（更正）", document.Passages[:3]
	third := passages[2].(knowledge.Passage) // as it was, but for the text
	third.Text = "三，改。"
	d.put(p, editorial.Edit{Content: document}, editorial.Edit{Content: third})
	other := passages[1].(knowledge.Passage)
	other.Text = "二，别人改的。"
	d.publish("第二版", other)

	clashes, err := d.Clashes(t.Context(), p)
	check(t, err)
	diff, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	if got := outline(diff); len(clashes) != 0 || !reflect.DeepEqual(got, []string{
		"changed document rule", "changed passage rule.1", "changed passage rule.2", "changed passage rule.3", "withdrawn passage rule.4",
	}) {
		t.Errorf("clashes %+v, diff %q", clashes, got)
	}
	put, withdraw, err := d.Contents(t.Context(), p)
	check(t, err)
	preview := knowledge.NewOverlay(d.knowledge, put, withdraw)
	all := []knowledge.PassageID{"rule.1", "rule.2", "rule.3", "rule.4"}
	seen, err := preview.Passages(t.Context(), all, d.current())
	check(t, err)
	d.release(p)
	said, err := d.knowledge.Passages(t.Context(), all, d.current())
	check(t, err)
	texts := map[knowledge.PassageID]string{"rule.1": "一。", "rule.2": "二，别人改的。", "rule.3": "三，改。"}
	for name, passages := range map[string]map[knowledge.PassageID]knowledge.CitedPassage{"preview": seen, "published": said} {
		if len(passages) != len(texts) {
			t.Errorf("%s: %d passages", name, len(passages))
		}
		for id, text := range texts {
			if p := passages[id].Passage; p.Region != "340100" || p.Title != "某办法（更正）" || p.Text != text {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
	same, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	if !reflect.DeepEqual(outline(same), outline(diff)) {
		t.Errorf("published %q, shown %q", outline(same), outline(diff))
	}
}

// rollback gives back exactly what an edition said, whatever came after it.
func rollback(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	document, passages := law("rule", "一。", "二。")
	d.publish("第一版", append([]knowledge.Content{
		pair("vat", "起征点是多少？", "10万元。"), pair("cit", "税率是多少？", "25%。"), pair("old", "旧问题？", "旧。"), document,
	}, passages...)...)
	p := d.open("列表")
	d.put(p, editorial.Edit{Content: link("a"), Position: 1}, editorial.Edit{Content: link("b"), Position: 2})
	d.release(p) // 2: this is what will be restored
	longer, more := law("rule", "一。", "二，改。", "三。")
	d.publish("第三版", append([]knowledge.Content{pair("vat", "起征点是多少？", "15万元。"), pair("new", "新问题？", "新。"), longer}, more...)...)
	d.withdraw("第四版", "old")
	p = d.open("列表")
	d.put(p, editorial.Edit{Content: link("a"), Position: 3})
	d.release(p) // 5
	p = d.open("撤回文件")
	d.put(p, editorial.Edit{Key: document.Key()}, editorial.Edit{Content: pair("cit", "税率是多少？", "20%。")})
	d.release(p) // 6
	d.publish("第七版", pair("cit", "税率是多少？", "25%。"))

	for _, unknown := range []int64{-1, 0, 7, 8} {
		want(t, second(d.Rollback(t.Context(), li, unknown, "")), fault.NotFound, "edition_unknown")
	}
	before, err := d.ids(2)
	check(t, err)
	proposal, err := d.Rollback(t.Context(), li, 2, "有误")
	check(t, err)
	if proposal.State != editorial.Review || proposal.Restores != 2 || proposal.Note != "有误" || d.current() != 7 {
		t.Errorf("proposal %+v", proposal)
	}
	stored, err := d.Proposal(t.Context(), proposal.ID)
	check(t, err)
	if stored != proposal {
		t.Errorf("stored %+v", stored)
	}
	_, edition, err := d.Publish(t.Context(), li, proposal.ID, editorial.Approval{}) // one person is enough to go back
	check(t, err)
	after, err := d.ids(edition.Number)
	check(t, err)
	if edition.Number != 8 || !reflect.DeepEqual(after, before) {
		t.Errorf("edition %d has %v, the restored one had %v", edition.Number, after, before)
	}
	diff, err := d.Diff(t.Context(), 2, 8, editorial.Page{})
	check(t, err)
	if len(diff) != 0 {
		t.Errorf("still different: %q", outline(diff))
	}
	restored, err := d.Edition(t.Context(), 8)
	check(t, err)
	if restored.Restores != 2 || restored.Proposal != proposal.ID || !restored.Alone {
		t.Errorf("edition %+v", restored)
	}
	want(t, second(d.Rollback(t.Context(), li, 2, "")), fault.Invalid, "nothing_to_publish")
}

// ids is what an edition has, each with its content.
func (d desk) ids(edition int64) ([]any, error) {
	pairs, err := d.knowledge.AllPairs(d.t.Context(), edition)
	if err != nil {
		return nil, err
	}
	links, err := d.knowledge.QuickLinks(d.t.Context(), edition)
	if err != nil {
		return nil, err
	}
	passages, err := d.knowledge.Passages(d.t.Context(), []knowledge.PassageID{"rule.1", "rule.2", "rule.3"}, edition)
	return []any{pairs, links, passages}, err
}

func link(id string) knowledge.QuickLink {
	return knowledge.QuickLink{ID: id, Title: "入口" + id, URL: "https://example.com/" + id, Group: "常用"}
}

func differences(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	first := knowledge.QAPair{
		ID: "vat", Kind: knowledge.Policy, Question: "起征点是多少？", Similar: []string{"多少免税？"},
		Answers: []knowledge.Answer{{
			EffectiveFrom: "2023-01-01", Text: "月销售额不超过10万元的免征。按季度的30万元。",
			Citations: []knowledge.Citation{{Title: "公告", DocumentNumber: "2023年第1号"}},
		}},
	}
	d.publish("第一版", first, pair("old", "旧问题？", "旧。"), knowledge.QAPackage{ID: "p", Title: "套餐", Summary: "说明", Pairs: []knowledge.PairID{"vat"}})
	next := first
	next.Similar = []string{"多少免税？", "卖多少要交税？"}
	next.Answers = []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", Text: "新的规定。", Citations: first.Answers[0].Citations}, first.Answers[0],
	}
	next.Answers[1].EffectiveTo = "2025-12-31"
	next.Answers[1].Text = "月销售额不超过15万元的免征。按季度的30万元。"
	p := d.open("第二版")
	d.put(p, editorial.Edit{Content: next}, editorial.Edit{Key: pairKey("old")}, editorial.Edit{Content: pair("new", "新问题？", "新。")},
		editorial.Edit{Content: knowledge.QAPackage{ID: "p", Title: "套餐", Summary: "说明", Pairs: []knowledge.PairID{"vat"}}, Position: 3})
	drafted, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	d.release(p)
	diff, err := d.Diff(t.Context(), 1, 2, editorial.Page{})
	check(t, err)
	if got := outline(diff); !reflect.DeepEqual(got, []string{"changed package p", "added pair new", "withdrawn pair old", "changed pair vat"}) {
		t.Fatalf("diff %q", got)
	}
	if !reflect.DeepEqual(drafted, diff) {
		t.Errorf("the draft showed %+v, the edition %+v", drafted, diff)
	}
	if f := diff[0].Fields; len(f) != 1 || f[0].Name != "位置" || diff[0].Title != "套餐" {
		t.Errorf("package %+v", diff[0])
	}
	if f := diff[1].Fields; len(f) != 3 || f[0].Name != "问题" || !reflect.DeepEqual(f[0].Runs, []editorial.Run{{Op: editorial.Insert, Text: "新问题？"}}) {
		t.Errorf("added %+v", f)
	}
	if f := diff[2].Fields; len(f) != 3 || !reflect.DeepEqual(f[0].Runs, []editorial.Run{{Op: editorial.Delete, Text: "旧问题？"}}) || diff[2].Title != "旧问题？" {
		t.Errorf("withdrawn %+v", diff[2])
	}
	var names []string
	for _, f := range diff[3].Fields {
		names = append(names, f.Name)
	}
	if !reflect.DeepEqual(names, []string{
		"相似问法", "答复（2026-01-01 起）", "依据（2026-01-01 起）", "答复（2023-01-01 起）", "截止日期（2023-01-01 起）",
	}) {
		t.Errorf("fields %q", names)
	}
	if runs := diff[3].Fields[3].Runs; !reflect.DeepEqual(runs, []editorial.Run{
		{Op: editorial.Equal, Text: "月销售额不超过"},
		{Op: editorial.Delete, Text: "10"},
		{Op: editorial.Insert, Text: "15"},
		{Op: editorial.Equal, Text: "万元的免征。按季度的30万元。"},
	}) {
		t.Errorf("runs %q", runs)
	}

	back, err := d.Diff(t.Context(), 2, 1, editorial.Page{})
	check(t, err)
	if got := outline(back); !reflect.DeepEqual(got, []string{"changed package p", "withdrawn pair new", "added pair old", "changed pair vat"}) {
		t.Errorf("back %q", got)
	}
	all, err := d.Diff(t.Context(), 0, 2, editorial.Page{})
	check(t, err)
	if got := outline(all); !reflect.DeepEqual(got, []string{"added package p", "added pair new", "added pair vat"}) {
		t.Errorf("from the beginning %q", got)
	}
	want(t, second(d.Diff(t.Context(), 1, 3, editorial.Page{})), fault.NotFound, "edition_unknown")
	want(t, second(d.Diff(t.Context(), -1, 1, editorial.Page{})), fault.NotFound, "edition_unknown")
}

func pages(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	var edits []editorial.Edit
	for n := range 7 {
		edits = append(edits, editorial.Edit{Content: pair(fmt.Sprintf("p%d", n), "问题？", "答复。"), Origin: fmt.Sprintf("f%d", n%2)})
	}
	edits = append(edits, editorial.Edit{Content: link("z"), Origin: "f0"})
	p := d.open("甲")
	d.put(p, edits...)
	read := func(f editorial.ItemFilter) (ids []string) {
		items, err := d.Items(t.Context(), p, f)
		check(t, err)
		for _, item := range items {
			ids = append(ids, item.Key.ID)
		}
		return ids
	}
	for _, c := range []struct {
		name   string
		filter editorial.ItemFilter
		ids    []string
	}{
		{"first", editorial.ItemFilter{Limit: 3}, []string{"p0", "p1", "p2"}},
		{"next", editorial.ItemFilter{Limit: 3, After: pairKey("p5")}, []string{"p6", "z"}},
		{"kind", editorial.ItemFilter{Kind: knowledge.QuickLinkItem}, []string{"z"}},
		{"origin", editorial.ItemFilter{Origin: "f0"}, []string{"p0", "p2", "p4", "p6", "z"}},
	} {
		if got := read(c.filter); !slices.Equal(got, c.ids) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	page := editorial.Page{Limit: 3, After: pairKey("p4")}
	drafted, err := d.ProposalDiff(t.Context(), p, page)
	check(t, err)
	d.release(p)
	diff, err := d.Diff(t.Context(), 0, 1, page)
	check(t, err)
	if got := outline(diff); !slices.Equal(got, []string{"added pair p5", "added pair p6", "added quick_link z"}) || !reflect.DeepEqual(drafted, diff) {
		t.Errorf("diff %q, drafted %q", got, outline(drafted))
	}

	other, err := d.Open(t.Context(), zhao, "乙")
	check(t, err)
	d.publish("丙", pair("x", "问题？", "答复。"))
	ids := func(f editorial.Filter) (all []editorial.ProposalID) {
		proposals, err := d.Proposals(t.Context(), f)
		check(t, err)
		for _, p := range proposals {
			all = append(all, p.ID)
		}
		return all
	}
	for _, c := range []struct {
		name   string
		filter editorial.Filter
		ids    []editorial.ProposalID
	}{
		{"all", editorial.Filter{}, []editorial.ProposalID{3, 2, 1}},
		{"limit", editorial.Filter{Limit: 1}, []editorial.ProposalID{3}},
		{"before", editorial.Filter{Before: 3, Limit: 1}, []editorial.ProposalID{2}},
		{"state", editorial.Filter{State: editorial.Published}, []editorial.ProposalID{3, 1}},
		{"author", editorial.Filter{Author: "zhao"}, []editorial.ProposalID{other.ID}},
	} {
		if got := ids(c.filter); !slices.Equal(got, c.ids) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	editions, err := d.Editions(t.Context(), 2, 5)
	check(t, err)
	if len(editions) != 1 || editions[0].Number != 1 || editions[0].Changes != 8 {
		t.Errorf("editions %+v", editions)
	}
	_, err = d.Edition(t.Context(), 9)
	want(t, err, fault.NotFound, "edition_unknown")
}

// outline is what changed, in a line for each.
func outline(changes []editorial.Change) []string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, fmt.Sprintf("%s %s %s", c.Kind, c.Key.Kind, c.Key.ID))
	}
	return lines
}

// duplicates: the same question is found under any spelling, and among those the ones whose figures differ come first.
func duplicates(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	threshold := pair("vat", "小规模纳税人增值税起征点是多少？", "月销售额10万元，税率3%。")
	threshold.Similar = []string{"小规模卖多少免税"}
	past := pair("past", "印花税怎么申报？", "2020年按0.05%。")
	past.Answers[0].EffectiveTo = "2022-06-30"
	local := pair("local", "残保金什么时候申报？", "7月至9月，比例1.5%。")
	local.Region = "340000"
	d.publish("第一版", threshold, past, local, pair("login", "怎么登录电子税务局？", "扫码。"), pair("general", "一般纳税人增值税起征点是多少？", "没有，13%。"))

	now := pair("x-past", "印花税怎么申报？", "按0.03%。")
	now.Answers[0].EffectiveFrom = "2022-07-01"
	elsewhere := pair("x-local", "残保金什么时候申报？", "8月，比例1.2%。")
	elsewhere.Region = "310000"
	set := []knowledge.QAPair{
		pair("x-login", "如何登录 电子税务局", "密码。"),
		pair("x-vat", "小规模卖多少免税？", "月销售额150,000元，税率百分之三。"),
		pair("x-twin", "小规模卖多少就免税", "月销售额15万元，税率3%。"),
		now, elsewhere,
		pair("general", "一般纳税人增值税起征点是多少？", "改为9%。"), // the next version of the same
	}
	conflicts, err := d.Conflicts(t.Context(), set)
	check(t, err)
	var got []string
	for _, c := range conflicts {
		got = append(got, fmt.Sprintf("%s %s %v %v", c.Pair, c.Other, c.Published, c.Contradicts()))
		if refused := c.Pair == "x-login" || c.Pair == "x-vat"; c.Refused != refused {
			t.Errorf("%s and %s refused: %v", c.Pair, c.Other, c.Refused)
		}
	}
	if !slices.Equal(got, []string{
		"x-login login true false", "x-vat vat true true", "x-twin vat true true", "x-past past true false", "x-twin x-vat false false",
	}) {
		t.Fatalf("conflicts %q", got)
	}
	c := conflicts[1]
	if c.Similarity != 1 || c.Question != "小规模卖多少免税？" || c.Asked != "小规模卖多少免税" ||
		!reflect.DeepEqual(c.Here, []editorial.Figure{{Kind: editorial.Amount, Text: "150000元"}}) ||
		!reflect.DeepEqual(c.There, []editorial.Figure{{Kind: editorial.Amount, Text: "100000元"}}) {
		t.Errorf("conflict %+v", c)
	}
	if conflicts[2].Similarity >= 1 || conflicts[2].Similarity < 0.8 {
		t.Errorf("similarity %f", conflicts[2].Similarity)
	}
}

// places: what is moved in a draft stays there while its content is written again, and while another item is withdrawn.
func places(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	d.publish("列表", link("a"), link("b"), link("c"), link("d"))
	p := d.open("次序")
	d.put(p, editorial.Edit{Key: link("b").Key()}, editorial.Edit{Content: link("d"), Position: 3}, editorial.Edit{Content: link("c"), Position: 4})
	again := link("d")
	again.Title = "改"
	d.put(p, editorial.Edit{Content: again, Version: 1})
	d.release(p)
	links, err := d.knowledge.QuickLinks(t.Context(), d.current())
	check(t, err)
	if len(links) != 3 || links[0].ID != "a" || links[1].ID != "d" || links[1].Title != "改" || links[2].ID != "c" {
		t.Errorf("links %+v", links)
	}
}

// lexicons: a changed lexicon is shown by what people call its parts.
func lexicons(t *testing.T, db *store.DB) {
	d := newDesk(t, db, editorial.Config{})
	p := d.open("词")
	d.put(p, editorial.Edit{Content: knowledge.Lexicon{
		AddTerms: []string{"悦悦税务局"}, RemoveTerms: []string{"一次性"},
		Synonyms:   []knowledge.Synonym{{Official: "增值税", Everyday: []string{"VAT", "增税"}}},
		AddPhrases: []string{"劳驾"}, RemoveSynonyms: []string{"个人所得税"}, RemovePhrases: []string{"请问"},
	}})
	diff, err := d.ProposalDiff(t.Context(), p, editorial.Page{})
	check(t, err)
	var got []string
	for _, f := range diff[0].Fields {
		got = append(got, f.Name+"："+f.Runs[0].Text)
	}
	if want := []string{
		"词典增加的词：悦悦税务局", "词典去掉的词：一次性", "增加的同义词：增值税 = VAT、增税", "去掉的同义词：个人所得税", "增加的客套话：劳驾", "去掉的客套话：请问",
	}; len(diff) != 1 || diff[0].Title != "词典与同义词" || !slices.Equal(got, want) {
		t.Errorf("%q: %q", diff[0].Title, got)
	}
}
