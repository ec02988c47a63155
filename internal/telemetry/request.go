package telemetry

import (
	"context"
	"crypto/rand"
	"strings"
)

type requestKey struct{}

// WithRequestID puts the id of a request into its context.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the id of the request that ctx belongs to, empty outside a request.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// AcceptRequestID gives the id that a proxy in front proposed when it is 8 to 64 characters of [A-Za-z0-9_-], else a new
// one of 26 characters.
func AcceptRequestID(proposed string) string {
	if len(proposed) < 8 || len(proposed) > 64 {
		return rand.Text()
	}
	if strings.ContainsFunc(proposed, isStrange) {
		return rand.Text()
	}
	return proposed
}

func isStrange(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-'
}
