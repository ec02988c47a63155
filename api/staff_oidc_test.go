package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"yueyue/api"
	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/oidc"
)

// provider is an identity provider that knows one person and one code.
type provider struct{ roles []staff.Role }

func (provider) Begin(context.Context) (string, oidc.Flow, error) {
	return "https://sso.example/authorize?state=s1", oidc.Flow{State: "s1", Nonce: "n", Verifier: "v", Begun: now}, nil
}

func (p provider) Finish(_ context.Context, flow oidc.Flow, state, code string) (staff.Identity, error) {
	if flow.State != state || flow.Verifier != "v" || code != "good" {
		return staff.Identity{}, fault.New(fault.Unauthenticated, "test", "oidc_state", "登录已过期，请重新登录。")
	}
	return staff.Identity{Issuer: "https://sso.example", Subject: "7", Name: "zhao", DisplayName: "赵", Roles: p.roles}, nil
}

func TestOIDC(t *testing.T) {
	h := open(t, func(_ *api.Config, p *api.Parts) { p.Staff.Provider = provider{[]staff.Role{staff.ContentReviewer}} })
	if got := want[api.IdentityProvider](h, "", "GET", "/api/v1/staff/oidc", "", 200); !got.Configured || got.Start != "/api/v1/staff/oidc/start" {
		t.Errorf("%+v", got)
	}
	begun := h.do(call{method: "GET", path: "/api/v1/staff/oidc/start"})
	cookie := begun.header.Get("Set-Cookie")
	for _, part := range []string{"yueyue_staff_oidc=", "Path=/api/v1/staff/oidc", "HttpOnly", "SameSite=Lax", "Max-Age=600"} {
		if begun.status != http.StatusFound || !strings.Contains(cookie, part) {
			t.Errorf("%d: the cookie lacks %s: %s", begun.status, part, cookie)
		}
	}
	flow, _, _ := strings.Cut(cookie, ";")
	back := func(query, cookie string) response {
		return h.do(call{method: "GET", path: "/api/v1/staff/oidc/callback?" + query, header: map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}})
	}
	for name, c := range map[string]struct{ query, cookie, code string }{
		"another browser":      {"state=s1&code=good", "", "oidc_state"},
		"a made-up flow":       {"state=s1&code=good", "yueyue_staff_oidc=%7B%7D", "oidc_state"},
		"another state":        {"state=s2&code=good", flow, "oidc_state"},
		"the provider refuses": {"state=s1&error=access_denied", flow, "oidc_refused"},
	} {
		got := back(c.query, c.cookie)
		if got.status != http.StatusFound || got.header.Get("Location") != "/console/?login="+c.code || strings.Contains(strings.Join(got.header.Values("Set-Cookie"), " "), "yueyue_staff=") {
			t.Errorf("%s: %d %v", name, got.status, got.header)
		}
	}
	in := back("state=s1&code=good", flow)
	cookies := strings.Join(in.header.Values("Set-Cookie"), "\n")
	if in.status != http.StatusFound || in.header.Get("Location") != "/console/" || !strings.Contains(cookies, "yueyue_staff_oidc=;") {
		t.Fatalf("%d %v", in.status, in.header)
	}
	_, token, _ := strings.Cut(cookies, "yueyue_staff=")
	token, _, _ = strings.Cut(token, ";")
	session := want[api.StaffSession](h, token, "GET", "/api/v1/staff/session", "", 200)
	if session.Staff.Name != "zhao" || session.Staff.Issuer != "https://sso.example" || session.Staff.Password {
		t.Errorf("%+v", session)
	}
	want[any](h, token, "GET", "/api/v1/content/pairs", "", 200)
}
