package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"yueyue/api"
	"yueyue/internal/auth/authtest"
	"yueyue/internal/conversation"
)

// wire is a test's end of a socket.
type wire struct {
	t    testing.TB
	conn *websocket.Conn
}

type wireFrame struct {
	Type           string
	ConversationID string `json:"conversation_id"`
	Seq            int64
	Data           json.RawMessage
}

// serve gives the house an address.
func (h *house) serve() string {
	server := httptest.NewServer(h.Handler())
	h.t.Cleanup(server.Close)
	return server.URL
}

func dial(t testing.TB, address string) *wire {
	t.Helper()
	conn, reply, err := websocket.Dial(t.Context(), address+"/api/v1/ws", nil) //nolint:bodyclose // the library closes it
	if err != nil {
		t.Fatalf("%v (%v)", err, reply)
	}
	conn.SetReadLimit(1 << 24)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &wire{t, conn}
}

func (w *wire) send(frame string) {
	w.t.Helper()
	if err := w.conn.Write(w.t.Context(), websocket.MessageText, []byte(frame)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) hello(token, id string, seq int64) {
	w.t.Helper()
	w.send(fmt.Sprintf(`{"type":"hello","token":%q,"conversation_id":%q,"seq":%d}`, token, id, seq))
}

// next is the next frame but pings, within ten seconds.
func (w *wire) next() (wireFrame, error) {
	ctx, cancel := context.WithTimeout(w.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, text, err := w.conn.Read(ctx)
		if err != nil {
			return wireFrame{}, err
		}
		var frame wireFrame
		if err := json.Unmarshal(text, &frame); err != nil {
			return wireFrame{}, err
		}
		if frame.Type != "ping" {
			return frame, nil
		}
	}
}

// expect is the next frame, which must be of a type.
func (w *wire) expect(kind string) wireFrame {
	w.t.Helper()
	frame, err := w.next()
	if err != nil || frame.Type != kind {
		w.t.Fatalf("got %+v %s, %v; want a frame of type %s", frame, frame.Data, err, kind)
	}
	return frame
}

func (w *wire) expectMessage(seq int64, text string) {
	w.t.Helper()
	frame := w.expect("message")
	var m wireMessage
	if err := json.Unmarshal(frame.Data, &m); err != nil || frame.Seq != seq || m.Seq != seq || text != "" && m.Text != text {
		w.t.Errorf("frame %d: %s; want %d %s", frame.Seq, frame.Data, seq, text)
	}
}

// expectRefusal is an error frame with a code, then the close frame.
func (w *wire) expectRefusal(code string, status int, closed websocket.StatusCode) {
	w.t.Helper()
	p := decode[problem](w.t, string(w.expect("error").Data))
	if p.Code != code || p.Status != status || !isChinese(p.Detail) || p.RequestID == "" {
		w.t.Errorf("problem %+v, want %s %d", p, code, status)
	}
	w.expectClose(closed)
}

func (w *wire) expectClose(code websocket.StatusCode) {
	w.t.Helper()
	frame, err := w.next()
	if websocket.CloseStatus(err) != code {
		w.t.Errorf("got %+v, %v; want close code %d", frame, err, code)
	}
}

func sockets(change func(*api.SocketConfig)) change {
	return func(c *api.Config, _ *api.Parts) { change(&c.Sockets) }
}

func TestSocketFollowsAConversation(t *testing.T) {
	h := open(t)
	address := h.serve()
	id, token := h.anonymous()
	h.say(id, token, "a", "第一问")
	w := dial(t, address)
	w.hello(token, id, 0)
	if ready := w.expect("ready"); ready.ConversationID != id || ready.Seq != 2 {
		t.Errorf("ready %+v", ready)
	}
	w.expectMessage(1, "第一问")
	w.expectMessage(2, "")
	h.say(id, token, "b", "第二问")
	w.expectMessage(3, "第二问")
	frame := w.expect("message")
	var reply wireMessage
	if err := json.Unmarshal(frame.Data, &reply); err != nil || reply.Answer == nil || reply.Author != "yueyue" || reply.Seq != 4 {
		t.Errorf("the reply comes without its answer: %s", frame.Data)
	}

	resumed := dial(t, address)
	resumed.hello(token, "", 3) // the token names the conversation
	resumed.expect("ready")
	resumed.expectMessage(4, "")

	long, longToken := h.anonymous()
	for range 2*conversation.PageLimit + 1 {
		if _, _, err := h.threads.Append(t.Context(), conversation.ID(long), conversation.Draft{Author: conversation.BySystem, Text: "旧"}); err != nil {
			t.Fatal(err)
		}
	}
	away := dial(t, address) // for long: more than one page was missed
	away.hello(longToken, long, 0)
	away.expect("ready")
	for seq := range int64(2*conversation.PageLimit + 1) {
		away.expectMessage(seq+1, "旧")
	}

	ahead := dial(t, address)
	ahead.hello(token, id, 99) // knows more than there is
	ahead.expect("ready")
	h.say(id, token, "c", "第三问")
	ahead.expectMessage(5, "第三问")

	taxpayer := h.jwt("u-1")
	own := decode[struct{ ID string }](t, h.do(call{method: "POST", path: "/api/v1/conversations", token: taxpayer}).body).ID
	signed := dial(t, address)
	signed.hello(taxpayer, own, 0)
	signed.expect("ready")
	h.say(own, taxpayer, "a", "我的问题")
	signed.expectMessage(1, "我的问题")
}

// TestSocketResumes: clients come and go while others post; each sees every number once and in order.
func TestSocketResumes(t *testing.T) {
	h := open(t)
	address := h.serve()
	id, token := h.anonymous()
	const writers, each = 4, 60
	var posting sync.WaitGroup
	for writer := range writers {
		posting.Go(func() {
			for i := range each {
				_, _, err := h.threads.Append(t.Context(), conversation.ID(id), conversation.Draft{
					ClientID: fmt.Sprintf("w%d-%d", writer, i), Author: conversation.ByTaxpayer, Text: fmt.Sprint(i),
				})
				if err != nil {
					t.Error(err)
				}
				h.doorbell.Ring(conversation.ID(id))
			}
		})
	}
	var reading sync.WaitGroup
	for reader := range 3 {
		reading.Go(func() {
			seq, pause := int64(0), reader+1
			for seq < writers*each {
				w := dial(t, address)
				w.hello(token, id, seq)
				if frame, err := w.next(); err != nil || frame.Type != "ready" {
					t.Errorf("ready: %+v %v", frame, err)
					return
				}
				for n := 0; n < pause && seq < writers*each; n++ {
					frame, err := w.next()
					if err != nil || frame.Type != "message" || frame.Seq != seq+1 {
						t.Errorf("reader %d after %d: %+v %v", reader, seq, frame, err)
						return
					}
					seq = frame.Seq
				}
				pause = pause*2%37 + 1
				_ = w.conn.CloseNow() // cut off, without a word
			}
		})
	}
	posting.Wait()
	reading.Wait()
}

func TestSocketRefuses(t *testing.T) {
	h := open(t)
	address := h.serve()
	id, token := h.anonymous()
	_, other := h.anonymous()
	mine := decode[struct{ ID string }](t, h.do(call{method: "POST", path: "/api/v1/conversations", token: h.jwt("u-1")}).body).ID
	hello := func(token, id string, seq any) string {
		return fmt.Sprintf(`{"type":"hello","token":%q,"conversation_id":%q,"seq":%v}`, token, id, seq)
	}
	expired, foreign := authtest.Claims("u-1", now.Add(-2*time.Hour)), authtest.Claims("u-1", now)
	foreign["iss"] = "https://evil.example"
	cases := []struct {
		name, frame string
		code        string
		status      int
		close       websocket.StatusCode
	}{
		{"a made-up token", hello("made-up", id, 0), "credential_invalid", 401, 4401},
		{"no token", hello("", id, 0), "credential_required", 401, 4401},
		{"a token of another conversation", hello(other, id, 0), "conversation_unknown", 404, 4404},
		{"a conversation that is not there", hello(token, strings.Repeat("0", 36), 0), "conversation_unknown", 404, 4404},
		{"hostile id", hello(token, "'; DROP TABLE messages", 0), "conversation_unknown", 404, 4404},
		{"an anonymous token for a taxpayer's conversation", hello(token, mine, 0), "conversation_unknown", 404, 4404},
		{"a taxpayer for an anonymous conversation", hello(h.jwt("u-1"), id, 0), "conversation_unknown", 404, 4404},
		{"another taxpayer", hello(h.jwt("u-2"), mine, 0), "conversation_unknown", 404, 4404},
		{"a taxpayer without conversation", hello(h.jwt("u-1"), "", 0), "conversation_unknown", 404, 4404},
		{"a token that has run out", hello(h.host.Token(t, "ed", expired), mine, 0), "credential_expired", 401, 4401},
		{"a token of another issuer", hello(h.host.Token(t, "ed", foreign), mine, 0), "credential_issuer_wrong", 401, 4401},
		{"a negative number", hello(token, id, -1), "hello_expected", 400, 4400},
		{"a number that is none", hello(token, id, `"x"`), "hello_expected", 400, 4400},
		{"another type first", `{"type":"message"}`, "hello_expected", 400, 4400},
		{"no JSON", marker, "hello_expected", 400, 4400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := dial(t, address)
			w.send(c.frame)
			w.expectRefusal(c.code, c.status, c.close)
		})
	}
	binary := dial(t, address)
	if err := binary.conn.Write(t.Context(), websocket.MessageBinary, []byte(hello(token, id, 0))); err != nil {
		t.Fatal(err)
	}
	binary.expectRefusal("hello_expected", 400, 4400)
	if strings.Contains(h.log.String(), marker) || strings.Contains(h.log.String(), token) {
		t.Error("the log holds what was sent")
	}
}

