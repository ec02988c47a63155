package dialog

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

func TestAnswers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, still)
		for _, c := range []struct {
			name string
			test func(*testing.T, *house)
		}{
			{"what is put is got", putAndGet},
			{"what is not there", notThere},
			{"replies", replies},
			{"votes", votes},
			{"who may vote", mayVote},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, h) })
		}
	})
}

// example is an answer with every field set.
func exampleAnswer(id AnswerID) StoredAnswer {
	return StoredAnswer{
		ID: id, Question: "甲怎么算？", Region: "340100", Audience: "enterprise", Decision: json.RawMessage(`{"kind":"answer"}`),
		Reply: Reply{
			AnswerID: id, Kind: Answer, Text: "**10万元**", Confidence: .93, PairID: "a", UnderstoodAs: "甲怎么算", AsOf: today, Edition: 7, TookMS: 1.5,
			Citations:   []Citation{{Title: "增值税法", Clause: "第二十三条", EffectiveFrom: "2026-01-01", Status: "InForce"}},
			Suggestions: []Suggestion{{Question: "乙怎么办？", PairID: "b"}}, Keywords: []string{"甲"},
		},
	}
}

func sameJSON(t *testing.T, got, want any) {
	t.Helper()
	a, err := json.Marshal(got)
	check(t, err)
	b, err := json.Marshal(want)
	check(t, err)
	if string(a) != string(b) {
		t.Errorf("got  %s\nwant %s", a, b)
	}
}

func putAndGet(t *testing.T, h *house) {
	put := exampleAnswer("put")
	check(t, h.put(t.Context(), put))
	put.CreatedAt = noon
	got, err := h.Get(t.Context(), "put")
	check(t, err)
	sameJSON(t, got, put)

	thread := h.begin(t)
	inThread := exampleAnswer("in thread")
	inThread.Conversation = thread
	check(t, h.db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.PutTx(ctx, tx, inThread, "message-1") }))
	if got, err = h.Get(t.Context(), "in thread"); err != nil || got.Conversation != thread {
		t.Errorf("stands in %q, %v", got.Conversation, err)
	}
	if err := h.put(t.Context(), put); err == nil {
		t.Error("an id was given twice")
	}
	undone := errors.New("undone")
	err = h.db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		check(t, h.PutTx(ctx, tx, exampleAnswer("undone"), ""))
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	_, err = h.Get(t.Context(), "undone")
	want(t, err, fault.NotFound, "answer_unknown")
}

func notThere(t *testing.T, h *house) {
	_, err := h.Get(t.Context(), "nothing")
	want(t, err, fault.NotFound, "answer_unknown")
	err = h.Vote(t.Context(), "nothing", Voter{}, Useful, "")
	want(t, err, fault.NotFound, "answer_unknown")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = h.Get(gone, "nothing")
	want(t, err, fault.Unavailable, "unavailable")
}

func replies(t *testing.T, h *house) {
	check(t, h.put(t.Context(), exampleAnswer("r1")))
	check(t, h.put(t.Context(), exampleAnswer("r2")))
	got, err := h.Replies(t.Context(), []AnswerID{"r2", "nothing", "r1", "r2"})
	check(t, err)
	if len(got) != 2 {
		t.Errorf("%d replies, want 2", len(got))
	}
	sameJSON(t, got["r1"], exampleAnswer("r1").Reply)
	if got, err := h.Replies(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %v, %v", got, err)
	}
}

func votes(t *testing.T, h *house) {
	check(t, h.put(t.Context(), exampleAnswer("v")))
	cast := func(voter Voter, value VoteValue, reason string) {
		check(t, h.Vote(t.Context(), "v", voter, value, reason))
	}
	cast(Voter{}, Useless, "看不懂")
	cast(Voter{Subject: "s1"}, Useful, "")
	cast(Voter{}, Useful, "")
	got, err := h.Get(t.Context(), "v")
	check(t, err)
	if !slices.Equal(got.Votes, []Vote{{"holder", Useful, "", noon}, {"taxpayer:s1", Useful, "", noon}}) {
		t.Errorf("votes %+v", got.Votes)
	}
	err = h.Vote(t.Context(), "v", Voter{}, "great", "")
	want(t, err, fault.Invalid, "vote_invalid")
}

