package api_test

import (
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/staff"
)

// TestOneQuestionTwoAnswers: another answer to a published question is told when it is saved, and is not submitted.
func TestOneQuestionTwoAnswers(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	const proposal = "/api/v1/content/proposals/1"
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	put := want[api.ContentItem](h, ed, "PUT", proposal+"/items/pair/again", pairBody("again", "小规模纳税人月销售额多少免征增值税？", "15万元以下。", 0), 200)
	if !strings.Contains(put.Problem, "同一个问题") || !strings.Contains(put.Problem, "150000元") || strings.Contains(put.Problem, "vat-small") {
		t.Errorf("%+v", put)
	}
	listed := want[api.ContentItemPage](h, ed, "GET", proposal+"/items", "", 200)
	got := want[api.ContentItem](h, ed, "GET", proposal+"/items/pair/again", "", 200)
	if len(listed.Items) != 1 || listed.Items[0].Problem != put.Problem || got.Problem != put.Problem {
		t.Errorf("listed %+v, alone %+v", listed, got)
	}
	shown := want[api.ProposalConflicts](h, ed, "GET", proposal+"/conflicts", "", 200)
	if len(shown.Problems) != 1 || shown.Problems[0].Code != "question_duplicate" || len(shown.Conflicts) != 1 || !shown.Conflicts[0].Refused || shown.Consent != "" {
		t.Errorf("%+v", shown)
	}
	refused := h.do(call{method: "POST", path: proposal + "/submit"}.as(ed))
	if p := refused.problem(t); refused.status != 422 || p.Code != "question_duplicate" || len(p.Errors) != 1 || !strings.Contains(p.Detail, "小规模纳税人月销售额多少免征增值税") {
		t.Errorf("%d %s", refused.status, refused.body)
	}
}

// TestContradictionIsConfirmed: what only resembles a published question is named when it is submitted, and published with the code of
// what was shown.
func TestContradictionIsConfirmed(t *testing.T) {
	h := open(t)
	ed, rev := h.login("ed", staff.ContentEditor), h.login("rev", staff.ContentReviewer)
	const proposal = "/api/v1/content/proposals/1"
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	want[any](h, ed, "PUT", proposal+"/items/pair/like", pairBody("like", "小规模纳税人的月销售额是多少免征增值税？", "15万元以下。", 0), 200)
	submitted := want[api.SubmittedProposal](h, ed, "POST", proposal+"/submit", "", 200)
	if submitted.State != "review" || len(submitted.Contradictions) != 1 || submitted.Contradictions[0].Refused || submitted.Contradictions[0].Other != "vat-small" {
		t.Fatalf("%+v", submitted)
	}
	unseen := decode[api.Problem](t, h.do(call{method: "POST", path: proposal + "/publish", body: `{"note":"好"}`}.as(rev)).body)
	if unseen.Status != 409 || unseen.Code != "contradictions_unconfirmed" || len(unseen.Contradictions) != 1 || unseen.Consent == "" ||
		!strings.Contains(unseen.Contradictions[0].Message, "150000元") {
		t.Fatalf("%+v", unseen)
	}
	shown := want[api.ProposalConflicts](h, rev, "GET", proposal+"/conflicts", "", 200)
	if shown.Consent != unseen.Consent {
		t.Errorf("shown %q, asked for %q", shown.Consent, unseen.Consent)
	}
	want[any](h, rev, "POST", proposal+"/publish", encoded(api.PublishStep{Consent: "seen"}), 409)
	published := want[api.PublishedProposal](h, rev, "POST", proposal+"/publish", encoded(api.PublishStep{Consent: shown.Consent}), 200)
	if published.Proposal.Alone {
		t.Errorf("%+v", published)
	}
}

// TestReviewerGoesBackAlone: with one reviewer at hand an edition is restored, and marked.
func TestReviewerGoesBackAlone(t *testing.T) {
	h := open(t)
	ed, rev := h.login("ed", staff.ContentEditor), h.login("rev", staff.ContentReviewer)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	want[any](h, ed, "PUT", "/api/v1/content/proposals/1/items/pair/vat-small", pairBody("vat-small", "问题？", "答复。", 0), 200)
	want[any](h, ed, "POST", "/api/v1/content/proposals/1/submit", "", 200)
	want[any](h, rev, "POST", "/api/v1/content/proposals/1/publish", ``, 200)
	want[any](h, ed, "POST", "/api/v1/content/editions/1/restore", `{}`, 403)
	want[any](h, rev, "POST", "/api/v1/content/editions/1/restore", `{"note":"有误"}`, 201)
	back := want[api.PublishedProposal](h, rev, "POST", "/api/v1/content/proposals/2/publish", `{}`, 200)
	list := want[api.ContentEditionList](h, ed, "GET", "/api/v1/content/editions", "", 200)
	if !back.Proposal.Alone || len(list.Items) != 3 || !list.Items[0].Alone || list.Items[1].Alone || list.Items[0].Restores != 1 {
		t.Errorf("%+v, %+v", back, list)
	}
}

// TestWhatIsNamedAndNotThere is told when it is saved.
func TestWhatIsNamedAndNotThere(t *testing.T) {
	h := open(t)
	ed := h.login("ed", staff.ContentEditor)
	want[any](h, ed, "POST", "/api/v1/content/proposals", `{"title":"草案"}`, 201)
	put := want[api.ContentItem](h, ed, "PUT", "/api/v1/content/proposals/1/items/trending/hot", encoded(api.PutItem{Content: api.ContentBody{
		Trending: &api.ContentTrending{ID: "hot", Question: "热？", Pair: "none"},
	}}), 200)
	if !strings.Contains(put.Problem, "none") || !strings.Contains(put.Problem, "没有发布") {
		t.Errorf("%+v", put)
	}
	if p := h.do(call{method: "POST", path: "/api/v1/content/proposals/1/submit"}.as(ed)).problem(t); p.Status != 422 || p.Code != "reference_missing" {
		t.Errorf("%+v", p)
	}
}
