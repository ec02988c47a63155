package api_test

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"yueyue/api"
)

func TestPages(t *testing.T) {
	h := open(t)
	const page, forever = "no-cache", "public, max-age=31536000, immutable"
	cases := []struct {
		path, kind, cache string
		framed            string // frame-ancestors; empty: not a page
	}{
		{"/", "text/html; charset=utf-8", page, "'self'"},
		{"/widget/", "text/html; charset=utf-8", page, "'self' https://etax.example"},
		{"/loader.js", "text/javascript; charset=utf-8", page, ""},
		{"/assets/widget-AbCd1234.js", "text/javascript; charset=utf-8", forever, ""},
		{"/assets/logo.svg", "image/svg+xml", page, ""},
		{"/assets/unknown-AbCd1234.thing", "application/octet-stream", forever, ""},
	}
	for _, c := range cases {
		for _, method := range []string{"GET", "HEAD"} {
			got := h.do(call{method: method, path: c.path, header: map[string]string{"Host": "a"}})
			if got.status != 200 || got.header.Get("Content-Type") != c.kind || got.header.Get("Cache-Control") != c.cache || got.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s %s: %d %v", method, c.path, got.status, got.header)
			}
			if (got.body == "") != (method == "HEAD") {
				t.Errorf("%s %s: %d bytes", method, c.path, len(got.body))
			}
			policy := got.header.Get("Content-Security-Policy")
			if c.framed != "" && (!strings.HasSuffix(policy, "frame-ancestors "+c.framed) || !strings.Contains(policy, "default-src 'self'; connect-src 'self' ws://example.com wss://example.com;")) {
				t.Errorf("%s: policy %s", c.path, policy)
			}
			if c.framed == "" && policy != "default-src 'none'; frame-ancestors 'none'" {
				t.Errorf("%s: policy %s", c.path, policy)
			}
		}
	}
	for _, path := range []string{"/index.html", "/widget/index.html", "/.gitkeep", "/assets/.secret-AbCd1234.js", "/assets/", "/assets/../loader.js", "/api/"} {
		if got := h.do(call{method: "GET", path: path}); got.status != 404 || got.problem(t).Code != "route_unknown" {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	if got := h.do(call{method: "GET", path: "/widget"}); got.status != 301 || got.header.Get("Location") != "/widget/" {
		t.Errorf("/widget: %d %v", got.status, got.header)
	}
}

func TestPolicyIsNotWrittenByTheClient(t *testing.T) {
	h := open(t)
	for host, want := range map[string]string{
		"yueyue.example:8443": "ws://yueyue.example:8443", "[::1]:80": "ws://[::1]:80", "a;script-src *": "connect-src 'self';", "a b": "connect-src 'self';",
	} {
		got := h.doHost("/", host)
		policy := got.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, want) || strings.Contains(policy, "script-src") {
			t.Errorf("%s: %s", host, policy)
		}
	}
}

