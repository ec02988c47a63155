package dialog

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

func TestRespond(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, c := range []struct {
			name string
			test func(*testing.T, *house)
		}{
			{"a message and its reply", messageAndReply},
			{"the same message again", again},
			{"the same message at once", atOnce},
			{"another text under the same client id", otherText},
			{"a wish goes with its answer", wish},
			{"earlier turns are understood", earlierTurns},
			{"the doorbell rings after each commit", doorbell},
			{"who posted may go away", goesAway},
			{"what is no conversation", noConversation},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, newHouse(t, db, still)) })
		}
	})
}

func messageAndReply(t *testing.T, h *house) {
	id := h.begin(t)
	posted, reply, err := h.Respond(t.Context(), id, "c1", "甲怎么算？")
	check(t, err)
	if posted.Seq != 1 || posted.Author != conversation.ByTaxpayer || posted.Text != "甲怎么算？" {
		t.Errorf("posted %+v", posted)
	}
	if reply == nil || reply.Seq != 2 || reply.Author != conversation.ByYueyue || reply.ReplyTo != posted.ID || !strings.Contains(reply.Text, "10万元") {
		t.Fatalf("reply %+v", reply)
	}
	stored, err := h.Get(t.Context(), reply.AnswerID)
	check(t, err)
	if stored.Conversation != id || stored.Region != "340100" || stored.Audience != "enterprise" || stored.Reply.Text != reply.Text {
		t.Errorf("stored %+v", stored)
	}
	var message string
	check(t, h.db.QueryRow(t.Context(), "SELECT message_id FROM answers WHERE id = $1", reply.AnswerID).Scan(&message))
	if message != string(posted.ID) {
		t.Errorf("the answer belongs to message %s, want %s", message, posted.ID)
	}
}

func again(t *testing.T, h *house) {
	id := h.begin(t)
	posted, reply, err := h.Respond(t.Context(), id, "c1", "甲怎么算？")
	check(t, err)
	for range 2 {
		samePosted, sameReply, err := h.Respond(t.Context(), id, "c1", "甲怎么算？")
		check(t, err)
		if samePosted != posted || sameReply == nil || *sameReply != *reply {
			t.Errorf("again: %+v, %+v", samePosted, sameReply)
		}
	}
	if n := len(h.messages(t, id)); n != 2 || len(h.observer.kinds) != 1 {
		t.Errorf("%d messages, answered %v", n, h.observer.kinds)
	}
}

