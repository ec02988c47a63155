package auth_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"yueyue/internal/auth"
	"yueyue/internal/auth/authtest"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/telemetry"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

func open(t testing.TB, host *authtest.Host, log *bytes.Buffer) *auth.Verifier {
	t.Helper()
	verifier, err := auth.OpenVerifier(host.Config(), clock, telemetry.NewLogger(log, slog.LevelInfo, "text"))
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

func TestVerifyAcceptsEachKind(t *testing.T) {
	host := authtest.NewHost(t, "rsa", "ec", "ed")
	verifier := open(t, host, new(bytes.Buffer))
	for _, kind := range []string{"rsa", "ec", "ed"} {
		t.Run(kind, func(t *testing.T) {
			got, err := verifier.Verify(t.Context(), host.Token(t, kind, authtest.Claims("u-1", now)))
			want := auth.Principal{
				Kind: auth.Taxpayer, Subject: "u-1", Name: "张三", TaxpayerNumber: "91340100MA0000000X",
				Audience: knowledge.Enterprise, Region: "340100", ExpiresAt: now.Add(time.Hour),
			}
			if err != nil || !got.ExpiresAt.Equal(want.ExpiresAt) {
				t.Fatalf("%+v, %v", got, err)
			}
			got.ExpiresAt = want.ExpiresAt // the zone differs
			if got != want {
				t.Errorf("got %#v, want %#v", got, want)
			}
		})
	}
}

func TestVerifyJudgesClaims(t *testing.T) {
	host := authtest.NewHost(t)
	verifier := open(t, host, new(bytes.Buffer))
	at := func(offset time.Duration) int64 { return now.Add(offset).Unix() }
	cases := []struct {
		name   string
		change func(jwt.MapClaims)
		code   string // empty: accepted
	}{
		{"as it is", func(jwt.MapClaims) {}, ""},
		{"just run out, within the leeway", func(c jwt.MapClaims) { c["exp"] = at(-59 * time.Second) }, ""},
		{"run out", func(c jwt.MapClaims) { c["exp"] = at(-61 * time.Second) }, "credential_expired"},
		{"without an end", func(c jwt.MapClaims) { delete(c, "exp") }, "credential_claims_invalid"},
		{"not yet, within the leeway", func(c jwt.MapClaims) { c["nbf"] = at(59 * time.Second) }, ""},
		{"not yet", func(c jwt.MapClaims) { c["nbf"] = at(61 * time.Second) }, "credential_not_yet_valid"},
		{"another issuer", func(c jwt.MapClaims) { c["iss"] = "https://evil.example" }, "credential_issuer_wrong"},
		{"no issuer", func(c jwt.MapClaims) { delete(c, "iss") }, "credential_claims_invalid"},
		{"another audience", func(c jwt.MapClaims) { c["aud"] = "bank" }, "credential_audience_wrong"},
		{"one audience of several", func(c jwt.MapClaims) { c["aud"] = []string{"bank", authtest.Audience} }, ""},
		{"no audience", func(c jwt.MapClaims) { delete(c, "aud") }, "credential_claims_invalid"},
		{"nobody", func(c jwt.MapClaims) { delete(c, "sub") }, "credential_claims_invalid"},
		{"empty subject", func(c jwt.MapClaims) { c["sub"] = "" }, "credential_claims_invalid"},
		{"subject with NUL", func(c jwt.MapClaims) { c["sub"] = "a\x00b" }, "credential_claims_invalid"},
		{"endless subject", func(c jwt.MapClaims) { c["sub"] = strings.Repeat("a", 257) }, "credential_claims_invalid"},
		{"subject of another type", func(c jwt.MapClaims) { c["sub"] = 7 }, "credential_invalid"},
		{"run out, and for another", func(c jwt.MapClaims) { c["exp"], c["aud"] = at(-time.Hour), "bank" }, "credential_audience_wrong"},
		{"natural person", func(c jwt.MapClaims) { c["capacity"] = "natural_person" }, ""},
		{"no capacity, no region", func(c jwt.MapClaims) { delete(c, "capacity"); delete(c, "region") }, ""},
		{"made-up capacity", func(c jwt.MapClaims) { c["capacity"] = "admin" }, "credential_claims_invalid"},
		{"made-up region", func(c jwt.MapClaims) { c["region"] = "合肥" }, "credential_claims_invalid"},
		{"endless name", func(c jwt.MapClaims) { c["name"] = strings.Repeat("长", 200) }, "credential_claims_invalid"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			claims := authtest.Claims("u-1", now)
			c.change(claims)
			_, err := verifier.Verify(t.Context(), host.Token(t, "ec", claims))
			expectRefusal(t, err, c.code)
		})
	}
}