func mayVote(t *testing.T, h *house) {
	own := h.begin(t)
	answer := exampleAnswer("theirs")
	answer.Conversation = own
	check(t, h.put(t.Context(), answer))
	owns := func(id conversation.ID, err error) func(context.Context, conversation.ID) (bool, error) {
		return func(_ context.Context, asked conversation.ID) (bool, error) { return asked == id, err }
	}
	away := fault.New(fault.Unavailable, "test", "away", "")
	for _, c := range []struct {
		name  string
		voter Voter
		kind  fault.Kind
		code  string
		votes int
	}{
		{"nobody", Voter{}, fault.NotFound, "answer_unknown", 0},
		{"another conversation", Voter{Conversation: h.begin(t)}, fault.NotFound, "answer_unknown", 0},
		{"a taxpayer who owns another", Voter{Subject: "s2", Owns: owns("other", nil)}, fault.NotFound, "answer_unknown", 0},
		{"who owns what cannot be told", Voter{Subject: "s1", Owns: owns(own, away)}, fault.Unavailable, "away", 0},
		{"the conversation itself", Voter{Conversation: own}, "", "", 1},
		{"again", Voter{Conversation: own}, "", "", 1},
		{"the taxpayer who owns it", Voter{Subject: "s1", Owns: owns(own, nil)}, "", "", 2},
	} {
		err := h.Vote(t.Context(), "theirs", c.voter, Useful, "")
		if c.kind != "" {
			want(t, err, c.kind, c.code)
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		stored, err := h.Get(t.Context(), "theirs")
		check(t, err)
		if len(stored.Votes) != c.votes {
			t.Errorf("%s: votes %+v, want %d", c.name, stored.Votes, c.votes)
		}
	}
}

func TestAsk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, still)
		reply, err := h.Ask(t.Context(), Question{Text: "甲怎么算呀", Audience: "enterprise"})
		check(t, err)
		stored, err := h.Get(t.Context(), reply.AnswerID)
		check(t, err)
		sameJSON(t, stored.Reply, reply)
		var decision Decision
		check(t, json.Unmarshal(stored.Decision, &decision))
		if reply.Kind != Answer || reply.Edition != 7 || stored.Region != "340000" || stored.Audience != "enterprise" ||
			decision.Kind != Answer || len(decision.Why) == 0 || decision.Version.Standing != InForce || len(decision.Found.Candidates) != 2 {
			t.Errorf("stored %+v", stored)
		}
		if _, err := h.Preview(t.Context(), Question{Text: "甲怎么算"}); err != nil || h.count(t, "answers") != 1 {
			t.Errorf("a preview was kept, %v", err)
		}

		h.desk.fails = fault.New(fault.Unavailable, "test", "away", "")
		_, err = h.Ask(t.Context(), Question{Text: "转人工"})
		want(t, err, fault.Unavailable, "away")
		if h.count(t, "answers") != 1 || h.count(t, "escalation_wishes") != 0 {
			t.Error("half of a failed answer was kept")
		}
		h.desk.fails = nil
		if reply, err = h.Ask(t.Context(), Question{Text: "转人工"}); err != nil || reply.Kind != Handoff || h.count(t, "escalation_wishes") != 1 {
			t.Errorf("%s with %d wishes, %v", reply.Kind, h.count(t, "escalation_wishes"), err)
		}

		h.index.fails = fault.New(fault.Unavailable, "test", "index_not_ready", "")
		_, err = h.Ask(t.Context(), Question{Text: "甲怎么算"})
		want(t, err, fault.Unavailable, "index_not_ready")
		if h.count(t, "answers") != 2 {
			t.Error("an answer without retrieval was kept")
		}
	})
}

// What is today is what the calendar on a wall in Shanghai says.
func TestTodayIsShanghais(t *testing.T) {
	for _, c := range []struct {
		now  time.Time
		asOf string
		text string
	}{
		{time.Date(2025, 12, 31, 15, 59, 59, 0, time.UTC), "2025-12-31", "**那时是15万元。**"},
		{time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC), "2026-01-01", "**现在是10万元。**"},
	} {
		h := newHouse(t, storetest.Open(t, storetest.SQLite(t)), func() time.Time { return c.now })
		reply, err := h.Preview(t.Context(), Question{Text: "甲怎么算"})
		if err != nil || string(reply.AsOf) != c.asOf || reply.Text != c.text {
			t.Errorf("%s: as of %s %q, %v", c.now, reply.AsOf, reply.Text, err)
		}
	}
}
