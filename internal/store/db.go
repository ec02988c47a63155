package store

import (
	"context"
	"database/sql"
	"log/slog"

	"yueyue/internal/fault"
)

// DB is the open database. It is safe for concurrent use.
type DB struct {
	dialect Dialect
	config  Config
	logger  *slog.Logger
	reads   *sql.DB // on SQLite its connections refuse to write
	engine  engine
	rebind  rebinder
}

// engine is what the two databases do differently.
type engine interface {
	transact(ctx context.Context, fn func(context.Context, *Tx) error) error
	// migrating gives goose a handle that may change tables, and what to call afterwards.
	migrating() (*sql.DB, func() error, error)
	// close waits for the transactions under way. reads is closed by DB.
	close() error
}

// Open connects to the database that config names and makes sure that it answers. It creates the SQLite file and its
// folder, but no tables: Migrate does. An unwritable folder, a damaged file and a server that is away are fault.Unavailable
// with a message for whoever started the program. The caller calls Close.
func Open(ctx context.Context, config Config, logger *slog.Logger) (*DB, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	db := &DB{dialect: config.dialect(), config: config, logger: logger}
	open := db.openSQLite
	if db.dialect == Postgres {
		open = db.openPostgres
	}
	if err := open(ctx); err != nil {
		return nil, err
	}
	return db, nil
}

// Close waits for the transactions under way and releases the database. Transactions that come later fail with
// fault.Unavailable.
func (db *DB) Close() error {
	err := db.engine.close()
	if closing := db.reads.Close(); err == nil {
		err = closing
	}
	return fault.Wrap(fault.Internal, "store.Close", err)
}

// Dialect tells which database this is.
func (db *DB) Dialect() Dialect { return db.dialect }

// Ping makes one round trip through the database.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return Fault("store.Ping", db.QueryRow(ctx, "SELECT 1").Scan(&one))
}

// Engine names the database engine and its version, for example "SQLite 3.53.0" or "PostgreSQL 15.18".
func (db *DB) Engine(ctx context.Context) (string, error) {
	name, text := "SQLite", "SELECT sqlite_version()"
	if db.dialect == Postgres {
		name, text = "PostgreSQL", "SELECT current_setting('server_version')"
	}
	var version string
	if err := db.QueryRow(ctx, text).Scan(&version); err != nil {
		return "", Fault("store.Engine", err)
	}
	return name + " " + version, nil
}

// Query runs one reading statement on committed data. The caller closes the rows, or hands them to Collect.
func (db *DB) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if err := storable(args); err != nil {
		return nil, err
	}
	return db.reads.QueryContext(ctx, db.text(text), args...)
}

// QueryRow runs one reading statement for one row of committed data; Scan gives sql.ErrNoRows when there is none.
func (db *DB) QueryRow(ctx context.Context, text string, args ...any) *Row {
	if err := storable(args); err != nil {
		return &Row{err: err}
	}
	return &Row{row: db.reads.QueryRowContext(ctx, db.text(text), args...)}
}

// Exec runs one writing statement as a transaction of its own and returns the number of rows it changed.
func (db *DB) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	var changed int64
	err := db.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		var err error
		changed, err = tx.Exec(ctx, text, args...)
		return err
	})
	return changed, err
}

// Tx runs fn in a transaction and commits what it wrote; a nil result means committed and on disk. An error or panic of fn
// rolls back and is the caller's. See the package comment for what fn may do. When ctx ends before fn had its turn, fn is
// not run; when it ends during fn, the next statement fails; once fn has returned, ctx no longer matters on SQLite.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if ctx.Value(insideTx{}) != nil {
		return fault.New(fault.Internal, "store.Tx", "nested_transaction", "")
	}
	return db.engine.transact(ctx, fn)
}

// text is the statement as this database reads it.
func (db *DB) text(text string) string {
	if db.dialect == Postgres {
		return text
	}
	return db.rebind.text(text)
}

// Collect reads rows to the end, scans each and closes them. No rows give a nil slice.
func Collect[T any](rows *sql.Rows, scan func(scan func(...any) error) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