func TestSocketStaysAfterStrayFrames(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready")
	for _, stray := range []string{`{"type":"dance"}`, `{"type":"hello","token":"x"}`, `[]`, `no json`, ``} {
		w.send(stray)
		if p := decode[problem](t, string(w.expect("error").Data)); p.Code != "frame_unknown" || p.Status != 422 {
			t.Errorf("%q: %+v", stray, p)
		}
	}
	h.say(id, token, "a", "还在吗")
	w.expectMessage(1, "还在吗")
}

func TestSocketEndsAFlood(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready")
	go func() {
		for range 200 {
			if err := w.conn.Write(t.Context(), websocket.MessageText, []byte(`{}`)); err != nil {
				return
			}
		}
	}()
	for range 300 {
		if _, err := w.next(); err != nil {
			if websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
				t.Errorf("%v", err)
			}
			return
		}
	}
	t.Error("a flood goes on for ever")
}

func TestSocketRefusesLargeFrames(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready")
	w.send(strings.Repeat("x", 64<<10+1))
	w.expectClose(websocket.StatusMessageTooBig)
}

func TestSocketWaitsForHelloOnlySoLong(t *testing.T) {
	h := open(t, sockets(func(c *api.SocketConfig) { c.Hello = 20 * time.Millisecond }))
	w := dial(t, h.serve())
	w.expectRefusal("hello_missing", 408, 4408)
}