func TestCompression(t *testing.T) {
	h := open(t)
	packed := map[string]string{"Accept-Encoding": "gzip, deflate, br"}
	id, token := h.anonymous()
	for i := range 6 {
		h.say(id, token, strings.Repeat("k", i+1), "问")
	}
	cases := []struct {
		path, token string
		header      map[string]string
		packed      bool
	}{
		{"/assets/widget-AbCd1234.js", "", packed, true},
		{"/assets/widget-AbCd1234.js", "", map[string]string{"Accept-Encoding": "gzip;q=0"}, false},
		{"/assets/widget-AbCd1234.js", "", nil, false},
		{"/loader.js", "", packed, false}, // too small to pay
		{"/openapi.json", "", packed, true},
		{"/docs", "", packed, true},
		{"/api/v1/conversations/" + id + "/messages", token, packed, true},
		{"/api/v1/conversations/" + id + "/messages", token, nil, false},
		{"/api/v1/quick-links", "", packed, false},
	}
	for _, c := range cases {
		got := h.do(call{method: "GET", path: c.path, token: c.token, header: c.header})
		body := got.body
		if encoding := got.header.Get("Content-Encoding"); (encoding == "gzip") != c.packed || got.status != 200 {
			t.Errorf("%s %v: %d, encoded as %q", c.path, c.header, got.status, encoding)
			continue
		}
		if c.packed {
			reader, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			plain, err := io.ReadAll(reader)
			if err != nil || len(plain) <= len(body) {
				t.Errorf("%s: %d bytes packed, %d plain, %v", c.path, len(body), len(plain), err)
			}
			if !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("%s: Vary %v", c.path, got.header.Values("Vary"))
			}
		}
	}
	// Each representation has its own tag, and either is known again.
	for _, header := range []map[string]string{packed, {}} {
		first := h.do(call{method: "GET", path: "/assets/widget-AbCd1234.js", header: header})
		again := map[string]string{"If-None-Match": first.header.Get("ETag")}
		for name, value := range header {
			again[name] = value
		}
		if got := h.do(call{method: "GET", path: "/assets/widget-AbCd1234.js", header: again}); got.status != 304 || got.body != "" || got.header.Get("Content-Encoding") != "" {
			t.Errorf("%v: %d", again, got.status)
		}
	}
}

func TestCORS(t *testing.T) {
	h := open(t, func(c *api.Config, _ *api.Parts) {
		c.Origins = []string{"https://etax.example", "http://localhost:3000"}
	})
	preflight := func(origin string) call {
		return call{method: "OPTIONS", path: "/api/v1/ask", header: map[string]string{
			"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type",
		}}
	}
	for origin, allowed := range map[string]bool{
		"https://etax.example": true, "http://localhost:3000": true, "https://etax.example:444": false, "http://etax.example": false,
		"https://evil.example": false, "null": false, "*": false, "https://etax.example.evil.example": false,
	} {
		asked := h.do(preflight(origin))
		said := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`, header: map[string]string{"Origin": origin}})
		wrong := h.do(call{method: "GET", path: "/api/v1/none", header: map[string]string{"Origin": origin}})
		for name, got := range map[string]response{"preflight": asked, "request": said, "failure": wrong} {
			want := ""
			if allowed {
				want = origin
			}
			if shared := got.header.Get("Access-Control-Allow-Origin"); shared != want {
				t.Errorf("%s from %s: shared with %q", name, origin, shared)
			}
			if got.header.Get("Access-Control-Allow-Credentials") != "" {
				t.Errorf("%s from %s: credentials", name, origin)
			}
			if !strings.Contains(strings.Join(got.header.Values("Vary"), ","), "Origin") {
				t.Errorf("%s from %s: Vary %v", name, origin, got.header.Values("Vary"))
			}
		}
		if allowed && (asked.status != 204 || asked.header.Get("Access-Control-Allow-Methods") != "GET, POST" || !strings.Contains(asked.header.Get("Access-Control-Allow-Headers"), "Authorization")) {
			t.Errorf("preflight from %s: %d %v", origin, asked.status, asked.header)
		}
		if !allowed && (asked.status != 403 || asked.problem(t).Code != "origin_not_allowed") {
			t.Errorf("preflight from %s: %d %s", origin, asked.status, asked.body)
		}
	}
	if got := h.do(call{method: "GET", path: "/", header: map[string]string{"Origin": "https://etax.example"}}); got.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("pages are not for other origins to read")
	}
	if got := h.do(call{method: "OPTIONS", path: "/api/v1/ask"}); got.status != 405 {
		t.Errorf("OPTIONS without an origin: %d", got.status)
	}
}

func TestRequestIDs(t *testing.T) {
	h := open(t)
	for proposed, kept := range map[string]bool{"proxy-0123456789": true, "short": false, "has spaces in it": false, marker + marker: false} {
		got := h.do(call{method: "GET", path: "/api/v1/none", header: map[string]string{"X-Request-ID": proposed}})
		if id := got.header.Get("X-Request-ID"); (id == proposed) != kept || id == "" {
			t.Errorf("%q became %q", proposed, id)
		}
	}
}
