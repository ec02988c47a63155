package browser

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestTheIconOpensTheWindow(t *testing.T) {
	t.Parallel()
	p := open(t, shared(t).url(), desktop)
	if name := p.attribute(loaders("loader-icon"), "aria-label"); name != "打开征纳互动窗口" {
		t.Errorf("the icon is called %q", name)
	}
	p.openWindow()
	p.loses(loaders("loader-icon"))
	mention(t, p.text(the("greeting")), "您好，我是悦悦")
	p.sees(the("hot-question"))
	question := p.text(the("hot-question").nth(1))
	before := p.replies()
	p.press(the("hot-question").nth(1))
	if reply := p.reply(before, question); reply.Kind != "answer" {
		t.Errorf("the hot question %q gets a reply of kind %q", question, reply.Kind)
	}
}

func TestAnAnswerShowsItsBasis(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	reply := p.ask(threshold)
	if reply.Kind != "answer" {
		t.Fatalf("got a reply of kind %q", reply.Kind)
	}
	if first := p.text(the("answer-text").last().under("p:first-child")); !strings.Contains(first, thresholdFigure) {
		t.Errorf("the answer's first line is not the answer: %q", first)
	}
	if figures := p.texts(the("answer-text").under(".figure")); !slices.Contains(figures, thresholdFigure) {
		t.Errorf("what stands out is %q, want %s among it", figures, thresholdFigure)
	}

	if clauses := p.texts(the("citation-clause")); !slices.Contains(clauses, "第二十三条") {
		t.Errorf("before anything is pressed the clauses are %q", clauses)
	}
	if p.count(the("citation-detail")) != 0 {
		t.Error("a citation shows its detail before it is pressed")
	}
	for _, c := range []struct {
		title string
		want  []string // in the detail
		lacks string   // what the title says already
	}{
		{"财政部 税务总局公告2026年第10号", []string{"本答复适用期间", "2026年1月1日至2027年12月31日"}, "文号"},
		{"中华人民共和国增值税法", []string{"本答复适用期间"}, "第二十三条"},
	} {
		toggle := the("citation-toggle").saying(c.title)
		if state := p.attribute(toggle, "aria-expanded"); state != "false" {
			t.Errorf("%s is expanded = %s before it is pressed", c.title, state)
		}
		p.press(toggle)
		p.sees(the("citation-detail"))
		if state := p.attribute(toggle, "aria-expanded"); state != "true" {
			t.Errorf("%s is expanded = %s after it was pressed", c.title, state)
		}
		detail := p.text(the("citation-detail"))
		mention(t, detail, c.want...)
		if strings.Contains(detail, c.lacks) {
			t.Errorf("the detail of %s repeats %s: %s", c.title, c.lacks, detail)
		}
		p.press(toggle)
		p.loses(the("citation-detail"))
	}
	if status := p.text(the("citation-status").nth(0)); status != "全文有效" {
		t.Errorf("the first citation's status is %q", status)
	}
	p.press(the("citation-toggle").nth(0))
	if address := p.attribute(the("citation-source"), "href"); !strings.HasPrefix(address, "https://fgk.chinatax.gov.cn/") {
		t.Errorf("the source leads to %q", address)
	}
	if kept := p.attribute(the("citation-source"), "target") + " " + p.attribute(the("citation-source"), "rel"); kept != "_blank noopener noreferrer" {
		t.Errorf("the source opens with %q", kept)
	}
}

