package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/store"
)

const (
	killRounds  = 3  // at least, and more until a kill has come between a message and its reply
	killTries   = 15 // at most
	killWriters = 6
	killThreads = 3
	killAfter   = 24 // acknowledged messages of a round
)

// attempt is one message that a writer tried to post.
type attempt struct {
	thread       int
	client, text string
	acknowledged bool // then got is what the server said
	got          posted
}

// TestKill: after kill -9 amid posting, every acknowledged message is there, once, under its number; the numbers have no
// gaps; each message gets its one reply, also where the kill came between the two; and the same client id gives the first
// result.
func TestKill(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	environ := settings(folder)
	var threads []thread
	var attempts []attempt
	cut := 0 // messages that a kill left without reply
	for round := 0; round < killRounds || cut == 0 && round < killTries; round++ {
		s := spawn(t, environ)
		for len(threads) < killThreads {
			threads = append(threads, s.open())
		}
		attempts = append(attempts, postUntilKilled(s, threads, round)...)
		cut += unanswered(t, folder)
	}
	if cut == 0 {
		t.Error("no kill came between a message and its reply: nothing was left to complete")
	}
	s := boot(t, environ)
	eventually(t, "every message has a reply", func() bool {
		for _, th := range threads {
			if list := s.messages(th); len(list)%2 != 0 || len(replies(list)) != len(list)/2 {
				return false
			}
		}
		return true
	})
	acknowledged := 0
	for _, a := range attempts {
		if a.acknowledged {
			acknowledged++
		}
	}
	t.Logf("%d attempted, %d acknowledged, %d left without reply", len(attempts), acknowledged, cut)
	expectAll(t, s, threads, attempts)
	expectSameAgain(s, threads, attempts)
	expectAll(t, s, threads, attempts) // trying again has added what had never arrived, and nothing else
}

// postUntilKilled lets several writers post at once, each to every thread in turn, and kills the program amid that.
func postUntilKilled(s *server, threads []thread, round int) []attempt {
	s.t.Helper()
	var mu sync.Mutex
	var all []attempt
	var acknowledged atomic.Int64
	var writers sync.WaitGroup
	for w := range killWriters {
		writers.Go(func() {
			for n := 0; ; n++ {
				a := attempt{thread: (w + n) % len(threads), client: fmt.Sprintf("%d-%d-%d", round, w, n)}
				a.text = "第" + a.client + "问：发票丢了怎么办"
				th := threads[a.thread]
				body, _ := json.Marshal(map[string]string{"client_id": a.client, "text": a.text})
				got, err := s.try(http.MethodPost, th.path(), th.Token, string(body), nil)
				if err == nil && got.status != http.StatusOK {
					s.t.Errorf("post: %d %s", got.status, got.body)
				}
				if err == nil && got.status == http.StatusOK {
					a.acknowledged, err = true, json.Unmarshal([]byte(got.body), &a.got)
				}
				mu.Lock()
				all = append(all, a)
				mu.Unlock()
				if err != nil || !a.acknowledged {
					return
				}
				if acknowledged.Add(1) == killAfter {
					_ = s.child.Process.Kill()
				}
			}
		})
	}
	writers.Wait()
	if status := s.wait(); status != -1 {
		s.t.Errorf("the program ended with status %d before the kill:\n%s", status, s.journal)
	}
	return all
}

// unanswered counts the messages without reply while no program runs.
func unanswered(t testing.TB, folder string) int {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Path: filepath.Join(folder, "yueyue.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	waiting, err := conversation.NewRepository(db, time.Now).Unanswered(t.Context(), conversation.PageLimit)
	if err != nil {
		t.Fatal(err)
	}
	return len(waiting)
}

// replies are the replies by what they reply to.
func replies(list []message) map[string]message {
	found := map[string]message{}
	for _, m := range list {
		if m.ReplyTo != "" {
			found[m.ReplyTo] = m
		}
	}
	return found
}

// expectAll looks for what was acknowledged.
func expectAll(t *testing.T, s *server, threads []thread, attempts []attempt) {
	t.Helper()
	found, answers := map[string]message{}, map[string]message{}
	for i, th := range threads {
		list := s.messages(th)
		for n, m := range list {
			if m.Seq != int64(n+1) {
				t.Fatalf("thread %d: number %d follows %d", i, m.Seq, n)
			}
			if m.Author == "taxpayer" {
				if _, twice := found[m.ClientID]; twice {
					t.Errorf("%s is there twice", m.ClientID)
				}
				found[m.ClientID] = m
			} else if m.Answer == nil || m.Answer.Text != m.Text || m.Answer.Kind == "" {
				t.Errorf("reply %d has the answer %+v", m.Seq, m.Answer)
			}
		}
		for to, reply := range replies(list) {
			answers[to] = reply
		}
		if len(list) != 2*len(replies(list)) {
			t.Errorf("thread %d has %d messages with %d replies", i, len(list), len(replies(list)))
		}
	}
	for _, a := range attempts {
		m, there := found[a.client]
		switch {
		case !a.acknowledged:
			if there && m.Text != a.text {
				t.Errorf("%s says %q", a.client, m.Text)
			}
		case !reflect.DeepEqual(m, a.got.Message):
			t.Errorf("acknowledged as %+v, now %+v", a.got.Message, m)
		case a.got.Reply != nil && !reflect.DeepEqual(answers[m.ID], *a.got.Reply):
			t.Errorf("replied %+v, now %+v", *a.got.Reply, answers[m.ID])
		}
		delete(found, a.client)
	}
	for client := range found {
		t.Errorf("nobody posted %q", client)
	}
}

// expectSameAgain posts everything again under its client id and notes what was said to those that got no word before.
func expectSameAgain(s *server, threads []thread, attempts []attempt) {
	s.t.Helper()
	for i := range attempts {
		a := &attempts[i]
		th := threads[a.thread]
		again := as[posted](s.t, s.post(th.path(), th.Token, map[string]string{"client_id": a.client, "text": a.text}), http.StatusOK)
		if again.Reply == nil || again.Message.ClientID != a.client || again.Reply.ReplyTo != again.Message.ID {
			s.t.Errorf("%s again: %+v", a.client, again)
		}
		if a.acknowledged && (!reflect.DeepEqual(again.Message, a.got.Message) || a.got.Reply != nil && !reflect.DeepEqual(again.Reply, a.got.Reply)) {
			s.t.Errorf("%s gave %+v, now %+v", a.client, a.got, again)
		}
		a.acknowledged, a.got = true, again
	}
}
