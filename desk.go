package main

import (
	"context"
	"log/slog"
	"time"

	"yueyue/data"
	"yueyue/internal/config"
	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// commandLine is the role of whoever works at the command line: the machine's own accounts say who may.
const commandLine = "command_line"

// nobodyNamed is who takes files in when nobody is named.
const nobodyNamed = "命令行"

// desk is what the work on content needs of the program: neither model nor index.
type desk struct {
	config    config.Config
	logger    *slog.Logger
	db        *store.DB
	knowledge *knowledge.Repository
	proposals *editorial.Repository
}

// openDesk opens the database with the shipped knowledge in it. The caller closes it.
func (e *environment) openDesk(ctx context.Context) (*desk, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	logger, err := e.logger(cfg, true)
	if err != nil {
		return nil, err
	}
	seed, err := knowledge.LoadSeed(data.FS)
	if err != nil {
		return nil, err
	}
	db, err := openStore(ctx, cfg, logger)
	if err != nil {
		return nil, err
	}
	content := knowledge.NewRepository(db, time.Now)
	if _, err := content.Seed(ctx, seed); err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, err
	}
	return newDesk(cfg, logger, db, content), nil
}

func newDesk(cfg config.Config, logger *slog.Logger, db *store.DB, content *knowledge.Repository) *desk {
	strictness := editorial.Config{OnePersonDesk: cfg.Editorial.OnePersonDesk}
	return &desk{
		config: cfg, logger: logger, db: db, knowledge: content,
		proposals: editorial.NewRepository(db, content, audit.NewTrail(db, time.Now), strictness, time.Now),
	}
}

func (d *desk) close() {
	if err := d.db.Close(); err != nil {
		d.logger.Error("closing a part", "part", "database", "error", err)
	}
}
