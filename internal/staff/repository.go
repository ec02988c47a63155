package staff

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// Trail remembers who did what, in the transaction of the act.
type Trail interface {
	Record(ctx context.Context, tx *store.Tx, entry audit.Entry) error
}

// Repository keeps accounts and sessions. It is safe for concurrent use. Errors of the database are as store.Fault says, beside
// those that each method names.
type Repository struct {
	db       *store.DB
	trail    Trail
	config   Config
	now      func() time.Time
	hasher   *hasher
	throttle *throttle
}

// NewRepository makes a repository on a migrated database; config is valid. now is the clock of sessions and of throttling.
func NewRepository(db *store.DB, trail Trail, config Config, now func() time.Time) *Repository {
	return &Repository{
		db: db, trail: trail, config: config, now: now,
		hasher: newHasher(config.Password), throttle: newThrottle(config, now),
	}
}

const (
	accountColumns = `a.name, a.display_name, a.roles, a.disabled, a.password, a.issuer, a.created_at, a.updated_at`
	insertAccount  = `INSERT INTO accounts
		(name, display_name, roles, password, issuer, subject, disabled, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $7) ON CONFLICT DO NOTHING`
	selectAccount  = `SELECT ` + accountColumns + ` FROM accounts a WHERE a.name = $1`
	selectAccounts = `SELECT ` + accountColumns + ` FROM accounts a ORDER BY a.name`
	updateAccount  = `UPDATE accounts SET display_name = $1, roles = $2, disabled = $3, updated_at = $4 WHERE name = $5`
	updatePassword = `UPDATE accounts SET password = $1, updated_at = $2 WHERE name = $3`
	rehash         = `UPDATE accounts SET password = $1 WHERE name = $2 AND password = $3`
	deleteSessions = `DELETE FROM staff_sessions WHERE account = $1 AND id <> $2`
)

// lockAccounts takes the table, so that two administrators who take each other away come one after the other.
// On SQLite there is one writer at a time anyway.
const lockAccounts = `LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE`

// New is an account to be made.
type New struct {
	Name        string
	DisplayName string
	Roles       []Role
	Password    string // at least 12 characters; empty: one is generated
}

// System is the actor of what a command does, not a person at the console.
var System = audit.Actor{Name: "yueyue", Role: "system"}

// Create makes an account. Generated is the password where none was given; it is shown once. Errors: fault.Conflict with code
// name_taken; fault.Invalid with codes name_invalid, display_name_invalid, role_unknown, password_length, password_weak.
func (r *Repository) Create(ctx context.Context, actor audit.Actor, n New) (account Account, generated string, err error) {
	const op = "staff.Create"
	n.Name = Name(n.Name)
	if err := checkName(op, n.Name); err != nil {
		return Account{}, "", err
	}
	if err := checkDisplayName(op, n.DisplayName); err != nil {
		return Account{}, "", err
	}
	roles, err := ordered(op, n.Roles)
	if err != nil {
		return Account{}, "", err
	}
	if n.Password == "" {
		generated = generatedPassword()
		n.Password = generated
	}
	if err := checkPassword(op, n.Name, n.Password); err != nil {
		return Account{}, "", err
	}
	hash, err := r.hasher.hash(ctx, n.Password)
	if err != nil {
		return Account{}, "", err
	}
	at := store.Micros(r.now())
	account = Account{
		Name: n.Name, DisplayName: n.DisplayName, Roles: roles, Password: true,
		CreatedAt: store.Instant(at), UpdatedAt: store.Instant(at),
	}
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		made, err := tx.Exec(ctx, insertAccount, account.Name, account.DisplayName, written(roles), hash, nil, nil, at)
		if err != nil {
			return err
		}
		if made == 0 {
			return fault.New(fault.Conflict, op, "name_taken", "这个登录名已经有人用了。")
		}
		return r.record(ctx, tx, actor, "account.create", account.Name, map[string]string{"roles": written(roles)})
	})
	if err != nil {
		return Account{}, "", store.Fault(op, err)
	}
	return account, generated, nil
}

// Account is one account; fault.NotFound when there is none of that name.
func (r *Repository) Account(ctx context.Context, name string) (Account, error) {
	account, err := scanAccount(r.db.QueryRow(ctx, selectAccount, Name(name)).Scan)
	return account, unknown("staff.Account", err)
}

// Accounts are all accounts, by name.
func (r *Repository) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := r.db.Query(ctx, selectAccounts)
	if err != nil {
		return nil, store.Fault("staff.Accounts", err)
	}
	accounts, err := store.Collect(rows, scanAccount)
	return accounts, store.Fault("staff.Accounts", err)
}

