package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yueyue/internal/fault"
	"yueyue/internal/telemetry"
)

// Problem is every failure on the wire, as RFC 9457 has it with some members of ours. Detail is a Chinese sentence for
// people, Code is stable and for programs.
type Problem struct {
	Type      string   `json:"type" doc:"始终为 about:blank"`
	Title     string   `json:"title"`
	Status    int      `json:"status"`
	Detail    string   `json:"detail" doc:"给人看的一句话"`
	Code      string   `json:"code" doc:"给程序用的稳定代码"`
	RequestID string   `json:"request_id" doc:"这次请求的编号，反馈问题时请提供"`
	Errors    []Defect `json:"errors,omitempty" doc:"逐项说明，最多 20 项"`

	Present *ContentItem   `json:"present,omitempty" doc:"代码 item_stale：草案里现在的内容"`
	Clashes []ContentClash `json:"clashes,omitempty" nullable:"false" doc:"代码 base_moved：起草之后被别的版本改过的内容"`

	Contradictions []PairConflict `json:"contradictions,omitempty" nullable:"false" doc:"代码 contradictions_unconfirmed：与别的问答数字不同，要逐条核对"`
	Consent        string         `json:"consent,omitempty" doc:"代码 contradictions_unconfirmed：核对之后再发布时带上"`

	retryAfter time.Duration
	cookie     bool // what is missing is the cookie of staff, not a bearer token
}

// Defect is one thing that is wrong with a request. Location is a path like body.history[3]; it never holds a name that the
// client made up.
type Defect struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

const (
	problemType = "application/problem+json"
	maxDefects  = 20
)

// statusOf is the HTTP status of a kind of error.
var statusOf = map[fault.Kind]int{
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.RateLimited:     http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Internal:        http.StatusInternalServerError,
}

// titles are the statuses in Chinese.
var titles = map[int]string{
	http.StatusSwitchingProtocols:    "切换协议",
	http.StatusOK:                    "成功",
	http.StatusCreated:               "已新建",
	http.StatusNoContent:             "成功，没有内容",
	http.StatusNotModified:           "没有变化",
	http.StatusBadRequest:            "请求无法识别",
	http.StatusUnauthorized:          "需要登录",
	http.StatusForbidden:             "没有权限",
	http.StatusNotFound:              "没有找到",
	http.StatusMethodNotAllowed:      "方法不允许",
	http.StatusRequestTimeout:        "请求超时",
	http.StatusConflict:              "内容冲突",
	http.StatusRequestEntityTooLarge: "内容过大",
	http.StatusUnsupportedMediaType:  "格式不支持",
	http.StatusUnprocessableEntity:   "内容有误",
	http.StatusUpgradeRequired:       "需要升级连接",
	http.StatusTooManyRequests:       "请求过于频繁",
	http.StatusInternalServerError:   "系统错误",
	http.StatusServiceUnavailable:    "服务暂不可用",
}

// newProblem makes a problem of a status of its own choice; most come from errors by problem.
func newProblem(status int, code, detail string, defects ...Defect) *Problem {
	title := titles[status]
	if title == "" {
		title = http.StatusText(status)
	}
	return &Problem{Type: "about:blank", Title: title, Status: status, Detail: detail, Code: code, Errors: defects}
}

// sentenceOf is what an error tells people. What ends with the words of a list is made a sentence.
func sentenceOf(err error) string {
	text := fault.MessageOf(err)
	if strings.HasSuffix(text, "。") {
		return text
	}
	return text + "。"
}

// problem turns any error into what the client sees. Errors of the program are logged here, once.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	p, ok := err.(*Problem) //nolint:errorlint // problems are made in this package and never wrapped
	if !ok {
		kind := fault.KindOf(err)
		p = newProblem(statusOf[kind], fault.CodeOf(err), sentenceOf(err))
		switch {
		case errors.Is(ctx.Err(), context.Canceled): // the client has gone: not worth an operator's eye
			s.logger.DebugContext(ctx, "request given up", "error", err)
		case kind == fault.Internal:
			s.logger.ErrorContext(ctx, "request failed", "error", err)
		case kind == fault.Unavailable:
			s.logger.WarnContext(ctx, "a part is away", "error", err)
		}
		if kind == fault.Unavailable {
			p.retryAfter = 5 * time.Second
		}
	}
	p.RequestID = telemetry.RequestID(ctx)
	p.cookie = isStaffRequest(ctx)
	switch p.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		s.metrics.Refused(p.Code)
	}
	return p
}

// refuse answers with a problem and ends the handling of the request.
func (s *Server) refuse(c *gin.Context, err error) {
	p := s.problem(c.Request.Context(), err)
	for name, values := range p.GetHeaders() {
		c.Header(name, values[0])
	}
	body, _ := json.Marshal(p) // strings and numbers only
	c.Abort()
	c.Data(p.Status, problemType, body)
}

// Error is for errors.Is and the like; people read Detail.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders are the headers that go with the status.
func (p *Problem) GetHeaders() http.Header {
	header := http.Header{}
	if p.Status == http.StatusUnauthorized {
		scheme := "Bearer"
		if p.cookie {
			scheme = "Cookie"
		}
		header.Set("WWW-Authenticate", scheme)
	}
	if p.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int((p.retryAfter+time.Second-1)/time.Second)))
	}
	return header
}
