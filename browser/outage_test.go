package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// noServer is what the console says while the server is away.
var noServer = []string{"net::ERR_", "WebSocket connection to"}

func TestTheServerIsKilledAndComesBack(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := visitor(t, s, desktop)
	p.mayComplain(noServer...)
	p.ask(threshold)
	p.press(the("composer-input"))
	p.write("红冲")

	s.kill()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	if got := p.sayElsewhere(s, "elsewhere", "你好"); got.Message.Seq != 3 {
		t.Errorf("after the restart a message gets number %d, want 3", got.Message.Seq)
	}
	p.untilMessages("the window hears again", func(all []message) bool { return len(all) == 4 })
	p.inOrder(1)
	if draft := p.value(the("composer-input")); draft != "红冲" {
		t.Errorf("the input holds %q", draft)
	}
	before := p.replies()
	p.strike(enter)
	p.reply(before, "红冲")
	p.inOrder(1)
	if n := len(p.messages()); n != 6 {
		t.Errorf("the window shows %d messages, want 6", n)
	}
}

func TestTheServerDiesInTheMiddleOfAMessage(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := visitor(t, s, desktop)
	p.mayComplain(noServer...)
	p.ask("你好")
	const rounds = 3
	for round := range rounds {
		before := p.replies()
		words := fmt.Sprintf("第%d次断电：%s", round+1, threshold)
		p.say(words)
		s.kill()
		if err := s.start(); err != nil {
			t.Fatal(err)
		}
		p.reply(before, words)
	}
	p.inOrder(1)

	id, token := p.credential()
	var kept struct {
		Messages []struct {
			Seq          int64
			Author, Text string
		}
	}
	s.get(t, "conversations/"+id+"/messages?limit=200", token, &kept)
	shown := p.messages()
	if len(kept.Messages) != 2+2*rounds || len(shown) != len(kept.Messages) {
		t.Fatalf("the server keeps %d messages and the window shows %d, want %d", len(kept.Messages), len(shown), 2+2*rounds)
	}
	for i, m := range kept.Messages {
		if m.Seq != shown[i].Seq || m.Author != shown[i].Author || m.Author == "taxpayer" && m.Text != shown[i].Text {
			t.Errorf("the server keeps %+v where the window shows %+v", m, shown[i])
		}
	}
}

func TestWithoutAServerTheTextStaysAndGoesByItself(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := visitor(t, s, desktop)
	p.mayComplain(noServer...)
	p.ask("你好")
	s.kill()
	p.say(threshold)
	p.sees(the("unsent").saying(threshold))
	p.sees(the("unsent-retry"))
	p.sees(the("unsent-state").saying("连接恢复后自动重发"))
	p.picture("failed-retry")
	p.press(the("unsent-retry"))
	p.loses(the("unsent-retry"))
	p.sees(the("unsent-retry")) // still no server
	p.sees(the("unsent").saying(threshold))

	before := p.replies()
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	p.reply(before, threshold)
	p.loses(the("unsent"))
	p.inOrder(1)
	if n := len(p.messages()); n != 4 {
		t.Errorf("the window shows %d messages, want 4", n)
	}
}

func TestOfflineTheTextWaitsAndGoesByItself(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.mayComplain(noServer...)
	p.ask("你好")
	p.offline(true)
	p.sees(the("offline"))
	p.say(threshold)
	p.sees(the("unsent-state").saying("网络恢复后自动发送"))
	p.say("红冲")
	p.sees(the("unsent").nth(1))
	p.picture("offline")

	p.offline(false)
	p.loses(the("offline"))
	all := p.untilMessages("both went", func(all []message) bool { return len(all) == 6 })
	if all[2].Text != threshold || all[4].Text != "红冲" {
		t.Errorf("the window shows %+v", all)
	}
	p.inOrder(1)
	p.loses(the("unsent"))
}

// offline takes the network from the tab, or gives it back.
func (p *page) offline(away bool) {
	p.t.Helper()
	conditions := []*network.Conditions{{Offline: away, DownloadThroughput: -1, UploadThroughput: -1}}
	p.must(chromedp.Do(p.ctx,
		call(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}),
		call(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: away, DownloadThroughput: -1, UploadThroughput: -1}),
	))
}

// block makes requests to a path of the API fail; none lets all through.
func (p *page) block(paths ...string) {
	p.t.Helper()
	var patterns []*network.BlockPattern
	for _, path := range paths {
		patterns = append(patterns, &network.BlockPattern{URLPattern: "*://*:*/api/v1/" + path, Block: true})
	}
	p.must(chromedp.Do(p.ctx, call(network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: patterns})))
}

func TestEarlierConversationThatDoesNotLoad(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.mayComplain(noServer...)
	p.ask(threshold)
	p.block("conversations/*")
	p.reload()
	p.sees(the("start-failed"))
	p.block()
	p.press(the("start-retry"))
	p.untilMessages("the conversation is back", func(all []message) bool { return len(all) == 2 })
	p.loses(the("start-failed"))
}

func TestListsThatDoNotLoad(t *testing.T) {
	t.Parallel()
	s := shared(t)
	p := open(t, s.url(), desktop)
	p.mayComplain(noServer...)
	p.block("trending", "packages", "packages/*", "quick-links")
	p.openWindow()
	p.sees(the("side").under("[data-testid=list-failed]"))
	p.press(the("header-packages"))
	p.sees(the("panel").under("[data-testid=list-failed]"))
	p.block()
	p.press(the("panel").under("[data-testid=list-retry]"))
	p.sees(the("package-item"))
	p.press(the("panel-close"))
	p.press(the("side").under("[data-testid=list-retry]"))
	p.sees(the("quick-link"))
	p.press(the("header-trending"))
	p.sees(the("trending-item"))
	p.press(the("panel-close"))
	p.sees(the("hot-question"))
}

func TestAWindowThatDoesNotOpen(t *testing.T) {
	t.Parallel()
	s := own(t)
	p := open(t, s.url(), desktop)
	p.mayComplain(noServer...)
	s.kill()
	p.press(loaders("loader-icon"))
	p.sees(loaders("loader-retry"))
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	p.press(loaders("loader-retry"))
	p.sees(the("greeting"))
	p.loses(loaders("loader-retry"))
	p.ask("你好")
}
