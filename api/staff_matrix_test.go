package api_test

import (
	"net/http"
	"strings"
	"testing"

	"yueyue/internal/staff"
)

// matrix is every route of staff: who may call it, by the first letters of the roles (agent, supervisor, content_editor as e,
// content_reviewer as r, administrator as m; * everybody with a session, + everybody), and what she then gets for things that are
// not there. No call changes what another one sees.
var matrix = []struct {
	method, path string
	allowed      string
	status       int
	body         string
}{
	{"POST", "/api/v1/staff/session", "+", 401, `{"name":"nobody","password":"wrong horse battery"}`},
	{"GET", "/api/v1/staff/session", "*", 200, ""},
	{"DELETE", "/api/v1/staff/session", "*", 204, ""},
	{"GET", "/api/v1/staff/sessions", "*", 200, ""},
	{"DELETE", "/api/v1/staff/sessions", "*", 204, ""},
	{"DELETE", "/api/v1/staff/sessions/:id", "*", 404, ""},
	{"POST", "/api/v1/staff/password", "*", 403, `{"old":"wrong horse battery","new":"another long password"}`},
	{"GET", "/api/v1/staff/oidc", "+", 200, ""},
	{"GET", "/api/v1/staff/oidc/start", "+", 404, ""},
	{"GET", "/api/v1/staff/oidc/callback", "+", 404, ""},
	{"GET", "/api/v1/staff/people", "*", 200, ""},
	{"GET", "/api/v1/staff/accounts", "m", 200, ""},
	{"POST", "/api/v1/staff/accounts", "m", 422, `{"name":"!","display_name":"x","roles":[]}`},
	{"PATCH", "/api/v1/staff/accounts/:id", "m", 404, `{"disabled":true}`},
	{"POST", "/api/v1/staff/accounts/:id/password", "m", 404, `{}`},
	{"DELETE", "/api/v1/staff/accounts/:id/sessions", "m", 404, ""},
	{"GET", "/api/v1/content/proposals", "er", 200, ""},
	{"POST", "/api/v1/content/proposals", "er", 422, `{"title":""}`},
	{"GET", "/api/v1/content/proposals/:id", "er", 404, ""},
	{"PATCH", "/api/v1/content/proposals/:id", "er", 404, `{"title":"x"}`},
	{"POST", "/api/v1/content/proposals/:id/submit", "er", 404, ""},
	{"POST", "/api/v1/content/proposals/:id/return", "er", 404, `{"note":"x"}`},
	{"POST", "/api/v1/content/proposals/:id/publish", "r", 404, `{}`},
	{"POST", "/api/v1/content/proposals/:id/discard", "er", 404, `{}`},
	{"POST", "/api/v1/content/proposals/:id/ask", "er", 404, `{"question":"问"}`},
	{"POST", "/api/v1/content/proposals/:id/replay", "er", 404, ""},
	{"GET", "/api/v1/content/proposals/:id/diff", "er", 404, ""},
	{"GET", "/api/v1/content/proposals/:id/conflicts", "er", 404, ""},
	{"GET", "/api/v1/content/proposals/:id/items", "er", 404, ""},
	{"GET", "/api/v1/content/proposals/:id/items/:kind/:item", "er", 404, ""},
	{"PUT", "/api/v1/content/proposals/:id/items/:kind/:item", "er", 404, `{"version":0,"content":{"pair":{"id":"x","kind":"guide","question":"","answers":[]}}}`},
	{"DELETE", "/api/v1/content/proposals/:id/items/:kind/:item", "er", 422, ""}, // without a version
	{"POST", "/api/v1/content/proposals/:id/items/:kind/:item/withdraw", "er", 404, `{"version":0}`},
	{"POST", "/api/v1/content/proposals/:id/items/:kind/:item/resolve", "er", 404, `{"version":1,"edition":1}`},
	{"POST", "/api/v1/content/proposals/:id/uploads", "er", 404, `{}`},
	{"GET", "/api/v1/content/proposals/:id/uploads", "er", 404, ""},
	{"GET", "/api/v1/content/proposals/:id/uploads/:upload", "er", 404, ""},
	{"GET", "/api/v1/content/pairs", "er", 200, ""},
	{"GET", "/api/v1/content/pairs/:id", "er", 404, ""},
	{"GET", "/api/v1/content/packages", "er", 200, ""},
	{"GET", "/api/v1/content/trending", "er", 200, ""},
	{"GET", "/api/v1/content/quick-links", "er", 200, ""},
	{"GET", "/api/v1/content/lexicon", "er", 200, ""},
	{"GET", "/api/v1/content/documents", "er", 200, ""},
	{"GET", "/api/v1/content/documents/:id", "er", 404, ""},
	{"GET", "/api/v1/content/sources/:hash", "er", 404, ""},
	{"GET", "/api/v1/content/sources/:hash/text", "er", 404, ""},
	{"GET", "/api/v1/content/editions", "er", 200, ""},
	{"GET", "/api/v1/content/editions/:n", "er", 404, ""},
	{"GET", "/api/v1/content/editions/:n/diff", "er", 404, ""},
	{"POST", "/api/v1/content/editions/:n/restore", "r", 404, `{}`},
	{"GET", "/api/v1/content/audit", "rm", 200, ""},
}

