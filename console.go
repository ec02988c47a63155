package main

import (
	"net/http"
	"path/filepath"
	"time"

	"yueyue/api"
	"yueyue/internal/config"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
	"yueyue/internal/staff/oidc"
	"yueyue/internal/store"
)

// console is what the routes of staff and of content staff stand on.
type console struct {
	staff   api.StaffParts
	content api.ContentParts
	close   func() error
}

// openConsole puts the parts together. The caller closes it, behind the server.
func (p *program) openConsole() (*console, error) {
	d := newDesk(p.config, p.logger, p.db, p.knowledge)
	files, err := openIntake(d)
	if err != nil {
		return nil, err
	}
	rehearsal, err := newRehearsal(p, d.proposals)
	if err != nil {
		return nil, err
	}
	people, err := newStaff(p.config, p.db)
	if err != nil {
		return nil, err
	}
	c := &console{close: files.pool.Close}
	c.staff = api.StaffParts{Sessions: people, Accounts: people, Identities: people, OneDesk: p.config.Editorial.OnePersonDesk}
	if provider, err := newProvider(p.config.Staff.OIDC); err != nil {
		return nil, err
	} else if provider != nil {
		c.staff.Provider = provider
	}
	seed := p.languages.seed
	c.content = api.ContentParts{
		Editorial: d.proposals.Answered(answering{p}), Library: p.knowledge, Rehearsal: rehearsal, Intake: files, Trail: audit.NewTrail(p.db, time.Now),
		Originals: &originals{files: d.originals(), pool: files.pool, folder: filepath.Join(p.config.Var, "cache", "originals")},
		Words: func(l knowledge.Lexicon) (shipped, words knowledge.Words) {
			return knowledge.Lexicon{}.Words(seed), l.Words(seed)
		},
	}
	return c, nil
}

// uploadsOf is where uploads lie and how large they may be.
func uploadsOf(cfg config.Config) api.UploadConfig {
	return api.UploadConfig{
		Folder: filepath.Join(cfg.Var, "uploads"), FileBytes: int64(cfg.Uploads.FileMB) << 20, TotalBytes: int64(cfg.Uploads.TotalMB) << 20,
		Files: cfg.Uploads.Files,
	}
}

// newStaff keeps the people of staff in a database.
func newStaff(cfg config.Config, db *store.DB) (*staff.Repository, error) {
	settings := staff.DefaultConfig()
	settings.Idle, settings.Absolute = cfg.Staff.Idle, cfg.Staff.Session
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	return staff.NewRepository(db, audit.NewTrail(db, time.Now), settings, time.Now), nil
}

// newProvider is the identity provider of the house; nil when none is configured.
func newProvider(settings config.OIDC) (*oidc.Provider, error) {
	if settings.Issuer == "" {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	provider := oidc.Config{
		Issuer: settings.Issuer, ClientID: settings.ClientID, ClientSecret: settings.ClientSecret, RedirectURL: settings.RedirectURL,
		Scopes: settings.Scopes, NameClaim: settings.NameClaim, RoleClaim: settings.RoleClaim, Roles: map[string][]staff.Role{},
	}
	for value, roles := range settings.RolesByValue() {
		for _, role := range roles {
			provider.Roles[value] = append(provider.Roles[value], staff.Role(role))
		}
	}
	if err := provider.Validate(); err != nil {
		return nil, err
	}
	return oidc.New(provider, &http.Client{}, time.Now), nil
}
