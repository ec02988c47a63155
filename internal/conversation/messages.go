package conversation

import (
	"context"
	"database/sql"
	"math"

	"yueyue/internal/store"
)

// PageLimit is the most messages that one reading call gives.
const PageLimit = 200

const (
	messageColumns   = `id, conversation_id, seq, client_id, reply_to, author, text, answer_id, created_at`
	selectByClientID = `SELECT ` + messageColumns + ` FROM messages WHERE conversation_id = $1 AND client_id = $2`
	selectReply      = `SELECT ` + messageColumns + ` FROM messages WHERE reply_to = $1 AND conversation_id = $2`
	selectReplyTo    = `SELECT ` + messageColumns + ` FROM messages WHERE reply_to = $1`
	selectBefore     = `SELECT ` + messageColumns + ` FROM (SELECT ` + messageColumns + ` FROM messages
		WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3) AS newest ORDER BY seq`
	selectAfter = `SELECT ` + messageColumns + ` FROM messages
		WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`
	selectUnanswered = `SELECT ` + messageColumns + ` FROM messages WHERE awaits_reply ORDER BY created_at, id LIMIT $1`
)

// Messages are the newest messages below the number before, ascending; before 0 means from the newest on. limit is cut to
// 1..PageLimit. An unknown conversation has none.
func (r *Repository) Messages(ctx context.Context, id ID, before int64, limit int) ([]Message, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return r.list(ctx, "conversation.Messages", selectBefore, id, before, page(limit))
}

// After are the messages above a number, ascending, for a client that resumes. limit is cut to 1..PageLimit.
func (r *Repository) After(ctx context.Context, id ID, seq int64, limit int) ([]Message, error) {
	return r.list(ctx, "conversation.After", selectAfter, id, seq, page(limit))
}

// ReplyTo is the reply to a message, or fault.NotFound while there is none.
func (r *Repository) ReplyTo(ctx context.Context, id MessageID) (Message, error) {
	message, err := scanMessage(r.db.QueryRow(ctx, selectReplyTo, id).Scan)
	return message, store.Fault("conversation.ReplyTo", err)
}

// Unanswered are messages of taxpayers without a reply, over all conversations, oldest first. limit is cut to 1..PageLimit.
func (r *Repository) Unanswered(ctx context.Context, limit int) ([]Message, error) {
	return r.list(ctx, "conversation.Unanswered", selectUnanswered, page(limit))
}

func (r *Repository) list(ctx context.Context, op, text string, args ...any) ([]Message, error) {
	rows, err := r.db.Query(ctx, text, args...)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	messages, err := store.Collect(rows, scanMessage)
	return messages, store.Fault(op, err)
}

func page(limit int) int { return min(max(limit, 1), PageLimit) }

func scanMessage(scan func(...any) error) (Message, error) {
	var m Message
	var client, reply, answer sql.NullString
	var created int64
	err := scan(&m.ID, &m.ConversationID, &m.Seq, &client, &reply, &m.Author, &m.Text, &answer, &created)
	m.ClientID, m.ReplyTo, m.AnswerID = client.String, MessageID(reply.String), AnswerID(answer.String)
	m.CreatedAt = store.Instant(created)
	return m, err
}
