package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
)

func pairBody(id, question, answer string, version int64) string {
	return encoded(api.PutItem{Version: version, Content: api.ContentBody{Pair: &api.ContentPair{
		ID: id, Kind: knowledge.Guide, Question: question, Answers: []api.ContentAnswer{{Text: answer}},
	}}})
}

func TestProposal(t *testing.T) {
	h := open(t)
	ed, other, rev := h.login("ed", staff.ContentEditor), h.login("other", staff.ContentEditor), h.login("rev", staff.ContentReviewer)
	p := want[api.Proposal](h, ed, "POST", "/api/v1/content/proposals", `{"title":" 新问答 "}`, 201)
	if p.ID != 1 || p.Title != "新问答" || p.Author != "ed" || p.State != "draft" || p.BaseEdition != h.published.Number {
		t.Errorf("%+v", p)
	}
	const item = "/api/v1/content/proposals/1/items/pair/new-one"
	put := want[api.ContentItem](h, ed, "PUT", item, pairBody("new-one", "新的问题？", "答。", 0), 200)
	if put.Version != 1 || put.Content.Pair.Question != "新的问题？" || put.Title != "新的问题？" || put.Problem != "" || put.ChangedBy != "ed" {
		t.Errorf("%+v", put)
	}
	stale := h.do(call{method: "PUT", path: item, body: pairBody("new-one", "另一个", "答。", 0)}.as(other))
	conflict := decode[api.Problem](t, stale.body)
	if stale.status != 409 || conflict.Code != "item_stale" || conflict.Present == nil || conflict.Present.Version != 1 || conflict.Present.Content.Pair.Question != "新的问题？" {
		t.Errorf("a stale save: %d %s", stale.status, stale.body)
	}
	if put = want[api.ContentItem](h, other, "PUT", item, pairBody("new-one", "改过的问题？", "", 1), 200); put.Version != 2 || put.Problem != "第1个答复的文字不能为空。" {
		t.Errorf("an incomplete save: %+v", put)
	}
	faulty := h.do(call{method: "POST", path: "/api/v1/content/proposals/1/submit"}.as(ed))
	if p := faulty.problem(t); faulty.status != 422 || p.Code != "content_invalid" || len(p.Errors) != 1 || p.Errors[0].Location != "pair new-one" {
		t.Errorf("submit: %d %s", faulty.status, faulty.body)
	}
	want[any](h, ed, "PUT", item, pairBody("new-one", "改过的问题？", "答。", 2), 200)
	want[any](h, ed, "PUT", strings.Replace(item, "new-one", "wrong-id", 1), pairBody("new-one", "?", "答。", 0), 422)
	want[any](h, ed, "PUT", strings.Replace(item, "pair/", "package/", 1), pairBody("new-one", "?", "答。", 0), 422)
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/items/quick_link/q1/withdraw", `{"version":0}`, 200)
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/items/quick_link/none/withdraw", `{"version":0}`, 404)
	page := want[api.ContentItemPage](h, ed, "GET", "/api/v1/content/proposals/1/items?limit=1", "", 200)
	if len(page.Items) != 1 || page.Items[0].Kind != "pair" || page.Next != "pair:new-one" {
		t.Errorf("%+v", page)
	}
	page = want[api.ContentItemPage](h, ed, "GET", "/api/v1/content/proposals/1/items?limit=1&after="+page.Next, "", 200)
	if len(page.Items) != 1 || !page.Items[0].Withdrawn || page.Items[0].Content != nil || page.Items[0].Title != "电子税务局" {
		t.Errorf("%+v", page)
	}
	if found := want[api.ContentItemPage](h, ed, "GET", "/api/v1/content/proposals/1/items?q=%E6%94%B9%E8%BF%87", "", 200); len(found.Items) != 1 || found.Items[0].ID != "new-one" {
		t.Errorf("%+v", found)
	}
	diff := want[api.ContentDiff](h, ed, "GET", "/api/v1/content/proposals/1/diff", "", 200)
	if len(diff.Items) != 2 || diff.From != 1 || diff.Items[0].Change != "added" || diff.Items[1].Change != "withdrawn" || diff.Items[0].Fields[0].Runs[0].Op != "insert" {
		t.Errorf("%+v", diff)
	}
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/submit", "", 200)
	want[any](h, ed, "PUT", item, pairBody("new-one", "再改？", "答。", 3), 409)
	want[any](h, other, "POST", "/api/v1/content/proposals/1/return", `{"note":"不"}`, 403) // neither author nor reviewer
	want[any](h, rev, "POST", "/api/v1/content/proposals/1/return", ``, 422)               // without a reason
	back := want[api.Proposal](h, rev, "POST", "/api/v1/content/proposals/1/return", `{"note":"请补充依据"}`, 200)
	if back.State != "draft" || back.Note != "请补充依据" || back.Reviewer != "rev" {
		t.Errorf("%+v", back)
	}
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/submit", "", 200)
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/return", ``, 200) // the author takes it back
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/submit", "", 200)
	published := want[api.PublishedProposal](h, rev, "POST", "/api/v1/content/proposals/1/publish", `{}`, 200)
	if published.Edition != 2 || published.Proposal.State != "published" {
		t.Errorf("%+v", published)
	}
	want[any](h, rev, "POST", "/api/v1/content/proposals/1/publish", `{}`, 409)
	editions := want[api.ContentEditionList](h, ed, "GET", "/api/v1/content/editions", "", 200)
	if len(editions.Items) != 2 || !editions.Items[0].Current || editions.Items[1].Current || editions.Items[0].Proposal != 1 || editions.Items[0].Changes != 2 {
		t.Errorf("%+v", editions)
	}
	if diff = want[api.ContentDiff](h, ed, "GET", "/api/v1/content/editions/2/diff", "", 200); len(diff.Items) != 2 || diff.From != 1 {
		t.Errorf("%+v", diff)
	}
	if diff = want[api.ContentDiff](h, ed, "GET", "/api/v1/content/editions/2/diff?from=2", "", 200); len(diff.Items) != 0 {
		t.Errorf("%+v", diff)
	}
	want[any](h, ed, "POST", "/api/v1/content/editions/1/restore", `{}`, 403)
	restored := want[api.Proposal](h, rev, "POST", "/api/v1/content/editions/1/restore", `{"note":"有误"}`, 201)
	if restored.State != "review" || restored.Restores != 1 {
		t.Errorf("%+v", restored)
	}
	want[any](h, other, "POST", "/api/v1/content/proposals/2/discard", ``, 403)
	if p = want[api.Proposal](h, rev, "POST", "/api/v1/content/proposals/2/discard", ``, 200); p.State != "discarded" {
		t.Errorf("%+v", p)
	}
	list := want[api.ProposalList](h, ed, "GET", "/api/v1/content/proposals?limit=1", "", 200)
	if len(list.Items) != 1 || list.Items[0].ID != 2 || list.Next != 2 {
		t.Errorf("%+v", list)
	}
	if list = want[api.ProposalList](h, ed, "GET", "/api/v1/content/proposals?state=published&author=ed", "", 200); len(list.Items) != 1 || list.Items[0].ID != 1 {
		t.Errorf("%+v", list)
	}
	if text := h.log.String(); strings.Contains(text, "改过的问题") {
		t.Error("content is in the log")
	}
}