func TestVerifyTakesTheAlgorithmFromTheKey(t *testing.T) {
	host := authtest.NewHost(t, "rsa", "ec")
	verifier := open(t, host, new(bytes.Buffer))
	stranger := authtest.NewHost(t, "rsa")
	claims := authtest.Claims("u-1", now)
	public, err := x509.MarshalPKIXPublicKey(host.Public("rsa"))
	if err != nil {
		t.Fatal(err)
	}
	asSecret := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	good := host.Token(t, "rsa", claims)
	parts := strings.Split(good, ".")
	cases := []struct{ name, token string }{
		{"none", host.Sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, map[string]any{"kid": "rsa"}, claims)},
		{"a MAC made with the public key", host.Sign(t, jwt.SigningMethodHS256, asSecret, map[string]any{"kid": "rsa"}, claims)},
		{"another host's key under our id", stranger.Token(t, "rsa", claims)},
		{"unknown key id", host.Sign(t, jwt.SigningMethodHS256, asSecret, map[string]any{"kid": "new"}, claims)},
		{"the id of a key of another kind", strings.Join([]string{strings.Split(host.Token(t, "ec", claims), ".")[0], parts[1], parts[2]}, ".")},
		{"signature cut off", parts[0] + "." + parts[1] + "."},
		{"claims exchanged", parts[0] + "." + strings.Split(host.Token(t, "rsa", authtest.Claims("u-2", now)), ".")[1] + "." + parts[2]},
		{"not a token", "a.b.c"},
		{"empty parts", ".."},
		{"too long", good + strings.Repeat("A", 9000)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := verifier.Verify(t.Context(), c.token)
			expectRefusal(t, err, "credential_invalid")
		})
	}
	if _, err := verifier.Verify(t.Context(), good); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

func TestVerifyRefusesCriticalExtensionsAndMissingKeyIDs(t *testing.T) {
	host := authtest.NewHost(t)
	verifier := open(t, host, new(bytes.Buffer))
	plain := host.Token(t, "ed", authtest.Claims("u-1", now))
	if _, err := verifier.Verify(t.Context(), plain); err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]map[string]any{
		"crit":               {"kid": "ed", "crit": []string{"exp"}},
		"no id, two keys":    {},
		"id of another type": {"kid": 7},
	} {
		key := host.Signer("ed")
		_, err := verifier.Verify(t.Context(), host.Sign(t, jwt.SigningMethodEdDSA, key, header, authtest.Claims("u-1", now)))
		if fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
	host.DropKey("ec")
	host.Publish(t)
	only := host.Sign(t, jwt.SigningMethodEdDSA, host.Signer("ed"), nil, authtest.Claims("u-1", now))
	if _, err := verifier.Verify(t.Context(), only); err != nil {
		t.Errorf("no id, one key: %v", err)
	}
}

