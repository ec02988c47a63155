package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"yueyue/internal/config"
	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// openStore opens the database, in a folder that it makes when it is not there, and brings it up to date.
func openStore(ctx context.Context, cfg config.Config, logger *slog.Logger) (*store.DB, error) {
	if err := os.MkdirAll(cfg.Var, 0o750); err != nil {
		why := "数据目录 " + cfg.Var + " 不能创建，请检查路径和权限，或用 YUEYUE_VAR 换一个目录。"
		if errors.Is(err, fs.ErrPermission) {
			why = "数据目录 " + cfg.Var + " 没有写权限，请修改权限，或用 YUEYUE_VAR 换一个目录。"
		}
		return nil, &fault.Error{Kind: fault.Unavailable, Op: "main.openStore", Code: "var_unwritable", Message: why, Err: err}
	}
	db, err := store.Open(ctx, database(cfg), logger)
	if err != nil {
		return nil, fmt.Errorf("打开数据库：%w", err)
	}
	if err := db.Migrate(ctx); err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, err
	}
	return db, nil
}

// database is the one that the settings name.
func database(cfg config.Config) store.Config {
	return store.Config{DSN: cfg.Database.DSN, Path: cfg.DatabasePath()}
}

// openStore opens the database for a command that needs nothing else: only warnings are logged.
func (e *environment) openStore(ctx context.Context) (*store.DB, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	logger, err := e.logger(cfg, true)
	if err != nil {
		return nil, err
	}
	return openStore(ctx, cfg, logger)
}
