package browser

import (
	"slices"
	"strings"
	"testing"
)

func TestPackagesOpenAndAsk(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.press(the("header-packages"))
	p.sees(the("package-item").nth(1))
	title := p.text(the("package-item").nth(1).under(".title"))
	p.press(the("package-item").nth(1))
	p.sees(the("package-question").nth(2))
	if heading := p.text(the("panel").under("h2")); heading != title {
		t.Errorf("the package is headed %q, want %q", heading, title)
	}
	p.press(the("panel-back"))
	p.sees(the("package-item").saying(title))
	p.press(the("package-item").saying(title))
	question := p.text(the("package-question").nth(2))
	before := p.replies()
	p.press(the("package-question").nth(2))
	p.loses(the("panel"))
	if reply := p.reply(before, question); reply.Kind != "answer" {
		t.Errorf("the question %q of a package gets a reply of kind %q", question, reply.Kind)
	}
}

func TestTrendingQuestionsOpenAndAsk(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.press(the("header-trending"))
	p.sees(the("trending-item"))
	if n := p.count(the("trending-item")); n < 5 {
		t.Errorf("热点推荐 has %d questions", n)
	}
	question := p.text(the("trending-item").nth(0).under(".words"))
	before := p.replies()
	p.press(the("trending-item").nth(0))
	p.loses(the("panel"))
	if reply := p.reply(before, question); reply.Kind != "answer" {
		t.Errorf("the trending question %q gets a reply of kind %q", question, reply.Kind)
	}
	p.press(the("header-trending"))
	p.press(the("panel-close"))
	p.loses(the("panel"))
}

func TestQuickLinksOpenElsewhere(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.sees(the("side").under("[data-testid=quick-link]"))
	aside := p.count(the("quick-link"))
	p.press(the("quick-links-more"))
	p.sees(the("quick-link-group").nth(1))
	if all := p.count(the("panel").under("[data-testid=quick-link]")); all <= aside {
		t.Errorf("更多 shows %d links, no more than the %d beside the log", all, aside)
	}
	for _, way := range look[[]string](p, window, `eyes.find(`+the("quick-link").js()+`).map(({href, target, rel}) => [href, target, rel].join(' '))`) {
		if !strings.HasPrefix(way, "https://") || !strings.HasSuffix(way, " _blank noopener noreferrer") {
			t.Errorf("a quick link opens as %q", way)
		}
	}
	p.strike(escape)
	p.loses(the("panel"))
	p.sees(the("composer-input")) // Esc closed the panel, not the window
}

func TestLargeTypeStays(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	size := func() float64 {
		return look[float64](p, window, `parseFloat(getComputedStyle(document.body).fontSize)`)
	}
	normal := size()
	p.press(the("header-large-type"))
	p.until("the type is larger", window, "document.documentElement.dataset.type === 'large'")
	large := size()
	if large < normal*1.25 {
		t.Errorf("大字版 takes the type from %v to %v px", normal, large)
	}
	p.reload()
	p.sees(the("greeting"))
	if again := size(); again != large {
		t.Errorf("after a reload the type has %v px, want %v", again, large)
	}
	for _, problem := range slices.Concat(audit(p, window), audit(p, host)) {
		t.Error(problem)
	}
}
