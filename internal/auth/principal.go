package auth

import (
	"log/slog"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/knowledge"
)

// Kind tells the principals apart.
type Kind string

// The kinds of a Principal.
const (
	Anonymous Kind = "anonymous" // no credential, or the token of one conversation
	Taxpayer  Kind = "taxpayer"  // signed in at the host page
)

// Principal is who asks. The zero Principal is nobody; Authenticate never returns it without an error.
type Principal struct {
	Kind Kind
	// Conversation is the one conversation that an anonymous taxpayer's token opens; empty without a token.
	Conversation conversation.ID

	// Of a signed-in taxpayer, as the host page vouches for them.
	Subject        string // who; unique at the host; never empty
	Name           string // how she is addressed; may be empty
	TaxpayerNumber string // may be empty
	Audience       knowledge.Audience
	Region         string    // six digits, or empty
	ExpiresAt      time.Time // the token is not valid after it
}

// SignedIn reports whether the host page vouches for this principal.
func (p Principal) SignedIn() bool { return p.Kind == Taxpayer }

// LogValue keeps everything but the kind out of logs.
func (p Principal) LogValue() slog.Value { return slog.StringValue(string(p.Kind)) }
