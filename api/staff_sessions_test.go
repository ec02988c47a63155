package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
)

func TestStaffLogin(t *testing.T) {
	h := open(t, func(c *api.Config, _ *api.Parts) { c.TrustedProxies = []string{"10.0.0.0/8"} })
	h.hired("wang", staff.ContentEditor)
	login := func(body string, header map[string]string, from string) response {
		return h.do(call{method: "POST", path: "/api/v1/staff/session", body: body, header: header, from: from}.as(""))
	}
	good := `{"name":" WANG ","password":"` + password + `"}`
	got := login(good, nil, "")
	cookie := got.header.Get("Set-Cookie")
	for _, part := range []string{"yueyue_staff=", "Path=/api/v1;", "HttpOnly", "SameSite=Strict", "Expires="} {
		if got.status != 200 || !strings.Contains(cookie, part) {
			t.Errorf("%d: the cookie lacks %s: %s", got.status, part, cookie)
		}
	}
	if strings.Contains(cookie, "Secure") {
		t.Errorf("a plain connection gets %s", cookie)
	}
	if strings.Contains(got.body, cookie[len("yueyue_staff="):strings.Index(cookie, ";")]) {
		t.Error("the body tells the token")
	}
	https := map[string]string{"X-Forwarded-Proto": "https"}
	if cookie := login(good, https, "10.1.2.3").header.Get("Set-Cookie"); !strings.Contains(cookie, "Secure") {
		t.Errorf("behind a trusted proxy: %s", cookie)
	}
	if cookie := login(good, https, "").header.Get("Set-Cookie"); strings.Contains(cookie, "Secure") {
		t.Errorf("whoever says https is believed: %s", cookie)
	}
	session := decode[api.StaffSession](t, got.body)
	if session.Staff.Name != "wang" || session.Staff.Roles[0] != staff.ContentEditor || session.ExpiresAt.Sub(now).Hours() != 12 {
		t.Errorf("%+v", session)
	}
	bad := `{"name":"wang","password":"wrong horse battery"}`
	unknown := login(`{"name":"nobody","password":"wrong horse battery"}`, nil, "").problem(t)
	if p := login(bad, nil, "").problem(t); p.Status != 401 || p.Code != unknown.Code || p.Detail != unknown.Detail {
		t.Errorf("a wrong password %+v, an unknown name %+v", p, unknown)
	}
	var last response
	for range 10 {
		last = login(bad, nil, "198.51.100.7")
	}
	if last.status != 429 || last.header.Get("Retry-After") == "" || last.problem(t).Code != "login_throttled" {
		t.Errorf("after many: %d %v", last.status, last.header)
	}
	if text := h.log.String(); strings.Contains(text, "wrong horse") || strings.Contains(text, password) {
		t.Error("a password is in the log")
	}
}

func TestOwnSessions(t *testing.T) {
	h := open(t)
	first := h.login("wang", staff.ContentEditor)
	second := h.login("wang")
	third := h.login("wang")
	stranger := h.login("li", staff.ContentEditor)
	list := want[api.StaffSessionList](h, first, "GET", "/api/v1/staff/sessions", "", 200)
	if len(list.Items) != 3 {
		t.Fatalf("%d sessions", len(list.Items))
	}
	current := 0
	for _, entry := range list.Items {
		if entry.Current {
			current++
		}
	}
	mine, err := h.staff.Authenticate(t.Context(), second)
	if current != 1 || err != nil {
		t.Errorf("%d are the current one, %v", current, err)
	}
	path := "/api/v1/staff/sessions/" + string(mine.ID)
	want[any](h, stranger, "DELETE", path, "", 404)
	want[any](h, second, "GET", "/api/v1/staff/session", "", 200)
	want[any](h, first, "DELETE", path, "", 204)
	want[any](h, second, "GET", "/api/v1/staff/session", "", 401)
	want[any](h, first, "POST", "/api/v1/staff/password", `{"old":"`+password+`","new":"a wholly other password"}`, 204)
	want[any](h, third, "GET", "/api/v1/staff/session", "", 401)
	want[any](h, first, "GET", "/api/v1/staff/session", "", 200)
	got := h.do(call{method: "DELETE", path: "/api/v1/staff/session"}.as(first))
	if cookie := got.header.Get("Set-Cookie"); got.status != 204 || !strings.Contains(cookie, "yueyue_staff=;") || !strings.Contains(cookie, "Max-Age=0") {
		t.Errorf("logout: %d %s", got.status, cookie)
	}
	want[any](h, first, "GET", "/api/v1/staff/session", "", 401)
}

