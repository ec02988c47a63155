package browser

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// tabTo presses Tab, or Shift+Tab, until the focus is on a name.
func (p *page) tabTo(in place, name string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	var met []string
	for range 60 {
		p.strike(tab, modifiers...)
		at := p.focus(in)
		if at == name {
			return
		}
		met = append(met, at)
	}
	p.fail(fmt.Errorf("Tab does not come to %s but to %q", name, met))
}

func TestByKeyboardOnly(t *testing.T) {
	t.Parallel()
	p := open(t, shared(t).url(), desktop)
	p.sees(loaders("loader-icon"))
	p.tabTo(host, "loader-icon")
	p.strike(enter)
	p.focusComesTo(window, "composer-input")
	p.write(threshold)
	before := p.replies()
	p.strike(enter)
	p.reply(before, threshold)
	if at := p.focus(window); at != "composer-input" {
		t.Errorf("after sending the focus is on %s", at)
	}

	p.strike(escape)
	p.loses(loaders("loader-frame"))
	p.focusComesTo(host, "loader-icon")
	p.strike(enter)
	p.focusComesTo(window, "composer-input")

	p.tabTo(window, "citation-toggle", shift)
	p.strike(enter)
	p.sees(the("citation-detail"))
	p.tabTo(window, "vote-useless")
	p.strike(space)
	p.sees(the("vote-reason"))
	p.tabTo(window, "vote-reason-option")
	p.strike(space)
	p.until("the reason is chosen", window, the("vote-reason-option").one()+".getAttribute('aria-pressed') === 'true'")
	p.tabTo(window, "vote-reason-send")
	p.strike(enter)
	p.sees(the("vote-status").saying("已收到"))
	p.focusComesTo(window, "vote-useless") // its form is gone, the focus is not

	p.tabTo(window, "suggestion")
	question := p.text(the("suggestion").nth(0))
	before = p.replies()
	p.strike(enter)
	p.reply(before, question)

	p.tabTo(window, "a.skip", shift)
	p.strike(enter)
	p.focusComesTo(window, "composer-input")
}

// stop is a place where Tab rests.
type stop struct {
	Number int // of the element
	Name   string
	Hidden string // why it cannot be seen; empty: it can
}

// rests is what Tab comes to from here until the focus leaves the window, or comes round because there is nothing else.
func (p *page) rests(modifiers ...chromedp.Modifier) []stop {
	p.t.Helper()
	var met []stop
	for range 80 {
		if p.focus(host) != "widget-frame" || p.focus(window) == "body" { // body: the browser's own bar comes next
			return met
		}
		at := look[stop](p, window, "eyes.rest()")
		if slices.ContainsFunc(met, func(before stop) bool { return before.Number == at.Number }) {
			return met
		}
		met = append(met, at)
		p.strike(tab, modifiers...)
	}
	p.fail(fmt.Errorf("Tab never leaves the window: %+v", met))
	return nil
}

func TestTabOrderAndVisibleFocus(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.sees(the("hot-question"))
	p.sees(the("quick-link"))
	p.ask(threshold)
	p.press(the("composer-input"))
	p.tabTo(window, "a.skip", shift)
	forward := p.rests()

	var order []string
	for _, stop := range forward {
		if len(order) == 0 || order[len(order)-1] != stop.Name {
			order = append(order, stop.Name)
		}
		if stop.Hidden != "" {
			t.Errorf("the focus on %s cannot be seen: %s", stop.Name, stop.Hidden)
		}
	}
	want := []string{
		"a.skip", "header-trending", "header-packages", "header-large-type", "header-minimize", "header-close", "log", "hot-question",
		"citation-toggle", "vote-useful", "vote-useless", "suggestion", "composer-input", "composer-send", "quick-links-more", "quick-link",
	}
	if !slices.Equal(order, want) {
		t.Errorf("Tab goes\n%q, want\n%q", order, want)
	}
	if all := p.count(element{in: window, css: "button, a[href]:not(.skip), textarea, input"}); len(forward)-2 != all { // skip link and log
		t.Errorf("Tab comes to %d elements of %d that can be used", len(forward)-2, all)
	}
	if plain := look[[]string](p, window, "eyes.plain()"); len(plain) > 0 {
		t.Errorf("with the focus on them these look as without: %q", plain)
	}

	p.press(the("composer-input"))
	p.tabTo(window, "quick-link")
	for range p.count(the("quick-link")) - 1 {
		p.strike(tab)
	}
	back := p.rests(shift)
	slices.Reverse(back)
	if names(back) != names(forward) {
		t.Errorf("backwards Tab goes\n%s, forwards\n%s", names(back), names(forward))
	}
}

func names(stops []stop) string {
	var all []string
	for _, stop := range stops {
		all = append(all, stop.Name)
	}
	return strings.Join(all, " ")
}

