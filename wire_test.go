package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// The wire as the tests read it.
type (
	answer struct {
		ID        string `json:"answer_id"`
		Kind      string
		Text      string
		PairID    string `json:"pair_id"`
		AsOf      string `json:"as_of"`
		Citations []struct {
			Title         string
			EffectiveFrom string `json:"effective_from"`
			EffectiveTo   string `json:"effective_to"`
		}
	}
	message struct {
		Seq      int64
		ID       string
		ClientID string `json:"client_id"`
		ReplyTo  string `json:"reply_to"`
		Author   string
		Text     string
		Answer   *answer
	}
	posted struct {
		Message message
		Reply   *message
	}
	thread struct{ ID, Token string }
)

// open begins a conversation without a credential.
func (s *server) open() thread {
	s.t.Helper()
	return as[thread](s.t, s.do(http.MethodPost, "/api/v1/conversations", "", "{}", nil), http.StatusCreated)
}

func (th thread) path() string { return "/api/v1/conversations/" + th.ID + "/messages" }

// messages are all messages of a conversation, in the order in which they are served.
func (s *server) messages(th thread) []message {
	s.t.Helper()
	var all []message
	for before := ""; ; {
		page := as[struct{ Messages []message }](s.t, s.get(th.path()+"?limit=200"+before, th.Token), http.StatusOK).Messages
		all = append(page, all...)
		if len(page) < 200 {
			return all
		}
		before = fmt.Sprintf("&before=%d", page[0].Seq)
	}
}

// reply is what came back over HTTP.
type reply struct {
	status int
	body   string
}

func (s *server) get(path, token string) reply {
	s.t.Helper()
	return s.do(http.MethodGet, path, token, "", nil)
}

func (s *server) post(path, token string, body any) reply {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(http.MethodPost, path, token, string(text), nil)
}

func (s *server) do(method, path, token, body string, header map[string]string) reply {
	s.t.Helper()
	got, err := s.try(method, path, token, body, header)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

// try makes a request on a connection of its own; an error is one of the connection.
func (s *server) try(method, path, token, body string, header map[string]string) (reply, error) {
	request, err := http.NewRequest(method, "http://"+s.address+path, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Close = true
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := (&http.Client{Timeout: patience}).Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, string(text)}, err
}

// as reads the body of a reply that must have a status.
func as[T any](t testing.TB, got reply, status int) T {
	t.Helper()
	var value T
	if got.status != status {
		t.Fatalf("status %d, want %d: %.500s", got.status, status, got.body)
	}
	if err := json.Unmarshal([]byte(got.body), &value); err != nil {
		t.Fatalf("%v in %.500s", err, got.body)
	}
	return value
}

// underway is a request whose second half is still to be sent.
type underway struct {
	s      *server
	conn   net.Conn
	reader *bufio.Reader
	rest   []byte
}

// begin sends a request but for the end of its body. With Expect the server says when it has begun to read the body, so that the
// request is under way for certain.
func (s *server) begin(path, token string, body any) *underway {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	credential := ""
	if token != "" {
		credential = "Authorization: Bearer " + token + "\r\n"
	}
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		path, s.address, credential, len(text))
	conn.SetDeadline(time.Now().Add(patience))
	reader := bufio.NewReader(conn)
	head, err := reader.ReadString('\n')
	if err != nil || head != "HTTP/1.1 100 Continue\r\n" {
		s.t.Fatalf("the head of a request is answered by %q, %v", head, err)
	}
	if _, err := reader.Discard(len("\r\n")); err != nil {
		s.t.Fatal(err)
	}
	conn.Write(text[:len(text)/2])
	return &underway{s, conn, reader, text[len(text)/2:]}
}

// finish sends the other half and gives the reply.
func (u *underway) finish() reply {
	u.s.t.Helper()
	if _, err := u.conn.Write(u.rest); err != nil {
		u.s.t.Fatal(err)
	}
	response, err := http.ReadResponse(u.reader, nil)
	if err != nil {
		u.s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		u.s.t.Fatal(err)
	}
	return reply{response.StatusCode, string(body)}
}

// frame is a frame of a socket.
type frame struct {
	Type string
	Seq  int64
	Data message
}

func (s *server) dial() *websocket.Conn {
	s.t.Helper()
	socket, _, err := websocket.Dial(s.t.Context(), "ws://"+s.address+"/api/v1/ws", nil) //nolint:bodyclose // the library closes it
	if err != nil {
		s.t.Fatal(err)
	}
	return socket
}

// hello says who follows the conversation and waits until that is accepted.
func (s *server) hello(socket *websocket.Conn, th thread) {
	s.t.Helper()
	greeting, err := json.Marshal(map[string]any{"type": "hello", "token": th.Token, "conversation_id": th.ID, "seq": 0})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := socket.Write(s.t.Context(), websocket.MessageText, greeting); err != nil {
		s.t.Fatal(err)
	}
	if ready := s.frame(socket); ready.Type != "ready" {
		s.t.Fatalf("the hello is answered by %+v", ready)
	}
}

func (s *server) frame(socket *websocket.Conn) frame {
	s.t.Helper()
	_, text, err := socket.Read(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var f frame
	if err := json.Unmarshal(text, &f); err != nil {
		s.t.Fatal(err)
	}
	return f
}

// closed reads until the server closes the socket and gives its code.
func (s *server) closed(socket *websocket.Conn) websocket.StatusCode {
	s.t.Helper()
	for {
		if _, _, err := socket.Read(s.t.Context()); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}
