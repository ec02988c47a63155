package browser

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestMinimizeKeepsTheConversationAndCounts(t *testing.T) {
	t.Parallel()
	s := shared(t)
	p := visitor(t, s, desktop)
	p.ask(threshold)
	p.press(the("composer-input"))
	p.write("还没问完")
	p.press(the("header-minimize"))
	p.loses(loaders("loader-frame"))
	p.sees(loaders("loader-icon"))
	if p.count(loaders("loader-unread")) != 0 {
		t.Error("the icon counts unread messages when there are none")
	}

	for n, question := range []string{"红冲", "你好"} {
		p.sayElsewhere(s, fmt.Sprintf("elsewhere-%d", n), question)
		p.sees(loaders("loader-unread").saying(fmt.Sprint(n + 1)))
	}
	if name := p.attribute(loaders("loader-icon"), "aria-label"); !strings.Contains(name, "2条未读消息") {
		t.Errorf("the icon is called %q", name)
	}
	p.press(loaders("loader-icon"))
	p.sees(the("message").saying("红冲"))
	if n := len(p.messages()); n != 6 {
		t.Errorf("the window shows %d messages, want 6", n)
	}
	p.inOrder(1)
	if draft := p.value(the("composer-input")); draft != "还没问完" {
		t.Errorf("the input holds %q", draft)
	}
	p.press(the("header-minimize"))
	p.sees(loaders("loader-icon"))
	p.loses(loaders("loader-unread"))
}

func TestUnreadOverAReload(t *testing.T) {
	t.Parallel()
	s := shared(t)
	p := visitor(t, s, desktop)
	p.ask(threshold)
	p.press(the("header-minimize"))
	p.sees(loaders("loader-icon"))
	p.reload()
	p.sees(loaders("loader-icon"))
	p.loses(loaders("loader-frame"))
	p.sayElsewhere(s, "elsewhere", "红冲")
	p.sees(loaders("loader-unread").saying("1"))
}

func TestCloseEndsTheVisit(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.ask(threshold)
	p.press(the("composer-input"))
	p.write("还没发出去")

	p.press(the("header-close"))
	p.sees(the("close-dialog"))
	p.press(the("close-stay"))
	p.loses(the("close-dialog"))
	if draft := p.value(the("composer-input")); draft != "还没发出去" {
		t.Errorf("after 继续咨询 the input holds %q", draft)
	}

	p.press(the("header-close"))
	p.press(the("close-anyway"))
	p.sees(loaders("loader-icon"))
	p.loses(loaders("widget-frame"))
	p.focusComesTo(host, "loader-icon")

	p.forgetWorlds()
	p.openWindow()
	p.sees(the("greeting"))
	if n := len(p.messages()); n != 0 {
		t.Errorf("the next visit begins with %d messages", n)
	}
	if draft := p.value(the("composer-input")); draft != "" {
		t.Errorf("the next visit begins with %q in the input", draft)
	}
	for _, key := range look[[]string](p, window, "Object.keys(localStorage)") {
		if strings.HasPrefix(key, "yueyue:anonymous:") {
			t.Errorf("after the visit the browser still keeps %s", key)
		}
	}
}

func TestCloseWithoutLossAsksNothing(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.ask("你好")
	p.press(the("header-close"))
	p.sees(loaders("loader-icon"))
	p.loses(loaders("widget-frame"))
}

func TestReloadLosesNothing(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.ask(threshold)
	p.press(the("vote-useful"))
	p.sees(the("vote-status").saying("感谢"))
	p.ask("红冲")
	p.press(the("composer-input"))
	p.write("写了一半的<b>问题</b>")
	before := p.messages()

	p.reload()
	p.sees(the("message").last())
	after := p.untilMessages("the conversation is back", func(all []message) bool { return len(all) >= len(before) })
	if !slices.Equal(after, before) {
		t.Errorf("after the reload the window shows\n%+v, want\n%+v", after, before)
	}
	if draft := p.value(the("composer-input")); draft != "写了一半的<b>问题</b>" {
		t.Errorf("after the reload the input holds %q", draft)
	}
	if pressed := p.attribute(the("vote-useful").nth(0), "aria-pressed"); pressed != "true" {
		t.Errorf("after the reload 有用 is pressed = %s", pressed)
	}
	p.press(the("composer-input"))
	look[bool](p, window, fmt.Sprintf("(%s.select(), true)", the("composer-input").one()))
	p.write("个税汇算什么时候办")
	replies := p.replies()
	p.strike(enter)
	p.reply(replies, "个税汇算什么时候办")
	p.inOrder(1)
}

func TestEarlierMessages(t *testing.T) {
	t.Parallel()
	s := shared(t)
	p := visitor(t, s, desktop)
	p.ask(threshold)
	var last int64
	for n := range 35 {
		if reply := p.sayElsewhere(s, fmt.Sprintf("elsewhere-%d", n), fmt.Sprintf("你好 %d", n)).Reply; reply != nil {
			last = reply.Seq
		}
	}
	p.reload()
	p.sees(the("load-more"))
	all := p.untilMessages("the newest are here", func(all []message) bool { return len(all) > 0 && all[len(all)-1].Seq == last })
	first := all[0].Seq
	if first == 1 || p.count(the("greeting").hidden()) != 0 {
		t.Fatalf("the window begins with message %d", first)
	}
	p.inOrder(first)

	for first > 1 {
		// The row that is read when 加载更多 is pressed must not move.
		row := fmt.Sprintf("document.querySelector('[data-seq=\"%d\"]').getBoundingClientRect().top", first)
		look[bool](p, window, "("+the("log").one()+".scrollTop = 0, true)")
		top := look[float64](p, window, row)
		p.press(the("load-more"))
		earlier := p.untilMessages("earlier ones are here", func(all []message) bool { return all[0].Seq < first })
		if moved := look[float64](p, window, row) - top; earlier[0].Seq > 1 && (moved < -2 || moved > 2) {
			t.Errorf("what was read moved by %v px", moved)
		}
		first = earlier[0].Seq
		p.inOrder(first)
	}
	p.loses(the("load-more"))
	p.sees(the("greeting").hidden())
	if n := int64(len(p.messages())); n != last {
		t.Errorf("the window shows %d messages, want %d", n, last)
	}
	if text := p.messages()[0].Text; text != threshold {
		t.Errorf("the first message is %q", text)
	}
}
