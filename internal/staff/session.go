package staff

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"github.com/google/uuid"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// SessionID names a session; it opens nothing.
type SessionID string

// Session is one login of an account.
type Session struct {
	ID        SessionID
	Account   Account // as it is now
	Address   string
	UserAgent string
	CreatedAt time.Time
	SeenAt    time.Time // of the last request, to the minute
	ExpiresAt time.Time // whatever happens until then
}

// Actor is how the trail names the owner of the session; role is the one that allowed the act, the account's first when empty.
func (s Session) Actor(role Role) audit.Actor {
	if role == "" && len(s.Account.Roles) > 0 {
		role = s.Account.Roles[0]
	}
	return audit.Actor{Name: s.Account.Name, Role: string(role)}
}

const (
	tokenBytes   = 32 // beyond guessing, so that a plain hash is enough to keep
	maxToken     = 100
	maxUserAgent = 200
	seenStep     = time.Minute // a session is not written more often
)

const (
	sessionColumns = `s.id, s.address, s.user_agent, s.created_at, s.seen_at, s.expires_at, ` + accountColumns + `
		FROM staff_sessions s JOIN accounts a ON a.name = s.account`
	selectByToken  = `SELECT ` + sessionColumns + ` WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND NOT a.disabled`
	selectSessions = `SELECT ` + sessionColumns + ` WHERE s.account = $1 AND s.expires_at > $2 AND s.seen_at > $3
		ORDER BY s.created_at DESC, s.id`
	selectSession = `SELECT ` + sessionColumns + ` WHERE s.id = $1`
	touchSession  = `UPDATE staff_sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $1`
	deleteSession = `DELETE FROM staff_sessions WHERE id = $1 AND account = $2`
	deleteExpired = `DELETE FROM staff_sessions WHERE expires_at <= $1 OR seen_at <= $2`
)

// openSession is a session of an account that is not disabled and has the password that was checked; $8 empty: whichever. What
// disables the account or changes the password waits for it, and then ends it.
const openSession = `INSERT INTO staff_sessions (id, token_hash, account, address, user_agent, created_at, seen_at, expires_at)
	SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), name, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT)
	FROM accounts WHERE name = $7 AND NOT disabled AND (CAST($8 AS TEXT) = '' OR password = $8)`

var insertSession = map[store.Dialect]string{
	store.SQLite:   openSession,
	store.Postgres: openSession + ` FOR SHARE`,
}

// open makes a session in one transaction with what else a login writes. Hash is the password that was checked; empty: none was.
func (r *Repository) open(ctx context.Context, op, name, hash string, from From, also func(context.Context, *store.Tx) error) (Session, string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Session{}, "", fault.Wrap(fault.Internal, op, err)
	}
	token := base64.RawURLEncoding.EncodeToString(random(tokenBytes))
	now := r.now()
	address := ""
	if from.Address.IsValid() {
		address = from.Address.String()
	}
	var session Session
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := also(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteExpired, store.Micros(now), r.idleSince(now)); err != nil {
			return err
		}
		made, err := tx.Exec(ctx, insertSession[tx.Dialect()], id.String(), tokenHash(token), address, clipped(from.UserAgent),
			store.Micros(now), store.Micros(now.Add(r.config.Absolute)), name, hash)
		if err != nil {
			return err
		}
		if made == 0 { // disabled, or another password, meanwhile
			return failed(op)
		}
		if session, err = scanSession(tx.QueryRow(ctx, selectSession, id.String()).Scan); err != nil {
			return err
		}
		return r.record(ctx, tx, session.Actor(""), "account.login", name, map[string]string{"session": id.String(), "address": address})
	})
	if err != nil {
		return Session{}, "", store.Fault(op, err)
	}
	return session, token, nil
}

// Authenticate gives the session of a token with its account as it is now. A token that is unknown, expired, unused for too long or
// revoked, or whose account is disabled, is fault.Unauthenticated with code session_invalid.
func (r *Repository) Authenticate(ctx context.Context, token string) (Session, error) {
	const op = "staff.Authenticate"
	invalid := fault.New(fault.Unauthenticated, op, "session_invalid", "登录已失效，请重新登录。")
	if token == "" || len(token) > maxToken {
		return Session{}, invalid
	}
	now := r.now()
	session, err := scanSession(r.db.QueryRow(ctx, selectByToken, tokenHash(token), store.Micros(now), r.idleSince(now)).Scan)
	if err = store.Fault(op, err); fault.KindOf(err) == fault.NotFound {
		return Session{}, invalid
	} else if err != nil {
		return Session{}, err
	}
	if now.Sub(session.SeenAt) >= seenStep {
		at := store.Micros(now)
		if _, err := r.db.Exec(ctx, touchSession, at, session.ID); err != nil {
			return Session{}, store.Fault(op, err)
		}
		session.SeenAt = store.Instant(at)
	}
	return session, nil
}

// Sessions are the sessions of an account that still open, newest first.
func (r *Repository) Sessions(ctx context.Context, name string) ([]Session, error) {
	const op = "staff.Sessions"
	now := r.now()
	rows, err := r.db.Query(ctx, selectSessions, Name(name), store.Micros(now), r.idleSince(now))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	sessions, err := store.Collect(rows, scanSession)
	return sessions, store.Fault(op, err)
}

// Revoke ends one session of an account; fault.NotFound when the account has none of that id. Logging out is revoking one's own.
func (r *Repository) Revoke(ctx context.Context, actor audit.Actor, name string, id SessionID) error {
	const op = "staff.Revoke"
	name = Name(name)
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ended, err := tx.Exec(ctx, deleteSession, id, name)
		if err != nil {
			return err
		}
		if ended == 0 {
			return fault.New(fault.NotFound, op, "session_unknown", "没有这个登录会话，可能已经退出。")
		}
		return r.record(ctx, tx, actor, "account.revoke_session", name, map[string]string{"session": string(id)})
	})
	return store.Fault(op, err)
}

// RevokeAll ends all sessions of an account but the one to keep; none is kept where that is empty.
func (r *Repository) RevokeAll(ctx context.Context, actor audit.Actor, name string, keep SessionID) error {
	name = Name(name)
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, deleteSessions, name, keep); err != nil {
			return err
		}
		return r.record(ctx, tx, actor, "account.revoke_sessions", name, nil)
	})
	return store.Fault("staff.RevokeAll", err)
}

// idleSince is when a session must have been used last to be open still.
func (r *Repository) idleSince(now time.Time) int64 { return store.Micros(now.Add(-r.config.Idle)) }

func scanSession(scan func(...any) error) (Session, error) {
	var s Session
	var row accountRow
	var created, seen, expires int64
	err := scan(append([]any{&s.ID, &s.Address, &s.UserAgent, &created, &seen, &expires}, row.columns()...)...)
	s.Account = row.account()
	s.CreatedAt, s.SeenAt, s.ExpiresAt = store.Instant(created), store.Instant(seen), store.Instant(expires)
	return s, err
}

// clipped is what is kept of a user agent: printable, of bounded length.
func clipped(agent string) string {
	agent = strings.ToValidUTF8(strings.ReplaceAll(agent, "\x00", ""), "")
	if runes := []rune(agent); len(runes) > maxUserAgent {
		return string(runes[:maxUserAgent])
	}
	return agent
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
