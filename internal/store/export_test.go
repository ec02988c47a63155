package store

import (
	"context"
	"io/fs"
)

// What the tests of this package reach inside for.

var Rebind = rebind

func (db *DB) MigrateSteps(ctx context.Context, steps fs.FS) error { return db.migrate(ctx, steps) }

// CommitEach makes every SQLite transaction a commit of its own, as it would be without the committer's batches.
func (db *DB) CommitEach() {
	db.engine.(*sqliteEngine).limit = 1 //nolint:forcetypeassert // the callers open SQLite
}

// Pragma reads a setting of the writing connection.
func (db *DB) Pragma(ctx context.Context, name string) (value string, err error) {
	err = db.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		return tx.QueryRow(ctx, "PRAGMA "+name).Scan(&value)
	})
	return value, err
}

// Waiting is the number of SQLite transactions in the queue.
func (db *DB) Waiting() int {
	return len(db.engine.(*sqliteEngine).queue) //nolint:forcetypeassert // the callers open SQLite
}
