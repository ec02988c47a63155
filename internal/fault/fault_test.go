package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestOutermostWins(t *testing.T) {
	cause := errors.New("disk")
	inner := &Error{Kind: Unavailable, Op: "store.Open", Code: "store_away", Message: "数据库打不开。", Err: cause}
	cases := []struct {
		name          string
		err           error
		kind          Kind
		code, message string
	}{
		{"plain", cause, Internal, "internal", "系统出了点问题，请稍后再试。"},
		{"direct", inner, Unavailable, "store_away", "数据库打不开。"},
		{"wrapped by fmt", fmt.Errorf("start: %w", inner), Unavailable, "store_away", "数据库打不开。"},
		{"wrapped keeps code and message", Wrap(Conflict, "x.Y", inner), Conflict, "store_away", "数据库打不开。"},
		{"new", New(NotFound, "x.Y", "pair_unknown", "没有这个问答。"), NotFound, "pair_unknown", "没有这个问答。"},
		{"kind only", Wrap(RateLimited, "x.Y", cause), RateLimited, "rate_limited", "操作太频繁了，请稍后再试。"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if KindOf(c.err) != c.kind || CodeOf(c.err) != c.code || MessageOf(c.err) != c.message {
				t.Errorf("got %s %s %s", KindOf(c.err), CodeOf(c.err), MessageOf(c.err))
			}
		})
	}
	if !errors.Is(Wrap(Internal, "x.Y", inner), cause) {
		t.Error("the cause is lost")
	}
	if Wrap(Internal, "x.Y", nil) != nil {
		t.Error("a nil cause must stay nil")
	}
}

func TestEveryKindHasASentence(t *testing.T) {
	for _, kind := range []Kind{Invalid, TooLarge, NotFound, Conflict, Unauthenticated, Forbidden, RateLimited, Unavailable, Internal} {
		if sentences[kind] == "" {
			t.Errorf("%s has no sentence for people", kind)
		}
	}
}