var matrixPaths = strings.NewReplacer(":kind", "pair", ":item", "x", ":id", "999", ":n", "999", ":hash", strings.Repeat("0", 64), ":upload", "none")

func TestStaffMatrix(t *testing.T) {
	h := open(t)
	listed := map[string]bool{}
	for _, m := range matrix {
		listed[m.method+" "+m.path] = true
	}
	for _, route := range h.Routes() {
		if h.AccessOf(route.Method, route.Path).OfStaff() != listed[route.Method+" "+route.Path] {
			t.Errorf("%s %s: listed %v, of staff %v", route.Method, route.Path, listed[route.Method+" "+route.Path], h.AccessOf(route.Method, route.Path).OfStaff())
		}
	}
	h.hired("disabled", staff.Roles()...)
	disabled := h.login("disabled")
	revoked := h.login("revoked", staff.Roles()...)
	session, err := h.staff.Authenticate(t.Context(), revoked)
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	if _, err := h.staff.Update(t.Context(), staff.System, "disabled", staff.Change{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	if err := h.staff.Revoke(t.Context(), staff.System, "revoked", session.ID); err != nil {
		t.Fatal(err)
	}
	_, anonymous := h.anonymous()
	roles := map[string]staff.Role{"a": staff.Agent, "s": staff.Supervisor, "e": staff.ContentEditor, "r": staff.ContentReviewer, "m": staff.Administrator}
	for letter, role := range roles {
		t.Run(string(role), func(t *testing.T) {
			h := *h
			h.t = t
			token := h.login(string(role), role)
			for _, m := range matrix {
				got := h.do(call{method: m.method, path: matrixPaths.Replace(m.path), body: m.body}.as(token))
				want, code := m.status, ""
				if !strings.ContainsAny(m.allowed, "+*"+letter) {
					want, code = http.StatusForbidden, "role_required"
				}
				if got.status != want || code != "" && got.problem(t).Code != code {
					t.Errorf("%s %s: %d, want %d %s: %.200s", m.method, m.path, got.status, want, code, got.body)
				}
				if m.method == "DELETE" && m.path == "/api/v1/staff/session" {
					token = h.login(string(role))
				}
			}
		})
	}
	for _, caller := range []struct {
		name, code string
		call       call
	}{
		{"nobody", "staff_session_required", call{}.as("")},
		{"a made-up session", "session_invalid", call{}.as("made-up")},
		{"a revoked session", "session_invalid", call{}.as(revoked)},
		{"a disabled account", "session_invalid", call{}.as(disabled)},
		{"an anonymous taxpayer", "staff_cookie_only", call{token: anonymous}.as("")},
		{"a signed-in taxpayer", "staff_cookie_only", call{token: h.jwt("u-1")}.as("")},
		{"a taxpayer's token in the cookie", "session_invalid", call{}.as(anonymous)},
		{"a taxpayer's token beside a session", "staff_cookie_only", call{token: anonymous}.as(h.login("both", staff.Roles()...))},
	} {
		t.Run(caller.name, func(t *testing.T) {
			h := *h
			h.t = t
			for _, m := range matrix {
				c := caller.call
				c.method, c.path, c.body = m.method, matrixPaths.Replace(m.path), m.body
				got := h.do(c)
				if m.allowed == "+" && c.token == "" {
					if got.status != m.status {
						t.Errorf("%s %s: %d, want %d", m.method, m.path, got.status, m.status)
					}
					continue
				}
				if got.status != http.StatusUnauthorized || got.problem(t).Code != caller.code || got.header.Get("WWW-Authenticate") != "Cookie" {
					t.Errorf("%s %s: %d %.200s", m.method, m.path, got.status, got.body)
				}
			}
		})
	}
}

// The cookie of staff opens nothing that is a taxpayer's.
func TestStaffCookieIsNobodyElsewhere(t *testing.T) {
	h := open(t)
	id, _ := h.anonymous()
	got := h.do(call{method: "GET", path: "/api/v1/conversations/" + id + "/messages"}.as(h.login("boss", staff.Roles()...)))
	if got.status != 401 || got.problem(t).Code != "credential_required" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := h.do(call{method: "GET", path: "/api/v1/packages", token: h.login("boss")}); got.status != 401 {
		t.Errorf("a session as a bearer token: %d", got.status)
	}
}

// TestForeignPages: what another site makes a browser send changes nothing, with or without the cookie.
func TestForeignPages(t *testing.T) {
	h := open(t)
	token := h.login("editor", staff.ContentEditor)
	cookie := "yueyue_staff=" + token
	for _, c := range []struct {
		name   string
		header map[string]string
		status int
	}{
		{"the console", map[string]string{"X-Requested-With": "yueyue", "Origin": "http://example.com", "Sec-Fetch-Site": "same-origin"}, 201},
		{"no browser", map[string]string{"X-Requested-With": "yueyue"}, 201},
		{"a form without the header", map[string]string{}, 403},
		{"another value", map[string]string{"X-Requested-With": "XMLHttpRequest"}, 403},
		{"another origin", map[string]string{"X-Requested-With": "yueyue", "Origin": "https://etax.example"}, 403},
		{"no origin of its own", map[string]string{"X-Requested-With": "yueyue", "Origin": "null"}, 403},
		{"another site", map[string]string{"X-Requested-With": "yueyue", "Sec-Fetch-Site": "cross-site"}, 403},
		{"a neighbour", map[string]string{"X-Requested-With": "yueyue", "Sec-Fetch-Site": "same-site"}, 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.header["Cookie"] = cookie
			got := h.do(call{method: "POST", path: "/api/v1/content/proposals", body: `{"title":"草案"}`, header: c.header})
			if got.status != c.status {
				t.Errorf("%d %s", got.status, got.body)
			}
			if got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("shared across origins")
			}
			login := map[string]string{}
			for name, value := range c.header {
				if name != "Cookie" {
					login[name] = value
				}
			}
			got = h.do(call{method: "POST", path: "/api/v1/staff/session", body: `{"name":"editor","password":"` + password + `"}`, header: login})
			if (got.status == 200) != (c.status == 201) || (got.header.Get("Set-Cookie") != "") != (got.status == 200) {
				t.Errorf("login: %d %s", got.status, got.body)
			}
		})
	}
	preflight := map[string]string{"Origin": "https://etax.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-requested-with"}
	got := h.do(call{method: "OPTIONS", path: "/api/v1/content/proposals", header: preflight})
	if got.status < 400 || got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("preflight: %d %v", got.status, got.header)
	}
}
