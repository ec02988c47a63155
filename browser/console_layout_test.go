package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestConsoleLayout goes through the pages of the console and measures each: on a desktop, at 200% and, because some look in from
// there, on a phone.
func TestConsoleLayout(t *testing.T) {
	t.Parallel()
	s := own(t)
	who := s.hire(t, "zhuren", "content_editor", "content_reviewer", "administrator")
	s.hire(t, "bianji", "content_editor")
	first := console(t, s, who, desktop)
	hash := first.newProposal("2026年11月试用公告与相关问答的更新，连同一个写得特别长的标题，看看放不放得下")
	first.press(on("tab-proposal-upload"))
	first.upload("试用公告.txt", announcement)
	document := first.attribute(on("upload-document"), "href")
	first.goTo("/pairs")
	first.press(on("table-row").nth(1).under("a"))
	first.fill(on("pair-question"), "小规模纳税人月销售额没有超过免征额时要不要申报，改过的问题")
	first.save()
	pair := look[string](first, host, "location.hash")
	id := strings.TrimPrefix(hash, "#/proposals/")

	for name, on := range map[string]screen{"desktop": desktop, "zoomed": screens["zoomed"], "phone": {width: 390, height: 844, scale: 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pages(t, s, who, on, name, id, strings.TrimPrefix(document, "#"), strings.TrimPrefix(pair, "#"))
		})
	}
}

func pages(t *testing.T, s *service, who person, size screen, name, proposal, document, pair string) {
	t.Helper()
	p := open(t, s.url()+"console/", size)
	p.mayComplain("status of 401")
	measure := func(scene string) {
		t.Helper()
		for _, scheme := range []string{"dark", "light"} {
			p.must(chromedp.Do(p.ctx, media(scheme)))
			for _, problem := range audit(p, host) {
				t.Errorf("%s, %s: %s", scene, scheme, problem)
			}
			p.picture(strings.Join([]string{"console", name, scheme, scene}, "-"))
		}
	}
	p.sees(on("login-name"))
	measure("login")
	p.logIn(who)
	p.goTo("/proposals/" + proposal)
	p.press(on("use-proposal"))
	for _, scene := range []struct{ name, hash, sees string }{
		{"proposals", "/proposals", "table-row"},
		{"items", "/proposals/" + proposal, "table-row"},
		{"upload", "/proposals/" + proposal + "/upload", "upload-row"},
		{"diff", "/proposals/" + proposal + "/diff", "change"},
		{"conflicts", "/proposals/" + proposal + "/conflicts", "page-title"},
		{"ask", "/proposals/" + proposal + "/ask?question=" + threshold, "answer-preview"},
		{"impact", "/proposals/" + proposal + "/impact", "replay"},
		{"pairs", "/pairs", "table-row"},
		{"pairs-none", "/pairs?q=zzzzzz", "state-empty"},
		{"pair", pair, "answer-preview"},
		{"documents", "/documents", "table-row"},
		{"document", document, "passage"},
		{"document-fields", document + "?tab=fields", "evidence"},
		{"document-validity", document + "?tab=validity", "timeline"},
		{"document-links", document + "?tab=links", "link"},
		{"packages", "/packages", "listed-row"},
		{"trending", "/trending", "listed-row"},
		{"quick-links", "/quick-links", "listed-row"},
		{"lexicon", "/lexicon", "synonyms"},
		{"editions", "/editions", "table-row"},
		{"edition", "/editions/1", "page-title"},
		{"audit", "/audit", "table-row"},
		{"accounts", "/accounts", "table-row"},
		{"me", "/me", "table-row"},
		{"lost", "/nowhere", "page-title"},
	} {
		p.goTo(scene.hash)
		p.sees(on(scene.sees))
		p.until("quiet", host, "document.querySelector('[data-testid=state-loading]') === null")
		measure(scene.name)
	}
	p.goTo("/packages")
	p.press(on("listed-row").nth(0))
	p.sees(on("package-title"))
	measure("package")
	p.goTo("/accounts")
	p.press(on("new-account"))
	p.sees(on("account-name"))
	measure("new-account")
}
