package auth

import (
	"context"
	"errors"
	"strings"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
)

// Threads finds the conversation that an anonymous taxpayer's bearer token opens; fault.Unauthenticated when there is none.
type Threads interface {
	ByToken(ctx context.Context, token string) (conversation.Conversation, error)
}

// Authenticator tells who holds a credential, of either kind. It is safe for concurrent use.
type Authenticator struct {
	verifier *Verifier
	threads  Threads
}

// NewAuthenticator accepts the tokens of verifier and those of threads.
func NewAuthenticator(verifier *Verifier, threads Threads) *Authenticator {
	return &Authenticator{verifier: verifier, threads: threads}
}

// Authenticate gives the principal of a bearer token; an empty token is an anonymous one. A token that is not valid, or no
// more, is fault.Unauthenticated; nobody becomes anonymous by showing a wrong one.
func (a *Authenticator) Authenticate(ctx context.Context, token string) (Principal, error) {
	switch {
	case token == "":
		return Principal{Kind: Anonymous}, nil
	case strings.Count(token, ".") == 2:
		return a.verifier.Verify(ctx, token)
	case len(token) > maxToken:
		return Principal{}, invalid(errors.New("token too long"))
	}
	thread, err := a.threads.ByToken(ctx, token)
	if fault.KindOf(err) == fault.Unauthenticated {
		return Principal{}, invalid(err)
	}
	if err != nil {
		return Principal{}, err
	}
	return Principal{Kind: Anonymous, Conversation: thread.ID}, nil
}

// Bearer takes the token out of an Authorization header. An absent header gives an empty token; one of another scheme, or
// without a token, is fault.Unauthenticated.
func Bearer(header string) (string, error) {
	if header == "" {
		return "", nil
	}
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" || strings.ContainsAny(token, " ,\t") {
		return "", invalid(errors.New("not a bearer token"))
	}
	return token, nil
}

// Owns reports whether a conversation is the principal's own.
func (p Principal) Owns(thread conversation.Conversation) bool {
	switch thread.Owner.Kind {
	case conversation.Anonymous:
		return p.Kind == Anonymous && p.Conversation != "" && p.Conversation == thread.ID
	case conversation.Taxpayer:
		return p.Kind == Taxpayer && p.Subject != "" && p.Subject == thread.Owner.Subject
	}
	return false
}