func TestSocketLimits(t *testing.T) {
	h := open(t, sockets(func(c *api.SocketConfig) { c.PerConversation, c.Place = 2, 20*time.Millisecond }))
	address := h.serve()
	id, token := h.anonymous()
	greet := func() *wire {
		w := dial(t, address)
		w.hello(token, id, 0)
		return w
	}
	greet().expect("ready")
	second := greet()
	second.expect("ready")
	third := greet()
	third.expectRefusal("sockets_full", 429, 4429)
	_ = second.conn.Close(websocket.StatusNormalClosure, "")
	// Another one fits as soon as the server has counted the second one out.
	deadline := time.Now().Add(10 * time.Second)
	for {
		w := greet()
		if frame, err := w.next(); err == nil && frame.Type == "ready" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a place that was left stays taken")
		}
	}
}

func TestSocketLimitOfAll(t *testing.T) {
	h := open(t, sockets(func(c *api.SocketConfig) { c.All = 1 }))
	address := h.serve()
	dial(t, address)                                                      // the only place, without a word
	_, reply, _ := websocket.Dial(t.Context(), address+"/api/v1/ws", nil) //nolint:bodyclose // the library closes it
	if reply == nil || reply.StatusCode != http.StatusServiceUnavailable || reply.Header.Get("Retry-After") == "" || reply.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%+v", reply)
	}
}

