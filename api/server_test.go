package api_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coder/websocket"
	"github.com/gin-gonic/gin"

	"yueyue/api"
	"yueyue/dialog"
	"yueyue/internal/fault"
	"yueyue/internal/telemetry"
)

func TestHealth(t *testing.T) {
	h := open(t)
	cases := []struct {
		name   string
		parts  []telemetry.PartState
		status int
		want   string
	}{
		{"all well", []telemetry.PartState{{Name: "database", State: telemetry.OK, Version: "SQLite 3"}}, 200, `{"status":"ok","parts":[{"name":"database","state":"ok","version":"SQLite 3"}]}`},
		{"words only", []telemetry.PartState{{Name: "embedding", State: telemetry.Degraded, Detail: "没有模型"}}, 200, `{"status":"degraded","parts":[{"name":"embedding","state":"degraded","detail":"没有模型"}]}`},
		{"not indexed", []telemetry.PartState{{Name: "index", State: telemetry.Failed, Detail: "正在建立"}}, 503, `"status":"failed"`},
		{"nothing to say", nil, 200, `{"status":"ok","parts":[]}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h.parts.states = c.parts
			if got := h.do(call{method: "GET", path: "/readyz", report: true}); got.status != c.status || !strings.Contains(got.body, c.want) {
				t.Errorf("%d %s", got.status, got.body)
			}
			if got := h.do(call{method: "GET", path: "/healthz"}); got.status != 200 || strings.TrimSpace(got.body) != `{"status":"alive"}` {
				t.Errorf("alive: %d %s", got.status, got.body)
			}
		})
	}
}

func TestPanics(t *testing.T) {
	cases := []struct {
		name  string
		value any
		log   string
	}{
		{"a bug of the runtime", nil, "index out of range"}, // made below
		{"a text", "value " + marker, `"type":"string"`},
		{"an error", fault.New(fault.Internal, marker, "", ""), `"type":"*fault.Error"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			if c.value == nil {
				c.value = indexError()
			}
			h.yueyue.crash = c.value
			got := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"` + marker + `"}`})
			if got.status != 500 || got.problem(t).Code != "internal" {
				t.Errorf("%d %s", got.status, got.body)
			}
			log := h.log.String()
			if strings.Count(log, `"msg":"panic"`) != 1 || !strings.Contains(log, c.log) || !strings.Contains(log, "Ask(") || strings.Contains(log, marker) {
				t.Errorf("log: %s", log)
			}
			h.yueyue.crash = nil
			if again := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`}); again.status != 200 {
				t.Errorf("afterwards: %d", again.status)
			}
		})
	}
}

// TestPanicAfterTheReplyHasBegun: half a reply must not look like a whole one.
func TestPanicAfterTheReplyHasBegun(t *testing.T) {
	h := open(t)
	h.Route(api.Public, "POST", "/half", func(c *gin.Context) {
		c.String(http.StatusOK, strings.Repeat("half", 1000))
		c.Writer.Flush()
		panic("in the middle")
	})
	if got := post(h.serve() + "/half"); !strings.HasPrefix(got, "error: ") {
		t.Errorf("the client takes half a reply for a whole one: %.100s", got)
	}
	if !strings.Contains(h.log.String(), `"msg":"panic"`) {
		t.Error("the panic is not logged")
	}
}

// TestClientThatLeft: a request that nobody waits for any more is no failure of the program.
func TestClientThatLeft(t *testing.T) {
	h := open(t)
	h.yueyue.fails = fault.Wrap(fault.Unavailable, "store.Tx", context.Canceled)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/ask", strings.NewReader(`{"question":"问"}`))
	h.Handler().ServeHTTP(httptest.NewRecorder(), request)
	if log := h.log.String(); strings.Contains(log, `"level":"WARN"`) || strings.Contains(log, `"level":"ERROR"`) || !strings.Contains(log, "given up") {
		t.Errorf("log: %s", log)
	}
}

func indexError() (value any) {
	defer func() { value = recover() }()
	var empty []int
	return empty[len(empty)]
}

// TestLogsHoldNoText: whatever is asked, said, voted or shown as a credential, none of it reaches the log, nor do addresses
// and ids; what went wrong is found by request id.
func TestLogsHoldNoText(t *testing.T) {
	h := open(t)
	address := h.serve()
	id, token := h.anonymous()
	_, posted := h.say(id, token, "c-"+marker[:3], marker)
	answer := string(posted.answerID())
	subject := "subject-" + marker[:3]
	jwt := h.jwt(subject)
	for _, c := range []call{
		{method: "POST", path: "/api/v1/ask", body: `{"question":"` + marker + `","history":["` + marker + `"]}`},
		{method: "POST", path: "/api/v1/ask", body: `{"question":"` + marker + `"}`, token: jwt},
		{method: "POST", path: "/api/v1/ask", body: `{"question":"` + marker},
		{method: "POST", path: "/api/v1/ask", body: marker},
		{method: "POST", path: "/api/v1/ask?q=" + marker, body: `{"question":"问"}`},
		{method: "POST", path: "/api/v1/conversations", token: jwt},
		{method: "GET", path: "/api/v1/conversations/" + id + "/messages", token: token},
		{method: "GET", path: "/api/v1/conversations/" + id + "/messages", token: marker},
		{method: "POST", path: "/api/v1/answers/" + answer + "/vote", token: token, body: `{"value":"useless","reason":"` + marker + `"}`},
		{method: "BREW", path: "/" + marker, header: map[string]string{"User-Agent": marker, "Referer": marker, "X-Forwarded-For": "198.51.100.77"}},
	} {
		h.do(c)
	}
	w := dial(t, address)
	w.hello(token, id, 0)
	w.expect("ready")
	w.expectMessage(1, marker)
	w.send(marker)
	h.yueyue.fails = fault.New(fault.Internal, "dialog.Respond", "", "")
	h.say(id, token, "d", marker)
	_ = w.conn.Close(websocket.StatusNormalClosure, "")
	if !eventually(func() bool { return strings.Contains(h.log.String(), `"status":101`) }) {
		t.Error("the socket is not logged")
	}
	log := h.log.String()
	for what, secret := range map[string]string{
		"text": marker, "token": token, "JWT": jwt, "subject": subject, "conversation": id, "answer": answer,
		"address": "203.0.113.5", "forwarded address": "198.51.100.77", "name": "张三", "taxpayer number": "91340100",
	} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the %s", what)
		}
	}
	for _, want := range []string{`"route":"/api/v1/ask"`, `"status":422`, `"status":200`, `"request_id":"`, `"msg":"request failed"`, "dialog.Respond"} {
		if want != `"status":422` && !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}

