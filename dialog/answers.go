package dialog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// StoredAnswer is an answer with the decision behind it, as `yueyue answer ID` shows it.
type StoredAnswer struct {
	ID           AnswerID        `json:"id"`
	Conversation conversation.ID `json:"conversation_id,omitempty"`
	Question     string          `json:"question"`
	Region       string          `json:"region"`
	Audience     string          `json:"audience,omitempty"`
	Reply        Reply           `json:"reply"`
	Decision     json.RawMessage `json:"decision"`
	CreatedAt    time.Time       `json:"created_at"`
	Votes        []Vote          `json:"votes,omitempty"`
}

// Vote is what one voter thinks of an answer.
type Vote struct {
	Voter     string    `json:"voter"`
	Value     VoteValue `json:"value"`
	Reason    string    `json:"reason,omitempty"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Answers keeps answers and votes. It is safe for concurrent use.
type Answers struct {
	db  *store.DB
	now func() time.Time
}

// NewAnswers keeps answers in db.
func NewAnswers(db *store.DB, now func() time.Time) *Answers {
	return &Answers{db: db, now: now}
}

const insertAnswer = `
INSERT INTO answers (id, conversation_id, message_id, question, understood_as, kind, pair_id, edition, as_of, region, audience,
                     confidence, reply, decision, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`

// PutTx stores an answer inside the caller's transaction.
func (a *Answers) PutTx(ctx context.Context, tx *store.Tx, answer StoredAnswer, message conversation.MessageID) error {
	reply, err := json.Marshal(answer.Reply)
	if err != nil {
		return fault.Wrap(fault.Internal, "dialog.Answers.PutTx", err)
	}
	_, err = tx.Exec(ctx, insertAnswer, answer.ID, null(string(answer.Conversation)), null(string(message)), answer.Question,
		answer.Reply.UnderstoodAs, answer.Reply.Kind, null(string(answer.Reply.PairID)), answer.Reply.Edition, answer.Reply.AsOf,
		answer.Region, answer.Audience, answer.Reply.Confidence, string(reply), string(answer.Decision), store.Micros(a.now()))
	return store.Fault("dialog.Answers.PutTx", err)
}

// Put stores an answer that belongs to no conversation.
func (a *Answers) Put(ctx context.Context, answer StoredAnswer) error {
	return a.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return a.PutTx(ctx, tx, answer, "") })
}

const selectAnswer = `
SELECT id, conversation_id, question, region, audience, reply, decision, created_at FROM answers WHERE id = $1`

// Get gives an answer with its decision and votes; fault.NotFound when there is none.
func (a *Answers) Get(ctx context.Context, id AnswerID) (StoredAnswer, error) {
	const op = "dialog.Answers.Get"
	var s StoredAnswer
	var thread sql.NullString
	var reply, decision string
	var created int64
	err := a.db.QueryRow(ctx, selectAnswer, id).Scan(&s.ID, &thread, &s.Question, &s.Region, &s.Audience, &reply, &decision, &created)
	if err != nil {
		if failed := store.Fault(op, err); fault.KindOf(failed) != fault.NotFound {
			return s, failed
		}
		return s, fault.New(fault.NotFound, op, "answer_unknown", "没有找到这条答复。")
	}
	s.Conversation, s.Decision, s.CreatedAt = conversation.ID(thread.String), json.RawMessage(decision), store.Instant(created)
	if err := json.Unmarshal([]byte(reply), &s.Reply); err != nil {
		return s, fault.Wrap(fault.Internal, op, err)
	}
	s.Votes, err = a.votes(ctx, id)
	return s, err
}

// Replies gives the replies of those answers that exist.
func (a *Answers) Replies(ctx context.Context, ids []AnswerID) (map[AnswerID]Reply, error) {
	const op = "dialog.Answers.Replies"
	replies := make(map[AnswerID]Reply, len(ids))
	if len(ids) == 0 {
		return replies, nil
	}
	marks, args := make([]string, len(ids)), make([]any, len(ids))
	for i, id := range ids {
		marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
	}
	rows, err := a.db.Query(ctx, "SELECT id, reply FROM answers WHERE id IN ("+strings.Join(marks, ", ")+")", args...)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	type row struct {
		id   AnswerID
		text string
	}
	found, err := store.Collect(rows, func(scan func(...any) error) (row, error) {
		var r row
		return r, scan(&r.id, &r.text)
	})
	if err != nil {
		return nil, store.Fault(op, err)
	}
	for _, r := range found {
		var reply Reply
		if err := json.Unmarshal([]byte(r.text), &reply); err != nil {
			return nil, fault.Wrap(fault.Internal, op, err)
		}
		replies[r.id] = reply
	}
	return replies, nil
}

const upsertVote = `
INSERT INTO votes (answer_id, voter, value, reason, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
ON CONFLICT (answer_id, voter) DO UPDATE SET value = excluded.value, reason = excluded.reason, updated_at = excluded.updated_at`

// Voter is who votes: the conversation whose answer it is, or for an answer outside any conversation the holder of its id.
type Voter struct {
	Conversation conversation.ID // of an anonymous taxpayer's token
	Subject      string          // of a signed-in taxpayer
	Owns         func(ctx context.Context, id conversation.ID) (bool, error)
}

// Vote records 有用 or 无用; the same voter's newer vote replaces the older. An answer of somebody else's conversation is
// fault.NotFound.
func (a *Answers) Vote(ctx context.Context, id AnswerID, voter Voter, value VoteValue, reason string) error {
	const op = "dialog.Answers.Vote"
	if value != Useful && value != Useless {
		return fault.New(fault.Invalid, op, "vote_invalid", "评价只能是“有用”或“无用”。")
	}
	answer, err := a.Get(ctx, id)
	if err != nil {
		return err
	}
	name := "holder"
	if answer.Conversation != "" {
		owns := answer.Conversation == voter.Conversation
		if !owns && voter.Owns != nil {
			if owns, err = voter.Owns(ctx, answer.Conversation); err != nil {
				return err
			}
		}
		if !owns {
			return fault.New(fault.NotFound, op, "answer_unknown", "没有找到这条答复。")
		}
		name = "conversation:" + string(answer.Conversation)
	}
	_, err = a.db.Exec(ctx, upsertVote, id, name, value, reason, store.Micros(a.now()))
	return store.Fault(op, err)
}

func (a *Answers) votes(ctx context.Context, id AnswerID) ([]Vote, error) {
	rows, err := a.db.Query(ctx, "SELECT voter, value, reason, updated_at FROM votes WHERE answer_id = $1 ORDER BY voter", id)
	if err != nil {
		return nil, store.Fault("dialog.Answers.votes", err)
	}
	votes, err := store.Collect(rows, func(scan func(...any) error) (Vote, error) {
		var v Vote
		var at int64
		err := scan(&v.Voter, &v.Value, &v.Reason, &at)
		v.UpdatedAt = store.Instant(at)
		return v, err
	})
	return votes, store.Fault("dialog.Answers.votes", err)
}

func null(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }
