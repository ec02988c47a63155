package browser

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// The question that the whole house is measured by.
const (
	threshold       = "小规模纳税人月销售额多少可以免增值税"
	thresholdFigure = "10万元"
)

// message is one message as the window shows it.
type message struct {
	Seq    int64  `json:"seq"`
	Author string `json:"author"`
	Text   string `json:"text"`
	Kind   string `json:"kind"`   // of an answer
	Answer string `json:"answer"` // its id
}

// openWindow presses the icon and waits until the window can be used.
func (p *page) openWindow() {
	p.t.Helper()
	p.press(loaders("loader-icon"))
	p.sees(the("composer-input"))
}

// visitor opens the demo page and the window on it.
func visitor(t *testing.T, s *service, on screen) *page {
	t.Helper()
	p := open(t, s.url(), on)
	p.openWindow()
	p.sees(the("greeting"))
	return p
}

// say writes a question and sends it.
func (p *page) say(text string) {
	p.t.Helper()
	p.press(the("composer-input"))
	p.write(text)
	p.strike(enter)
}

// ask says something and gives the reply.
func (p *page) ask(text string) message {
	p.t.Helper()
	before := p.replies()
	p.say(text)
	return p.reply(before, text)
}

// replies is how many messages 悦悦 has said.
func (p *page) replies() int {
	p.t.Helper()
	return len(from(p.messages(), "yueyue"))
}

// reply waits for the next reply after so many, which must follow the taxpayer's words.
func (p *page) reply(before int, words string) message {
	p.t.Helper()
	p.until("waiting for the answer to "+words, window, fmt.Sprintf(
		`eyes.messages().filter(({author}) => author === 'yueyue').length > %d && !document.querySelector('[data-testid=unsent]')`, before))
	all := p.messages()
	if n := len(all); n < 2 || all[n-2].Author != "taxpayer" || all[n-2].Text != words || all[n-1].Author != "yueyue" {
		p.fail(fmt.Errorf("after %q the window shows %+v", words, all))
	}
	return all[len(all)-1]
}

// messages is what the window shows, from top to bottom, whether it is looked at or not.
func (p *page) messages() []message {
	p.t.Helper()
	return look[[]message](p, window, "eyes.messages()")
}

// untilMessages waits until a condition on the messages holds.
func (p *page) untilMessages(what string, holds func([]message) bool) []message {
	p.t.Helper()
	var all []message
	err := eventually(func() error {
		var err error
		if all, err = eval[[]message](p, window, "eyes.messages()"); err != nil {
			return err
		}
		if !holds(all) {
			return fmt.Errorf("the window shows %d messages", len(all))
		}
		return nil
	})
	if err != nil {
		p.fail(fmt.Errorf("%s: %w", what, err))
	}
	return all
}

// inOrder fails the test unless the messages run from first without a gap or a double.
func (p *page) inOrder(first int64) {
	p.t.Helper()
	for i, m := range p.messages() {
		if want := first + int64(i); m.Seq != want {
			p.fail(fmt.Errorf("message %d of the window has number %d, want %d", i, m.Seq, want))
		}
	}
}

// questionOf is the first of some questions that the service replies to with a kind. Which of them it is may change with the
// knowledge; that none is would be a fault of its own.
func questionOf(t *testing.T, s *service, kind string, questions ...string) string {
	t.Helper()
	for _, question := range questions {
		var reply struct{ Kind string }
		s.post(t, "ask", "", map[string]string{"question": question}, &reply)
		if reply.Kind == kind {
			return question
		}
	}
	t.Fatalf("none of %q gets a reply of kind %s", questions, kind)
	return ""
}

// from are the messages of one author.
func from(all []message, author string) []message {
	var some []message
	for _, m := range all {
		if m.Author == author {
			some = append(some, m)
		}
	}
	return some
}

// credential is what opens the window's anonymous conversation from another device.
func (p *page) credential() (conversation, token string) {
	p.t.Helper()
	stored := look[string](p, window, `localStorage.getItem('yueyue:anonymous:visit') ?? ''`)
	var visit struct{ ID, Token string }
	if err := json.Unmarshal([]byte(stored), &visit); err != nil || visit.ID == "" || visit.Token == "" {
		p.fail(fmt.Errorf("the window remembers no conversation but %q", stored))
	}
	return visit.ID, visit.Token
}

// posted is the server's reply to a message.
type posted struct {
	Message struct {
		Seq int64 `json:"seq"`
	} `json:"message"`
	Reply *struct {
		Seq int64 `json:"seq"`
	} `json:"reply"`
}

// sayElsewhere posts to the window's conversation from another device.
func (p *page) sayElsewhere(s *service, clientID, text string) posted {
	p.t.Helper()
	id, token := p.credential()
	var out posted
	s.post(p.t, "conversations/"+id+"/messages", token, map[string]string{"client_id": clientID, "text": text}, &out)
	return out
}

// mention fails the test unless a text contains all parts.
func mention(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want it to contain %q", text, part)
		}
	}
}
