package browser

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestConsoleAccounts: an account from its making over another role and password to the end of its logins.
func TestConsoleAccounts(t *testing.T) {
	t.Parallel()
	s := own(t)
	admin := console(t, s, s.hire(t, "guanli", "administrator"), desktop)
	admin.press(on("nav-accounts"))
	admin.press(on("new-account"))
	admin.fill(on("account-name"), "xinren")
	admin.fill(on("account-display"), "新人")
	admin.press(on("role-content_editor"))
	admin.press(on("account-save"))
	made := person{"xinren", admin.text(on("generated"))}
	admin.strike(escape)
	admin.loses(on("generated"))
	row := element{in: host, css: "[data-testid=table-row][data-key=xinren]"}
	mention(t, admin.text(row), "新人", "内容编辑", "可以登录")

	p := console(t, s, made, desktop)
	p.sees(on("nav-pairs"))
	if p.count(on("nav-audit")) != 0 {
		t.Error("an editor is offered the audit trail")
	}
	admin.press(row.under("[data-testid=account-edit]"))
	admin.press(on("role-content_reviewer"))
	admin.press(on("account-save"))
	admin.sees(on("table-row").saying("内容编辑、内容审核"))
	p.reload()
	p.sees(on("nav-audit"))

	const newPassword = "jasmine-tea-and-rain"
	p.press(on("nav-me"))
	elsewhere := console(t, s, made, desktop)
	elsewhere.mayComplain("status of 401")
	p.mayComplain("status of 422", "status of 403")
	form := func(old, next, again string) {
		for id, text := range map[string]string{"old-password": old, "new-password": next, "again-password": again} {
			p.fill(element{in: host, css: "#" + id}, text)
		}
		p.strike(enter)
	}
	form(made.password, newPassword, newPassword+"x")
	p.sees(element{in: host, css: "[role=alert]", text: "两遍新口令不一样"})
	form("wrong-"+made.password, newPassword, newPassword)
	p.sees(on("trouble"))
	form(made.password, newPassword, newPassword)
	p.sees(element{in: host, css: ".el-message", text: "口令已修改"})
	elsewhere.reload() // the other login has ended with the old password
	elsewhere.sees(on("login-name"))
	elsewhere.fill(on("login-name"), made.name)
	elsewhere.fill(on("login-password"), made.password)
	elsewhere.strike(enter)
	elsewhere.sees(on("trouble"))
	elsewhere.focusIn("login-password")
	elsewhere.write(newPassword)
	elsewhere.strike(enter)
	elsewhere.sees(on("whoami"))

	p.goTo("/proposals")
	p.sees(on("page-title").saying("草案"))
	p.press(on("nav-me"))
	p.sees(on("end-session"))
	p.press(on("end-session"))
	p.loses(on("end-session"))
	elsewhere.press(on("nav-pairs"))
	elsewhere.sees(on("login-name"))
	admin.press(row.under("[data-testid=account-sessions]"))
	admin.press(on("ask-go"))
	admin.loses(on("ask-go"))
	p.press(on("nav-pairs"))
	p.sees(on("login-name"))
}

// identities is an identity provider in the test that knows one person and asks her nothing.
type identities struct {
	*httptest.Server
	t     *testing.T
	key   *rsa.PrivateKey
	mutex sync.Mutex
	codes map[string]url.Values // code → the query of the login
	roles []string
}

func newIdentities(t *testing.T, roles ...string) *identities {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &identities{t: t, key: key, codes: map[string]url.Values{}, roles: roles}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.reply(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		b64 := base64.RawURLEncoding
		i.reply(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1",
			"n": b64.EncodeToString(i.key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(i.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *identities) reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		i.t.Error(err)
	}
}

// authorize sends the browser back with a code at once: she is logged in here already.
func (i *identities) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	code := rand.Text()
	i.mutex.Lock()
	i.codes[code] = query
	i.mutex.Unlock()
	http.Redirect(w, r, query.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {query.Get("state")}}.Encode(), http.StatusFound)
}

// token gives the token of a code to whoever shows the verifier of its challenge.
func (i *identities) token(w http.ResponseWriter, r *http.Request) {
	i.mutex.Lock()
	login, known := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	i.mutex.Unlock()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || login.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || login.Get("client_id") != "console" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"iss": i.URL, "aud": "console", "sub": "s-1", "nonce": login.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
		"preferred_username": "wang.wu@tax.example", "name": "王五", "roles": i.roles,
	})
	token.Header["kid"] = "1"
	signed, err := token.SignedString(i.key)
	if err != nil {
		i.t.Error(err)
	}
	i.reply(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": signed})
}

// free is an address that nobody listens at: the identity provider has to know it before the program starts.
func free(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestConsoleLogsInElsewhere: the login of the house, with the roles that it gives.
func TestConsoleLogsInElsewhere(t *testing.T) {
	t.Parallel()
	need(t)
	there := newIdentities(t, "content-team", "canteen")
	address := free(t)
	s := own(t, "YUEYUE_LISTEN="+address, "YUEYUE_STAFF_OIDC_ISSUER="+there.URL, "YUEYUE_STAFF_OIDC_CLIENT_ID=console",
		"YUEYUE_STAFF_OIDC_REDIRECT_URL=http://"+address+"/api/v1/staff/oidc/callback",
		"YUEYUE_STAFF_OIDC_ROLES=content-team=content_editor,leaders=content_reviewer")
	p := open(t, s.url()+"console/", desktop)
	p.mayComplain("status of 401")
	p.mayAsk(strings.TrimPrefix(there.URL, "http://"))
	p.press(on("login-oidc"))
	p.forgetWorlds()
	p.sees(on("whoami").saying("王五"))
	p.sees(on("nav-pairs"))
	if p.count(on("nav-audit"))+p.count(on("nav-accounts")) != 0 {
		t.Error("she has more roles than the house gave her")
	}
	p.press(on("nav-me"))
	p.sees(element{in: host, css: "main", text: "您用统一身份认证登录，没有口令。"})
	p.reload()
	p.sees(on("whoami").saying("王五"))
	p.press(on("logout"))
	p.sees(on("login-oidc"))
}
