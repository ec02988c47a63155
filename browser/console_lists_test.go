package browser

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	downKey   = key{"ArrowDown", "ArrowDown", "", 40}
	deleteKey = key{"Delete", "Delete", "", 46}
)

// alone starts a service whose one content person may publish what she wrote, and logs her in.
func alone(t *testing.T) (*service, *page) {
	t.Helper()
	s := own(t, "YUEYUE_EDITORIAL_ONE_PERSON_DESK=true")
	p := console(t, s, s.hire(t, "yiren", "content_editor", "content_reviewer"), desktop)
	p.mayComplain("status of 404") // whether the proposal has an item already
	return s, p
}

// release submits and publishes the proposal at an address.
func (p *page) release(hash string) {
	p.t.Helper()
	p.goTo(strings.TrimPrefix(hash, "#"))
	p.sees(on("page-title"))
	p.step("submit", "")
	p.step("publish", "")
	p.sees(on("proposal-state").saying("已发布"))
}

// focusOn puts the focus on an element of the console.
func (p *page) focusOn(e element) {
	p.t.Helper()
	p.sees(e)
	look[bool](p, host, "("+e.one()+".focus(), true)")
}

// paste pastes a text where the focus is, as from a spreadsheet.
func (p *page) paste(text string) {
	p.t.Helper()
	look[bool](p, host, fmt.Sprintf(`(() => {
		const data = new DataTransfer()
		data.setData('text/plain', %q)
		document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
		return true
	})()`, text))
}

// titles are the entries of a list of the console, in their order.
func (p *page) titles() []string {
	p.t.Helper()
	return look[[]string](p, host, "eyes.find("+on("listed-row").under(".words").js()+").map((one) => one.firstChild.textContent.trim())")
}

// listsAs waits until the first entries of a list are these.
func (p *page) listsAs(want ...string) {
	p.t.Helper()
	var got []string
	err := eventually(func() error {
		if got = p.titles(); len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			return fmt.Errorf("the list is %q, want %q", got, want)
		}
		return nil
	})
	if err != nil {
		p.fail(err)
	}
}

// TestConsoleOrdersLists moves a hot question and a quick link, past one that is withdrawn, and looks at what taxpayers see.
func TestConsoleOrdersLists(t *testing.T) {
	t.Parallel()
	s, p := alone(t)
	hash := p.newProposal("次序")
	p.press(on("nav-trending"))
	p.sees(on("listed-row").nth(3))
	before := p.titles()
	a, b, c, d := before[0], before[1], before[2], before[3]

	p.press(on("listed-row").saying(b))
	p.press(on("withdraw"))
	p.sees(on("change-mark").saying("撤回"))
	p.focusOn(on("listed-row").saying(c))
	p.strike(up, chromedp.ModifierAlt)
	p.listsAs(c, b, a, d) // b keeps its place and stays withdrawn
	if n := p.count(on("change-mark").saying("撤回")); n != 1 {
		t.Errorf("%d entries are marked as withdrawn", n)
	}
	p.until("the focus goes with what was moved", host, fmt.Sprintf("document.activeElement?.textContent.includes(%q)", c))
	p.strike(enter)
	p.until("the form of what was moved", host, fmt.Sprintf("%s?.value === %q", on("trending-question").one(), c))
	p.fill(on("trending-question"), "改过的热点问题？")
	p.save()
	p.listsAs("改过的热点问题？", b, a, d) // what was moved stays while it is edited

	p.press(on("nav-quickLinks"))
	p.sees(on("page-title").saying("快捷入口"))
	p.sees(on("listed-row").nth(1))
	links := p.titles()
	p.press(on("listed-row").nth(0))
	p.press(on("move-down"))
	p.listsAs(links[1], links[0])
	p.release(hash)

	taxpayer := visitor(t, s, desktop)
	taxpayer.press(the("header-trending"))
	taxpayer.sees(the("trending-item").saying("改过的热点问题？"))
	shown := taxpayer.texts(the("trending-item").under(".words"))
	if !slices.Equal(shown[:3], []string{"改过的热点问题？", a, d}) {
		t.Errorf("taxpayers see %q", shown)
	}
	var told struct{ Items []struct{ Title string } }
	s.get(t, "quick-links", "", &told)
	if told.Items[0].Title != links[1] || told.Items[1].Title != links[0] {
		t.Errorf("the quick links begin with %q, want %q", told.Items[:2], links[:2])
	}
	// A gap that a withdrawal left does not hinder the next move.
	hash = p.newProposal("次序二")
	p.press(on("nav-trending"))
	p.listsAs("改过的热点问题？", a, d)
	p.focusOn(on("listed-row").saying(d))
	p.strike(up, chromedp.ModifierAlt)
	p.listsAs("改过的热点问题？", d, a)
	p.release(hash)
	p.press(on("nav-trending"))
	p.listsAs("改过的热点问题？", d, a)
}

