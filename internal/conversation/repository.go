package conversation

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// Repository keeps conversations in the database. It is safe for concurrent use.
type Repository struct {
	db  *store.DB
	now func() time.Time
}

// NewRepository makes a repository on a migrated database. now is the clock that stamps conversations and messages.
func NewRepository(db *store.DB, now func() time.Time) *Repository {
	return &Repository{db: db, now: now}
}

// tokenBytes is the length of a bearer token before it is written in base64: 256 bits, beyond guessing, so that a plain hash
// without salt is enough to keep.
const tokenBytes = 32

const (
	insertConversation = `INSERT INTO conversations
		(id, owner_kind, owner_subject, token_hash, region, audience, last_seq, created_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`
	conversationColumns = `id, owner_kind, owner_subject, region, audience, last_seq, created_at`
	selectByID          = `SELECT ` + conversationColumns + ` FROM conversations WHERE id = $1`
	selectByToken       = `SELECT ` + conversationColumns + ` FROM conversations WHERE token_hash = $1`
	selectLatest        = `SELECT ` + conversationColumns + ` FROM conversations
		WHERE owner_kind = 'taxpayer' AND owner_subject = $1 ORDER BY created_at DESC, id DESC LIMIT 1`
)

// Create begins a conversation. For an anonymous owner the token is the only way back into it: it is given out here once
// and only its hash is kept. For a taxpayer the token is empty. An owner that is neither is fault.Invalid.
func (r *Repository) Create(ctx context.Context, owner Owner, region, audience string) (Conversation, string, error) {
	const op = "conversation.Create"
	if (owner.Kind == Anonymous) != (owner.Subject == "") || owner.Kind != Anonymous && owner.Kind != Taxpayer {
		return Conversation{}, "", fault.New(fault.Invalid, op, "owner_invalid", "")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Conversation{}, "", fault.Wrap(fault.Internal, op, err)
	}
	token, hash := "", ""
	if owner.Kind == Anonymous {
		secret := make([]byte, tokenBytes)
		_, _ = rand.Read(secret) // never fails
		token = base64.RawURLEncoding.EncodeToString(secret)
		hash = tokenHash(token)
	}
	created := store.Micros(r.now())
	_, err = r.db.Exec(ctx, insertConversation, id.String(), owner.Kind, null(owner.Subject), null(hash), region, audience, created)
	if err != nil {
		return Conversation{}, "", store.Fault(op, err)
	}
	conversation := Conversation{
		ID: ID(id.String()), Owner: owner, Region: region, Audience: audience, CreatedAt: store.Instant(created),
	}
	return conversation, token, nil
}

// Get is the conversation of an id, or fault.NotFound. Whether the caller may see it is for the caller to compare with its
// Owner.
func (r *Repository) Get(ctx context.Context, id ID) (Conversation, error) {
	conversation, err := scanConversation(r.db.QueryRow(ctx, selectByID, id))
	return conversation, store.Fault("conversation.Get", err)
}

// ByToken is the conversation that a bearer token opens, or fault.Unauthenticated.
func (r *Repository) ByToken(ctx context.Context, token string) (Conversation, error) {
	conversation, err := scanConversation(r.db.QueryRow(ctx, selectByToken, tokenHash(token)))
	if err := store.Fault("conversation.ByToken", err); fault.KindOf(err) == fault.NotFound {
		return Conversation{}, fault.New(fault.Unauthenticated, "conversation.ByToken", "token_invalid", "")
	} else if err != nil {
		return Conversation{}, err
	}
	return conversation, nil
}

// Latest is the conversation that a signed-in taxpayer began last, or fault.NotFound.
func (r *Repository) Latest(ctx context.Context, subject string) (Conversation, error) {
	conversation, err := scanConversation(r.db.QueryRow(ctx, selectLatest, subject))
	return conversation, store.Fault("conversation.Latest", err)
}

func scanConversation(row *store.Row) (Conversation, error) {
	var c Conversation
	var subject sql.NullString
	var created int64
	err := row.Scan(&c.ID, &c.Owner.Kind, &subject, &c.Region, &c.Audience, &c.LastSeq, &created)
	c.Owner.Subject, c.CreatedAt = subject.String, store.Instant(created)
	return c, err
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// null writes an empty text as NULL, which is never a duplicate.
func null(text string) sql.NullString {
	return sql.NullString{String: text, Valid: text != ""}
}
