package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"yueyue/api"
	"yueyue/internal/auth/authtest"
)

func TestEveryRouteDeclaresWhoMayCallIt(t *testing.T) {
	h := open(t)
	served := map[string]bool{}
	for _, route := range h.Routes() {
		served[route.Method+" "+route.Path] = true
		switch access := h.AccessOf(route.Method, route.Path); access {
		case api.Public, api.Limited, api.Owner, api.Hello, api.Operators,
			api.StaffDoor, api.AnyStaff, api.Editors, api.Reviewers, api.Auditors, api.Administrators:
		default:
			t.Errorf("%s %s declares %q", route.Method, route.Path, access)
		}
	}
	document := decode[struct {
		Paths map[string]map[string]struct {
			Access string `json:"x-access"`
		}
	}](t, h.do(call{method: "GET", path: "/openapi.json"}).body)
	if len(document.Paths) < 10 {
		t.Errorf("only %d paths in the document", len(document.Paths))
	}
	for path, operations := range document.Paths {
		for method, operation := range operations {
			pattern := strings.NewReplacer("{", ":", "}", "").Replace(path)
			method = strings.ToUpper(method)
			if !served[method+" "+pattern] || string(h.AccessOf(method, pattern)) != operation.Access {
				t.Errorf("%s %s: documented as %q, declared as %q", method, path, operation.Access, h.AccessOf(method, pattern))
			}
		}
	}
}