// Change is what an administrator changes of an account. A nil field stays as it is.
type Change struct {
	DisplayName *string
	Roles       *[]Role // counts from the next request on
	Disabled    *bool   // true ends its sessions
}

// Update changes an account. fault.Conflict with code last_administrator when nobody would be left who administers;
// fault.NotFound for an unknown name; fault.Invalid as with Create.
func (r *Repository) Update(ctx context.Context, actor audit.Actor, name string, change Change) (Account, error) {
	const op = "staff.Update"
	name = Name(name)
	var account Account
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		accounts, err := locked(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(accounts, func(a Account) bool { return a.Name == name })
		if i < 0 {
			return unknown(op, sql.ErrNoRows)
		}
		before := accounts[i]
		if err := change.apply(op, &accounts[i]); err != nil {
			return err
		}
		if before.administers() && !slices.ContainsFunc(accounts, Account.administers) {
			return fault.New(fault.Conflict, op, "last_administrator", "至少要保留一位可以登录的管理员。")
		}
		account = accounts[i]
		at := store.Micros(r.now())
		account.UpdatedAt = store.Instant(at)
		if _, err := tx.Exec(ctx, updateAccount, account.DisplayName, written(account.Roles), account.Disabled, at, name); err != nil {
			return err
		}
		if account.Disabled {
			if _, err := tx.Exec(ctx, deleteSessions, name, ""); err != nil {
				return err
			}
		}
		return r.record(ctx, tx, actor, "account.update", name, differences(before, account))
	})
	if err != nil {
		return Account{}, store.Fault(op, err)
	}
	return account, nil
}

func (c Change) apply(op string, account *Account) error {
	if c.DisplayName != nil {
		if err := checkDisplayName(op, *c.DisplayName); err != nil {
			return err
		}
		account.DisplayName = *c.DisplayName
	}
	if c.Roles != nil {
		roles, err := ordered(op, *c.Roles)
		if err != nil {
			return err
		}
		account.Roles = roles
	}
	if c.Disabled != nil {
		account.Disabled = *c.Disabled
	}
	return nil
}

// differences are what the trail says of a change.
func differences(before, after Account) map[string]string {
	detail := map[string]string{}
	if before.DisplayName != after.DisplayName {
		detail["display_name"] = after.DisplayName
	}
	if from, to := written(before.Roles), written(after.Roles); from != to {
		detail["roles_from"], detail["roles_to"] = from, to
	}
	if before.Disabled != after.Disabled {
		detail["disabled"] = map[bool]string{true: "true", false: "false"}[after.Disabled]
	}
	return detail
}

// administers tells whether the account is an administrator who can log in.
func (a Account) administers() bool { return a.Has(Administrator) && !a.Disabled }

// locked are all accounts, which nobody else changes until the transaction ends.
func locked(ctx context.Context, tx *store.Tx) ([]Account, error) {
	if tx.Dialect() == store.Postgres {
		if _, err := tx.Exec(ctx, lockAccounts); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Query(ctx, selectAccounts)
	if err != nil {
		return nil, err
	}
	return store.Collect(rows, scanAccount)
}

func (r *Repository) record(ctx context.Context, tx *store.Tx, actor audit.Actor, action, name string, detail map[string]string) error {
	return r.trail.Record(ctx, tx, audit.Entry{Actor: actor, Action: action, SubjectKind: "account", SubjectID: name, Detail: detail})
}

// unknown tells in words that there is no such account.
func unknown(op string, err error) error {
	err = store.Fault(op, err)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, op, "account_unknown", "没有这个账号。")
	}
	return err
}

func scanAccount(scan func(...any) error) (Account, error) {
	var row accountRow
	err := scan(row.columns()...)
	return row.account(), err
}

// accountRow is an account as accountColumns gives it.
type accountRow struct {
	Account
	roles, password  string
	issuer           sql.NullString
	created, updated int64
}

func (w *accountRow) columns() []any {
	return []any{&w.Name, &w.DisplayName, &w.roles, &w.Disabled, &w.password, &w.issuer, &w.created, &w.updated}
}

func (w *accountRow) account() Account {
	account := w.Account
	account.Roles, account.Password, account.Issuer = readRoles(w.roles), w.password != "", w.issuer.String
	account.CreatedAt, account.UpdatedAt = store.Instant(w.created), store.Instant(w.updated)
	return account
}