// TestClash: what another edition has changed meanwhile is shown with both texts, and published only after somebody has looked.
func TestClash(t *testing.T) {
	h := open(t)
	ed, rev := h.login("ed", staff.ContentEditor), h.login("rev", staff.ContentReviewer)
	for _, proposal := range []string{"1", "2"} {
		want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
		want[any](h, ed, "PUT", "/api/v1/content/proposals/"+proposal+"/items/pair/vat-small", pairBody("vat-small", "问题？", "答复"+proposal+"。", 0), 200)
		want[any](h, ed, "POST", "/api/v1/content/proposals/"+proposal+"/submit", "", 200)
	}
	want[any](h, rev, "POST", "/api/v1/content/proposals/1/publish", ``, 200)
	got := h.do(call{method: "POST", path: "/api/v1/content/proposals/2/publish"}.as(rev))
	moved := decode[api.Problem](t, got.body)
	if got.status != 409 || moved.Code != "base_moved" || len(moved.Clashes) != 1 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	clash := moved.Clashes[0]
	if clash.Base.Pair.Answers[0].Text != "按页面提示办理。" || clash.Present.Pair.Answers[0].Text != "答复1。" || clash.Proposed.Pair.Answers[0].Text != "答复2。" || len(clash.Fields) != 1 {
		t.Errorf("%+v", clash)
	}
	want[any](h, rev, "POST", "/api/v1/content/proposals/2/return", `{"note":"请对照"}`, 200)
	conflicts := want[api.ProposalConflicts](h, ed, "GET", "/api/v1/content/proposals/2/conflicts", "", 200)
	if len(conflicts.Clashes) != 1 || !reflect.DeepEqual(conflicts.Clashes[0], clash) {
		t.Errorf("%+v", conflicts)
	}
	resolve := encoded(api.ResolveItem{Version: clash.Version, Edition: clash.Current})
	want[any](h, ed, "POST", "/api/v1/content/proposals/2/items/pair/vat-small/resolve", resolve, 200)
	want[any](h, ed, "POST", "/api/v1/content/proposals/2/items/pair/vat-small/resolve", resolve, 409) // the version has moved
	want[any](h, ed, "POST", "/api/v1/content/proposals/2/submit", "", 200)
	want[any](h, rev, "POST", "/api/v1/content/proposals/2/publish", ``, 200)
}

