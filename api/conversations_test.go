package api_test

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"yueyue/internal/auth/authtest"
	"yueyue/internal/conversation"
)

type wireMessage struct {
	Seq       int64
	ID        string
	ClientID  string `json:"client_id"`
	ReplyTo   string `json:"reply_to"`
	Author    string
	Text      string
	CreatedAt string `json:"created_at"`
	Answer    *struct {
		AnswerID  string `json:"answer_id"`
		Kind      string
		Citations []map[string]any
	}
}

type wirePosted struct {
	Message wireMessage
	Reply   *wireMessage
}

func (h *house) say(id, token, clientID, text string) (response, wirePosted) {
	h.t.Helper()
	got := h.do(call{
		method: "POST", path: "/api/v1/conversations/" + id + "/messages", token: token,
		body: fmt.Sprintf(`{"client_id":%q,"text":%q}`, clientID, text),
	})
	if got.status != 200 {
		return got, wirePosted{}
	}
	return got, decode[wirePosted](h.t, got.body)
}

func (h *house) page(id, token, query string) []wireMessage {
	h.t.Helper()
	got := h.do(call{method: "GET", path: "/api/v1/conversations/" + id + "/messages" + query, token: token})
	if got.status != 200 {
		h.t.Fatalf("%d %s", got.status, got.body)
	}
	return decode[struct{ Messages []wireMessage }](h.t, got.body).Messages
}

func TestOpenConversation(t *testing.T) {
	h := open(t)
	natural := authtest.Claims("u-1", now)
	natural["capacity"] = "natural_person"
	bare := authtest.Claims("u-2", now)
	delete(bare, "region")
	delete(bare, "capacity")
	cases := []struct {
		name, body, token string
		status            int
		same              string // an earlier case whose conversation comes again
		region, audience  string
		owner             conversation.Owner
	}{
		{"anonymous", "", "", 201, "", "", "", conversation.Owner{Kind: conversation.Anonymous}},
		{"anonymous with a place", `{"region":"340100","audience":"enterprise"}`, "", 201, "", "340100", "enterprise", conversation.Owner{Kind: conversation.Anonymous}},
		{"taxpayer", "{}", h.jwt("u-1"), 201, "", "340100", "enterprise", conversation.Owner{Kind: conversation.Taxpayer, Subject: "u-1"}},
		{"taxpayer again", "", h.jwt("u-1"), 200, "taxpayer", "340100", "enterprise", conversation.Owner{Kind: conversation.Taxpayer, Subject: "u-1"}},
		{"the token before the wish", `{"region":"110000"}`, h.jwt("u-1"), 200, "taxpayer", "340100", "enterprise", conversation.Owner{Kind: conversation.Taxpayer, Subject: "u-1"}},
		{"the same person in another capacity", "", h.host.Token(t, "ed", natural), 201, "", "340100", "natural_person", conversation.Owner{Kind: conversation.Taxpayer, Subject: "u-1"}},
		{"a taxpayer without a place", `{"region":"110000"}`, h.host.Token(t, "ed", bare), 201, "", "110000", "", conversation.Owner{Kind: conversation.Taxpayer, Subject: "u-2"}},
	}
	ids := map[string]string{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := h.do(call{method: "POST", path: "/api/v1/conversations", body: c.body, token: c.token})
			opened := decode[struct{ ID, Token string }](t, got.body)
			ids[c.name] = opened.ID
			if got.status != c.status || opened.ID == "" {
				t.Fatalf("%d %s", got.status, got.body)
			}
			if (opened.Token == "") != (c.token != "") || strings.Contains(got.body, `"token":""`) {
				t.Errorf("token: %s", got.body)
			}
			if known := ids[c.same]; c.same != "" && opened.ID != known {
				t.Errorf("%s, want %s", opened.ID, known)
			}
			thread, err := h.threads.Get(t.Context(), conversation.ID(opened.ID))
			if err != nil || thread.Region != c.region || thread.Audience != c.audience || thread.Owner != c.owner {
				t.Errorf("%+v, %v", thread, err)
			}
		})
	}
}