// TestSocketComesBackAtOnce: a client that was cut off is let in again although the server is still at work for its old socket,
// here because the database is slow; and that work ends when the client has left.
func TestSocketComesBackAtOnce(t *testing.T) {
	slow := &slowThreads{asked: make(chan struct{}, 10)}
	h := open(t, sockets(func(c *api.SocketConfig) { c.PerConversation = 1 }), func(_ *api.Config, parts *api.Parts) {
		slow.Conversations = parts.Conversations
		parts.Conversations = slow
	})
	address := h.serve()
	id, token := h.anonymous()
	for range 20 {
		w := dial(t, address)
		w.hello(token, id, 0)
		w.expect("ready")
		<-slow.asked // the server waits for the database
		_ = w.conn.CloseNow()
	}
}

// slowThreads reads messages for ever, or until the one who asks has gone.
type slowThreads struct {
	api.Conversations
	asked chan struct{}
}

func (s *slowThreads) After(ctx context.Context, _ conversation.ID, _ int64, _ int) ([]conversation.Message, error) {
	s.asked <- struct{}{}
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestSocketDropsSlowReaders(t *testing.T) {
	h := open(t, sockets(func(c *api.SocketConfig) { c.Write = 200 * time.Millisecond }))
	address := h.serve()
	id, token := h.anonymous()
	w := dial(t, address)
	w.hello(token, id, 0)
	w.expect("ready")
	const many = 120 // of 256 kB: more than the buffers of two connections hold
	for i := range many {
		if _, _, err := h.threads.Append(t.Context(), conversation.ID(id), conversation.Draft{Author: conversation.BySystem, Text: strings.Repeat("x", 256<<10)}); err != nil {
			t.Fatal(i, err)
		}
	}
	h.doorbell.Ring(conversation.ID(id))
	if !eventually(func() bool { return strings.Contains(h.metrics(), "yueyue_sockets 0") }) {
		t.Fatal("a client that reads nothing is kept")
	}
	seen, lines := int64(0), 1
	for ; ; lines++ { // a client that is slow again is dropped again, and gets on all the same
		for {
			frame, err := w.next()
			if err != nil {
				break
			}
			if frame.Type == "message" {
				if frame.Seq != seen+1 {
					t.Fatalf("%d after %d", frame.Seq, seen)
				}
				if seen = frame.Seq; seen == many {
					if lines == 1 {
						t.Error("the client got everything at once: it was not slow")
					}
					return
				}
			}
		}
		if lines == many {
			t.Fatalf("after %d lines the client has %d of %d", lines, seen, many)
		}
		w = dial(t, address)
		w.hello(token, id, seen)
	}
}

func TestSocketShowsSignsOfLife(t *testing.T) {
	h := open(t, sockets(func(c *api.SocketConfig) { c.Ping = 10 * time.Millisecond }))
	id, token := h.anonymous()
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready")
	_, frame, err := w.conn.Read(t.Context())
	if err != nil || string(frame) != `{"type":"ping"}` {
		t.Errorf("%s, %v", frame, err)
	}
	// A message whose ring was lost comes with the next look.
	if _, _, err := h.threads.Append(t.Context(), conversation.ID(id), conversation.Draft{Author: conversation.BySystem, Text: "没有响铃"}); err != nil {
		t.Fatal(err)
	}
	w.expectMessage(1, "没有响铃")
}

func TestSocketFindsDeadClients(t *testing.T) {
	h := open(t, sockets(func(c *api.SocketConfig) { c.Ping, c.Write = 10*time.Millisecond, 20*time.Millisecond }))
	id, token := h.anonymous()
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready") // then nothing: a client that does not read answers no ping
	if !eventually(func() bool { return strings.Contains(h.metrics(), "yueyue_sockets 0") }) {
		t.Error("a dead client is kept")
	}
}

func TestSocketEndsWithTheToken(t *testing.T) {
	h := open(t, func(_ *api.Config, parts *api.Parts) {
		parts.Now = func() time.Time { return now.Add(950 * time.Millisecond) }
	})
	claims := authtest.Claims("u-1", now)
	claims["exp"] = now.Add(-59 * time.Second).Unix() // valid by the leeway for 50 ms more
	token := h.host.Token(t, "ed", claims)
	id := decode[struct{ ID string }](t, h.do(call{method: "POST", path: "/api/v1/conversations", token: token}).body).ID
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready")
	w.expectRefusal("credential_expired", 401, 4401)
}

func TestSocketOrigin(t *testing.T) {
	h := open(t)
	address := h.serve()
	cases := []struct {
		origin string
		status int
	}{
		{"", 101},
		{address, 101},
		{"https://etax.example", 101},
		{"HTTPS://ETAX.EXAMPLE", 101},
		{"http://etax.example", 403},
		{"https://etax.example.evil.example", 403},
		{"https://evil.example", 403},
		{"null", 403},
		{"https://[", 403},
	}
	for _, c := range cases {
		header := http.Header{}
		if c.origin != "" {
			header.Set("Origin", c.origin)
		}
		conn, reply, err := websocket.Dial(t.Context(), address+"/api/v1/ws", &websocket.DialOptions{HTTPHeader: header}) //nolint:bodyclose // the library closes it
		if reply == nil {
			t.Fatal(err)
		}
		if reply.StatusCode != c.status || c.status == 403 && reply.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%q: %d %v", c.origin, reply.StatusCode, reply.Header)
		}
		if conn != nil {
			_ = conn.CloseNow()
		}
	}
}