func TestDuplicatesAreShown(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/pair/again", pairBody("again", "小规模纳税人月销售额多少免征增值税", "15万元以下。", 0), 200)
	got := want[api.ProposalConflicts](h, ed, "GET", "/api/v1/content/proposals/1/conflicts", "", 200)
	if len(got.Conflicts) != 1 || got.Conflicts[0].Other != "vat-small" || !got.Conflicts[0].Published || !got.Conflicts[0].Contradicts || got.Conflicts[0].Here[0] != "150000元" {
		t.Errorf("%+v", got)
	}
}

func TestPairsThroughADraft(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/pair/aaa", encoded(api.PutItem{Content: api.ContentBody{Pair: &api.ContentPair{
		ID: "aaa", Kind: knowledge.Guide, Question: "怎么登录？", Region: "340000", Owner: "王", ReviewBy: "2026-12-31", Audience: knowledge.Enterprise,
		Similar: []string{"登不进去怎么办"}, Answers: []api.ContentAnswer{{Text: "扫码。", EffectiveFrom: "2027-01-01"}, {Text: "口令。", EffectiveTo: "2026-12-31"}},
	}}}), 200)
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/items/pair/vat-small/withdraw", `{"version":0}`, 200)
	ids := func(query string) string {
		t.Helper()
		var found []string
		page := want[api.PairPage](h, ed, "GET", "/api/v1/content/pairs?"+query, "", 200)
		for _, entry := range page.Items {
			found = append(found, entry.ID+":"+string(entry.Change))
		}
		if page.Total != len(page.Items) {
			t.Errorf("%s: total %d of %d", query, page.Total, len(page.Items))
		}
		return strings.Join(found, " ")
	}
	for query, expected := range map[string]string{
		"":                                    "invoice-red: vat-small:",
		"proposal=1":                          "aaa:added invoice-red: vat-small:withdrawn",
		"proposal=1&changed=true":             "aaa:added vat-small:withdrawn",
		"proposal=1&ids=vat-small,aaa,none":   "aaa:added vat-small:withdrawn",
		"proposal=1&q=%E7%99%BB%E4%B8%8D":     "aaa:added",
		"proposal=1&q=%E6%89%AB%E7%A0%81":     "aaa:added",
		"proposal=1&region=340000":            "aaa:added",
		"proposal=1&region=000000":            "invoice-red: vat-small:withdrawn",
		"proposal=1&owner=%E7%8E%8B":          "aaa:added",
		"proposal=1&audience=enterprise":      "aaa:added",
		"proposal=1&review_before=2026-12-30": "",
		"proposal=1&review_before=2026-12-31": "aaa:added",
		"package=new":                         "invoice-red: vat-small:",
		"package=none":                        "",
	} {
		if got := ids(query); got != expected {
			t.Errorf("%s: %s, want %s", query, got, expected)
		}
	}
	entry := want[api.PairPage](h, ed, "GET", "/api/v1/content/pairs?proposal=1", "", 200).Items[0]
	if !entry.InForce || entry.EffectiveTo != "2026-12-31" || entry.Periods != 2 || entry.Similar != 1 || entry.Version != 1 {
		t.Errorf("%+v", entry)
	}
	want[any](h, ed, "GET", "/api/v1/content/pairs?proposal=9", "", 404)
	want[any](h, ed, "GET", "/api/v1/content/pairs/aaa", "", 404)
	detail := want[api.PairDetail](h, ed, "GET", "/api/v1/content/pairs/aaa?proposal=1", "", 200)
	if detail.Published != nil || detail.Pair.Owner != "王" || detail.Change != "added" || detail.Version != 1 {
		t.Errorf("%+v", detail)
	}
	detail = want[api.PairDetail](h, ed, "GET", "/api/v1/content/pairs/vat-small?proposal=1", "", 200)
	if detail.Published == nil || detail.Change != "withdrawn" || !reflect.DeepEqual(detail.Packages, []string{"new"}) {
		t.Errorf("%+v", detail)
	}
}

