package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"yueyue/api"
	"yueyue/dialog"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

func TestAsk(t *testing.T) {
	h := open(t)
	got := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"  小规模免税\r\n标准？\u0007 "}`})
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "application/json" || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v %s", got.status, got.header, got.body)
	}
	reply := decode[map[string]any](t, got.body)
	for field, want := range map[string]any{"kind": "answer", "pair_id": "vat-small", "confidence": .93, "as_of": "2026-11-22", "edition": 1.0} {
		if reply[field] != want {
			t.Errorf("%s is %v, want %v", field, reply[field], want)
		}
	}
	if reply["suggestions"] == nil || len(reply["citations"].([]any)) != 1 || reply["keywords"] == nil {
		t.Errorf("the lists are not whole: %s", got.body)
	}
	if asked := h.yueyue.last(); asked.Text != "小规模免税\n标准？" {
		t.Errorf("asked %q", asked.Text)
	}
}

func TestAskTakesEverything(t *testing.T) {
	h := open(t)
	turns := func(n int) []dialog.Turn {
		var list []dialog.Turn
		for i := n - 20; i < n; i++ {
			list = append(list, dialog.Turn{Question: fmt.Sprintf("第%d问", i)})
		}
		return list
	}
	long := `["` + strings.Join(strings.Split(strings.Repeat("x", 10_000), ""), `","`) + `"]`
	numbered := make([]string, 0, 300)
	for i := range 300 {
		numbered = append(numbered, fmt.Sprintf("第%d问", i))
	}
	three, _ := json.Marshal(numbered)
	cases := []struct {
		name, body, token string
		want              dialog.Question
	}{
		{"only a question", `{"question":"问"}`, "", dialog.Question{Text: "问"}},
		{
			"all fields", `{"question":"问","as_of":"2024-02-29","region":"340100","audience":"natural_person","history":["先问",{"question":"再问","answer":"再答"},{"question":"三问"}]}`, "",
			dialog.Question{
				Text: "问", AsOf: "2024-02-29", Region: "340100", Audience: knowledge.NaturalPerson,
				History: []dialog.Turn{{Question: "先问"}, {Question: "再问", Answer: "再答"}, {Question: "三问"}},
			},
		},
		{"nulls are absent", `{"question":"问","as_of":null,"region":null,"audience":null,"history":null}`, "", dialog.Question{Text: "问"}},
		{"the newest 20 turns", `{"question":"问","history":` + string(three) + `}`, "", dialog.Question{Text: "问", History: turns(300)}},
		{"a history of 10,000", `{"question":"问","history":` + long + `}`, "", dialog.Question{Text: "问", History: repeat(dialog.Turn{Question: "x"}, 20)}},
		{"empty turns are left out", `{"question":"问","history":["", " \u0000 "]}`, "", dialog.Question{}},
		{"2000 characters", `{"question":" ` + strings.Repeat("税", 2000) + `\n"}`, "", dialog.Question{Text: strings.Repeat("税", 2000)}},
		{"first day", `{"question":"问","as_of":"1990-01-01"}`, "", dialog.Question{Text: "问", AsOf: "1990-01-01"}},
		{"last day", `{"question":"问","as_of":"2100-12-31"}`, "", dialog.Question{Text: "问", AsOf: "2100-12-31"}},
		{"a taxpayer's own region and capacity", `{"question":"问"}`, "jwt", dialog.Question{Text: "问", Region: "340100", Audience: knowledge.Enterprise}},
		{"the request before the token", `{"question":"问","region":"110000","audience":"natural_person"}`, "jwt", dialog.Question{Text: "问", Region: "110000", Audience: knowledge.NaturalPerson}},
		{"markup stays text", `{"question":"<script>alert(1)</script>"}`, "", dialog.Question{Text: "<script>alert(1)</script>"}},
		{"half an emoji", `{"question":"问\ud83d"}`, "", dialog.Question{Text: "问\ufffd"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.token == "jwt" {
				c.token = h.jwt("u-1")
			}
			got := h.do(call{method: "POST", path: "/api/v1/ask", body: c.body, token: c.token})
			if c.want.Text == "" {
				if got.problem(t).Code != "text_unreadable" {
					t.Errorf("%d %s", got.status, got.body)
				}
				return
			}
			if got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.body)
			}
			if asked := h.yueyue.last(); !reflect.DeepEqual(asked, c.want) {
				t.Errorf("asked %+v, want %+v", asked, c.want)
			}
		})
	}
}

func TestAskWhenPartsFail(t *testing.T) {
	cases := []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"a part is away", errDown, 503, "unavailable"},
		{"a bug", errors.New("secret cause json: " + marker), 500, "internal"},
		{"a bug with a name", fault.Wrap(fault.Internal, "dialog.Ask", errors.New("secret cause")), 500, "internal"},
		{"a refusal of its own", fault.New(fault.Invalid, "dialog.Ask", "question_odd", "这个问题没法回答。"), 422, "question_odd"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := open(t)
			h.yueyue.fails = c.err
			got := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`})
			if p := got.problem(t); got.status != c.status || p.Code != c.code || strings.Contains(got.body, "secret") {
				t.Errorf("%d %s", got.status, got.body)
			}
			if retry := got.header.Get("Retry-After"); (retry != "") != (c.status == 503) {
				t.Errorf("Retry-After %q", retry)
			}
			logged := strings.Count(h.log.String(), "secret cause")
			if want := map[bool]int{true: 1, false: 0}[c.status == 500]; logged != want {
				t.Errorf("logged %d times, want %d:\n%s", logged, want, h.log)
			}
			if c.status == 500 && !strings.Contains(h.log.String(), got.problem(t).RequestID) {
				t.Error("the log does not hold the request id that the client saw")
			}
		})
	}
}