func atOnce(t *testing.T, h *house) {
	before := h.count(t, "answers")
	id := h.begin(t)
	const posts = 8
	var group sync.WaitGroup
	replies := make([]*conversation.Message, posts)
	for i := range posts {
		group.Go(func() {
			var err error
			if _, replies[i], err = h.Respond(t.Context(), id, "c1", "甲怎么算？"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, reply := range replies {
		if reply == nil || *reply != *replies[0] {
			t.Errorf("reply %+v beside %+v", reply, replies[0])
		}
	}
	if n := len(h.messages(t, id)); n != 2 {
		t.Errorf("%d messages, want the question and one reply", n)
	}
	if n := h.count(t, "answers") - before; n != 1 {
		t.Errorf("%d answers were kept for one reply", n)
	}
}

func otherText(t *testing.T, h *house) {
	id := h.begin(t)
	_, _, err := h.Respond(t.Context(), id, "c1", "甲怎么算？")
	check(t, err)
	_, reply, err := h.Respond(t.Context(), id, "c1", "乙怎么办？")
	want(t, err, fault.Conflict, "client_id_reused")
	if n := len(h.messages(t, id)); n != 2 || reply != nil {
		t.Errorf("%d messages, reply %+v", n, reply)
	}
}

func wish(t *testing.T, h *house) {
	id := h.begin(t)
	h.desk.fails = fault.New(fault.Unavailable, "test", "away", "")
	posted, reply, err := h.Respond(t.Context(), id, "c1", "转人工")
	check(t, err)
	if reply != nil || posted.Seq != 1 || len(h.messages(t, id)) != 1 {
		t.Errorf("a reply whose wish was not recorded: %+v", reply)
	}
	h.desk.fails = nil
	_, reply, err = h.Respond(t.Context(), id, "c1", "转人工")
	check(t, err)
	var thread, answer string
	check(t, h.db.QueryRow(t.Context(), "SELECT conversation_id, answer_id FROM escalation_wishes WHERE conversation_id = $1", id).Scan(&thread, &answer))
	if reply == nil || answer != string(reply.AnswerID) || !strings.Contains(reply.Text, "12366") {
		t.Errorf("a wish with answer %s beside the reply %+v", answer, reply)
	}
}

func earlierTurns(t *testing.T, h *house) {
	id := h.begin(t)
	for i, text := range []string{"2024年甲怎么算", "谢谢", "那季度呢"} {
		_, reply, err := h.Respond(t.Context(), id, text, text)
		check(t, err)
		if reply == nil {
			t.Fatalf("message %d has no reply", i)
		}
		if text != "那季度呢" {
			continue
		}
		stored, err := h.Get(t.Context(), reply.AnswerID)
		check(t, err)
		var decision Decision
		check(t, json.Unmarshal(stored.Decision, &decision))
		if topic := decision.Understood.Topic; topic == nil || topic.Text != "2024年甲怎么算" {
			t.Errorf("topic %+v", topic)
		}
		if last := h.index.asked[len(h.index.asked)-1]; last.Text != "2024年甲怎么算 那季度呢" || last.Region != "340100" {
			t.Errorf("looked for %+v", last)
		}
		if !strings.Contains(reply.Text, "以下是2024年的规定") {
			t.Errorf("the follow-up is not about the year of its thread: %s", reply.Text)
		}
	}
}

func doorbell(t *testing.T, h *house) {
	id := h.begin(t)
	rings, stop := h.doorbell.Listen(id)
	defer stop()
	rung := func() bool {
		select {
		case <-rings:
			return true
		default:
			return false
		}
	}
	h.index.looking = func() {
		if !rung() || len(h.messages(t, id)) != 1 {
			t.Error("the message is answered before it stands and its listeners know")
		}
		if rung() {
			t.Error("rung for a reply that is not there")
		}
	}
	_, _, err := h.Respond(t.Context(), id, "c1", "甲怎么算？")
	check(t, err)
	if !rung() || len(h.messages(t, id)) != 2 {
		t.Error("not rung for the reply")
	}
	_, _, err = h.Respond(t.Context(), id, "c1", "甲怎么算？")
	check(t, err)
	if rung() {
		t.Error("rung for nothing new")
	}
}

func goesAway(t *testing.T, h *house) {
	id := h.begin(t)
	ctx, leave := context.WithCancel(t.Context())
	h.index.looking = leave
	_, reply, err := h.Respond(ctx, id, "c1", "甲怎么算？")
	if err != nil || reply == nil || len(h.messages(t, id)) != 2 {
		t.Errorf("reply %+v, %v", reply, err)
	}
}

func noConversation(t *testing.T, h *house) {
	_, reply, err := h.Respond(t.Context(), "nothing", "c1", "甲怎么算？")
	if want(t, err, fault.NotFound, "not_found"); reply != nil {
		t.Errorf("reply %+v", reply)
	}
}

// TestCompleteUnanswered: what could not be answered is, when the part is back; a message that is being answered at this
// moment is left alone; what a crash cut off is completed at the start, however fresh.
func TestCompleteUnanswered(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(testing.TB) store.Config
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(c.name, func(t *testing.T) {
			config := c.open(t)
			synctest.Test(t, func(t *testing.T) { completing(t, newHouse(t, storetest.Open(t, config), time.Now)) })
		})
	}
}

func completing(t *testing.T, h *house) {
	id := h.begin(t)
	cut, _, err := h.threads.Append(t.Context(), id, conversation.Draft{ClientID: "cut off", Author: conversation.ByTaxpayer, Text: "甲怎么算？"})
	check(t, err)
	rings, stop := h.doorbell.Listen(id)
	defer stop()
	working, finish := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	worker.Go(func() { h.CompleteUnanswered(working) })
	<-rings
	if reply, err := h.threads.ReplyTo(t.Context(), cut.ID); err != nil || !strings.Contains(reply.Text, "10万元") {
		t.Errorf("what a crash cut off: %+v, %v", reply, err)
	}

	h.index.set(func(x *index) { x.fails = fault.New(fault.Unavailable, "test", "away", "") })
	began := time.Now()
	posted, reply, err := h.Respond(t.Context(), id, "c1", "甲怎么算呢？")
	check(t, err)
	if reply != nil {
		t.Fatalf("reply %+v from a retriever that is away", reply)
	}
	<-rings
	h.index.set(func(x *index) { x.fails = nil })
	<-rings
	if waited := time.Since(began); waited < settled || waited > settled+2*completeEvery {
		t.Errorf("completed after %s", waited)
	}
	late, err := h.threads.ReplyTo(t.Context(), posted.ID)
	check(t, err)
	if samePosted, same, err := h.Respond(t.Context(), id, "c1", "甲怎么算呢？"); err != nil || samePosted != posted || same == nil || *same != late {
		t.Errorf("the client asks again: %+v, %v", same, err)
	}
	finish()
	worker.Wait()
	if n := len(h.messages(t, id)); n != 4 {
		t.Errorf("%d messages, want 4", n)
	}
}
