package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
	"yueyue/internal/telemetry"
)

const (
	maxBody        = 1 << 20          // bytes of a request that are accepted
	maxDrain       = 32 << 20         // bytes of a too large request that are read before it is refused
	bodyTimeout    = 10 * time.Second // for a body to arrive
	requestTimeout = 30 * time.Second // for a reply to be made where Server.patience names no other; sockets have no such end
)

// begin gives the request its id and its end in time, and counts and logs it when it is over: route pattern, status and time,
// nothing that tells who asked what.
func (s *Server) begin(c *gin.Context) {
	began := time.Now()
	id := telemetry.AcceptRequestID(c.GetHeader("X-Request-ID"))
	c.Header("X-Request-ID", id)
	ctx := telemetry.WithRequestID(c.Request.Context(), id)
	if c.FullPath() != socketPath {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.patienceFor(c))
		defer cancel()
	}
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	took := time.Since(began)
	status := c.Writer.Status()
	s.metrics.Request(c.FullPath(), c.Request.Method, status, took)
	level := slog.LevelInfo
	if access := s.access[c.Request.Method+" "+c.FullPath()]; access == Public || access == Operators {
		level = slog.LevelDebug
	}
	s.logger.LogAttrs(ctx, level, "request", slog.String("route", c.FullPath()), slog.String("method", safeMethod(c.Request.Method)),
		slog.Int("status", status), slog.Int("bytes", max(c.Writer.Size(), 0)), slog.Duration("took", took))
}

// patienceFor is how long the reply to a request may take. Where it is longer than usual, the connection waits as long.
func (s *Server) patienceFor(c *gin.Context) time.Duration {
	patience, long := s.patience[c.Request.Method+" "+c.FullPath()]
	if !long {
		return requestTimeout
	}
	err := http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(patience + writeTimeout))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.logger.DebugContext(c.Request.Context(), "the connection cannot wait", "error", err)
	}
	return patience
}

// safeMethod keeps made-up methods out of the log.
func safeMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// survive turns a panic into a problem and logs it once. The value of a panic may hold anything, also what a taxpayer wrote;
// only an error of the Go runtime is known not to.
func (s *Server) survive(c *gin.Context) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		if value == http.ErrAbortHandler { //nolint:errorlint // the value itself, as net/http compares it
			panic(value)
		}
		if cause, ok := value.(error); ok && errors.Is(c.Request.Context().Err(), context.Canceled) && isGone(cause) {
			panic(http.ErrAbortHandler) // huma panics when a reply cannot be written
		}
		attrs := []any{"type", fmt.Sprintf("%T", value), "route", c.FullPath(), "stack", string(debug.Stack())}
		if broken, ok := value.(runtime.Error); ok {
			attrs = append(attrs, "error", broken.Error())
		}
		s.logger.ErrorContext(c.Request.Context(), "panic", attrs...)
		if c.Writer.Written() {
			panic(http.ErrAbortHandler) // the reply has begun; cutting it off is all that tells the client
		}
		s.refuse(c, newProblem(http.StatusInternalServerError, "internal", "系统出了点问题，请稍后再试。"))
	}()
	c.Next()
}

// isGone reports an error of a connection that the client has left.
func isGone(err error) bool {
	_, network := errors.AsType[*net.OpError](err)
	return network || errors.Is(err, net.ErrClosed) || errors.Is(err, context.Canceled)
}

// takeBody reads the body of a writing request: bounded, UTF-8 and JSON, before any handler sees it.
func (s *Server) takeBody(c *gin.Context) {
	switch c.Request.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return
	}
	if c.FullPath() == "" || s.streams[c.Request.Method+" "+c.FullPath()] {
		return
	}
	body, err := s.readBody(c)
	if err == nil {
		err = checkBody(c.Request.Header, body)
	}
	if err != nil {
		s.refuse(c, err)
		return
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	c.Request.ContentLength = int64(len(body))
}

// readBody reads at most maxBody bytes. What is larger is read on for a while and thrown away: a server that answers and
// hangs up while the client is still sending is seen as a broken connection, and the client never learns why.
func (s *Server) readBody(c *gin.Context) ([]byte, error) {
	connection := http.NewResponseController(c.Writer)
	if err := connection.SetReadDeadline(time.Now().Add(bodyTimeout)); err == nil {
		defer connection.SetReadDeadline(time.Time{}) //nolint:errcheck // it was possible a moment ago
	}
	body, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		if left, _ := io.CopyN(io.Discard, c.Request.Body, maxDrain); left == maxDrain {
			c.Header("Connection", "close")
		}
		return nil, fault.New(fault.TooLarge, "api.readBody", "body_too_large", "提交的内容太大（最多 1 MB），请缩短后重试。")
	}
	if err != nil {
		c.Header("Connection", "close")
		return nil, newProblem(http.StatusRequestTimeout, "request_timeout", "请求没有在规定时间内发完，请重试。")
	}
	return body, nil
}

// checkBody looks at what the schema of an operation takes for granted.
func checkBody(header http.Header, body []byte) error {
	if header.Get("Content-Encoding") != "" {
		return newProblem(http.StatusUnsupportedMediaType, "encoding_unsupported", "请不要压缩请求内容。")
	}
	if kind := header.Get("Content-Type"); kind != "" {
		media, _, err := mime.ParseMediaType(kind)
		if err != nil || media != "application/json" {
			return newProblem(http.StatusUnsupportedMediaType, "media_type_unsupported", "请求内容应为 JSON（application/json）。")
		}
	}
	switch {
	case len(body) == 0:
		return nil // whether one is needed is said by the operation
	case !utf8.Valid(body):
		return newProblem(http.StatusBadRequest, "body_not_utf8", "请求内容不是有效的 UTF-8 文字。")
	case !json.Valid(body):
		return newProblem(http.StatusBadRequest, "body_not_json", "请求内容不是有效的 JSON。")
	}
	return nil
}

// noRoute and noMethod answer what gin would answer as plain text.
func (s *Server) noRoute(c *gin.Context) {
	s.refuse(c, fault.New(fault.NotFound, "api.route", "route_unknown", "没有这个地址。"))
}

func (s *Server) noMethod(c *gin.Context) {
	s.refuse(c, newProblem(http.StatusMethodNotAllowed, "method_not_allowed", "这个地址不支持这种请求方法。"))
}