func TestListsThroughADraft(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/trending/t0", encoded(api.PutItem{Position: 1, Content: api.ContentBody{
		Trending: &api.ContentTrending{ID: "t0", Question: "更热的问题", Pair: "vat-small"},
	}}), 200)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/trending/t1", encoded(api.PutItem{Position: 2, Content: api.ContentBody{
		Trending: &api.ContentTrending{ID: "t1", Question: "小规模免税标准是多少", Pair: "vat-small"},
	}}), 200)
	list := want[api.TrendingEntryList](h, ed, "GET", "/api/v1/content/trending?proposal=1", "", 200)
	if len(list.Items) != 2 || list.Items[0].Trending.ID != "t0" || list.Items[0].Change != "added" || list.Items[1].Change != "changed" || list.Items[1].Position != 2 {
		t.Errorf("%+v", list)
	}
	if list = want[api.TrendingEntryList](h, ed, "GET", "/api/v1/content/trending", "", 200); len(list.Items) != 1 || list.Items[0].Change != "" {
		t.Errorf("%+v", list)
	}
	if got := want[api.PackageEntryList](h, ed, "GET", "/api/v1/content/packages", "", 200); got.Items[0].Package.Pairs[1] != "invoice-red" {
		t.Errorf("%+v", got)
	}
	if got := want[api.QuickLinkEntryList](h, ed, "GET", "/api/v1/content/quick-links", "", 200); got.Items[0].QuickLink.Group != "系统" {
		t.Errorf("%+v", got)
	}
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/lexicon/lexicon", encoded(api.PutItem{Content: api.ContentBody{
		Lexicon: &api.ContentLexicon{AddTerms: []string{"数电票"}, RemovePhrases: []string{"请问"}},
	}}), 200)
	before := want[api.LexiconView](h, ed, "GET", "/api/v1/content/lexicon", "", 200)
	after := want[api.LexiconView](h, ed, "GET", "/api/v1/content/lexicon?proposal=1", "", 200)
	if len(before.Words.Terms) != 1 || before.Version != 0 || len(before.Words.StopPhrases) != 1 {
		t.Errorf("%+v", before)
	}
	if len(after.Shipped.Terms) != 1 || len(after.Words.Terms) != 2 || len(after.Words.StopPhrases) != 0 || after.Version != 1 || after.Words.Synonyms[0].Everyday[0] != "专票" {
		t.Errorf("%+v", after)
	}
}

