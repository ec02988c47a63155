package api

import (
	"context"

	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
	"yueyue/internal/staff/oidc"
)

// StaffParts is what the routes of staff stand on. All but Provider are needed; *staff.Repository is the first three.
type StaffParts struct {
	Sessions   StaffSessions
	Accounts   StaffAccounts
	Identities StaffIdentities
	Provider   StaffProvider // nil: staff log in by password alone
	OneDesk    bool          // the author of a proposal may publish it; told to the console
}

// StaffSessions lets staff in. Errors are as package staff says.
type StaffSessions interface {
	Login(ctx context.Context, name, password string, from staff.From) (staff.Session, string, error)
	Authenticate(ctx context.Context, token string) (staff.Session, error)
	Sessions(ctx context.Context, name string) ([]staff.Session, error)
	Revoke(ctx context.Context, actor audit.Actor, name string, id staff.SessionID) error
	RevokeAll(ctx context.Context, actor audit.Actor, name string, keep staff.SessionID) error
}

// StaffAccounts keeps the people of staff. Errors are as package staff says.
type StaffAccounts interface {
	Accounts(ctx context.Context) ([]staff.Account, error)
	Create(ctx context.Context, actor audit.Actor, account staff.New) (made staff.Account, generated string, err error)
	Update(ctx context.Context, actor audit.Actor, name string, change staff.Change) (staff.Account, error)
	SetPassword(ctx context.Context, actor audit.Actor, name, password string) (generated string, err error)
	ChangePassword(ctx context.Context, session staff.Session, old, password string) error
}

// StaffIdentities lets those in whom an identity provider vouches for.
type StaffIdentities interface {
	LoginIdentity(ctx context.Context, identity staff.Identity, from staff.From) (staff.Session, string, error)
}

// StaffProvider speaks with the identity provider; *oidc.Provider is one.
type StaffProvider interface {
	Begin(ctx context.Context) (address string, flow oidc.Flow, err error)
	Finish(ctx context.Context, flow oidc.Flow, state, code string) (staff.Identity, error)
}