// TestConsolePicksPairs puts pairs into a package by what they ask, by keyboard and from a spreadsheet; a reload loses nothing.
func TestConsolePicksPairs(t *testing.T) {
	t.Parallel()
	s, p := alone(t)
	hash := p.newProposal("套餐")
	p.press(on("nav-packages"))
	p.press(on("listed-add"))
	p.fill(on("package-title"), "试用套餐")
	p.fill(element{in: host, css: "#package-summary"}, "试用")
	picked := func() (ids []string) {
		return look[[]string](p, host, "eyes.find("+on("picked").js()+").map((one) => one.dataset.key)")
	}
	picks := func(what string, want func([]string) bool) {
		t.Helper()
		if err := eventually(func() error {
			if got := picked(); !want(got) {
				return fmt.Errorf("%s: %q", what, got)
			}
			return nil
		}); err != nil {
			p.fail(err)
		}
	}
	p.focusOn(on("pair-search"))
	p.write("发票")
	p.sees(on("pair-search-option").nth(1))
	p.strike(downKey)
	wanted := p.text(element{in: host, css: "[role=option][aria-selected=true]"})
	p.strike(enter)
	p.sees(on("picked").nth(0))
	if said := p.text(on("picked").nth(0)); said == "" || !strings.HasPrefix(wanted, said) {
		t.Errorf("picked %q, chose %q", said, wanted)
	}
	p.focusOn(on("pair-search"))
	p.paste("abnormal\nno-such-pair\nabnormal\ninv-red\n")
	p.sees(element{in: host, css: ".el-message", text: "no-such-pair"})
	picks("three", func(ids []string) bool { return len(ids) == 3 && ids[1] == "abnormal" && ids[2] == "inv-red" })
	p.focusOn(on("picked").nth(2))
	p.strike(up, chromedp.ModifierAlt)
	picks("moved", func(ids []string) bool { return len(ids) == 3 && ids[1] == "inv-red" && ids[2] == "abnormal" })
	p.focusOn(on("picked").nth(0))
	p.strike(deleteKey)
	picks("two", func(ids []string) bool { return slices.Equal(ids, []string{"inv-red", "abnormal"}) })

	p.sees(on("save-state").saying("未保存"))
	p.reload()
	p.press(on("kept-restore"))
	picks("restored", func(ids []string) bool { return slices.Equal(ids, []string{"inv-red", "abnormal"}) })
	p.save()
	p.release(hash)
	taxpayer := visitor(t, s, desktop)
	taxpayer.press(the("header-packages"))
	taxpayer.press(the("package-item").saying("试用套餐"))
	taxpayer.sees(the("package-question").nth(1))
	if n := taxpayer.count(the("package-question")); n != 2 {
		t.Errorf("the package has %d questions", n)
	}
}

// askedAs waits until a question gets a reply that holds.
func (p *page) askedAs(question string, holds func(message) bool) {
	p.t.Helper()
	var last message
	if err := eventually(func() error {
		if last = p.ask(question); !holds(last) {
			return errors.New("not yet")
		}
		return nil
	}); err != nil {
		p.fail(fmt.Errorf("%q: %w: %+v", question, err, last))
	}
}
