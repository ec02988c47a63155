package main

import (
	"context"

	"yueyue/ingest"
	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
)

// watcher is the work of taking in what people put into the configured folder, until its context ends; nil when none is
// configured.
func (p *program) watcher() (func(context.Context), error) {
	if p.config.Ingest.Watch == "" {
		return nil, nil //nolint:nilnil // no folder is an answer here
	}
	ingester, release, err := newDesk(p.config, p.logger, p.db, p.knowledge).ingester()
	if err != nil {
		return nil, err
	}
	watcher, err := ingest.NewWatcher(ingester, ingest.WatchConfig{
		Folder: p.config.Ingest.Watch, Settle: p.config.Ingest.Settle, Actor: audit.Actor{Name: "监视的文件夹", Role: "system"},
	}, nil)
	if err != nil {
		release()
		return nil, err
	}
	return func(ctx context.Context) {
		defer release()
		if err := watcher.Run(ctx); err != nil {
			p.logger.ErrorContext(ctx, "watching a folder", "error", err, "code", fault.CodeOf(err))
		}
	}, nil
}
