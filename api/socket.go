package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/gin-gonic/gin"

	"yueyue/internal/auth"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
)

const (
	socketPath = "/api/v1/ws"
	maxFrame   = 64 << 10 // bytes of a frame that a client may send
	maxStrays  = 100      // frames without meaning until a client is hung up on
)

// Close codes of ours: 4000 and the HTTP status that says the same.
const (
	closeBadHello websocket.StatusCode = 4400
	closeBadToken websocket.StatusCode = 4401 // not valid, or no more
	closeNoThread websocket.StatusCode = 4404
	closeNoHello  websocket.StatusCode = 4408
	closeTooMany  websocket.StatusCode = 4429
)

// hello is the first frame, the only one that a client needs to send.
type hello struct {
	Type           string          `json:"type"`
	Token          string          `json:"token"`
	ConversationID conversation.ID `json:"conversation_id"`
	Seq            int64           `json:"seq"` // the highest number that the client has
}

// readyFrame says that the hello was accepted; Seq is the highest number there is.
type readyFrame struct {
	Type           string          `json:"type"`
	ConversationID conversation.ID `json:"conversation_id"`
	Seq            int64           `json:"seq"`
}

// messageFrame carries one message; within a socket Seq grows by one.
type messageFrame struct {
	Type           string          `json:"type"`
	ConversationID conversation.ID `json:"conversation_id"`
	Seq            int64           `json:"seq"`
	Data           Message         `json:"data"`
}

// errorFrame carries a problem; the socket stays open unless a close frame follows.
type errorFrame struct {
	Type string   `json:"type"`
	Data *Problem `json:"data"`
}

// pingFrame is a sign of life that pages can see; browsers hide the pings of the protocol from them.
type pingFrame struct {
	Type string `json:"type"`
}

// socket follows one conversation for one client. What it sends comes from the database in order of number, from the number
// after the one that the client has; the doorbell only says when to look. So nothing is lost or doubled, whatever is posted
// meanwhile, and a client that was cut off says hello with its last number and goes on.
type socket struct {
	server *Server
	conn   *websocket.Conn
	thread conversation.Conversation
	seq    int64 // the last one sent
	expiry <-chan time.Time
}

// ending is how a socket closes.
type ending struct {
	code websocket.StatusCode // 0: cut off, the client takes no frame any more
	why  error                // told to the client in an error frame; nil: nothing went wrong, or nobody listens any more
}

func (s *Server) registerSocket() {
	s.route(Hello, http.MethodGet, socketPath, s.serveSocket)
}

func (s *Server) serveSocket(c *gin.Context) {
	if !s.mayConnect(c.Request) {
		s.refuse(c, errOrigin)
		return
	}
	if !isHandshake(c.Request) {
		c.Header("Upgrade", "websocket")
		s.refuse(c, newProblem(http.StatusUpgradeRequired, "upgrade_required", "这个地址只接受 WebSocket 连接。"))
		return
	}
	if !s.sockets.enter() {
		p := newProblem(http.StatusServiceUnavailable, "sockets_full", "连接数已满，请稍后再试。")
		p.retryAfter = 5 * time.Second
		s.refuse(c, p)
		return
	}
	defer s.sockets.leave()
	// mayConnect has looked at the origin; the library would compare it by patterns that an address can break.
	conn, err := websocket.Accept(c.Writer, c.Request, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // the client has left; Accept has said so to whoever is still there
	}
	defer conn.CloseNow() //nolint:errcheck // closed already unless something panicked
	conn.SetReadLimit(maxFrame)
	s.metrics.Sockets(+1)
	defer s.metrics.Sockets(-1)
	k := &socket{server: s, conn: conn}
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.Request.Context())) // a hijacked request's own context says nothing
	defer cancel()
	end := k.run(ctx)
	if end.why != nil {
		_ = k.send(ctx, errorFrame{"error", s.problem(ctx, end.why)}) // then the close frame tells
	}
	if end.code != 0 {
		_ = conn.Close(end.code, "") // waits for the client's own close frame, at most 5 s
	}
}

// run is the life of a socket: hello, what was missed, what comes.
func (k *socket) run(ctx context.Context) ending {
	s := k.server
	reading := ctx // goes on until the close frame: to end it would cut the line
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	first, gone := k.listen(reading, leave)
	patience := time.NewTimer(s.config.Sockets.Hello)
	defer patience.Stop()
	var greeting []byte
	select {
	case greeting = <-first:
	case end := <-gone:
		return end
	case <-patience.C:
		return ending{closeNoHello, newProblem(http.StatusRequestTimeout, "hello_missing", "连接后没有及时表明身份，请重新连接。")}
	case <-s.sockets.quit:
		return ending{code: websocket.StatusGoingAway}
	}
	if end, ok := k.greet(ctx, greeting); !ok {
		return end
	}
	id := k.thread.ID
	if end, ok := k.join(gone); !ok {
		return end
	}
	defer s.sockets.part(id)
	bell, stop := s.parts.Doorbell.Listen(id) // before the first look, so that nothing falls between
	defer stop()
	if err := k.send(ctx, readyFrame{"ready", id, k.thread.LastSeq}); err != nil {
		return ending{}
	}
	pulse := time.NewTicker(s.config.Sockets.Ping)
	defer pulse.Stop()
	for {
		if end, ok := k.deliver(ctx); !ok {
			return end
		}
		select {
		case <-bell:
		case <-pulse.C: // looks as well: a ring can be lost between nodes
			if err := k.beat(ctx); err != nil {
				return ending{}
			}
		case <-k.expiry:
			return ending{closeBadToken, fault.New(fault.Unauthenticated, "api.socket", "credential_expired", "登录已过期，请刷新页面后重试。")}
		case end := <-gone:
			return end
		case <-s.sockets.quit:
			return ending{code: websocket.StatusGoingAway}
		}
	}
}

