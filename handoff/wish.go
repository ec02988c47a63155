package handoff

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// WishID names a wish.
type WishID string

// Wish is somebody's wish to speak with a person.
type Wish struct {
	ID           WishID                `json:"id"`
	Conversation conversation.ID       `json:"conversation_id,omitempty"` // empty: asked outside any conversation
	Answer       conversation.AnswerID `json:"answer_id"`                 // the answer that took it up
	CreatedAt    time.Time             `json:"created_at"`                // UTC
}

// Wishes keeps wishes. It is safe for concurrent use.
type Wishes struct {
	db  *store.DB
	now func() time.Time
}

// NewWishes keeps wishes in db. now is the clock that stamps them.
func NewWishes(db *store.DB, now func() time.Time) *Wishes {
	return &Wishes{db: db, now: now}
}

// fromDialog is the source of a wish that was said to 悦悦.
const fromDialog = "dialog"

const (
	insertWish   = `INSERT INTO escalation_wishes (id, conversation_id, answer_id, source, created_at) VALUES ($1, $2, $3, $4, $5)`
	selectWishes = `SELECT id, conversation_id, answer_id, created_at FROM escalation_wishes WHERE created_at >= $1 ORDER BY created_at, id`
)

// RecordTx takes down a wish in the transaction that stores the answer to it, after the answer. An empty thread means that it
// was said outside any conversation. It satisfies dialog's Escalator.
func (w *Wishes) RecordTx(ctx context.Context, tx *store.Tx, thread conversation.ID, answer conversation.AnswerID) error {
	const op = "handoff.Wishes.RecordTx"
	id, err := uuid.NewV7()
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	_, err = tx.Exec(ctx, insertWish, id.String(), sql.NullString{String: string(thread), Valid: thread != ""}, answer, fromDialog, store.Micros(w.now()))
	return store.Fault(op, err)
}

// Since gives the wishes from an instant on, that instant included, oldest first; an empty list, not nil, when there are none.
func (w *Wishes) Since(ctx context.Context, from time.Time) ([]Wish, error) {
	const op = "handoff.Wishes.Since"
	rows, err := w.db.Query(ctx, selectWishes, store.Micros(from))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	wishes, err := store.Collect(rows, func(scan func(...any) error) (Wish, error) {
		var wish Wish
		var thread sql.NullString
		var at int64
		err := scan(&wish.ID, &thread, &wish.Answer, &at)
		wish.Conversation, wish.CreatedAt = conversation.ID(thread.String), store.Instant(at)
		return wish, err
	})
	if wishes == nil {
		wishes = []Wish{}
	}
	return wishes, store.Fault(op, err)
}
