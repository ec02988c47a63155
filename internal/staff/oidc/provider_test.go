package oidc_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"yueyue/internal/fault"
	"yueyue/internal/staff"
	"yueyue/internal/staff/oidc"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// issuer is an identity provider in the process. It gives each code once, to whoever shows the verifier of its challenge.
type issuer struct {
	*httptest.Server
	t      *testing.T
	mu     sync.Mutex
	key    *rsa.PrivateKey
	kid    string
	codes  map[string]url.Values // code → the query of the login
	claims jwt.MapClaims         // put over the usual ones
	broken bool                  // answers 503 to everything
	signer func(jwt.MapClaims) string
}

func newIssuer(t *testing.T) *issuer {
	i := &issuer{t: t, codes: map[string]url.Values{}}
	i.rotate("key-1")
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		b64 := base64.RawURLEncoding
		reply(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": i.kid,
			"n": b64.EncodeToString(i.key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(i.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		if i.broken {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) rotate(kid string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		i.t.Fatal(err)
	}
	i.key, i.kid = key, kid
	i.signer = func(claims jwt.MapClaims) string { return sign(i.t, jwt.SigningMethodRS256, i.kid, i.key, claims) }
}

func sign(t *testing.T, method jwt.SigningMethod, kid string, key any, claims jwt.MapClaims) string {
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = kid
	signed, err := token.SignedString(key)
	if err != nil {
		t.Error(err)
	}
	return signed
}

// login is what the browser does at the provider: it comes with the address of Begin and leaves with a code.
func (i *issuer) login(address string) (state, code string) {
	parsed, err := url.Parse(address)
	if err != nil {
		i.t.Fatal(err)
	}
	query := parsed.Query()
	if !strings.HasPrefix(address, i.URL+"/authorize?") || query.Get("response_type") != "code" || query.Get("client_id") != "console" ||
		query.Get("redirect_uri") != "https://tax.example/callback" || query.Get("scope") != "openid profile" || query.Get("code_challenge_method") != "S256" {
		i.t.Errorf("address %s", address)
	}
	code = rand.Text()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.codes[code] = query
	return query.Get("state"), code
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	login, known := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	if !known || id != "console" || secret != "s3cret" || challenge != login.Get("code_challenge") || r.FormValue("redirect_uri") != login.Get("redirect_uri") {
		reply(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := jwt.MapClaims{
		"iss": i.URL, "aud": "console", "sub": "s-1", "nonce": login.Get("nonce"), "iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix(),
		"preferred_username": "Wang.Wu@tax.example", "name": " 王五 ", "roles": []string{"editors", "staff", "reviewers"},
	}
	for name, value := range i.claims {
		claims[name] = value
	}
	answer := map[string]any{"access_token": "a", "token_type": "Bearer"}
	if i.signer != nil {
		answer["id_token"] = i.signer(claims)
	}
	reply(w, http.StatusOK, answer)
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (i *issuer) config() oidc.Config {
	config := oidc.Config{
		Issuer: i.URL, ClientID: "console", ClientSecret: "s3cret", RedirectURL: "https://tax.example/callback",
		Scopes: []string{"profile"}, NameClaim: "preferred_username", RoleClaim: "roles",
		Roles: map[string][]staff.Role{
			"editors": {staff.ContentEditor}, "reviewers": {staff.ContentReviewer, staff.ContentEditor}, "heads": {staff.Supervisor},
		},
	}
	if err := config.Validate(); err != nil {
		i.t.Fatal(err)
	}
	return config
}

func (i *issuer) provider(change func(*oidc.Config)) *oidc.Provider {
	config := i.config()
	if change != nil {
		change(&config)
	}
	return oidc.New(config, i.Client(), func() time.Time { return noon })
}

func TestLogin(t *testing.T) {
	i := newIssuer(t)
	p := i.provider(nil)
	address, flow, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(flow.State) < 43 || len(flow.Nonce) < 43 || len(flow.Verifier) < 43 || flow.State == flow.Nonce || strings.Contains(address, flow.Verifier) {
		t.Errorf("flow %+v, address %s", flow, address)
	}
	cookie, err := json.Marshal(flow)
	if err != nil {
		t.Fatal(err)
	}
	var kept oidc.Flow
	if err := json.Unmarshal(cookie, &kept); err != nil || kept != flow {
		t.Errorf("kept %+v, %v", kept, err)
	}
	state, code := i.login(address)
	identity, err := p.Finish(t.Context(), kept, state, code)
	if err != nil {
		t.Fatal(err)
	}
	if want := (staff.Identity{
		Issuer: i.URL, Subject: "s-1", Name: "wang.wu", DisplayName: "王五", Roles: []staff.Role{staff.ContentEditor, staff.ContentReviewer},
	}); !reflect.DeepEqual(identity, want) {
		t.Errorf("identity %+v", identity)
	}
	_, err = p.Finish(t.Context(), kept, state, code) // a code opens once
	want(t, err, fault.Unauthenticated, "oidc_refused")
}

func TestRoleClaims(t *testing.T) {
	i := newIssuer(t)
	for _, c := range []struct {
		name, claim string
		claims      jwt.MapClaims
		roles       []staff.Role
	}{
		{"list", "roles", jwt.MapClaims{"roles": []any{"heads", 7, "other"}}, []staff.Role{staff.Supervisor}},
		{"one text", "groups", jwt.MapClaims{"groups": "heads"}, []staff.Role{staff.Supervisor}},
		{"several in a text", "groups", jwt.MapClaims{"groups": "editors heads"}, []staff.Role{staff.ContentEditor, staff.Supervisor}},
		{"claim in a claim", "realm_access.roles", jwt.MapClaims{"realm_access": map[string]any{"roles": []string{"heads"}}}, []staff.Role{staff.Supervisor}},
		{"a name with dots", "https://tax.example/roles", jwt.MapClaims{"https://tax.example/roles": []string{"heads"}}, []staff.Role{staff.Supervisor}},
		{"no claim", "groups", nil, nil},
		{"a number", "groups", jwt.MapClaims{"groups": 3}, nil},
		{"nothing that is named", "groups", jwt.MapClaims{"groups": []string{"administrator"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			i.claims = c.claims
			p := i.provider(func(config *oidc.Config) { config.RoleClaim = c.claim })
			address, flow, err := p.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			state, code := i.login(address)
			identity, err := p.Finish(t.Context(), flow, state, code)
			if err != nil || !reflect.DeepEqual(identity.Roles, c.roles) {
				t.Errorf("roles %v, %v", identity.Roles, err)
			}
		})
	}
}

// TestRefused: whatever is not exactly the answer to this browser's question lets nobody in.
func TestRefused(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*issuer, *oidc.Flow, *string, *string)
		code   string
	}{
		{"another state", func(_ *issuer, _ *oidc.Flow, state, _ *string) { *state += "x" }, "oidc_state"},
		{"no flow", func(_ *issuer, f *oidc.Flow, state, _ *string) { *f, *state = oidc.Flow{Begun: noon}, "" }, "oidc_state"},
		{"too late", func(_ *issuer, f *oidc.Flow, _, _ *string) { f.Begun = noon.Add(-oidc.FlowLifetime - time.Second) }, "oidc_state"},
		{"from the future", func(_ *issuer, f *oidc.Flow, _, _ *string) { f.Begun = noon.Add(time.Second) }, "oidc_state"},
		{"another code", func(_ *issuer, _ *oidc.Flow, _, code *string) { *code += "x" }, "oidc_refused"},
		{"another verifier", func(_ *issuer, f *oidc.Flow, _, _ *string) { f.Verifier = f.Nonce }, "oidc_refused"},
		{"another nonce", func(_ *issuer, f *oidc.Flow, _, _ *string) { f.Nonce = f.Verifier }, "oidc_refused"},
		{"no nonce", func(i *issuer, f *oidc.Flow, _, _ *string) { i.claims = jwt.MapClaims{"nonce": ""} }, "oidc_refused"},
		{"another audience", func(i *issuer, _ *oidc.Flow, _, _ *string) { i.claims = jwt.MapClaims{"aud": "other"} }, "oidc_refused"},
		{"another issuer", func(i *issuer, _ *oidc.Flow, _, _ *string) { i.claims = jwt.MapClaims{"iss": "https://other.example"} }, "oidc_refused"},
		{"expired", func(i *issuer, _ *oidc.Flow, _, _ *string) {
			i.claims = jwt.MapClaims{"exp": noon.Add(-time.Minute).Unix()}
		}, "oidc_refused"},
		{"no id token", func(i *issuer, _ *oidc.Flow, _, _ *string) { i.signer = nil }, "oidc_refused"},
		{"another key", func(i *issuer, _ *oidc.Flow, _, _ *string) {
			i.signer = func(claims jwt.MapClaims) string { return sign(i.t, jwt.SigningMethodRS256, i.kid, other, claims) }
		}, "oidc_refused"},
		{"no signature", func(i *issuer, _ *oidc.Flow, _, _ *string) {
			i.signer = func(claims jwt.MapClaims) string {
				return sign(i.t, jwt.SigningMethodNone, i.kid, jwt.UnsafeAllowNoneSignatureType, claims)
			}
		}, "oidc_refused"},
		{"signed with the public key", func(i *issuer, _ *oidc.Flow, _, _ *string) {
			i.signer = func(claims jwt.MapClaims) string {
				return sign(i.t, jwt.SigningMethodHS256, i.kid, i.key.N.Bytes(), claims)
			}
		}, "oidc_refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := newIssuer(t)
			p := i.provider(nil)
			address, flow, err := p.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			state, code := i.login(address)
			c.change(i, &flow, &state, &code)
			identity, err := p.Finish(t.Context(), flow, state, code)
			want(t, err, fault.Unauthenticated, c.code)
			if !reflect.DeepEqual(identity, staff.Identity{}) {
				t.Errorf("identity %+v", identity)
			}
		})
	}
}

// TestAway: the program lives without its provider, and comes back with it; a rotated key is followed.
func TestAway(t *testing.T) {
	i := newIssuer(t)
	p := i.provider(nil)
	i.broken = true
	_, _, err := p.Begin(t.Context())
	want(t, err, fault.Unavailable, "oidc_away")
	i.broken = false
	address, flow, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state, code := i.login(address)
	i.broken = true
	_, err = p.Finish(t.Context(), flow, state, code)
	want(t, err, fault.Unavailable, "oidc_away")
	i.broken = false
	if _, err := p.Finish(t.Context(), flow, state, code); err != nil {
		t.Error(err)
	}
	i.rotate("key-2")
	address, flow, err = p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	state, code = i.login(address)
	if _, err := p.Finish(t.Context(), flow, state, code); err != nil {
		t.Errorf("after the key was rotated: %v", err)
	}
}

func TestConfig(t *testing.T) {
	i := newIssuer(t)
	for _, c := range []struct {
		name   string
		change func(*oidc.Config)
		code   string
	}{
		{"plain http", func(c *oidc.Config) { c.Issuer = "http://id.example" }, "oidc_issuer_invalid"},
		{"no issuer", func(c *oidc.Config) { c.Issuer = "" }, "oidc_issuer_invalid"},
		{"no client", func(c *oidc.Config) { c.ClientID = "" }, "oidc_client_missing"},
		{"redirect over http", func(c *oidc.Config) { c.RedirectURL = "http://tax.example/callback" }, "oidc_redirect_invalid"},
		{"no role claim", func(c *oidc.Config) { c.RoleClaim = "" }, "oidc_claim_missing"},
		{"no roles", func(c *oidc.Config) { c.Roles = nil }, "oidc_roles_missing"},
		{"unknown role", func(c *oidc.Config) { c.Roles = map[string][]staff.Role{"x": {"root"}} }, "oidc_role_unknown"},
	} {
		config := i.config()
		c.change(&config)
		want(t, config.Validate(), fault.Invalid, c.code)
	}
}

// want fails unless err has the kind and the code.
func want(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || fault.CodeOf(err) != code {
		t.Errorf("error %v, want %s %s", err, kind, code)
	}
}
