// Package fault is the one error type of the program. Every error that crosses a package boundary is a *Error or wraps
// one; api turns its Kind into a status, its Code into the stable code of the contract, its Message into the sentence that
// people read.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what a caller can do about an error.
type Kind string

// The kinds. An error without a kind counts as Internal.
const (
	Invalid         Kind = "invalid"         // the request is wrong; sending it again will not help
	TooLarge        Kind = "too_large"       // the request is larger than allowed
	NotFound        Kind = "not_found"       // no such thing, or not the caller's
	Conflict        Kind = "conflict"        // the state has moved on
	Unauthenticated Kind = "unauthenticated" // no credential, or one that is not valid
	Forbidden       Kind = "forbidden"       // a valid credential that may not do this
	RateLimited     Kind = "rate_limited"    // too many requests; later is fine
	Unavailable     Kind = "unavailable"     // a part is away; later is fine
	Internal        Kind = "internal"        // a bug or a broken part; logged at the edge
)

// Error is an error with a kind, the operation that failed, and what to tell people.
type Error struct {
	Kind    Kind
	Op      string // package.Method, for the log
	Code    string // stable, snake_case, for programs; empty means the kind itself
	Message string // a plain Chinese sentence for people; empty means the kind's own sentence
	Err     error  // the cause; may be nil
}

// New makes an error that has no cause but itself.
func New(kind Kind, op, code, message string) *Error {
	return &Error{Kind: kind, Op: op, Code: code, Message: message}
}

// Wrap puts a kind and an operation on a cause. A nil cause gives nil.
func Wrap(kind Kind, op string, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: kind, Op: op, Err: err}
}

// Error is for the log: operation, code and cause.
func (e *Error) Error() string {
	what := e.Code
	if what == "" {
		what = string(e.Kind)
	}
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Op, what, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Op, what)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the outermost *Error in err's chain, Internal when there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf is the stable code of err: the outermost code that is set, else its kind.
func CodeOf(err error) string {
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		if e, ok := cause.(*Error); ok && e.Code != "" { //nolint:errorlint // the chain is walked by hand
			return e.Code
		}
	}
	return string(KindOf(err))
}

// MessageOf is the sentence for people: the outermost message that is set, else the kind's own.
func MessageOf(err error) string {
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		if e, ok := cause.(*Error); ok && e.Message != "" { //nolint:errorlint // the chain is walked by hand
			return e.Message
		}
	}
	return sentences[KindOf(err)]
}

var sentences = map[Kind]string{
	Invalid:         "请求内容有误，请检查后重试。",
	TooLarge:        "提交的内容太大，请缩短后重试。",
	NotFound:        "没有找到您要的内容。",
	Conflict:        "内容已经发生变化，请刷新后重试。",
	Unauthenticated: "请先登录或重新打开窗口。",
	Forbidden:       "您没有权限进行这项操作。",
	RateLimited:     "操作太频繁了，请稍后再试。",
	Unavailable:     "服务暂时不可用，请稍后再试。",
	Internal:        "系统出了点问题，请稍后再试。",
}