func TestKeysRotate(t *testing.T) {
	var log bytes.Buffer
	host := authtest.NewHost(t)
	verifier := open(t, host, &log)
	accepted := func(id string) bool {
		_, err := verifier.Verify(t.Context(), host.Token(t, id, authtest.Claims("u-1", now)))
		return err == nil
	}
	host.AddKey(t, "next", "ec")
	if accepted("next") {
		t.Error("a key counts before it is published")
	}
	host.Publish(t)
	if !accepted("next") || !accepted("ec") {
		t.Error("after publishing the new key, both must count")
	}
	host.DropKey("ec")
	host.Publish(t)
	if !accepted("next") || accepted("ec") {
		t.Error("a key that left the file still counts, or the other does not")
	}

	log.Reset()
	host.Write(t, []byte(`{"keys": [`))
	for range 3 {
		if !accepted("next") {
			t.Error("a damaged file took the last good keys away")
		}
	}
	if n := strings.Count(log.String(), "not reloaded"); n != 1 {
		t.Errorf("the damaged file was logged %d times", n)
	}
	if err := os.Remove(host.Path); err != nil {
		t.Fatal(err)
	}
	if !accepted("next") {
		t.Error("a missing file took the last good keys away")
	}
	host.DropKey("next")
	host.Publish(t)
	if accepted("next") || !accepted("ed") {
		t.Error("the file is back, but its keys do not count")
	}
}