func TestSocketHandshake(t *testing.T) {
	h := open(t)
	good := map[string]string{
		"Connection": "keep-alive, Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
	}
	for field, value := range map[string]string{
		"Connection": "close", "Upgrade": "h2c", "Sec-WebSocket-Version": "8", "Sec-WebSocket-Key": marker,
	} {
		header := map[string]string{field: value}
		for name, value := range good {
			if name != field {
				header[name] = value
			}
		}
		if got := h.do(call{method: "GET", path: "/api/v1/ws", header: header}); got.status != 426 || got.problem(t).Code != "upgrade_required" {
			t.Errorf("%s: %d %s", field, got.status, got.body)
		}
	}
}

func TestSocketWhenTheDatabaseFails(t *testing.T) {
	h := open(t, func(_ *api.Config, parts *api.Parts) { parts.Conversations = brokenThreads{parts.Conversations} })
	id, token := h.anonymous()
	w := dial(t, h.serve())
	w.hello(token, id, 0)
	w.expect("ready")
	w.expectRefusal("unavailable", 503, websocket.StatusTryAgainLater)
}

// brokenThreads cannot read messages.
type brokenThreads struct{ api.Conversations }

func (brokenThreads) After(context.Context, conversation.ID, int64, int) ([]conversation.Message, error) {
	return nil, errors.Join(errDown)
}

// metrics is what operators read.
func (h *house) metrics() string {
	return h.do(call{method: "GET", path: "/metrics", from: "192.0.2.1"}).body
}

// eventually asks again and again for ten seconds.
func eventually(happened func() bool) bool {
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for !happened() {
		select {
		case <-again.C:
		case <-deadline.C:
			return false
		}
	}
	return true
}
