package qdrant

import (
	"context"
	"errors"
	"fmt"
	"time"

	wire "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"yueyue/internal/fault"
	"yueyue/retriever"
)

// Codes that are branched on.
const (
	codeGone     = retriever.CodeIndexGone // the collection is no longer there
	codeForeign  = "index_foreign"         // the collection is not ours
	codeMismatch = "index_mismatch"        // the collection is ours, but not as we make them
)

// pauses lie before the second and the third try of what may be repeated.
var pauses = [...]time.Duration{50 * time.Millisecond, 200 * time.Millisecond}

// call makes a request that may be repeated, under a deadline for all tries together. It is tried again only where the
// server could not be reached. Errors are as refusal says.
func (c *Client) call(ctx context.Context, op string, limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := do(ctx)
	for _, pause := range pauses {
		if status.Code(err) != codes.Unavailable {
			break
		}
		select {
		case <-ctx.Done():
			return refusal(ctx, op, err)
		case <-time.After(pause):
		}
		err = do(ctx)
	}
	return refusal(ctx, op, err)
}

// step is a call of building, with the deadline for such.
func (c *Client) step(ctx context.Context, op string, do func(context.Context) error) error {
	return c.call(ctx, op, c.config.ApplyTimeout, do)
}

// write is a call that changes points. Anything but done is an error, though the server may still do it: it answers so when
// its own patience ends before ours.
func (c *Client) write(ctx context.Context, op string, do func(context.Context) (*wire.UpdateResult, error)) error {
	return c.step(ctx, op, func(ctx context.Context) error {
		result, err := do(ctx)
		if err == nil && result.GetStatus() != wire.UpdateStatus_Completed {
			err = status.Errorf(codes.DeadlineExceeded, "the update is %s", result.GetStatus())
		}
		return err
	})
}

// refusal turns an error of a call into one of the program: fault.Unavailable when the server is away, slow, overloaded or
// does not let us in (index_away, index_denied) or the collection is no longer there (index_gone), fault.Internal when
// it does not understand us.
func refusal(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	refuse := func(kind fault.Kind, code, message string) error {
		return &fault.Error{Kind: kind, Op: op, Code: code, Message: message, Err: err}
	}
	done := ctx.Err()
	if done == nil && status.Code(err) == codes.DeadlineExceeded { // the call's clock was a little ahead, or the server's patience ended
		done = context.DeadlineExceeded
	}
	if done != nil {
		err = fmt.Errorf("%w: %w", done, err)
		return refuse(fault.Unavailable, "index_away", "知识检索服务没有及时响应，请稍后再试。")
	}
	if _, limited := errors.AsType[*wire.QdrantResourceExhaustedError](err); limited {
		return refuse(fault.Unavailable, "index_away", "知识检索服务现在太忙，请稍后再试。")
	}
	switch status.Code(err) {
	case codes.Unauthenticated, codes.PermissionDenied:
		return refuse(fault.Unavailable, "index_denied", "知识检索服务拒绝了连接，请管理员检查 Qdrant 的 API 密钥。")
	case codes.NotFound:
		return refuse(fault.Unavailable, codeGone, "知识索引正在更换，请稍后再试。")
	case codes.InvalidArgument, codes.Unimplemented, codes.OutOfRange:
		return refuse(fault.Internal, "index_misunderstood", "知识检索服务不接受这个请求，请管理员检查 Qdrant 的版本（需要 1.16 以上）。")
	}
	return refuse(fault.Unavailable, "index_away", "知识检索服务暂时连接不上，请稍后再试。")
}