func TestOpenVerifierRefusesDamagedFiles(t *testing.T) {
	cases := []struct{ name, document string }{
		{"empty", ``},
		{"not JSON", `key`},
		{"no keys", `{"keys":[]}`},
		{"a secret for a MAC", `{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}`},
		{"only keys for encryption", `{"keys":[{"kty":"OKP","crv":"Ed25519","use":"enc","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}`},
		{"short RSA key", `{"keys":[{"kty":"RSA","kid":"a","n":"` + strings.Repeat("_", 170) + `","e":"AQAB"}]}`},
		{"even exponent", `{"keys":[{"kty":"RSA","kid":"a","n":"` + strings.Repeat("_", 342) + `","e":"Ag"}]}`},
		{"point off the curve", `{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"` + strings.Repeat("A", 42) + `E","y":"` + strings.Repeat("A", 42) + `E"}]}`},
		{"private key", `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"` + strings.Repeat("A", 43) + `","d":"` + strings.Repeat("A", 43) + `"}]}`},
		{"other algorithm", `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","alg":"HS256","x":"` + strings.Repeat("A", 43) + `"}]}`},
		{"same id twice", `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"` + strings.Repeat("A", 43) + `"},{"kty":"OKP","crv":"Ed25519","x":"` + strings.Repeat("A", 43) + `"}]}`},
		{"huge", strings.Repeat(" ", 1<<20+1)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys.json")
			if err := os.WriteFile(path, []byte(c.document), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := auth.OpenVerifier(auth.Config{Issuer: "i", Audience: "a", KeysFile: path}, clock, slog.New(slog.DiscardHandler))
			if fault.CodeOf(err) != "identity_keys_unreadable" || !strings.Contains(fault.MessageOf(err), path) {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := auth.OpenVerifier(auth.Config{KeysFile: "x"}, clock, nil); fault.CodeOf(err) != "identity_incomplete" {
		t.Errorf("no issuer: %v", err)
	}
}

func TestVerifierWithoutHostRefusesEverything(t *testing.T) {
	verifier, err := auth.OpenVerifier(auth.Config{}, clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	host := authtest.NewHost(t)
	_, err = verifier.Verify(t.Context(), host.Token(t, "ec", authtest.Claims("u-1", now)))
	expectRefusal(t, err, "credential_not_supported")
}

// threads knows one token.
type threads struct{ down bool }

func (s threads) ByToken(_ context.Context, token string) (conversation.Conversation, error) {
	switch {
	case s.down:
		return conversation.Conversation{}, fault.New(fault.Unavailable, "test", "", "")
	case token == "right":
		return conversation.Conversation{ID: "c-1", Owner: conversation.Owner{Kind: conversation.Anonymous}}, nil
	}
	return conversation.Conversation{}, fault.New(fault.Unauthenticated, "test", "token_invalid", "")
}

func TestAuthenticate(t *testing.T) {
	host := authtest.NewHost(t)
	authenticator := auth.NewAuthenticator(open(t, host, new(bytes.Buffer)), threads{})
	cases := []struct {
		name, token string
		want        auth.Principal
		code        string
	}{
		{"nobody", "", auth.Principal{Kind: auth.Anonymous}, ""},
		{"a conversation's token", "right", auth.Principal{Kind: auth.Anonymous, Conversation: "c-1"}, ""},
		{"a wrong token", "wrong", auth.Principal{}, "credential_invalid"},
		{"an endless token", strings.Repeat("a", 9000), auth.Principal{}, "credential_invalid"},
		{"a wrong JWT", "a.b.c", auth.Principal{}, "credential_invalid"},
	}
	for _, c := range cases {
		got, err := authenticator.Authenticate(t.Context(), c.token)
		expectRefusal(t, err, c.code)
		if got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	got, err := authenticator.Authenticate(t.Context(), host.Token(t, "ed", authtest.Claims("u-9", now)))
	if err != nil || got.Subject != "u-9" || !got.SignedIn() {
		t.Errorf("a host's JWT: %+v, %v", got, err)
	}
	_, err = auth.NewAuthenticator(open(t, host, new(bytes.Buffer)), threads{down: true}).Authenticate(t.Context(), "right")
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("with the database away: %v", err)
	}
}

func TestOwns(t *testing.T) {
	anonymous := conversation.Conversation{ID: "c-1", Owner: conversation.Owner{Kind: conversation.Anonymous}}
	mine := conversation.Conversation{ID: "c-2", Owner: conversation.Owner{Kind: conversation.Taxpayer, Subject: "u-1"}}
	cases := []struct {
		name      string
		principal auth.Principal
		thread    conversation.Conversation
		want      bool
	}{
		{"holder of the token", auth.Principal{Kind: auth.Anonymous, Conversation: "c-1"}, anonymous, true},
		{"holder of another token", auth.Principal{Kind: auth.Anonymous, Conversation: "c-9"}, anonymous, false},
		{"nobody", auth.Principal{Kind: auth.Anonymous}, conversation.Conversation{Owner: conversation.Owner{Kind: conversation.Anonymous}}, false},
		{"signed in, anonymous thread", auth.Principal{Kind: auth.Taxpayer, Subject: "u-1"}, anonymous, false},
		{"herself", auth.Principal{Kind: auth.Taxpayer, Subject: "u-1"}, mine, true},
		{"another taxpayer", auth.Principal{Kind: auth.Taxpayer, Subject: "u-2"}, mine, false},
		{"anonymous, taxpayer's thread", auth.Principal{Kind: auth.Anonymous, Conversation: "c-2"}, mine, false},
		{"the zero principal", auth.Principal{}, conversation.Conversation{}, false},
	}
	for _, c := range cases {
		if got := c.principal.Owns(c.thread); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestBearer(t *testing.T) {
	cases := []struct {
		header, token string
		ok            bool
	}{
		{"", "", true},
		{"Bearer abc", "abc", true},
		{"bearer  abc ", "abc", true},
		{"Bearer", "", false},
		{"Bearer ", "", false},
		{"Basic YTpi", "", false},
		{"Bearer a b", "", false},
		{"Bearer a,Bearer b", "", false},
	}
	for _, c := range cases {
		token, err := auth.Bearer(c.header)
		if token != c.token || (err == nil) != c.ok {
			t.Errorf("%q: %q, %v", c.header, token, err)
		}
	}
}

func TestPrincipalIsNotLogged(t *testing.T) {
	var log bytes.Buffer
	telemetry.NewLogger(&log, slog.LevelInfo, "json").Info("x", "who",
		auth.Principal{Kind: auth.Taxpayer, Subject: "u-secret", Name: "张三", TaxpayerNumber: "9134"})
	for _, secret := range []string{"u-secret", "张三", "9134"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

func FuzzVerify(f *testing.F) {
	host := authtest.NewHost(f)
	verifier := open(f, host, new(bytes.Buffer))
	good := host.Token(f, "ed", authtest.Claims("u-1", now))
	f.Add(good)
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		principal, err := verifier.Verify(t.Context(), token)
		if err == nil && (principal.Subject != "u-1" || token != good) {
			// Only what the host signed may pass; base64 leaves no second spelling of a signed part.
			t.Errorf("accepted %q as %+v", token, principal)
		}
		if err != nil && fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("%q: %v", token, err)
		}
	})
}

func expectRefusal(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
		return
	}
	if fault.KindOf(err) != fault.Unauthenticated || fault.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}
