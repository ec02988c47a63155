package telemetry

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestLoggerAddsTheRequestID(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		t.Run(format, func(t *testing.T) {
			var out bytes.Buffer
			logger := NewLogger(&out, slog.LevelInfo, format).With("part", "api")
			ctx := WithRequestID(t.Context(), "abcdefgh")
			logger.DebugContext(ctx, "quiet")
			logger.InfoContext(ctx, "inside", "n", 1)
			logger.WithGroup("g").Info("outside")
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) != 2 {
				t.Fatalf("%d lines, want 2: %s", len(lines), out.String())
			}
			if !strings.Contains(lines[0], "abcdefgh") || !strings.Contains(lines[0], "api") {
				t.Errorf("no request id or no attribute: %s", lines[0])
			}
			if strings.Contains(lines[1], "request_id") {
				t.Errorf("a request id outside a request: %s", lines[1])
			}
			if format == "json" && !json.Valid([]byte(lines[0])) {
				t.Errorf("not JSON: %s", lines[0])
			}
		})
	}
}

func TestServerErrorsHideAddresses(t *testing.T) {
	cases := []struct{ line, want string }{
		{"http: TLS handshake error from 203.0.113.9:5512: EOF", "http: TLS handshake error from (address): EOF"},
		{"http: TLS handshake error from [2001:db8::9]:5512: EOF", "http: TLS handshake error from (address): EOF"},
		{"http: Accept error: too many open files; retrying in 5ms", "http: Accept error: too many open files; retrying in 5ms"},
		{"http: panic serving 203.0.113.9:1: x\ngoroutine 1", "http: panic serving (address): x"},
	}
	for _, c := range cases {
		var out bytes.Buffer
		ServerErrors(NewLogger(&out, slog.LevelInfo, "json")).Print(c.line)
		var entry struct{ Error string }
		if err := json.Unmarshal(out.Bytes(), &entry); err != nil || entry.Error != c.want {
			t.Errorf("%q: got %q (%v), want %q", c.line, entry.Error, err, c.want)
		}
	}
}

func TestAcceptRequestID(t *testing.T) {
	for _, kept := range []string{"abcdefgh", "0123-ABC_def", strings.Repeat("a", 64)} {
		if got := AcceptRequestID(kept); got != kept {
			t.Errorf("%q became %q", kept, got)
		}
	}
	seen := map[string]bool{}
	for _, refused := range []string{"", "short", strings.Repeat("a", 65), "has space in it", "换行换行换行", "a\r\nSet-Cookie: x=1"} {
		got := AcceptRequestID(refused)
		if got == refused || len(got) != 26 || seen[got] {
			t.Errorf("%q gave %q", refused, got)
		}
		seen[got] = true
	}
}

func TestWorst(t *testing.T) {
	cases := []struct {
		states []State
		want   State
	}{
		{nil, OK},
		{[]State{OK, OK}, OK},
		{[]State{OK, Degraded, OK}, Degraded},
		{[]State{Degraded, Failed}, Failed},
		{[]State{Failed, Degraded}, Failed},
	}
	for _, c := range cases {
		var parts []PartState
		for _, state := range c.states {
			parts = append(parts, PartState{State: state})
		}
		if got := Worst(parts); got != c.want {
			t.Errorf("%v: %s, want %s", c.states, got, c.want)
		}
	}
}

func TestMetrics(t *testing.T) {
	m := NewMetrics(Build{Version: "v9.8.7", Revision: "abc", Go: "go1"})
	m.Request("/api/v1/ask", "POST", 200, 3*time.Millisecond)
	m.Request("/api/v1/ask", "POST", 422, 3*time.Millisecond)
	m.Request("", "BREW", 404, time.Millisecond)
	m.Replied("answer")
	m.Embedded(4 * time.Millisecond)
	m.Searched(time.Millisecond)
	m.Sockets(+1)
	m.Sockets(+1)
	m.Sockets(-1)
	m.Refused("rate_limited")
	recorder := httptest.NewRecorder()
	m.Handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`yueyue_http_requests_total{method="POST",route="/api/v1/ask",status="2xx"} 1`,
		`yueyue_http_requests_total{method="POST",route="/api/v1/ask",status="4xx"} 1`,
		`yueyue_http_requests_total{method="other",route="none",status="4xx"} 1`,
		`yueyue_http_request_duration_seconds_bucket{method="POST",route="/api/v1/ask",le="0.005"} 2`,
		`yueyue_replies_total{kind="answer"} 1`,
		`yueyue_embedding_duration_seconds_count 1`,
		`yueyue_search_duration_seconds_count 1`,
		`yueyue_sockets 1`,
		`yueyue_refusals_total{code="rate_limited"} 1`,
		`yueyue_build_info{go="go1",modified="false",revision="abc",version="v9.8.7"} 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(recorder.Body.String(), want) {
			t.Errorf("missing %s", want)
		}
	}
}

func TestNoMetrics(t *testing.T) {
	var m *Metrics // a part that is used without metrics must not crash
	m.Request("", "", 0, 0)
	m.Replied("answer")
	m.Embedded(0)
	m.Searched(0)
	m.Sockets(1)
	m.Refused("x")
}

func TestReadBuild(t *testing.T) {
	if build := ReadBuild(); build.Version == "" || !strings.HasPrefix(build.Go, "go") {
		t.Errorf("%+v", build)
	}
}
