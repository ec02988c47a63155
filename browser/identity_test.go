package browser

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yueyue/internal/auth/authtest"
)

// bureau is a host page of another origin that signs its taxpayers in: the path says who, or nobody.
type bureau struct {
	*httptest.Server
	keys *authtest.Host
}

// withBureau starts a service that trusts a bureau's keys and lets its page embed the window.
func withBureau(t *testing.T) (*service, *bureau) {
	t.Helper()
	need(t)
	var s *service
	b := &bureau{keys: authtest.NewHost(t, "ec")}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/favicon.ico" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; script-src %[1]s; frame-src %[1]s", strings.TrimSuffix(s.url(), "/"))) // what the README asks for, and no more
		token := ""
		if subject := strings.Trim(r.URL.Path, "/"); subject != "" {
			token = fmt.Sprintf(` data-token="%s"`, html.EscapeString(b.token(t, subject)))
		}
		fmt.Fprintf(w, `<!doctype html><title>某省电子税务局</title><h1>某省电子税务局</h1><script src="%sloader.js"%s data-accent="#7a1fa2" async></script>`, s.url(), token)
	}))
	t.Cleanup(b.Close)
	s = own(t, "YUEYUE_IDENTITY_ISSUER="+authtest.Issuer, "YUEYUE_IDENTITY_AUDIENCE="+authtest.Audience,
		"YUEYUE_IDENTITY_KEYS_FILE="+b.keys.Path, "YUEYUE_WEB_ORIGINS="+b.URL)
	return s, b
}

// token is what the bureau signs for a subject.
func (b *bureau) token(t *testing.T, subject string) string {
	return b.keys.Token(t, "ec", authtest.Claims(subject, time.Now()))
}

// taxpayer opens the bureau's page as a subject in a fresh profile, and the window on it.
func taxpayer(t *testing.T, s *service, b *bureau, subject string) *page {
	t.Helper()
	p := open(t, b.URL+"/"+subject, desktop)
	p.mayAsk(s.address)
	p.openWindow()
	return p
}

func TestASignedTaxpayerFindsHerConversationElsewhere(t *testing.T) {
	t.Parallel()
	s, b := withBureau(t)
	office := taxpayer(t, s, b, "wang")
	office.ask(threshold)
	home := taxpayer(t, s, b, "wang")
	all := home.untilMessages("her conversation is here", func(all []message) bool { return len(all) == 2 })
	if all[0].Text != threshold || all[1].Kind != "answer" {
		t.Errorf("at home she sees %+v", all)
	}
	// What she says at home is heard at the office.
	home.ask("红冲")
	office.untilMessages("the office hears it", func(all []message) bool { return len(all) == 4 && all[2].Text == "红冲" })
	office.inOrder(1)

	for _, stranger := range []string{"li", ""} {
		p := taxpayer(t, s, b, stranger)
		p.sees(the("greeting"))
		p.ask("你好") // her conversation would have come with the answer
		if n := len(p.messages()); n != 2 {
			t.Errorf("%q sees %d messages, want her own 2", stranger, n)
		}
	}
}

// A page that the service was not told of cannot show the window; whoever runs it reads in the console what to configure.
func TestAPageThatIsNotConfiguredIsTold(t *testing.T) {
	t.Parallel()
	s := shared(t)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/" {
			fmt.Fprintf(w, `<!doctype html><title>别的网站</title><script src="%sloader.js" async></script>`, s.url())
		}
	}))
	t.Cleanup(stranger.Close)
	p := open(t, stranger.URL+"/", desktop)
	p.mayAsk(s.address)
	p.mayComplain("frame-ancestors", "blocked by CORS policy", "net::ERR_", "web.origins")
	p.press(loaders("loader-icon"))
	p.sees(loaders("loader-frame"))
	p.complains(stranger.URL, "web.origins", "YUEYUE_WEB_ORIGINS")
}

// complains waits until one line of the console holds all the parts.
func (p *page) complains(parts ...string) {
	p.t.Helper()
	told := func(line string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
	}
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-again.C {
		p.mutex.Lock()
		found := slices.ContainsFunc(p.trouble, told)
		p.mutex.Unlock()
		if found {
			return
		}
	}
	p.fail(fmt.Errorf("the console never tells %q", parts))
}

func TestTwoTaxpayersAtOneComputer(t *testing.T) {
	t.Parallel()
	s, b := withBureau(t)
	p := taxpayer(t, s, b, "wang")
	p.ask(threshold)
	p.press(the("composer-input"))
	p.write("王的草稿")

	p.forgetWorlds()
	p.visit(b.URL + "/li")
	p.sees(the("greeting"))
	p.sees(the("composer-input"))
	p.untilPhase()
	if n := len(p.messages()); n != 0 {
		t.Errorf("the next taxpayer sees %d messages", n)
	}
	if draft := p.value(the("composer-input")); draft != "" {
		t.Errorf("the next taxpayer finds %q in the input", draft)
	}
	kept := look[string](p, window, "JSON.stringify(Object.entries(localStorage))")
	for _, secret := range []string{"wang", "张三", "91340100MA0000000X", "eyJ"} {
		if strings.Contains(kept, secret) {
			t.Errorf("the browser's storage holds %q: %s", secret, kept)
		}
	}

	p.forgetWorlds()
	p.visit(b.URL + "/wang")
	p.untilMessages("her conversation is back", func(all []message) bool { return len(all) == 2 })
	if draft := p.value(the("composer-input")); draft != "王的草稿" {
		t.Errorf("her input holds %q", draft)
	}
}

// untilPhase waits until the window has heard from the server whose conversation there is.
func (p *page) untilPhase() {
	p.t.Helper()
	p.until("the window has asked for the conversation", window, "!document.querySelector('[data-testid=log-loading]') && document.querySelector('[data-testid=log]').getAttribute('aria-busy') === 'false'")
}

func TestATokenThatIsNotTaken(t *testing.T) {
	t.Parallel()
	s, b := withBureau(t)
	forger := authtest.NewHost(t, "ec")
	p := open(t, b.URL+"/", desktop)
	p.mayAsk(s.address)
	p.mayComplain("401 (Unauthorized)")
	p.sees(loaders("loader-icon"))
	p.script(`addEventListener('yueyue:token-expired', () => document.title = 'expired'); Yueyue.setToken('` +
		forger.Token(t, "ec", authtest.Claims("wang", time.Now())) + `')`)
	p.openWindow()
	p.sees(the("session-ended"))
	p.until("the host page is told", host, "document.title === 'expired'")
	p.say(threshold)
	p.sees(the("unsent").saying(threshold))

	p.script(`Yueyue.setToken('` + b.token(t, "wang") + `')`)
	p.loses(the("session-ended"))
	all := p.untilMessages("what waited has gone", func(all []message) bool { return len(all) == 2 })
	if all[0].Text != threshold {
		t.Errorf("the window shows %+v", all)
	}
}