func TestRouteWithoutDeclarationIsRefused(t *testing.T) {
	h := open(t)
	h.Engine().GET("/sneaky", func(c *gin.Context) { c.String(http.StatusOK, "in") })
	if got := h.do(call{method: "GET", path: "/sneaky"}); got.status != 403 || got.problem(t).Code != "route_not_declared" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestEveryoneElse calls each route as its owner and as everyone else.
func TestEveryoneElse(t *testing.T) {
	for _, kind := range []string{"anonymous", "taxpayer"} {
		t.Run("of an "+kind+" owner", func(t *testing.T) { everyoneElse(t, kind) })
	}
}

func everyoneElse(t *testing.T, kind string) {
	h := open(t)
	thread, owner := h.anonymous()
	if kind == "taxpayer" {
		owner = h.jwt("u-owner")
		thread = decode[struct{ ID string }](t, h.do(call{method: "POST", path: "/api/v1/conversations", token: owner}).body).ID
	}
	said := h.do(call{method: "POST", path: "/api/v1/conversations/" + thread + "/messages", token: owner, body: `{"client_id":"a","text":"问"}`})
	answer := decode[struct {
		Reply struct {
			Answer struct {
				ID string `json:"answer_id"`
			}
		}
	}](t, said.body).Reply.Answer.ID
	if answer == "" {
		t.Fatalf("no answer: %s", said.body)
	}
	paths := map[string]string{ // what :id stands for
		"/api/v1/conversations/:id/messages": thread, "/api/v1/answers/:id/vote": answer, "/api/v1/packages/:id": "new",
	}
	bodies := map[string]string{
		"/api/v1/ask": `{"question":"问"}`, "/api/v1/conversations": `{}`,
		"/api/v1/conversations/:id/messages": `{"client_id":"b","text":"再问"}`, "/api/v1/answers/:id/vote": `{"value":"useful"}`,
	}
	_, stranger := h.anonymous()
	expired := authtest.Claims("u-owner", now.Add(-2*time.Hour))
	foreign := authtest.Claims("u-owner", now)
	foreign["iss"] = "https://evil.example"
	// What each caller gets: by the kind of access, and by the route where it differs.
	callers := []struct {
		name, token, from       string
		public, limited, own    int // 0: any success
		vote, socket, operators int
	}{
		{name: "the owner", token: owner, socket: 426, operators: 403},
		{name: "nobody", own: 401, vote: 404, socket: 426, operators: 403},
		{name: "another anonymous taxpayer", token: stranger, own: 404, vote: 404, socket: 426, operators: 403},
		{name: "another signed-in taxpayer", token: h.jwt("u-other"), own: 404, vote: 404, socket: 426, operators: 403},
		{name: "a token that has run out", token: h.host.Token(t, "ed", expired), limited: 401, own: 401, vote: 401, socket: 426, operators: 403},
		{name: "a token of another issuer", token: h.host.Token(t, "ed", foreign), limited: 401, own: 401, vote: 401, socket: 426, operators: 403},
		{name: "a made-up token", token: "made-up", limited: 401, own: 401, vote: 401, socket: 426, operators: 403},
		{name: "an operator", from: "192.0.2.7", own: 401, vote: 404, socket: 426},
	}
	for _, caller := range callers {
		t.Run(caller.name, func(t *testing.T) {
			house := *h
			house.t = t
			for _, route := range h.Routes() {
				if h.AccessOf(route.Method, route.Path).OfStaff() {
					continue // TestStaffMatrix has them
				}
				path := strings.Replace(route.Path, ":id", paths[route.Path], 1)
				if strings.Contains(path, ":") || strings.HasSuffix(path, "//messages") {
					t.Fatalf("%s: the test does not know what :id stands for", route.Path)
				}
				if route.Method == http.MethodPost && bodies[route.Path] == "" {
					t.Fatalf("%s: the test knows no body", route.Path)
				}
				want := map[api.Access]int{
					api.Public: caller.public, api.Limited: caller.limited, api.Owner: caller.own, api.Hello: caller.socket, api.Operators: caller.operators,
				}[h.AccessOf(route.Method, route.Path)]
				if strings.HasSuffix(route.Path, "/vote") {
					want = caller.vote
				}
				call := call{method: route.Method, path: path, token: caller.token, from: caller.from}
				if route.Method == http.MethodPost {
					call.body = bodies[route.Path]
				}
				got := house.do(call)
				if want == 0 && got.status >= 400 || want != 0 && got.status != want {
					t.Errorf("%s %s: %d, want %d (0: success): %.300s", route.Method, path, got.status, want, got.body)
				}
				if got.status >= 400 && strings.Contains(got.body, thread) {
					t.Errorf("%s %s tells the id", route.Method, path)
				}
				if (got.status == 401) != (got.header.Get("WWW-Authenticate") == "Bearer") {
					t.Errorf("%s %s: %d with WWW-Authenticate %q", route.Method, path, got.status, got.header.Get("WWW-Authenticate"))
				}
			}
		})
	}
	// Whatever the others tried, the thread holds what its owner said.
	page := decode[struct {
		Messages []struct{ Text, Author string }
	}](t,
		h.do(call{method: "GET", path: "/api/v1/conversations/" + thread + "/messages", token: owner}).body)
	if len(page.Messages) != 4 || page.Messages[0].Text != "问" || page.Messages[2].Text != "再问" {
		t.Errorf("the thread is %+v", page.Messages)
	}
}

func TestRateLimit(t *testing.T) {
	limit := func(n int) change { return func(c *api.Config, _ *api.Parts) { c.RateAnonymous = n } }
	ask := call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`}
	t.Run("over all routes of one address", func(t *testing.T) {
		h := open(t, limit(4))
		for _, c := range []call{ask, {method: "GET", path: "/api/v1/trending"}, {method: "POST", path: "/api/v1/conversations"}, {method: "GET", path: "/api/v1/ws"}} {
			if got := h.do(c); got.status == 429 {
				t.Fatalf("%s is refused", c.path)
			}
		}
		for _, c := range []call{ask, {method: "GET", path: "/api/v1/packages"}, {method: "POST", path: "/api/v1/conversations"}, {method: "GET", path: "/api/v1/ws"}} {
			got := h.do(c)
			if got.status != 429 || got.problem(t).Code != "rate_limited" || got.header.Get("Retry-After") != "15" {
				t.Errorf("%s: %d %v", c.path, got.status, got.header)
			}
		}
		before := h.rows()
		if before["answers"] != 1 || before["conversations"] != 1 {
			t.Errorf("refused requests wrote: %v", before)
		}
		for name, c := range map[string]call{
			"another address": {method: ask.method, path: ask.path, body: ask.body, from: "203.0.113.6"},
			"a taxpayer":      {method: ask.method, path: ask.path, body: ask.body, token: h.jwt("u-1")},
			"a page":          {method: "GET", path: "/"},
			"a sign of life":  {method: "GET", path: "/healthz"},
		} {
			if got := h.do(c); got.status != 200 {
				t.Errorf("%s: %d", name, got.status)
			}
		}
	})
	t.Run("one conversation is no way around it", func(t *testing.T) {
		h := open(t, limit(3))
		id, token := h.anonymous()
		say := func(key string) int {
			return h.do(call{method: "POST", path: "/api/v1/conversations/" + id + "/messages", token: token, body: `{"client_id":"` + key + `","text":"问"}`}).status
		}
		if say("a") != 200 || say("b") != 200 || say("c") != 429 {
			t.Error("two messages after opening must pass, the third must not")
		}
		if got := h.do(call{method: "GET", path: "/api/v1/conversations/" + id + "/messages", token: token}); got.status != 200 {
			t.Errorf("reading: %d", got.status)
		}
	})
	t.Run("wrong tokens count", func(t *testing.T) {
		h := open(t, limit(2))
		wrong := call{method: "GET", path: "/api/v1/conversations/x/messages", token: "wrong"}
		if a, b, c := h.do(wrong).status, h.do(wrong).status, h.do(wrong).status; a != 401 || b != 401 || c != 429 {
			t.Errorf("%d %d %d", a, b, c)
		}
	})
	t.Run("addresses behind a proxy", func(t *testing.T) {
		forwarded := func(address string) call {
			return call{method: ask.method, path: ask.path, body: ask.body, from: "10.0.0.1", header: map[string]string{"X-Forwarded-For": address}}
		}
		h := open(t, limit(1))
		if a, b := h.do(forwarded("198.51.100.1")).status, h.do(forwarded("198.51.100.2")).status; a != 200 || b != 429 {
			t.Errorf("a proxy that is not trusted: %d %d", a, b)
		}
		h = open(t, limit(1), func(c *api.Config, _ *api.Parts) { c.TrustedProxies = []string{"10.0.0.0/8"} })
		if a, b, c := h.do(forwarded("198.51.100.1")).status, h.do(forwarded("198.51.100.2")).status, h.do(forwarded("198.51.100.1")).status; a != 200 || b != 200 || c != 429 {
			t.Errorf("a trusted proxy: %d %d %d", a, b, c)
		}
		if got := h.do(forwarded("1.2.3.4, 198.51.100.2")); got.status != 429 {
			t.Errorf("an address that the client itself put in front is believed: %d", got.status)
		}
	})
}

func TestMetricsAreForOperators(t *testing.T) {
	cases := []struct {
		name, from, forwarded string
		trusted               []string
		status                int
	}{
		{"an operator", "192.0.2.1", "", nil, 200},
		{"somebody else", "203.0.113.1", "", nil, 403},
		{"through a proxy on the operators' network that is not trusted", "192.0.2.1", "203.0.113.1", nil, 403},
		{"through a trusted proxy", "10.0.0.1", "203.0.113.1", []string{"10.0.0.0/8"}, 403},
		{"an operator through a trusted proxy", "10.0.0.1", "192.0.2.9", []string{"10.0.0.0/8"}, 200},
		{"a lie about the address", "203.0.113.1", "192.0.2.9", nil, 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := open(t, func(config *api.Config, _ *api.Parts) { config.TrustedProxies = c.trusted })
			h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`})
			request := call{method: "GET", path: "/metrics", from: c.from, header: map[string]string{}}
			if c.forwarded != "" {
				request.header["X-Forwarded-For"] = c.forwarded
			}
			got := h.do(request)
			if got.status != c.status {
				t.Errorf("%d %.200s", got.status, got.body)
			}
			if want := `yueyue_http_requests_total{method="POST",route="/api/v1/ask",status="2xx"} 1`; c.status == 200 && !strings.Contains(got.body, want) {
				t.Errorf("%s is missing", want)
			}
		})
	}
}