// join takes a place among the sockets of the conversation. A client that was cut off comes back at once, and the server may
// still be finding out that its old socket is dead: so a place that is missing is waited for.
func (k *socket) join(gone <-chan ending) (ending, bool) {
	s := k.server
	patience := time.NewTimer(s.config.Sockets.Place)
	defer patience.Stop()
	for {
		joined, parted := s.sockets.join(k.thread.ID)
		if joined {
			return ending{}, true
		}
		select {
		case <-parted:
		case end := <-gone:
			return end, false
		case <-s.sockets.quit:
			return ending{code: websocket.StatusGoingAway}, false
		case <-patience.C:
			return ending{closeTooMany, newProblem(http.StatusTooManyRequests, "sockets_full", "这个会话打开的窗口太多了，请先关闭一些。")}, false
		}
	}
}

// listen reads all frames: the first one is handed over, any other has no meaning and is answered with an error frame. gone
// gets one value when reading has ended; when that is because the client has left, leave ends what is being done for it.
func (k *socket) listen(ctx context.Context, leave context.CancelFunc) (first <-chan []byte, gone <-chan ending) {
	handed, ended := make(chan []byte, 1), make(chan ending, 1)
	go func() {
		for n := 0; ; n++ {
			kind, frame, err := k.conn.Read(ctx)
			switch {
			case err != nil:
				ended <- ending{code: websocket.StatusNormalClosure}
				leave()
				return
			case n == 0 && kind == websocket.MessageText:
				handed <- frame
			case n == 0:
				handed <- nil
			case n > maxStrays:
				ended <- ending{code: websocket.StatusPolicyViolation}
				return
			default:
				stray := newProblem(http.StatusUnprocessableEntity, "frame_unknown", "收到了不认识的消息。")
				_ = k.send(ctx, errorFrame{"error", k.server.problem(ctx, stray)}) // reading tells when the client has left
			}
		}
	}()
	return handed, ended
}

// greet checks the first frame and finds the conversation.
func (k *socket) greet(ctx context.Context, frame []byte) (ending, bool) {
	s := k.server
	var h hello
	if err := json.Unmarshal(frame, &h); err != nil || h.Type != "hello" || h.Seq < 0 {
		return ending{closeBadHello, newProblem(http.StatusBadRequest, "hello_expected", "第一条消息应表明身份。")}, false
	}
	if h.Token == "" {
		return ending{closeBadToken, fault.New(fault.Unauthenticated, "api.socket", "credential_required", "")}, false
	}
	caller, err := s.parts.Authenticator.Authenticate(ctx, h.Token)
	if err != nil {
		return failure(err), false
	}
	if h.ConversationID == "" {
		h.ConversationID = caller.Conversation // the one that the token opens
	}
	if k.thread, err = s.thread(ctx, caller, h.ConversationID); err != nil {
		return failure(err), false
	}
	if caller.SignedIn() {
		k.expiry = time.After(caller.ExpiresAt.Add(auth.Leeway).Sub(s.parts.Now()))
	}
	k.seq = min(h.Seq, k.thread.LastSeq) // a client can know no more than there is
	return ending{}, true
}

// failure is the ending for an error of a part.
func failure(err error) ending {
	code := websocket.StatusTryAgainLater
	switch fault.KindOf(err) {
	case fault.Unauthenticated:
		code = closeBadToken
	case fault.NotFound:
		code = closeNoThread
	}
	return ending{code, err}
}

// deliver sends every message that the client does not have.
func (k *socket) deliver(ctx context.Context) (ending, bool) {
	for {
		messages, err := k.server.parts.Conversations.After(ctx, k.thread.ID, k.seq, conversation.PageLimit)
		if err != nil {
			return failure(err), false
		}
		page, err := k.server.withAnswers(ctx, messages)
		if err != nil {
			return failure(err), false
		}
		for _, message := range page {
			if err := k.send(ctx, messageFrame{"message", k.thread.ID, message.Seq, message}); err != nil {
				return ending{}, false // too slow, or gone; it resumes from its last number
			}
			k.seq = message.Seq
		}
		if len(page) < conversation.PageLimit {
			return ending{}, true
		}
	}
}

// beat shows the client that the server lives, and finds out whether the client does.
func (k *socket) beat(ctx context.Context) error {
	if err := k.send(ctx, pingFrame{"ping"}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, k.server.config.Sockets.Write)
	defer cancel()
	return k.conn.Ping(ctx)
}

// send writes one frame; a client that does not take it in time is too slow. It may be called concurrently.
func (k *socket) send(ctx context.Context, frame any) error {
	text, err := json.Marshal(frame)
	if err != nil {
		return fault.Wrap(fault.Internal, "api.socket", err)
	}
	ctx, cancel := context.WithTimeout(ctx, k.server.config.Sockets.Write)
	defer cancel()
	return k.conn.Write(ctx, websocket.MessageText, text)
}

// isHandshake reports a request that can become a WebSocket (RFC 6455, 4.2.1).
func isHandshake(r *http.Request) bool {
	keys := r.Header.Values("Sec-Websocket-Key")
	if !r.ProtoAtLeast(1, 1) || len(keys) != 1 || r.Header.Get("Sec-Websocket-Version") != "13" {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(keys[0]))
	return err == nil && len(key) == 16 && hasToken(r.Header, "Connection", "upgrade") && hasToken(r.Header, "Upgrade", "websocket")
}

func hasToken(header http.Header, name, token string) bool {
	for _, line := range header.Values(name) {
		for word := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(word), token) {
				return true
			}
		}
	}
	return false
}
