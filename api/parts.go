package api

import (
	"context"
	"io/fs"
	"log/slog"
	"time"

	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/internal/conversation"
	"yueyue/internal/knowledge"
	"yueyue/internal/telemetry"
)

// Dialog answers. Its errors are of package fault.
type Dialog interface {
	// Ask answers a question that belongs to no conversation.
	Ask(ctx context.Context, question dialog.Question) (dialog.Reply, error)
	// Respond appends what a taxpayer said and the reply to it, and rings the conversation's doorbell after each. The same
	// client id again gives the first result; with another text it is fault.Conflict. A nil reply is still to come.
	Respond(ctx context.Context, id conversation.ID, clientID, text string) (conversation.Message, *conversation.Message, error)
	// Replies gives the replies of those answers that exist.
	Replies(ctx context.Context, ids []dialog.AnswerID) (map[dialog.AnswerID]dialog.Reply, error)
	// Vote records what the voter thinks of an answer; an unknown answer, or one of somebody else's conversation, is
	// fault.NotFound.
	Vote(ctx context.Context, id dialog.AnswerID, voter dialog.Voter, value dialog.VoteValue, reason string) error
}

// Conversations keeps the threads. Reading an unknown one is fault.NotFound.
type Conversations interface {
	Create(ctx context.Context, owner conversation.Owner, region, audience string) (conversation.Conversation, string, error)
	Get(ctx context.Context, id conversation.ID) (conversation.Conversation, error)
	Latest(ctx context.Context, subject string) (conversation.Conversation, error)
	Messages(ctx context.Context, id conversation.ID, before int64, limit int) ([]conversation.Message, error)
	After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Message, error)
}

// Doorbell says when a conversation has something new.
type Doorbell interface {
	Listen(id conversation.ID) (signals <-chan struct{}, stop func())
}

// Lists are what the window shows before anything is asked, edition by edition.
type Lists interface {
	CurrentEdition(ctx context.Context) (knowledge.Edition, error)
	TrendingQuestions(ctx context.Context, edition int64) ([]knowledge.TrendingQuestion, error)
	Packages(ctx context.Context, edition int64) ([]knowledge.QAPackage, error)
	QuickLinks(ctx context.Context, edition int64) ([]knowledge.QuickLink, error)
	// Pairs gives those of the pairs that the edition has.
	Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error)
}

// Authenticator tells who holds a bearer token; an empty one is an anonymous principal, a wrong one fault.Unauthenticated.
type Authenticator interface {
	Authenticate(ctx context.Context, token string) (auth.Principal, error)
}

// Readiness asks every part how it is.
type Readiness interface {
	Ready(ctx context.Context) []telemetry.PartState
}

// Parts is what the API stands on. All are needed but Metrics.
type Parts struct {
	Dialog        Dialog
	Conversations Conversations
	Doorbell      Doorbell
	Lists         Lists
	Authenticator Authenticator
	Readiness     Readiness
	Staff         StaffParts
	Content       ContentParts
	Pages         fs.FS // the built front-end: index.html, loader.js, widget/index.html, assets/…; may be empty
	Metrics       *telemetry.Metrics
	Logger        *slog.Logger
	Now           func() time.Time
}