// start serves on a free port; stop ends it as a signal would.
func (h *house) start() (address string, stop context.CancelFunc, ended <-chan error) {
	h.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Serve(ctx, listener) }()
	h.t.Cleanup(cancel)
	return "http://" + listener.Addr().String(), cancel, done
}

func TestServeStopsInOrder(t *testing.T) {
	slow := &slowDialog{entered: make(chan struct{}), release: make(chan struct{})}
	h := open(t, func(_ *api.Config, parts *api.Parts) {
		slow.Dialog = parts.Dialog
		parts.Dialog = slow
	})
	address, stop, ended := h.start()
	id, token := h.anonymous()
	follower, silent := dial(t, address), dial(t, address)
	follower.hello(token, id, 0)
	follower.expect("ready")
	answered := make(chan string, 1)
	go func() { answered <- post(address + "/api/v1/ask") }()
	<-slow.entered
	stop()
	follower.expectClose(websocket.StatusGoingAway)
	silent.expectClose(websocket.StatusGoingAway)
	if late, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")); err == nil {
		late.Close()
		t.Error("new connections are still taken")
	}
	select {
	case err := <-ended:
		t.Fatalf("stopped before the request under way was answered: %v", err)
	default:
	}
	close(slow.release)
	if reply := <-answered; !strings.Contains(reply, "answer_id") {
		t.Errorf("the request under way: %s", reply)
	}
	if err := <-ended; err != nil {
		t.Errorf("an orderly stop: %v", err)
	}
}

// post asks and gives what came back, or the error.
func post(address string) string {
	reply, err := http.Post(address, "application/json", strings.NewReader(`{"question":"问"}`))
	if err != nil {
		return "error: " + err.Error()
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(body)
}

// slowDialog answers when it is released.
type slowDialog struct {
	api.Dialog
	entered, release chan struct{}
}

func (s *slowDialog) Ask(ctx context.Context, q dialog.Question) (dialog.Reply, error) {
	close(s.entered)
	<-s.release
	return s.Dialog.Ask(ctx, q)
}

func TestServeCutsOffWhatDoesNotEnd(t *testing.T) {
	slow := &slowDialog{entered: make(chan struct{}), release: make(chan struct{})}
	defer close(slow.release)
	h := open(t, func(config *api.Config, parts *api.Parts) {
		config.ShutdownTimeout = 20 * time.Millisecond
		slow.Dialog = parts.Dialog
		parts.Dialog = slow
	})
	address, stop, ended := h.start()
	broken := make(chan string, 1)
	go func() { broken <- post(address + "/api/v1/ask") }()
	<-slow.entered
	stop()
	if err := <-ended; fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	if reply := <-broken; !strings.HasPrefix(reply, "error: ") {
		t.Errorf("the request was answered: %s", reply)
	}
}

func TestServeTellsWhenTheListenerBreaks(t *testing.T) {
	h := open(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := h.Serve(t.Context(), listener); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
}

func TestNewRefusesBadConfiguration(t *testing.T) {
	for name, config := range map[string]api.Config{
		"an origin without scheme": {Origins: []string{"etax.example"}},
		"an origin with a path":    {Origins: []string{"https://etax.example/x"}},
		"every origin":             {Origins: []string{"*"}},
		"a proxy by name":          {TrustedProxies: []string{"proxy"}},
		"metrics for an address":   {MetricsNetworks: []string{"127.0.0.1"}},
		"a negative rate":          {RateAnonymous: -1},
		"a negative bound":         {Sockets: api.SocketConfig{All: -1}},
	} {
		if _, err := api.New(config, api.Parts{Pages: fstest.MapFS{}, Now: time.Now}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServerWithoutPages(t *testing.T) {
	h := open(t, func(_ *api.Config, parts *api.Parts) { parts.Pages = fstest.MapFS{} })
	if got := h.do(call{method: "GET", path: "/"}); got.status != 404 {
		t.Errorf("%d", got.status)
	}
	if got := h.do(call{method: "GET", path: "/healthz"}); got.status != 200 {
		t.Errorf("%d", got.status)
	}
}