func TestVotes(t *testing.T) {
	t.Parallel()
	s := shared(t)
	p := visitor(t, s, desktop)
	reply := p.ask(threshold)
	// keeps waits until the program keeps these votes on the answer, and no others.
	keeps := func(want string) {
		t.Helper()
		err := eventually(func() error {
			var stored struct {
				Votes []struct{ Value, Reason string }
			}
			if err := json.Unmarshal(s.run(t, "answer", reply.Answer), &stored); err != nil {
				return err
			}
			var said []string
			for _, vote := range stored.Votes {
				said = append(said, vote.Value+" "+vote.Reason)
			}
			if got := strings.Join(said, ", "); got != want {
				return fmt.Errorf("the program keeps the votes %q, want %q", got, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}

	p.press(the("vote-useful"))
	p.sees(the("vote-status").saying("感谢"))
	keeps("useful ")

	p.press(the("vote-useless"))
	p.sees(the("vote-reason"))
	p.press(the("vote-reason-option").saying("政策已过时"))
	p.press(the("vote-reason-input"))
	p.write("少了一个条件")
	p.press(the("vote-reason-send"))
	p.loses(the("vote-reason"))
	p.sees(the("vote-status").saying("已收到"))
	keeps("useless 政策已过时；少了一个条件")
	if pressed := p.attribute(the("vote-useful"), "aria-pressed") + p.attribute(the("vote-useless"), "aria-pressed"); pressed != "falsetrue" {
		t.Errorf("有用 and 无用 are pressed = %s", pressed)
	}
}

func TestAVagueQuestionOffersQuestions(t *testing.T) {
	t.Parallel()
	s := shared(t)
	vague := questionOf(t, s, "suggest", "红冲", "房产", "契税", "印花税")
	p := visitor(t, s, desktop)
	if reply := p.ask(vague); reply.Kind != "suggest" {
		t.Fatalf("got a reply of kind %q: %s", reply.Kind, reply.Text)
	}
	offers := p.texts(the("suggestion"))
	if len(offers) < 2 {
		t.Fatalf("offered are %q", offers)
	}
	for _, keyword := range p.texts(the("keyword")) {
		if !strings.Contains(vague, keyword) {
			t.Errorf("highlighted is %q, which is no part of %s", keyword, vague)
		}
	}
	if len(p.texts(the("keyword"))) == 0 {
		t.Error("nothing is highlighted")
	}
	before := p.replies()
	p.press(the("suggestion").nth(0))
	if reply := p.reply(before, offers[0]); reply.Kind != "answer" {
		t.Errorf("the offered question %q gets a reply of kind %q", offers[0], reply.Kind)
	}
}

func TestAnAmbiguousQuestionIsAskedBack(t *testing.T) {
	t.Parallel()
	s := shared(t)
	ambiguous := questionOf(t, s, "clarify", "社保", "发票", "个税", "退税")
	p := visitor(t, s, desktop)
	if reply := p.ask(ambiguous); reply.Kind != "clarify" {
		t.Fatalf("got a reply of kind %q: %s", reply.Kind, reply.Text)
	}
	choices := p.texts(the("suggestion"))
	if len(choices) < 2 {
		t.Fatalf("to choose from are %q", choices)
	}
	if p.count(the("vote-useful")) != 0 {
		t.Error("a question back asks to be voted on")
	}
	before := p.replies()
	p.press(the("suggestion").nth(1))
	p.reply(before, choices[1])
}

func TestALiveRegionTellsAnAnswerOnce(t *testing.T) {
	t.Parallel()
	s := shared(t)
	p := visitor(t, s, desktop)
	look[bool](p, window, "eyes.hear()")
	reply := p.ask(threshold)
	p.ask("红冲") // whatever the socket brings of the first answer is here by now
	p.sayElsewhere(s, "elsewhere", "个税汇算什么时候办")
	p.until("waiting for the third answer", window, "eyes.messages().length === 6")
	var told []string
	for _, line := range look[[]string](p, window, "eyes.heard") {
		if strings.HasPrefix(line, "悦悦回复：") {
			told = append(told, line)
		}
	}
	if len(told) != 3 {
		t.Fatalf("told are %d answers, want 3: %q", len(told), told)
	}
	mention(t, told[0], thresholdFigure)
	mention(t, told[1], "个相关问题可以选择")
	if strings.Contains(told[0], "**") || !strings.Contains(reply.Text, thresholdFigure) {
		t.Errorf("told is %q for %q", told[0], reply.Text)
	}
	if own := look[string](p, window, `document.querySelector('[data-testid=live-region]').getAttribute('role')`); own != "status" {
		t.Errorf("the live region's role is %q", own)
	}
}

func TestShiftEnterWritesASecondLine(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	p.press(the("composer-input"))
	p.write("第一行")
	p.strike(enter, shift)
	p.write("第二行")
	if text := p.value(the("composer-input")); text != "第一行\n第二行" {
		t.Errorf("the input holds %q", text)
	}
	if p.count(the("message")) != 0 {
		t.Error("Shift+Enter sent the message")
	}
}
