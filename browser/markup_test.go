package browser

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

const (
	picture = `<img src=x onerror="parent.hacked=1;window.hacked=1">`
	script  = `<script>parent.hacked=1;window.hacked=1</script>`
)

func TestMarkupInAQuestionStaysText(t *testing.T) {
	t.Parallel()
	p := visitor(t, shared(t), desktop)
	for _, words := range []string{picture, script, "**粗** [链接](javascript:hacked=1) &lt;b&gt;"} {
		p.ask(words)
	}
	p.press(the("composer-input"))
	p.write(picture)
	p.reload()
	p.untilMessages("the conversation is back", func(all []message) bool { return len(all) == 6 })
	p.isTame()
	if text := p.text(the("message").nth(0).under("[data-testid=message-text]")); text != picture {
		t.Errorf("the question shows as %q", text)
	}
}

func TestMarkupInKnowledgeStaysTame(t *testing.T) {
	t.Parallel()
	s := own(t)
	question := "无人机码头停泊登记怎么办理？"
	publish(t, s, knowledge.QAPair{
		ID: "hostile", Kind: knowledge.Policy, Question: question,
		Similar: []string{"无人机停码头要登记吗", "码头停泊无人机手续" + picture},
		Answers: []knowledge.Answer{{
			Text: "**停泊登记** " + picture + script + "\n\n- [点我](javascript:parent.hacked=1)\n- <a href=\"https://example.com\" onclick=\"parent.hacked=1\">链接</a>\n\n" +
				"<iframe srcdoc=\"<script>top.hacked=1</script>\"></iframe><style>*{display:none}</style><svg onload=\"parent.hacked=1\"></svg>\n\n" +
				"![图](https://stranger.example/pixel.png)\n\n<form action=\"https://stranger.example\"><input name=a></form>",
			Citations: []knowledge.Citation{{Title: "公告" + picture, DocumentNumber: script, Clause: picture, Quote: "原文" + script}},
		}},
	})
	p := visitor(t, s, desktop)
	reply := p.ask(question)
	if reply.Kind != "answer" {
		t.Fatalf("got a reply of kind %q: %s", reply.Kind, reply.Text)
	}
	p.press(the("citation-toggle"))
	mention(t, p.text(the("citation-title")), picture)
	mention(t, p.text(the("citation-clause")), picture)
	mention(t, p.text(the("citation-detail")), script)
	p.isTame()
	p.reload()
	p.untilMessages("the conversation is back", func(all []message) bool { return len(all) == 2 })
	p.isTame()
}

// isTame fails the test when something of a message has become more than text in the log.
func (p *page) isTame() {
	p.t.Helper()
	wild := look[[]string](p, window, `Array.from(document.querySelectorAll(
		'[data-testid=log] :is(script,style,iframe,img,object,embed,form,link,base,meta,video,audio), [data-testid=message] svg:not(.glyph, .avatar)'
	), eyes.name).concat(Array.from(document.querySelectorAll('[data-testid=log] *')).flatMap((element) =>
		element.getAttributeNames().filter((name) => name.startsWith('on') || /^\s*javascript:/i.test(element.getAttribute(name))).map((name) => eyes.name(element) + ' ' + name)))`)
	if len(wild) > 0 {
		p.t.Errorf("markup of a message has become %q", wild)
	}
	unharmed, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](
		`[window, document.querySelector('yueyue-window').shadowRoot.querySelector('iframe').contentWindow].every(({hacked}) => hacked === undefined)`))
	p.must(err)
	if !unharmed {
		p.t.Error("a message has run a script")
	}
}

// publish puts a pair into the knowledge of a running service, as content staff do, and waits until it answers.
func publish(t *testing.T, s *service, pair knowledge.QAPair) {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{Path: filepath.Join(s.folder, "yueyue.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = knowledge.NewRepository(db, time.Now).Publish(context.Background(), knowledge.Publication{
		Title: "test", Author: "test", Put: []knowledge.Item{{Content: pair}},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = eventually(func() error {
		var reply struct{ Kind, Text string }
		s.post(t, "ask", "", map[string]string{"question": pair.Question}, &reply)
		if reply.Kind != "answer" || !strings.Contains(reply.Text, "停泊登记") {
			return errors.New("the new knowledge is not heard")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