// TestListsAfterAWithdrawal: the places of the others stay, in the list and for whoever moves one of them.
func TestListsAfterAWithdrawal(t *testing.T) {
	h := open(t)
	ed, rev := h.login("ed", staff.ContentEditor), h.login("rev", staff.ContentReviewer)
	proposal := 0
	change := func(requests ...string) {
		t.Helper()
		proposal++
		base := fmt.Sprintf("/api/v1/content/proposals/%d", proposal)
		want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"次序"}`, 201)
		for i := 0; i < len(requests); i += 3 {
			want[any](h, ed, requests[i], base+"/items/quick_link/"+requests[i+1], requests[i+2], 200)
		}
		want[any](h, ed, "POST", base+"/submit", "", 200)
		want[any](h, rev, "POST", base+"/publish", "{}", 200)
	}
	put := func(id string, position int64) string {
		return encoded(api.PutItem{Position: position, Content: api.ContentBody{
			QuickLink: &api.ContentQuickLink{ID: id, Title: id, URL: "https://12366.chinatax.gov.cn", Group: "互动"},
		}})
	}
	list := func(query string) string {
		t.Helper()
		var said []string
		for _, e := range want[api.QuickLinkEntryList](h, ed, "GET", "/api/v1/content/quick-links"+query, "", 200).Items {
			said = append(said, fmt.Sprintf("%s:%d", e.QuickLink.ID, e.Position))
		}
		return strings.Join(said, " ")
	}
	change("PUT", "qc", put("qc", 0), "PUT", "qd", put("qd", 0), "PUT", "qb", put("qb", 2))
	if got := list(""); got != "q1:1 qb:2 qc:3 qd:4" {
		t.Errorf("added: %s", got)
	}
	change("POST", "qb/withdraw", `{"version":0}`)
	if got := list(""); got != "q1:1 qc:3 qd:4" {
		t.Errorf("withdrawn: %s", got)
	}
	change("PUT", "qd", put("qd", 3), "PUT", "qc", put("qc", 4), "PUT", "qe", put("qe", 0))
	if got := list(""); got != "q1:1 qd:3 qc:4 qe:5" {
		t.Errorf("moved: %s", got)
	}
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"次序"}`, 201)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/4/items/quick_link/qa", put("qa", 0), 200)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/4/items/quick_link/qb", put("qb", 0), 200)
	if got := list("?proposal=4"); got != "q1:1 qb:2 qd:3 qc:4 qe:5 qa:6" {
		t.Errorf("in a draft: %s", got)
	}
	var shown []knowledge.QuickLink
	shown, err := h.knowledge.QuickLinks(t.Context(), 4)
	if err != nil || len(shown) != 4 || shown[1].ID != "qd" || shown[2].ID != "qc" {
		t.Errorf("what the taxpayer sees: %+v %v", shown, err)
	}
}

func TestRehearsal(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	reply := decode[map[string]any](t, h.do(call{method: "POST", path: "/api/v1/content/proposals/1/ask", body: `{"question":" 问 ","region":"340100"}`}.as(ed)).body)
	if reply["text"] != "草案里的答复" || reply["citations"] == nil || h.back.asked[0].Text != "问" || h.back.asked[0].Region != "340100" {
		t.Errorf("%v %+v", reply, h.back.asked)
	}
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/ask", `{"question":" "}`, 422)
	said := func(kind, pair string, right, wrong bool) api.ReplayedReply {
		r := api.ReplayedReply{Right: right, Wrong: wrong}
		r.Kind, r.PairID, r.Text = "answer", knowledge.PairID(pair), kind+pair
		return r
	}
	h.back.replayed = []api.Replayed{
		{ID: "same", Before: said("a", "x", true, false), After: said("a", "x", true, false)},
		{ID: "better", Before: said("a", "x", false, true), After: said("a", "y", true, false)},
		{ID: "worse", Before: said("a", "x", true, false), After: said("a", "z", false, true)},
	}
	report := want[api.ReplayReport](h, ed, "POST", "/api/v1/content/proposals/1/replay", "", 200)
	if report.Questions != 3 || report.Better != 1 || report.Worse != 1 || report.Before != (api.ReplayCount{Right: 2, Wrong: 1}) || report.After != (api.ReplayCount{Right: 2, Wrong: 1}) {
		t.Errorf("%+v", report)
	}
	if len(report.Changed) != 2 || report.Changed[0].ID != "worse" || report.Changed[1].After.PairID != "y" {
		t.Errorf("%+v", report.Changed)
	}
}

