package dialog

import (
	"context"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// VoteValue is 有用 or 无用.
type VoteValue string

// The values of a vote.
const (
	Useful  VoteValue = "useful"
	Useless VoteValue = "useless"
)

// Vote is what one voter thinks of an answer.
type Vote struct {
	Voter     string    `json:"voter"` // taxpayer:SUBJECT, conversation:ID, or holder
	Value     VoteValue `json:"value"`
	Reason    string    `json:"reason,omitempty"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Voter is who votes. An answer in a conversation is voted on by whoever owns that; one outside by whoever holds its id,
// which cannot be guessed.
type Voter struct {
	Conversation conversation.ID                                             // of an anonymous taxpayer's token
	Subject      string                                                      // of a signed-in taxpayer
	Owns         func(ctx context.Context, id conversation.ID) (bool, error) // whether another conversation is the voter's too; nil: none is
}

const (
	upsertVote = `
INSERT INTO votes (answer_id, voter, value, reason, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (answer_id, voter) DO UPDATE SET value = excluded.value, reason = excluded.reason, updated_at = excluded.updated_at`
	selectVotes = `SELECT voter, value, reason, updated_at FROM votes WHERE answer_id = $1 ORDER BY voter`
)

// Vote records 有用 or 无用; the same voter's newer vote replaces the older. Another value is fault.Invalid; an answer that
// does not exist, or that stands in somebody else's conversation, is fault.NotFound with code answer_unknown.
func (a *Answers) Vote(ctx context.Context, id AnswerID, voter Voter, value VoteValue, reason string) error {
	const op = "dialog.Answers.Vote"
	if value != Useful && value != Useless {
		return fault.New(fault.Invalid, op, "vote_invalid", "评价只能是“有用”或“无用”。")
	}
	answer, err := a.Get(ctx, id)
	if err != nil {
		return err
	}
	name, err := voter.name(ctx, answer.Conversation)
	if err != nil {
		return err
	}
	if name == "" {
		return unknownAnswer(op)
	}
	_, err = a.db.Exec(ctx, upsertVote, id, name, value, reason, store.Micros(a.now()))
	return store.Fault(op, err)
}

// name is under which name somebody votes on an answer of a conversation (empty: of none); empty for who may not.
func (v Voter) name(ctx context.Context, thread conversation.ID) (string, error) {
	owns := thread == "" || thread == v.Conversation
	if !owns && v.Owns != nil {
		var err error
		if owns, err = v.Owns(ctx, thread); err != nil {
			return "", err
		}
	}
	switch {
	case !owns:
		return "", nil
	case v.Subject != "":
		return "taxpayer:" + v.Subject, nil
	case thread != "":
		return "conversation:" + string(thread), nil
	default:
		return "holder", nil
	}
}

func (a *Answers) votes(ctx context.Context, id AnswerID) ([]Vote, error) {
	const op = "dialog.Answers.votes"
	rows, err := a.db.Query(ctx, selectVotes, id)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	votes, err := store.Collect(rows, func(scan func(...any) error) (Vote, error) {
		var v Vote
		var at int64
		err := scan(&v.Voter, &v.Value, &v.Reason, &at)
		v.UpdatedAt = store.Instant(at)
		return v, err
	})
	return votes, store.Fault(op, err)
}
