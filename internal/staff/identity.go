package staff

import (
	"context"
	"database/sql"
	"errors"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// Identity is who an identity provider says somebody is. It was verified.
type Identity struct {
	Issuer      string
	Subject     string // for ever, at that issuer
	Name        string // the login name that is wanted; taken when the account is made
	DisplayName string
	Roles       []Role // as the provider says now
}

const (
	selectIdentity = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.issuer = $1 AND a.subject = $2`
	updateIdentity = `UPDATE accounts SET display_name = $1, roles = $2, updated_at = $3 WHERE issuer = $4 AND subject = $5`
)

// LoginIdentity opens a session for an identity. Its account is made at the first login and follows the provider's display name and
// roles at every other. Errors: fault.Forbidden with code no_role when the provider gives no role that is known here, or the account
// is disabled (account_disabled); fault.Conflict with code name_taken when another account has the name, which is never taken over;
// fault.Invalid with code name_invalid for a name that cannot be one.
func (r *Repository) LoginIdentity(ctx context.Context, identity Identity, from From) (Session, string, error) {
	const op = "staff.LoginIdentity"
	if identity.Issuer == "" || identity.Subject == "" {
		return Session{}, "", fault.New(fault.Invalid, op, "identity_invalid", "")
	}
	roles, err := ordered(op, identity.Roles)
	if err != nil {
		return Session{}, "", err
	}
	if len(roles) == 0 {
		return Session{}, "", fault.New(fault.Forbidden, op, "no_role", "您的账号在本系统没有分配角色，请联系管理员。")
	}
	var name string
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		name, err = r.admit(ctx, tx, op, identity, roles)
		return err
	})
	if err != nil {
		return Session{}, "", store.Fault(op, err)
	}
	return r.open(ctx, op, name, "", from, func(context.Context, *store.Tx) error { return nil })
}

// admit makes or updates the account of an identity and gives its name.
func (r *Repository) admit(ctx context.Context, tx *store.Tx, op string, identity Identity, roles []Role) (string, error) {
	at := store.Micros(r.now())
	account, err := scanAccount(tx.QueryRow(ctx, selectIdentity, identity.Issuer, identity.Subject).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return "", err
	case account.Disabled:
		return "", fault.New(fault.Forbidden, op, "account_disabled", "您的账号已停用，请联系管理员。")
	default:
		after := account
		after.Roles = roles
		if checkDisplayName(op, identity.DisplayName) == nil {
			after.DisplayName = identity.DisplayName
		}
		detail := differences(account, after)
		if len(detail) == 0 {
			return account.Name, nil
		}
		if _, err := tx.Exec(ctx, updateIdentity, after.DisplayName, written(roles), at, identity.Issuer, identity.Subject); err != nil {
			return "", err
		}
		return account.Name, r.record(ctx, tx, System, "account.follow_identity", account.Name, detail)
	}
	name := Name(identity.Name)
	if err := checkName(op, name); err != nil {
		return "", err
	}
	display := identity.DisplayName
	if checkDisplayName(op, display) != nil {
		display = name
	}
	made, err := tx.Exec(ctx, insertAccount, name, display, written(roles), "", identity.Issuer, identity.Subject, at)
	if err != nil {
		return "", err
	}
	if made == 0 {
		return "", fault.New(fault.Conflict, op, "name_taken", "这个登录名在本系统已属于另一个账号，请联系管理员。")
	}
	return name, r.record(ctx, tx, System, "account.create", name, map[string]string{"roles": written(roles), "issuer": identity.Issuer})
}
