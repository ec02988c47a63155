package auth_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"yueyue/internal/auth"
	"yueyue/internal/auth/authtest"
	"yueyue/internal/telemetry"
)

// An operator learns why a token is refused, and nothing of what stands in it.
func TestRefusalsNameTheReason(t *testing.T) {
	host := authtest.NewHost(t)
	with := func(claim string, value any) string {
		claims := authtest.Claims("u-geheim", now)
		claims["name"], claims[claim] = "欧阳", value
		return host.Token(t, "ec", claims)
	}
	header := func(kid, algorithm string) string {
		return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"alg":%q,"kid":%q}`, algorithm, kid)) + ".e30.AAAA"
	}
	cases := []struct{ token, level, reason string }{
		{with("exp", now.Add(-time.Hour).Unix()), "DEBUG", "expired"},
		{with("nbf", now.Add(time.Hour).Unix()), "WARN", "not yet valid"},
		{with("aud", "geheim"), "WARN", "wrong audience"},
		{with("iss", "https://geheim.example"), "WARN", "wrong issuer"},
		{with("iss", nil), "WARN", "iss, aud or exp is missing"},
		{with("sub", ""), "WARN", "sub is missing or out of bounds"},
		{with("name", strings.Repeat("张", 200)), "WARN", "name or taxpayer_number is out of bounds"},
		{with("region", "geheim"), "WARN", "region is not six digits"},
		{with("capacity", "geheim"), "WARN", "capacity is neither enterprise nor natural_person"},
		{with("exp", "geheim"), "WARN", "malformed"},
		{header("geheim", "ES256"), "WARN", "unknown key"},
		{header("ec", "EdDSA"), "WARN", "not the algorithm of the key"},
		{header("ec", "ES256"), "WARN", "bad signature"},
		{header("ec", "geheim"), "WARN", "malformed"},
		{strings.Repeat("geheim", 2000), "WARN", "token out of bounds"},
	}
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			var log bytes.Buffer
			verifier, err := auth.OpenVerifier(host.Config(), clock, telemetry.NewLogger(&log, slog.LevelDebug, "text"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := verifier.Verify(t.Context(), c.token); err == nil {
				t.Error("accepted")
			}
			line := log.String()
			if strings.Count(line, "\n") != 1 || !strings.Contains(line, "level="+c.level) || !strings.Contains(line, c.reason) {
				t.Errorf("logged %q", line)
			}
			for _, secret := range []string{"geheim", "欧阳", "张", "u-", c.token[:20]} {
				if strings.Contains(line, secret) {
					t.Errorf("%q is in the log: %s", secret, line)
				}
			}
		})
	}
}

// A flood of refused tokens is a line a minute for each reason, which says how many there were.
func TestRefusalsAreNoFlood(t *testing.T) {
	var log bytes.Buffer
	at := now
	host := authtest.NewHost(t)
	verifier, err := auth.OpenVerifier(host.Config(), func() time.Time { return at }, telemetry.NewLogger(&log, slog.LevelInfo, "text"))
	if err != nil {
		t.Fatal(err)
	}
	claims := authtest.Claims("u-1", now)
	claims["aud"] = "bank"
	foreign := host.Token(t, "ec", claims)
	lines := func(token string, n int) string {
		log.Reset()
		for range n {
			if _, err := verifier.Verify(t.Context(), token); err == nil {
				t.Fatal("accepted")
			}
		}
		return log.String()
	}
	if got := lines(foreign, 50); strings.Count(got, "\n") != 1 || !strings.Contains(got, "times=1\n") {
		t.Errorf("50 at once are logged as %q", got)
	}
	if got := lines("a.b.c", 50); strings.Count(got, "\n") != 1 || !strings.Contains(got, "reason=malformed") {
		t.Errorf("another reason within the minute is logged as %q", got)
	}
	at = at.Add(time.Minute)
	if got := lines(foreign, 2); strings.Count(got, "\n") != 1 || !strings.Contains(got, "times=50\n") {
		t.Errorf("after a minute: %q", got)
	}
}
