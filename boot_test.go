package main

import (
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

const question = "小规模纳税人月销售额多少可以免增值税"

// TestBoot boots the whole program, uses it, stops it while it is at work and boots it again on the same folder.
func TestBoot(t *testing.T) {
	t.Parallel()
	t.Run("words", func(t *testing.T) {
		t.Parallel()
		testBoot(t, settings(t.TempDir()), "degraded")
	})
	t.Run("model", func(t *testing.T) {
		t.Parallel()
		environ := settings(filepath.Join(t.TempDir(), "not", "yet", "there"), withModel(t)...)
		first, second := testBoot(t, environ, "ok")
		if !strings.Contains(first, "msg=embedded") {
			t.Errorf("the first boot embedded nothing:\n%s", first)
		}
		if strings.Contains(second, "msg=embedded") {
			t.Errorf("the second boot embedded again:\n%s", second)
		}
		status, stdout, stderr := yueyue(environ, "doctor")
		if status != 0 || stderr != "" || !strings.Contains(stdout, "bge-small-zh-v1.5/int8") {
			t.Errorf("doctor: status %d, %s%s", status, stdout, stderr)
		}
	})
}

// testBoot gives what the two boots logged. embedding is the state that the model is in.
func testBoot(t *testing.T, environ []string, embedding string) (first, second string) {
	s := boot(t, environ)
	if host, port, err := net.SplitHostPort(s.address); err != nil || host != "127.0.0.1" || port == "0" {
		t.Errorf("announces %q", s.address)
	}
	expectReady(s, embedding)
	direct := expectAnswer(s)
	th, said := expectConversation(s)
	expectVotes(s, direct, th, said)
	expectDocuments(s)
	expectOrderlyStop(s, th)

	again := boot(t, environ)
	kept := again.messages(th)
	if len(kept) != 4 || !reflect.DeepEqual(kept[0], said.Message) || !reflect.DeepEqual(kept[1], *said.Reply) {
		t.Errorf("after the restart the conversation is %+v, it began with %+v and %+v", kept, said.Message, *said.Reply)
	}
	retried := as[posted](t, again.post(th.path(), th.Token, map[string]string{"client_id": "first", "text": question}), http.StatusOK)
	if !reflect.DeepEqual(retried, said) {
		t.Errorf("the same client id gives %+v after the restart, %+v before", retried, said)
	}
	if got := again.post("/api/v1/answers/"+direct.ID+"/vote", "", map[string]string{"value": "useless"}); got.status != http.StatusNoContent {
		t.Errorf("vote on the answer of before: %d %s", got.status, got.body)
	}
	if status := again.stop(); status != 0 {
		t.Errorf("the second stop ended with %d", status)
	}
	expectQuietLog(t, again.journal.String())
	expectStored(t, environ, direct.ID)
	return s.journal.String(), again.journal.String()
}

func expectReady(s *server, embedding string) {
	s.t.Helper()
	if alive := as[struct{ Status string }](s.t, s.get("/healthz", ""), http.StatusOK); alive.Status != "alive" {
		s.t.Errorf("healthz says %q", alive.Status)
	}
	ready := as[struct {
		Status string
		Parts  []struct{ Name, State, Version string }
	}](s.t, s.get("/readyz", ""), http.StatusOK)
	states := map[string]string{}
	for _, part := range ready.Parts {
		states[part.Name] = part.State
	}
	want := map[string]string{"database": "ok", "index": "ok", "embedding": embedding, "identity": "ok"}
	if ready.Status != embedding || !reflect.DeepEqual(states, want) {
		s.t.Errorf("readyz says %s %v, want %s %v", ready.Status, states, embedding, want)
	}
}

func expectAnswer(s *server) answer {
	s.t.Helper()
	got := as[answer](s.t, s.post("/api/v1/ask", "", map[string]string{"question": question, "as_of": "2026-11-22"}), http.StatusOK)
	if got.Kind != "answer" || got.ID == "" || got.AsOf != "2026-11-22" || !strings.Contains(got.Text, "10万元") {
		s.t.Errorf("answer %+v", got)
	}
	if len(got.Citations) == 0 || got.Citations[0].Title == "" || got.Citations[0].EffectiveFrom > "2026-11-22" || got.Citations[0].EffectiveTo < "2026-11-22" {
		s.t.Errorf("citations %+v", got.Citations)
	}
	return got
}

// expectConversation posts one message and follows the conversation through the socket.
func expectConversation(s *server) (thread, posted) {
	s.t.Helper()
	th := s.open()
	said := as[posted](s.t, s.post(th.path(), th.Token, map[string]string{"client_id": "first", "text": question}), http.StatusOK)
	switch m, r := said.Message, said.Reply; {
	case r == nil:
		s.t.Fatal("no reply")
	case m.Seq != 1 || m.ClientID != "first" || m.Author != "taxpayer" || m.Text != question,
		r.Seq != 2 || r.ReplyTo != m.ID || r.Author != "yueyue" || r.Answer == nil || r.Answer.Kind != "answer" || r.Answer.Text != r.Text:
		s.t.Errorf("message %+v, reply %+v", m, *r)
	}
	if list := s.messages(th); len(list) != 2 || !reflect.DeepEqual(list[0], said.Message) || !reflect.DeepEqual(list[1], *said.Reply) {
		s.t.Errorf("posted %+v, listed %+v", said, list)
	}
	socket := s.dial()
	defer socket.CloseNow()
	s.hello(socket, th)
	for seq := int64(1); seq <= 2; seq++ {
		if frame := s.frame(socket); frame.Type != "message" || frame.Seq != seq {
			s.t.Errorf("frame %d is %+v", seq, frame)
		}
	}
	return th, said
}

func expectVotes(s *server, direct answer, th thread, said posted) {
	s.t.Helper()
	useful := map[string]string{"value": "useful", "reason": "清楚"}
	inThread := "/api/v1/answers/" + said.Reply.Answer.ID + "/vote"
	for _, vote := range []struct {
		path, token string
		status      int
	}{
		{"/api/v1/answers/" + direct.ID + "/vote", "", http.StatusNoContent},
		{inThread, th.Token, http.StatusNoContent},
		{inThread, "", http.StatusNotFound}, // somebody else's
	} {
		if got := s.post(vote.path, vote.token, useful); got.status != vote.status {
			s.t.Errorf("vote %s: %d, want %d: %s", vote.path, got.status, vote.status, got.body)
		}
	}
}

func expectDocuments(s *server) {
	s.t.Helper()
	document := as[struct {
		OpenAPI string
		Paths   map[string]any
	}](s.t, s.get("/openapi.json", ""), http.StatusOK)
	if !strings.HasPrefix(document.OpenAPI, "3.1") || document.Paths["/api/v1/ask"] == nil || document.Paths["/api/v1/conversations/{id}/messages"] == nil {
		s.t.Errorf("OpenAPI %s with paths %v", document.OpenAPI, document.Paths)
	}
	metrics := s.get("/metrics", "")
	for _, line := range []string{`yueyue_replies_total{kind="answer"} 2`, "yueyue_build_info{", "yueyue_search_duration_seconds_count"} {
		if metrics.status != http.StatusOK || !strings.Contains(metrics.body, line) {
			s.t.Errorf("metrics (%d) lack %s", metrics.status, line)
		}
	}
}

// expectOrderlyStop stops the program while a message is on its way: nobody new is let in and sockets are told; then the
// message is answered; then the program ends.
func expectOrderlyStop(s *server, th thread) {
	s.t.Helper()
	socket := s.dial()
	defer socket.CloseNow()
	s.hello(socket, th)
	under := s.begin(th.path(), th.Token, map[string]string{"client_id": "during-the-stop", "text": "谢谢"})
	s.cancel()
	s.awaitClosed()
	if code := s.closed(socket); code != websocket.StatusGoingAway {
		s.t.Errorf("the socket was closed with %d", code)
	}
	select {
	case status := <-s.ended:
		s.t.Fatalf("ended with %d while a message was on its way", status)
	default:
	}
	if said := as[posted](s.t, under.finish(), http.StatusOK); said.Message.Seq != 3 || said.Reply == nil || said.Reply.Seq != 4 {
		s.t.Errorf("the message during the stop: %+v", said)
	}
	if status := s.wait(); status != 0 {
		s.t.Errorf("the stop ended with status %d:\n%s", status, s.journal)
	}
	expectQuietLog(s.t, s.journal.String())
}

func expectQuietLog(t testing.TB, log string) {
	t.Helper()
	for line := range strings.Lines(log) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "level=WARN") || strings.Contains(line, "yueyue:") {
			t.Errorf("logged %s", line)
		}
	}
}

// expectStored looks at an answer with the command.
func expectStored(t testing.TB, environ []string, id string) {
	t.Helper()
	status, stdout, stderr := yueyue(environ, "answer", id)
	var stored struct {
		Question string
		Reply    answer
		Decision struct{ Why []string }
		Votes    []struct{ Value string }
	}
	if err := json.Unmarshal([]byte(stdout), &stored); err != nil || status != 0 || stderr != "" {
		t.Fatalf("answer: status %d, %v: %s%s", status, err, stdout, stderr)
	}
	if stored.Question != question || stored.Reply.ID != id || len(stored.Decision.Why) == 0 || len(stored.Votes) != 1 || stored.Votes[0].Value != "useless" {
		t.Errorf("stored %+v", stored)
	}
}