// listener only notes what is asked.
type listener struct {
	api.Dialog
	asked []dialog.Question
}

func (l *listener) Ask(_ context.Context, q dialog.Question) (dialog.Reply, error) {
	l.asked = append(l.asked[:0], q)
	return dialog.Reply{}, nil
}

func FuzzAsk(f *testing.F) {
	heard := &listener{}
	h := open(f, func(_ *api.Config, parts *api.Parts) {
		parts.Dialog, parts.Logger = heard, slog.New(slog.DiscardHandler)
	})
	for _, body := range []string{
		`{"question":"小规模免税标准"}`,
		`{"question":"问","as_of":"2026-02-30","region":"34010","audience":"x","history":["a",{"question":"b"}]}`,
		`{"question":"\u0000\ud800","history":[null]}`,
		`{"question":{"$ref":"#"}}`, `[]`, `null`, `"`, "\xff", `{"question":"a","question":1e999}`, `{"QUESTION":"a"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		heard.asked = nil
		house := *h
		house.t = t
		got := house.do(call{method: "POST", path: "/api/v1/ask", body: string(body)})
		switch got.status {
		case http.StatusOK:
			if len(heard.asked) != 1 {
				t.Fatalf("asked %d times for %q", len(heard.asked), body)
			}
			q := heard.asked[0]
			n := utf8.RuneCountInString(q.Text)
			if n < 1 || n > 2000 || q.Text != strings.TrimSpace(q.Text) || strings.Contains(q.Text, "\x00") || len(q.History) > 20 {
				t.Errorf("asked %+v for %q", q, body)
			}
		case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
			if len(heard.asked) != 0 {
				t.Error("asked and refused")
			}
		default:
			t.Errorf("status %d for %q: %s", got.status, body, got.body)
		}
	})
}

func repeat[T any](value T, n int) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = value
	}
	return list
}

// BenchmarkAsk is what HTTP adds to an answer: 悦悦 answers at once and keeps nothing.
func BenchmarkAsk(b *testing.B) {
	h := open(b, func(_ *api.Config, parts *api.Parts) {
		parts.Dialog, parts.Logger = &listener{}, slog.New(slog.DiscardHandler)
	})
	for b.Loop() {
		h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"小规模纳税人月销售额多少可以免增值税"}`})
	}
}