func TestAccounts(t *testing.T) {
	h := open(t)
	root := h.login("root", staff.Administrator)
	made := want[api.MadeStaffAccount](h, root, "POST", "/api/v1/staff/accounts", `{"name":"Wang","display_name":"王","roles":["content_editor"]}`, 201)
	if made.Account.Name != "wang" || len(made.Password) < 12 {
		t.Fatalf("%+v", made)
	}
	want[any](h, root, "POST", "/api/v1/staff/accounts", `{"name":"wang","display_name":"王","roles":["agent"]}`, 409)
	want[any](h, root, "POST", "/api/v1/staff/accounts", `{"name":"li","display_name":"李","roles":["king"]}`, 422)
	if p := decode[problem](t, h.do(call{method: "POST", path: "/api/v1/staff/accounts", body: `{"name":"li","display_name":"李","roles":["agent"],"password":"short"}`}.as(root)).body); p.Code != "password_length" {
		t.Errorf("a short password: %+v", p)
	}
	for _, c := range []call{
		{method: "POST", path: "/api/v1/staff/accounts", body: `{"name":"li","display_name":"李","roles":[]}`},
		{method: "PATCH", path: "/api/v1/staff/accounts/wang", body: `{"roles":[]}`},
	} {
		if p := decode[problem](t, h.do(c.as(root)).body); p.Code != "role_missing" {
			t.Errorf("%s without a role: %+v", c.method, p)
		}
	}
	_, token, err := h.staff.Login(t.Context(), "wang", made.Password, staff.From{})
	if err != nil {
		t.Fatal(err)
	}
	want[any](h, token, "GET", "/api/v1/content/pairs", "", 200)
	changed := want[api.StaffAccount](h, root, "PATCH", "/api/v1/staff/accounts/wang", `{"roles":["agent"],"display_name":" 王编 "}`, 200)
	if changed.DisplayName != "王编" || len(changed.Roles) != 1 || changed.Roles[0] != staff.Agent {
		t.Errorf("%+v", changed)
	}
	want[any](h, token, "GET", "/api/v1/content/pairs", "", 403) // at once
	reset := want[api.GeneratedPassword](h, root, "POST", "/api/v1/staff/accounts/wang/password", ``, 200)
	want[any](h, token, "GET", "/api/v1/staff/session", "", 401)
	if _, token, err = h.staff.Login(t.Context(), "wang", reset.Password, staff.From{}); err != nil {
		t.Fatal(err)
	}
	want[any](h, root, "DELETE", "/api/v1/staff/accounts/wang/sessions", "", 204)
	want[any](h, token, "GET", "/api/v1/staff/session", "", 401)
	want[any](h, root, "PATCH", "/api/v1/staff/accounts/wang", `{"disabled":true}`, 200)
	want[any](h, "", "POST", "/api/v1/staff/session", `{"name":"wang","password":"`+reset.Password+`"}`, 401)
	if p := decode[problem](t, h.do(call{method: "PATCH", path: "/api/v1/staff/accounts/root", body: `{"roles":["agent"]}`}.as(root)).body); p.Code != "last_administrator" {
		t.Errorf("the last administrator: %+v", p)
	}
	people := want[api.StaffPeople](h, root, "GET", "/api/v1/staff/people", "", 200)
	if len(people.Items) != 2 || people.Items[1] != (api.StaffPerson{Name: "wang", DisplayName: "王编"}) {
		t.Errorf("%+v", people)
	}
	list := want[api.StaffAccountList](h, root, "GET", "/api/v1/staff/accounts", "", 200)
	if len(list.Items) != 2 || !list.Items[1].Disabled {
		t.Errorf("%+v", list)
	}
	page := want[api.AuditPage](h, root, "GET", "/api/v1/content/audit?subject_kind=account&subject_id=wang&limit=3", "", 200)
	if len(page.Items) != 3 || page.Next != page.Items[2].Seq || page.Items[0].Actor != "root" || page.Items[0].Role != "administrator" || page.Items[0].Action != "account.update" {
		t.Errorf("%+v", page)
	}
	if older := want[api.AuditPage](h, root, "GET", "/api/v1/content/audit?subject_kind=account&before="+encoded(page.Next), "", 200); older.Items[0].Seq >= page.Next {
		t.Errorf("%+v", older)
	}
	entries, err := audit.NewTrail(h.db, nil).Entries(t.Context(), audit.Filter{Limit: 500})
	text, _ := json.Marshal(entries)
	if err != nil || strings.Contains(string(text), made.Password) || strings.Contains(string(text), reset.Password) {
		t.Error("a password is in the trail", err)
	}
}

func TestConsoleIsServed(t *testing.T) {
	h := open(t)
	got := h.do(call{method: "GET", path: "/console/"})
	if policy := got.header.Get("Content-Security-Policy"); got.status != http.StatusOK || !strings.Contains(policy, "default-src 'self'") || strings.Contains(policy, "etax.example") {
		t.Errorf("%d %s", got.status, policy)
	}
	if got := h.do(call{method: "GET", path: "/console"}); got.status != 301 || got.header.Get("Location") != "/console/" {
		t.Errorf("%d %v", got.status, got.header)
	}
}