func TestOpenConversationAtTheSameTime(t *testing.T) {
	h := open(t)
	var all sync.WaitGroup
	ids := make([]string, 8)
	token := h.jwt("u-1")
	for i := range ids {
		all.Go(func() {
			ids[i] = decode[struct{ ID string }](t, h.do(call{method: "POST", path: "/api/v1/conversations", token: token}).body).ID
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("windows that open together get different conversations: %v", ids)
		}
	}
}

func TestMessages(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	_, posted := h.say(id, token, "c-1", " 小规模免税标准？ ")
	m, r := posted.Message, posted.Reply
	if m.Seq != 1 || m.ClientID != "c-1" || m.Author != "taxpayer" || m.Text != "小规模免税标准？" || m.CreatedAt != "2026-11-22T02:00:00Z" || m.Answer != nil {
		t.Errorf("message %+v", m)
	}
	if r == nil || r.Seq != 2 || r.ReplyTo != m.ID || r.Author != "yueyue" || r.Answer == nil || r.Answer.Kind != "answer" || len(r.Answer.Citations) != 1 {
		t.Fatalf("reply %+v", r)
	}
	before := h.rows()
	again, repeated := h.say(id, token, "c-1", "小规模免税标准？")
	if again.status != 200 || repeated.Message != m || repeated.Reply == nil || repeated.Reply.ID != r.ID || repeated.Reply.Answer.AnswerID != r.Answer.AnswerID {
		t.Errorf("the same client id again: %s", again.body)
	}
	if other, _ := h.say(id, token, "c-1", "别的问题"); other.status != 409 || other.problem(t).Code != "client_id_reused" {
		t.Errorf("the same client id with another text: %d %s", other.status, other.body)
	}
	if after := h.rows(); !maps.Equal(before, after) {
		t.Errorf("a repeated message wrote: %v, %v", before, after)
	}
	if got, later := h.say(id, token, "c-2", "以后再说"); later.Reply != nil || !strings.Contains(got.body, `"reply":null`) {
		t.Errorf("a reply still to come: %s", got.body)
	}
	if page := h.page(id, token, ""); len(page) != 3 || page[0].Seq != 1 || page[1].Answer == nil || page[2].ClientID != "c-2" {
		t.Errorf("page %+v", page)
	}
}

func TestMessagePages(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	for i := range 40 {
		if _, _, err := h.threads.Append(t.Context(), conversation.ID(id), conversation.Draft{Author: conversation.BySystem, Text: fmt.Sprint(i + 1)}); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		query       string
		first, last int64
	}{
		{"", 11, 40},
		{"?limit=5", 36, 40},
		{"?before=36&limit=5", 31, 35},
		{"?before=3&limit=5", 1, 2},
		{"?before=41&limit=200", 1, 40},
		{"?before=9000000000", 11, 40},
		{"?before=1", 0, 0},
	}
	for _, c := range cases {
		page := h.page(id, token, c.query)
		if c.last == 0 {
			if len(page) != 0 {
				t.Errorf("%s: %+v", c.query, page)
			}
			continue
		}
		if len(page) != int(c.last-c.first+1) || page[0].Seq != c.first || page[len(page)-1].Seq != c.last {
			t.Errorf("%s: %d messages %d..%d", c.query, len(page), page[0].Seq, page[len(page)-1].Seq)
		}
	}
	empty, emptyToken := h.anonymous()
	if got := h.do(call{method: "GET", path: "/api/v1/conversations/" + empty + "/messages", token: emptyToken}); got.body != "{\"messages\":[]}\n" {
		t.Errorf("an empty thread: %q", got.body)
	}
}

func TestVote(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	_, posted := h.say(id, token, "c-1", "问")
	inThread := posted.Reply.Answer.AnswerID
	loose := decode[struct {
		ID string `json:"answer_id"`
	}](t, h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`}).body).ID
	vote := func(answer, token, body string) int {
		return h.do(call{method: "POST", path: "/api/v1/answers/" + answer + "/vote", token: token, body: body}).status
	}
	if got := h.do(call{method: "POST", path: "/api/v1/answers/" + inThread + "/vote", token: token, body: `{"value":"useful"}`}); got.status != 204 || got.body != "" {
		t.Errorf("%d %q", got.status, got.body)
	}
	if status := vote(inThread, token, `{"value":"useless","reason":" 答非所问 "}`); status != 204 {
		t.Errorf("another value: %d", status)
	}
	stored, err := h.yueyue.Get(t.Context(), "")
	if err == nil {
		t.Errorf("an answer without id: %+v", stored)
	}
	stored, err = h.yueyue.Get(t.Context(), posted.answerID())
	if err != nil || len(stored.Votes) != 1 || stored.Votes[0].Value != "useless" || stored.Votes[0].Reason != "答非所问" {
		t.Errorf("%+v, %v", stored.Votes, err)
	}
	if status := vote(loose, "", `{"value":"useful"}`); status != 204 {
		t.Errorf("an answer of no conversation: %d", status)
	}
	if n := h.rows()["votes"]; n != 2 {
		t.Errorf("%d votes", n)
	}
}

func (p wirePosted) answerID() conversation.AnswerID {
	return conversation.AnswerID(p.Reply.Answer.AnswerID)
}
