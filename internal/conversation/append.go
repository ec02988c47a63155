package conversation

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// lockConversation takes the row under which messages are numbered. On SQLite there is one writer at a time anyway.
var lockConversation = map[store.Dialect]string{
	store.SQLite:   `SELECT last_seq FROM conversations WHERE id = $1`,
	store.Postgres: `SELECT last_seq FROM conversations WHERE id = $1 FOR UPDATE`,
}

const (
	updateLastSeq = `UPDATE conversations SET last_seq = $1 WHERE id = $2`
	insertMessage = `INSERT INTO messages
		(id, conversation_id, seq, client_id, reply_to, author, text, answer_id, awaits_reply, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	markReplied = `UPDATE messages SET awaits_reply = FALSE WHERE id = $1 AND conversation_id = $2`
)

// Append writes a message and gives it with its number; created is false when it was there already, by client id or as the
// reply to the same message. A result without an error is committed. Errors: fault.NotFound for an unknown conversation,
// fault.Conflict with code client_id_reused for a client id that names another text, fault.Invalid for a reply to a message
// of another conversation and for text that no database can keep (NUL, broken UTF-8).
func (r *Repository) Append(ctx context.Context, id ID, draft Draft) (message Message, created bool, err error) {
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		message, created, err = r.AppendTx(ctx, tx, id, draft)
		return err
	})
	if err != nil {
		return Message{}, false, store.Fault("conversation.Append", err)
	}
	return message, created, nil
}

// AppendTx is Append inside a transaction of the caller, who writes more that belongs to the message. After an error the
// caller rolls back.
func (r *Repository) AppendTx(ctx context.Context, tx *store.Tx, id ID, draft Draft) (message Message, created bool, err error) {
	const op = "conversation.Append"
	if err := draft.validate(); err != nil {
		return Message{}, false, err
	}
	var last int64
	if err := tx.QueryRow(ctx, lockConversation[tx.Dialect()], id).Scan(&last); err != nil {
		return Message{}, false, store.Fault(op, err)
	}
	earlier, err := find(ctx, tx, id, draft)
	switch {
	case err == nil:
		return earlier, false, sameMessage(earlier, draft)
	case !errors.Is(err, sql.ErrNoRows):
		return Message{}, false, store.Fault(op, err)
	}
	if draft.ReplyTo != "" {
		marked, err := tx.Exec(ctx, markReplied, draft.ReplyTo, id)
		if err != nil {
			return Message{}, false, store.Fault(op, err)
		}
		if marked == 0 {
			return Message{}, false, fault.New(fault.Invalid, op, "reply_to_unknown", "")
		}
	}
	fresh, err := uuid.NewV7()
	if err != nil {
		return Message{}, false, fault.Wrap(fault.Internal, op, err)
	}
	at := store.Micros(r.now())
	message = Message{
		ID: MessageID(fresh.String()), ConversationID: id, Seq: last + 1, ClientID: draft.ClientID, ReplyTo: draft.ReplyTo,
		Author: draft.Author, Text: draft.Text, AnswerID: draft.AnswerID, CreatedAt: store.Instant(at),
	}
	_, err = tx.Exec(ctx, insertMessage, message.ID, id, message.Seq, null(message.ClientID), null(string(message.ReplyTo)),
		message.Author, message.Text, null(string(message.AnswerID)), message.Author == ByTaxpayer, at)
	if err != nil {
		return Message{}, false, store.Fault(op, err)
	}
	_, err = tx.Exec(ctx, updateLastSeq, message.Seq, id)
	return message, err == nil, store.Fault(op, err)
}

// find gives the message that the draft would repeat, or sql.ErrNoRows.
func find(ctx context.Context, tx *store.Tx, id ID, draft Draft) (Message, error) {
	if draft.ClientID != "" {
		message, err := scanMessage(tx.QueryRow(ctx, selectByClientID, id, draft.ClientID).Scan)
		if !errors.Is(err, sql.ErrNoRows) {
			return message, err
		}
	}
	if draft.ReplyTo != "" {
		return scanMessage(tx.QueryRow(ctx, selectReply, draft.ReplyTo, id).Scan)
	}
	return Message{}, sql.ErrNoRows
}

// sameMessage refuses a client id that names two messages. A second reply may say something else: the first one stands.
func sameMessage(earlier Message, draft Draft) error {
	if draft.ClientID == "" || earlier.ClientID != draft.ClientID {
		return nil
	}
	if earlier.Text != draft.Text || earlier.Author != draft.Author || earlier.ReplyTo != draft.ReplyTo {
		return fault.New(fault.Conflict, "conversation.Append", "client_id_reused", "这条消息的编号已用于另一条消息，请换一个编号重发。")
	}
	return nil
}

func (d Draft) validate() error {
	switch d.Author {
	case ByTaxpayer, ByYueyue, ByAgent, BySystem:
		return nil
	}
	return fault.New(fault.Invalid, "conversation.Append", "author_invalid", "")
}
