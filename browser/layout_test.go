package browser

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed audit.js
var auditScript string

// audit measures a document of the tab and says what is wrong with its layout.
func audit(p *page, in place) []string {
	p.t.Helper()
	return look[[]string](p, in, fmt.Sprintf("(%s)(%t)", auditScript, p.screen.touch))
}

// screens are what the window is measured on. The zoomed one is the desktop at 200%; the narrowest is what must do without
// scrolling sideways (WCAG 2.2: 1.4.10).
var screens = map[string]screen{
	"desktop":   desktop,
	"phone":     {width: 390, height: 844, scale: 2, touch: true},
	"narrowest": {width: 320, height: 568, scale: 2, touch: true},
	"zoomed":    {width: 720, height: 450, scale: 2},
}

func TestLayout(t *testing.T) {
	t.Parallel()
	s := shared(t)
	for name, on := range screens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scenes(t, s, on, name)
		})
	}
}

// scenes goes through what people see and measures each, in light and dark.
func scenes(t *testing.T, s *service, on screen, name string) {
	t.Helper()
	p := open(t, s.url(), on)
	p.mayComplain(noServer...)
	measure := func(scene string, in ...place) {
		t.Helper()
		for _, scheme := range []string{"dark", "light"} {
			p.must(chromedp.Do(p.ctx, media(scheme)))
			for _, at := range in {
				for _, problem := range audit(p, at) {
					t.Errorf("%s, %s: %s", scene, scheme, problem)
				}
			}
			p.picture(strings.Join([]string{name, scheme, scene}, "-"))
		}
	}

	p.sees(loaders("loader-icon"))
	measure("page", host)
	p.openWindow()
	p.sees(the("hot-question").last())
	narrow := p.count(the("header-menu")) == 1
	if wantNarrow := on.width < 768; narrow != wantNarrow { // where the loader fills the screen, the window has one column
		t.Errorf("the window is narrow = %t, want %t", narrow, wantNarrow)
	}
	if !narrow {
		p.sees(the("quick-link"))
	}
	measure("greeting", host, window)
	if top := look[float64](p, window, the("log").one()+".scrollTop"); top != 0 {
		t.Errorf("the greeting is scrolled by %v px before anybody has read it", top)
	}

	p.ask("红冲")
	measure("suggestions", window)

	p.ask(threshold)
	p.press(the("citation-toggle").nth(0))
	p.sees(the("citation-detail"))
	measure("answer", window)
	p.press(the("vote-useless").last())
	p.sees(the("vote-reason"))
	measure("reason", window)
	p.press(the("vote-reason-skip"))

	if narrow {
		if p.count(the("side"))+p.count(the("header-packages")) != 0 {
			t.Error("the narrow window has a second column or the wide header")
		}
		p.press(the("header-menu"))
		p.sees(the("menu-quick-links"))
		measure("menu", window)
		p.press(the("menu-packages"))
	} else {
		p.press(the("header-packages"))
	}
	p.sees(the("package-item").last())
	measure("packages", window)
	p.press(the("package-item").nth(0))
	p.sees(the("package-question"))
	measure("package", window)
	p.press(the("panel-close"))

	if narrow {
		p.press(the("header-menu"))
		p.press(the("menu-quick-links"))
	} else {
		p.press(the("quick-links-more"))
	}
	p.sees(the("quick-link-group"))
	measure("links", window)
	p.press(the("panel-close"))

	p.block("conversations/*")
	p.say("个税汇算什么时候办")
	p.sees(the("unsent-retry"))
	p.offline(true)
	p.sees(the("offline"))
	measure("error", window)
}

func TestAPhoneIsFilled(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), screens["phone"])
	type box struct{ Left, Top, Width, Height float64 }
	frame := look[box](p, host, "(({left, top, width, height}) => ({Left: left, Top: top, Width: width, Height: height}))("+loaders("loader-frame").one()+".getBoundingClientRect())")
	if want := (box{0, 0, 390, 844}); frame != want {
		t.Errorf("the window is %+v, want %+v", frame, want)
	}
	if look[bool](p, host, "document.activeElement !== null && eyes.name(eyes.focused()) === 'composer-input'") {
		t.Error("opening the window brings up the touch keyboard")
	}
	if size := look[float64](p, window, "parseFloat(getComputedStyle("+the("composer-input").one()+").fontSize)"); size < 16 {
		t.Errorf("the input's type has %v px; below 16 a phone zooms into it", size)
	}
	p.ask(threshold)
	p.press(the("header-minimize"))
	p.sees(loaders("loader-icon"))
}