func TestPanelsHoldTheFocusAndGiveItBack(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.sees(the("quick-link"))
	for _, opener := range []string{"header-trending", "header-packages", "quick-links-more"} {
		p.press(the("composer-input"))
		p.tabTo(window, "a.skip", shift)
		p.tabTo(window, opener)
		p.strike(enter)
		p.focusComesTo(window, "panel")
		p.sees(the("panel").under("button:not([data-testid=panel-close]), a"))
		p.heldBy("panel")
		p.strike(escape)
		p.loses(the("panel"))
		p.focusComesTo(window, opener)
		p.sees(loaders("loader-frame"))
	}

	p.tabTo(window, "header-packages", shift)
	p.strike(enter)
	p.sees(the("package-item").nth(1))
	p.tabTo(window, "package-item")
	p.strike(tab)
	chosen := look[string](p, window, "eyes.focused().dataset.package")
	p.strike(enter)
	p.focusComesTo(window, "package-question")
	p.strike(escape)
	p.until("the focus is on the package again", window, fmt.Sprintf("eyes.focused().dataset.package === %q", chosen))
	p.strike(enter)
	p.focusComesTo(window, "package-question")
	question := look[string](p, window, "eyes.textOf(eyes.focused())")
	before := p.replies()
	p.strike(enter)
	p.reply(before, question)
}

// heldBy fails the test when Tab leaves a dialog in either direction, or does not come round.
func (p *page) heldBy(dialog string) {
	p.t.Helper()
	inside := p.count(element{in: window, css: fmt.Sprintf("[data-testid=%s] :is(button, a[href], input)", dialog)})
	for _, modifier := range []chromedp.Modifier{chromedp.ModifierNone, shift} {
		met := map[string]bool{}
		for range inside + 2 {
			p.strike(tab, modifier)
			at := look[string](p, window, fmt.Sprintf(
				"eyes.focused().closest('[data-testid=%s]') ? [...document.querySelectorAll('*')].indexOf(eyes.focused()).toString() : 'out: ' + eyes.name(eyes.focused())", dialog))
			if strings.HasPrefix(at, "out") || p.focus(host) != "widget-frame" {
				p.fail(fmt.Errorf("Tab leaves %s: %s", dialog, at))
			}
			met[at] = true
		}
		if len(met) != inside {
			p.t.Errorf("in %s Tab comes to %d elements of %d", dialog, len(met), inside)
		}
	}
}

func TestClosingAsksByKeyboard(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.press(the("composer-input"))
	p.write("没发出去")
	p.tabTo(window, "header-close", shift)
	p.strike(enter)
	p.focusComesTo(window, "close-stay")
	if role := p.attribute(the("close-dialog"), "role"); role != "alertdialog" {
		t.Errorf("the question's role is %q", role)
	}
	p.heldBy("close-dialog")
	p.strike(escape)
	p.loses(the("close-dialog"))
	p.focusComesTo(window, "header-close")
	p.sees(loaders("loader-frame"))
}

func TestUpTakesTheLastUnsentBack(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.mayComplain(noServer...)
	p.ask("你好")
	p.offline(true)
	p.sees(the("offline"))
	p.say("第一条")
	p.say("第二条")
	p.sees(the("unsent").nth(1))
	p.until("both wait", window, "document.querySelectorAll('[data-state=waiting][data-testid=unsent]').length === 2")
	p.strike(up)
	if draft := p.value(the("composer-input")); draft != "第二条" {
		t.Errorf("↑ brings %q", draft)
	}
	p.strike(up) // the input holds text: the cursor moves, nothing else
	if n := p.count(the("unsent")); n != 1 {
		t.Errorf("%d messages wait, want 1", n)
	}
	p.write("改过的")
	p.strike(enter)
	p.offline(false)
	all := p.untilMessages("both went", func(all []message) bool { return len(all) == 6 })
	if said := from(all, "taxpayer"); said[1].Text != "第一条" || !strings.Contains(said[2].Text, "第二条") || !strings.Contains(said[2].Text, "改过的") {
		t.Errorf("she has said %+v", said)
	}
}

func TestAWindowOverTheWholeScreenHoldsTheFocus(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), screen{width: 720, height: 450, scale: 2})
	p.sees(the("hot-question"))
	if modal := p.attribute(loaders("loader-frame"), "aria-modal"); modal != "true" {
		t.Errorf("the window is modal = %s", modal)
	}
	inside := p.count(element{in: window, css: "button, a[href], textarea, input"}) + 2 // with skip link and log
	for _, modifier := range []chromedp.Modifier{chromedp.ModifierNone, shift} {
		for range inside + 3 {
			p.strike(tab, modifier)
			p.until("the focus stays in the window", host, "eyes.name(eyes.focused()) === 'widget-frame' && document.activeElement.localName === 'yueyue-window'")
		}
	}
	p.strike(escape)
	p.focusComesTo(host, "loader-icon")
}
