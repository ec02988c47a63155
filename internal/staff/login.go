package staff

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// Throttled is inside the fault.RateLimited (code login_throttled) of a login after too many wrong passwords.
type Throttled struct {
	Wait time.Duration // until the next attempt; at least one second
}

func (t *Throttled) Error() string { return fmt.Sprintf("throttled for %s", t.Wait) }

// From is where a login comes from.
type From struct {
	Address   netip.Addr
	UserAgent string // the first 200 characters are kept
}

// Login opens a session for a name and password and gives its token, here and never again. fault.Unauthenticated with code
// login_failed for an unknown name, a wrong password, a disabled account and one that logs in elsewhere, told apart by nothing;
// fault.RateLimited with a *Throttled inside after too many of them.
func (r *Repository) Login(ctx context.Context, name, password string, from From) (Session, string, error) {
	const op = "staff.Login"
	name = Name(name)
	if wait := r.throttle.attempt(name, from.Address); wait > 0 {
		return Session{}, "", throttled(op, wait)
	}
	var row accountRow
	err := r.db.QueryRow(ctx, selectAccount, name).Scan(row.columns()...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		if fault.KindOf(store.Fault(op, err)) == fault.Invalid { // a name that cannot be stored is nobody's
			return Session{}, "", failed(op)
		}
		return Session{}, "", store.Fault(op, err)
	}
	fits, outdated, err := r.hasher.fits(ctx, password, row.password)
	if err != nil {
		return Session{}, "", err
	}
	if !fits || row.Disabled {
		return Session{}, "", failed(op)
	}
	hash := row.password
	if outdated {
		if hash, err = r.hasher.hash(ctx, password); err != nil {
			return Session{}, "", err
		}
	}
	session, token, err := r.open(ctx, op, name, hash, from, func(ctx context.Context, tx *store.Tx) error {
		if hash == row.password {
			return nil
		}
		_, err := tx.Exec(ctx, rehash, hash, name, row.password)
		return err
	})
	if err == nil {
		r.throttle.succeeded(name, from.Address)
	}
	return session, token, err
}

// SetPassword gives an account another password, as an administrator does, and ends its sessions. Generated is as with Create.
// fault.NotFound for an unknown name; fault.Invalid with codes password_length, password_weak.
func (r *Repository) SetPassword(ctx context.Context, actor audit.Actor, name, password string) (generated string, err error) {
	if password == "" {
		generated = generatedPassword()
		password = generated
	}
	if err := r.setPassword(ctx, "staff.SetPassword", actor, Name(name), password, "", "account.set_password"); err != nil {
		return "", err
	}
	return generated, nil
}

// ChangePassword is what the owner of a session does with her own: all her other sessions end. A wrong old password is
// fault.Forbidden with code password_wrong, because the session stands, and counts as a failed login; fault.RateLimited as with
// Login, fault.Invalid as with SetPassword.
func (r *Repository) ChangePassword(ctx context.Context, session Session, old, password string) error {
	const op = "staff.ChangePassword"
	name := session.Account.Name
	address, _ := netip.ParseAddr(session.Address) // empty: that of a session made without one
	if wait := r.throttle.attempt(name, address); wait > 0 {
		return throttled(op, wait)
	}
	var row accountRow
	if err := r.db.QueryRow(ctx, selectAccount, name).Scan(row.columns()...); err != nil {
		return unknown(op, err)
	}
	fits, _, err := r.hasher.fits(ctx, old, row.password)
	if err != nil {
		return err
	}
	if !fits {
		return fault.New(fault.Forbidden, op, "password_wrong", "原口令不对。")
	}
	r.throttle.succeeded(name, address)
	return r.setPassword(ctx, op, session.Actor(""), name, password, session.ID, "account.change_password")
}

func (r *Repository) setPassword(ctx context.Context, op string, actor audit.Actor, name, password string, keep SessionID, action string) error {
	if err := checkPassword(op, name, password); err != nil {
		return err
	}
	hash, err := r.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		changed, err := tx.Exec(ctx, updatePassword, hash, store.Micros(r.now()), name)
		if err != nil {
			return err
		}
		if changed == 0 {
			return unknown(op, sql.ErrNoRows)
		}
		if _, err := tx.Exec(ctx, deleteSessions, name, keep); err != nil {
			return err
		}
		return r.record(ctx, tx, actor, action, name, nil)
	})
	return store.Fault(op, err)
}

func failed(op string) error {
	return fault.New(fault.Unauthenticated, op, "login_failed", "登录名或口令不对。")
}

func throttled(op string, wait time.Duration) error {
	return &fault.Error{
		Kind: fault.RateLimited, Op: op, Code: "login_throttled", Err: &Throttled{wait},
		Message: fmt.Sprintf("口令错误次数太多，请%d分钟后再试。", int((wait+time.Minute-1)/time.Minute)),
	}
}
