package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/ingest"
	"yueyue/ingest/reader"
	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

var (
	author   = audit.Actor{Name: "bench", Role: "content_editor"}
	reviewer = audit.Actor{Name: "review", Role: "content_reviewer"}
)

// desk is what `yueyue ingest` works with, put together as its main does.
type desk struct {
	ingester  *ingest.Ingester
	proposals *editorial.Repository
	knowledge *knowledge.Repository
	close     func() error
}

// openDesk opens a desk on a folder, with the shipped knowledge in its database.
func openDesk(ctx context.Context, folder string, workers int) (*desk, error) {
	db, err := store.Open(ctx, store.Config{Path: filepath.Join(folder, "yueyue.db")}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	d, err := newDesk(ctx, db, folder, workers)
	if err != nil {
		db.Close()
		return nil, err
	}
	release := d.close
	d.close = func() error {
		err := release()
		db.Close()
		return err
	}
	return d, nil
}

// newDesk is a desk on an open database; close ends its workers.
func newDesk(ctx context.Context, db *store.DB, folder string, workers int) (*desk, error) {
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	content := knowledge.NewRepository(db, time.Now)
	seed, err := knowledge.LoadSeed(data.FS)
	if err != nil {
		return nil, err
	}
	if _, err := content.Seed(ctx, seed); err != nil {
		return nil, err
	}
	regions, err := dialog.LoadRegions(data.FS)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	pool, err := reader.Open(reader.Config{
		Command: []string{self, "-read-worker"}, Cache: filepath.Join(folder, "cache"), Workers: workers,
	})
	if err != nil {
		return nil, err
	}
	d := &desk{knowledge: content, close: pool.Close}
	d.proposals = editorial.NewRepository(db, content, audit.NewTrail(db, time.Now), editorial.Config{}, time.Now)
	d.ingester, err = ingest.New(ingest.Parts{
		Config: ingest.Config{Threads: workers}, Reader: pool, Understand: ingest.Understand,
		Region:   func(name string) (string, bool) { code := regions.Of(name); return code, code != "" },
		Contents: content, Links: content, Desk: d.proposals, Files: ingest.NewFiles(filepath.Join(folder, "originals")), Now: time.Now,
	})
	if err != nil {
		_ = pool.Close() // the first error is the one to tell
		return nil, err
	}
	return d, nil
}

// take ingests paths and gives what came of it.
func (d *desk) take(ctx context.Context, dry bool, paths ...string) (ingest.Result, error) {
	return d.ingester.Ingest(ctx, paths, ingest.Options{DryRun: dry, Title: "bench", Actor: author}, func(ingest.Row) {})
}

// publish makes an edition of a draft.
func (d *desk) publish(ctx context.Context, draft int64) error {
	id := editorial.ProposalID(draft)
	if _, err := d.proposals.Submit(ctx, author, id); err != nil {
		return err
	}
	_, _, err := d.proposals.Publish(ctx, reviewer, id, editorial.Approval{})
	return err
}
