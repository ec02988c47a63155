package api_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestBadInput is the promise about bad input: each a problem with a stable code, never a 500, nothing written.
func TestBadInput(t *testing.T) {
	h := open(t)
	id, token := h.anonymous()
	answered := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":"问"}`})
	answer := decode[struct {
		ID string `json:"answer_id"`
	}](t, answered.body).ID
	ask, messages, vote := "/api/v1/ask", "/api/v1/conversations/"+id+"/messages", "/api/v1/answers/"+answer+"/vote"
	text := map[string]string{"Content-Type": "text/plain"}
	cases := []struct {
		name   string
		call   call
		status int
		code   string
	}{
		{"no body", call{path: ask}, 400, "body_missing"},
		{"empty object", call{path: ask, body: `{}`}, 422, "field_missing"},
		{"empty question", call{path: ask, body: `{"question":""}`}, 422, "question_empty"},
		{"blank question", call{path: ask, body: `{"question":" \n\t　"}`}, 422, "question_empty"},
		{"control characters only", call{path: ask, body: `{"question":"\u0001\u0002\u001b"}`}, 400, "text_unreadable"},
		{"invisible characters only", call{path: ask, body: `{"question":"\u200b\ufeff\u202e"}`}, 400, "text_unreadable"},
		{"NUL", call{path: ask, body: `{"question":"` + marker + `\u0000"}`}, 400, "text_unreadable"},
		{"NUL in the history", call{path: ask, body: `{"question":"问","history":["` + marker + `\u0000"]}`}, 400, "text_unreadable"},
		{"2001 characters", call{path: ask, body: `{"question":"` + strings.Repeat("税", 2001) + `"}`}, 422, "question_too_long"},
		{"10 MB", call{path: ask, body: `{"question":"` + strings.Repeat("x", 10<<20) + `"}`}, 413, "body_too_large"},
		{"one byte too many", call{path: ask, body: strings.Repeat(" ", 1<<20+1)}, 413, "body_too_large"},
		{"binary", call{path: ask, body: "\x89PNG\r\n\x1a\n\x00\x00\xff\xfe"}, 400, "body_not_utf8"},
		{"broken UTF-8 in a string", call{path: ask, body: "{\"question\":\"\xe7\xa8\"}"}, 400, "body_not_utf8"},
		{"GB18030", call{path: ask, body: "{\"question\":\"\xcb\xb0\xc2\xca\"}"}, 400, "body_not_utf8"},
		{"bad JSON", call{path: ask, body: `{"question":"` + marker}, 400, "body_not_json"},
		{"raw control character in JSON", call{path: ask, body: "{\"question\":\"a\x01\"}"}, 400, "body_not_json"},
		{"two documents", call{path: ask, body: `{"question":"a"}{}`}, 400, "body_not_json"},
		{"nested too deep", call{path: ask, body: strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)}, 400, "body_not_json"},
		{"not JSON by its type", call{path: ask, body: `{"question":"a"}`, header: text}, 415, "media_type_unsupported"},
		{"a form", call{path: ask, body: `question=a`, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}, 415, "media_type_unsupported"},
		{"compressed", call{path: ask, body: "\x1f\x8b", header: map[string]string{"Content-Encoding": "gzip"}}, 415, "encoding_unsupported"},
		{"unknown field", call{path: ask, body: `{"question":"a","` + marker + `":1}`}, 422, "field_unknown"},
		{"other letter case", call{path: ask, body: `{"question":"a","Region":"340100"}`}, 422, "field_unknown"},
		{"array", call{path: ask, body: `["` + marker + `"]`}, 422, "field_type"},
		{"string", call{path: ask, body: `"` + marker + `"`}, 422, "field_type"},
		{"null", call{path: ask, body: `null`}, 422, "field_type"},
		{"question is a number", call{path: ask, body: `{"question":12366}`}, 422, "field_type"},
		{"question is null", call{path: ask, body: `{"question":null}`}, 422, "field_type"},
		{"question is an object", call{path: ask, body: `{"question":{"` + marker + `":1}}`}, 422, "field_type"},
		{"a number beyond all numbers", call{path: ask, body: `{"question":1e999}`}, 400, "request_invalid"},
		{"30 February", call{path: ask, body: `{"question":"a","as_of":"2026-02-30"}`}, 422, "date_invalid"},
		{"not a date", call{path: ask, body: `{"question":"a","as_of":"` + marker + `"}`}, 422, "date_invalid"},
		{"a date and a time", call{path: ask, body: `{"question":"a","as_of":"2026-01-01T00:00:00Z"}`}, 422, "date_invalid"},
		{"empty date", call{path: ask, body: `{"question":"a","as_of":""}`}, 422, "date_invalid"},
		{"1989", call{path: ask, body: `{"question":"a","as_of":"1989-12-31"}`}, 422, "date_invalid"},
		{"2101", call{path: ask, body: `{"question":"a","as_of":"2101-01-01"}`}, 422, "date_invalid"},
		{"year 0", call{path: ask, body: `{"question":"a","as_of":"0000-01-01"}`}, 422, "date_invalid"},
		{"a date as number", call{path: ask, body: `{"question":"a","as_of":20260101}`}, 422, "field_type"},
		{"five digits", call{path: ask, body: `{"question":"a","region":"34010"}`}, 422, "field_format"},
		{"full-width digits", call{path: ask, body: `{"question":"a","region":"３４０１００"}`}, 422, "field_format"},
		{"a name for a region", call{path: ask, body: `{"question":"a","region":"` + marker + `"}`}, 422, "field_format"},
		{"unknown audience", call{path: ask, body: `{"question":"a","audience":"` + marker + `"}`}, 422, "field_value"},
		{"history is a string", call{path: ask, body: `{"question":"a","history":"` + marker + `"}`}, 422, "field_type"},
		{"a turn is a number", call{path: ask, body: `{"question":"a","history":["a",7]}`}, 422, "field_type"},
		{"a turn without question", call{path: ask, body: `{"question":"a","history":[{"answer":"b"}]}`}, 422, "field_type"},
		{"a turn with an unknown field", call{path: ask, body: `{"question":"a","history":[{"question":"b","` + marker + `":1}]}`}, 422, "field_type"},
		{"10,001 turns", call{path: ask, body: `{"question":"a","history":[` + strings.TrimSuffix(strings.Repeat(`"x",`, 10_001), ",") + `]}`}, 422, "field_range"},
		{"10,000 wrong turns", call{path: ask, body: `{"question":"a","history":[` + strings.TrimSuffix(strings.Repeat(`7,`, 10_000), ",") + `]}`}, 422, "field_type"},

		{"open: unknown field", call{path: "/api/v1/conversations", body: `{"name":"` + marker + `"}`}, 422, "field_unknown"},
		{"open: bad region", call{path: "/api/v1/conversations", body: `{"region":"x"}`}, 422, "field_format"},
		{"open: bad JSON", call{path: "/api/v1/conversations", body: `{`}, 400, "body_not_json"},

		{"message: no body", call{path: messages, token: token}, 400, "body_missing"},
		{"message: no client id", call{path: messages, token: token, body: `{"text":"` + marker + `"}`}, 422, "field_missing"},
		{"message: empty client id", call{path: messages, token: token, body: `{"client_id":"","text":"a"}`}, 422, "field_format"},
		{"message: 65 characters of client id", call{path: messages, token: token, body: `{"client_id":"` + strings.Repeat("a", 65) + `","text":"a"}`}, 422, "field_format"},
		{"message: spaces in the client id", call{path: messages, token: token, body: `{"client_id":"a b","text":"a"}`}, 422, "field_format"},
		{"message: line end after the client id", call{path: messages, token: token, body: `{"client_id":"a\n","text":"a"}`}, 422, "field_format"},
		{"message: empty", call{path: messages, token: token, body: `{"client_id":"a","text":" "}`}, 422, "question_empty"},
		{"message: too long", call{path: messages, token: token, body: `{"client_id":"a","text":"` + strings.Repeat("税", 2001) + `"}`}, 422, "question_too_long"},
		{"message: control characters only", call{path: messages, token: token, body: `{"client_id":"a","text":"\u0007"}`}, 400, "text_unreadable"},
		{"message: NUL", call{path: messages, token: token, body: `{"client_id":"a","text":"a\u0000b"}`}, 400, "text_unreadable"},
		{"message: 10 MB", call{path: messages, token: token, body: strings.Repeat("x", 10<<20)}, 413, "body_too_large"},
		{"message: text is a list", call{path: messages, token: token, body: `{"client_id":"a","text":["` + marker + `"]}`}, 422, "field_type"},

		{"page: limit 0", call{method: "GET", path: messages + "?limit=0", token: token}, 422, "field_range"},
		{"page: limit 201", call{method: "GET", path: messages + "?limit=201", token: token}, 422, "field_range"},
		{"page: limit is a word", call{method: "GET", path: messages + "?limit=" + marker, token: token}, 422, "field_value"},
		{"page: before 0", call{method: "GET", path: messages + "?before=0", token: token}, 422, "field_range"},
		{"page: before is huge", call{method: "GET", path: messages + "?before=99999999999999999999", token: token}, 422, "field_value"},

		{"vote: unknown answer", call{path: "/api/v1/answers/" + strings.Repeat("0", 36) + "/vote", body: `{"value":"useful"}`}, 404, "answer_unknown"},
		{"vote: no id of ours", call{path: "/api/v1/answers/%00%ff/vote", body: `{"value":"useful"}`}, 404, "answer_unknown"},
		{"vote: a word of its own", call{path: vote, body: `{"value":"` + marker + `"}`}, 422, "field_value"},
		{"vote: no value", call{path: vote, body: `{"reason":"` + marker + `"}`}, 422, "field_missing"},
		{"vote: long reason", call{path: vote, body: `{"value":"useless","reason":"` + strings.Repeat("长", 501) + `"}`}, 422, "reason_too_long"},
		{"vote: NUL", call{path: vote, body: `{"value":"useless","reason":"\u0000"}`}, 400, "text_unreadable"},

		{"unknown package", call{method: "GET", path: "/api/v1/packages/none"}, 404, "package_unknown"},
		{"package id of hostile text", call{method: "GET", path: "/api/v1/packages/%00..%ff"}, 404, "package_unknown"},
		{"unknown conversation", call{method: "GET", path: "/api/v1/conversations/none/messages", token: token}, 404, "conversation_unknown"},
		{"unknown path", call{method: "GET", path: "/api/v1/" + marker}, 404, "route_unknown"},
		{"unknown path, 10 MB", call{path: "/api/v1/none", body: strings.Repeat("x", 10<<20)}, 404, "route_unknown"},
		{"other method", call{method: "DELETE", path: ask}, 405, "method_not_allowed"},
		{"made-up method", call{method: "BREW", path: ask}, 405, "method_not_allowed"},
	}
	before := h.rows()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.call.method == "" {
				c.call.method = "POST"
			}
			house := *h
			house.t = t
			got := house.do(c.call)
			if p := got.problem(t); got.status != c.status || p.Code != c.code {
				t.Errorf("got %d %s, want %d %s: %s", got.status, p.Code, c.status, c.code, got.body)
			} else if len(p.Errors) > 20 {
				t.Errorf("%d defects", len(p.Errors))
			}
			if after := h.rows(); !maps.Equal(before, after) {
				t.Errorf("rows before %v, after %v", before, after)
				before = after
			}
		})
	}
	if strings.Contains(h.log.String(), marker) {
		t.Error("the log repeats what was sent")
	}
}

