package dialog

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// StoredAnswer is an answer with the decision behind it, as `yueyue answer ID` shows it.
type StoredAnswer struct {
	ID           AnswerID        `json:"id"`
	Conversation conversation.ID `json:"conversation_id,omitempty"` // empty: asked outside any
	Question     string          `json:"question"`                  // as it was typed
	Region       string          `json:"region"`                    // in which it was asked; empty: the whole country
	Audience     string          `json:"audience,omitempty"`        // empty: either
	Reply        Reply           `json:"reply"`
	Decision     json.RawMessage `json:"decision"` // a Decision
	CreatedAt    time.Time       `json:"created_at"`
	Votes        []Vote          `json:"votes,omitempty"`
}

// Answers keeps answers and votes. It is safe for concurrent use.
type Answers struct {
	db  *store.DB
	now func() time.Time
}

// NewAnswers keeps answers in db. now is the clock that stamps answers and votes; who only reads may pass nil.
func NewAnswers(db *store.DB, now func() time.Time) *Answers {
	return &Answers{db: db, now: now}
}

const (
	insertAnswer = `
INSERT INTO answers (id, conversation_id, message_id, question, understood_as, kind, pair_id, edition, as_of, region, audience,
                     confidence, reply, decision, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	selectAnswer = `
SELECT id, conversation_id, question, region, audience, reply, decision, created_at FROM answers WHERE id = $1`
)

// selectReplies reads the replies of the answers whose ids stand in a JSON array.
var selectReplies = map[store.Dialect]string{
	store.SQLite:   `SELECT id, reply FROM answers WHERE id IN (SELECT value FROM json_each($1))`,
	store.Postgres: `SELECT id, reply FROM answers WHERE id IN (SELECT json_array_elements_text($1::text::json))`,
}

// PutTx stores an answer inside the caller's transaction, with the message that it is a reply to (empty: none). CreatedAt
// and Votes are not read.
func (a *Answers) PutTx(ctx context.Context, tx *store.Tx, answer StoredAnswer, message conversation.MessageID) error {
	const op = "dialog.Answers.PutTx"
	reply, err := json.Marshal(answer.Reply)
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	_, err = tx.Exec(ctx, insertAnswer, answer.ID, null(answer.Conversation), null(message), answer.Question,
		answer.Reply.UnderstoodAs, answer.Reply.Kind, null(answer.Reply.PairID), answer.Reply.Edition, answer.Reply.AsOf,
		answer.Region, answer.Audience, answer.Reply.Confidence, string(reply), string(answer.Decision), store.Micros(a.now()))
	return store.Fault(op, err)
}

// Get gives an answer with its decision and votes; fault.NotFound with code answer_unknown when there is none.
func (a *Answers) Get(ctx context.Context, id AnswerID) (StoredAnswer, error) {
	const op = "dialog.Answers.Get"
	var s StoredAnswer
	var thread sql.NullString
	var reply, decision string
	var created int64
	err := a.db.QueryRow(ctx, selectAnswer, id).Scan(&s.ID, &thread, &s.Question, &s.Region, &s.Audience, &reply, &decision, &created)
	if err := store.Fault(op, err); fault.KindOf(err) == fault.NotFound {
		return StoredAnswer{}, unknownAnswer(op)
	} else if err != nil {
		return StoredAnswer{}, err
	}
	s.Conversation, s.Decision, s.CreatedAt = conversation.ID(thread.String), json.RawMessage(decision), store.Instant(created)
	if err := json.Unmarshal([]byte(reply), &s.Reply); err != nil {
		return StoredAnswer{}, fault.Wrap(fault.Internal, op, err)
	}
	s.Votes, err = a.votes(ctx, id)
	return s, err
}

func unknownAnswer(op string) error {
	return fault.New(fault.NotFound, op, "answer_unknown", "没有找到这条答复。")
}

// Replies gives the replies of those answers that exist.
func (a *Answers) Replies(ctx context.Context, ids []AnswerID) (map[AnswerID]Reply, error) {
	const op = "dialog.Answers.Replies"
	replies := make(map[AnswerID]Reply, len(ids))
	if len(ids) == 0 {
		return replies, nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, op, err)
	}
	rows, err := a.db.Query(ctx, selectReplies[a.db.Dialect()], string(list))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	_, err = store.Collect(rows, func(scan func(...any) error) (struct{}, error) {
		var id AnswerID
		var text string
		if err := scan(&id, &text); err != nil {
			return struct{}{}, err
		}
		var reply Reply
		err := json.Unmarshal([]byte(text), &reply)
		replies[id] = reply
		return struct{}{}, err
	})
	if err != nil {
		return nil, store.Fault(op, err)
	}
	return replies, nil
}

// null writes an empty text as NULL.
func null[T ~string](text T) sql.NullString {
	return sql.NullString{String: string(text), Valid: text != ""}
}