// TestWireContentIsWhole: each field that is kept has its field on the wire, and comes back as it was.
func TestWireContentIsWhole(t *testing.T) {
	for _, kinds := range [][2]reflect.Type{
		{reflect.TypeFor[knowledge.QAPair](), reflect.TypeFor[api.ContentPair]()},
		{reflect.TypeFor[knowledge.Answer](), reflect.TypeFor[api.ContentAnswer]()},
		{reflect.TypeFor[knowledge.Citation](), reflect.TypeFor[api.ContentCitation]()},
		{reflect.TypeFor[knowledge.QAPackage](), reflect.TypeFor[api.ContentPackage]()},
		{reflect.TypeFor[knowledge.TrendingQuestion](), reflect.TypeFor[api.ContentTrending]()},
		{reflect.TypeFor[knowledge.QuickLink](), reflect.TypeFor[api.ContentQuickLink]()},
		{reflect.TypeFor[knowledge.Document](), reflect.TypeFor[api.ContentDocument]()},
		{reflect.TypeFor[knowledge.Link](), reflect.TypeFor[api.ContentLink]()},
		{reflect.TypeFor[knowledge.Evidence](), reflect.TypeFor[api.ContentEvidence]()},
		{reflect.TypeFor[knowledge.Passage](), reflect.TypeFor[api.ContentPassage]()},
		{reflect.TypeFor[knowledge.Synonym](), reflect.TypeFor[api.ContentSynonym]()},
		{reflect.TypeFor[knowledge.Lexicon](), reflect.TypeFor[api.ContentLexicon]()},
	} {
		kept, wire := kinds[0], kinds[1]
		if kept.NumField() != wire.NumField() {
			t.Errorf("%s has %d fields, %s %d", kept, kept.NumField(), wire, wire.NumField())
			continue
		}
		for i := range kept.NumField() {
			if k, w := kept.Field(i).Tag.Get("json"), wire.Field(i).Tag.Get("json"); k != w {
				t.Errorf("%s.%s is %q, on the wire %q", kept, kept.Field(i).Name, k, w)
			}
		}
	}
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	document := `{"id":"d1","title":"公告","document_number":"2026年第1号","issuer":"总局","region":"340000","audience":"enterprise","issued_on":"2026-01-01",` +
		`"amended_on":["2026-02-01"],"effective_from":"2026-03-01","effective_to":"2027-01-01","taxes":["增值税"],"annexes":["附件1"],` +
		`"links":[{"kind":"repeals_clause","title":"旧公告","document_number":"2020年第2号","clause":"第一条","on":"2026-03-01"}],` +
		`"evidence":[{"field":"title","quote":"公告","line":1,"sure":0.9,"reason":"首行"}],"url":"https://www.chinatax.gov.cn/x","source":"a.md",` +
		`"source_hash":"` + strings.Repeat("a", 64) + `","owner":"王","passages":["d1.1"]}`
	got := h.do(call{method: "PUT", path: "/api/v1/content/proposals/1/items/document/d1", body: `{"version":0,"content":{"document":` + document + `}}`}.as(ed))
	var back struct {
		Content struct{ Document json.RawMessage }
	}
	if err := json.Unmarshal([]byte(got.body), &back); err != nil || got.status != http.StatusOK {
		t.Fatal(got.status, err, got.body)
	}
	if string(back.Content.Document) != document {
		t.Errorf("sent\n%s\ncame back\n%s", document, back.Content.Document)
	}
}