func TestDefectsSayWhere(t *testing.T) {
	h := open(t)
	got := h.do(call{method: "POST", path: "/api/v1/ask", body: `{"question":7,"as_of":"2026-02-30","region":"x","audience":"y","history":["a",{"answer":"b"}],"` + marker + `":1}`})
	where := map[string]bool{}
	for _, defect := range got.problem(t).Errors {
		where[defect.Location] = true
	}
	for _, want := range []string{"body.question", "body.as_of", "body.region", "body.audience", "body.history[1]", "body"} {
		if !where[want] {
			t.Errorf("nothing is said of %s: %s", want, got.body)
		}
	}
}

// TestLargeBodyOverARealConnection: a client that sends all before it listens must get the answer, not a broken connection.
func TestLargeBodyOverARealConnection(t *testing.T) {
	h := open(t)
	server := httptest.NewServer(h.Handler())
	defer server.Close()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	const size = 10 << 20
	_, _ = fmt.Fprintf(connection, "POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\nContent-Type: application/json\r\n\r\n", size)
	if _, err := connection.Write(make([]byte, size)); err != nil {
		t.Fatalf("while sending: %v", err)
	}
	reply, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if body, _ := io.ReadAll(reply.Body); reply.StatusCode != http.StatusRequestEntityTooLarge || !bytes.Contains(body, []byte("body_too_large")) {
		t.Errorf("%d %s", reply.StatusCode, body)
	}
}

// TestCutOffBody: a client that goes away in the middle, or lies about the length, writes nothing and hurts nobody.
func TestCutOffBody(t *testing.T) {
	h := open(t)
	before := h.rows()
	server := httptest.NewServer(h.Handler())
	defer server.Close()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(connection, "POST /api/v1/conversations HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{}")
	_ = connection.(*net.TCPConn).CloseWrite()
	_ = connection.SetReadDeadline(time.Now().Add(10 * time.Second))
	reply, _ := io.ReadAll(connection)
	connection.Close()
	if !bytes.Contains(reply, []byte("request_timeout")) {
		t.Errorf("%s", reply)
	}
	if after := h.rows(); !maps.Equal(before, after) {
		t.Errorf("rows before %v, after %v", before, after)
	}
}
