package store

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"
)

// insideTx marks the context of a closure, so that a Tx inside a Tx is an error and not a dead end.
type insideTx struct{}

var errEnded = errors.New("the transaction has ended")

// Tx is one transaction, good until the closure that got it returns. It is not safe for concurrent use.
type Tx struct {
	db    *DB
	on    handle
	ended atomic.Bool
	// lost reports, after a failed statement, that the database has rolled back more than that statement; nil: it never does.
	lost func() bool
	// detach takes cancellation off the context of a running statement: SQLite answers an interrupted write by rolling back
	// the whole transaction, which others share.
	detach bool
	rows   []*sql.Rows
}

// handle is what *sql.Conn and *sql.Tx have in common.
type handle interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Dialect tells which database this is.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// Exec runs one statement and returns the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	ctx, err := tx.ready(ctx, args)
	if err != nil {
		return 0, err
	}
	result, err := tx.on.ExecContext(ctx, tx.db.text(text), args...)
	if err != nil {
		return 0, tx.failed(err)
	}
	return result.RowsAffected()
}

// Query runs one statement that gives rows. They are read to the end, or closed, before the next statement.
func (tx *Tx) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	ctx, err := tx.ready(ctx, args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.on.QueryContext(ctx, tx.db.text(text), args...)
	if err != nil {
		return nil, tx.failed(err)
	}
	tx.rows = append(tx.rows, rows)
	return rows, nil
}

// QueryRow runs one statement that gives one row; Scan gives sql.ErrNoRows when there is none.
func (tx *Tx) QueryRow(ctx context.Context, text string, args ...any) *Row {
	ctx, err := tx.ready(ctx, args)
	if err != nil {
		return &Row{err: err}
	}
	return &Row{row: tx.on.QueryRowContext(ctx, tx.db.text(text), args...), tx: tx}
}

// ready refuses a statement that comes too late or that only one of the databases would take, and gives the context to run it with.
func (tx *Tx) ready(ctx context.Context, args []any) (context.Context, error) {
	if tx.ended.Load() {
		return nil, errEnded
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := storable(args); err != nil {
		return nil, err
	}
	if tx.detach {
		return context.WithoutCancel(ctx), nil
	}
	return ctx, nil
}

// failed keeps a closure that ignores errors from writing on outside a transaction that is gone.
func (tx *Tx) failed(err error) error {
	if tx.lost != nil && tx.lost() {
		tx.ended.Store(true)
	}
	return err
}

// end closes what the closure left open and refuses what it might still send.
func (tx *Tx) end() {
	tx.ended.Store(true)
	for _, rows := range tx.rows {
		_ = rows.Close() // the transaction's own result tells what went wrong
	}
}

// Row is the result of QueryRow.
type Row struct {
	row *sql.Row
	tx  *Tx
	err error
}

// Scan copies the columns of the row into dest, or tells why there is none.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	err := r.row.Scan(dest...)
	if err != nil && r.tx != nil && !errors.Is(err, sql.ErrNoRows) {
		return r.tx.failed(err)
	}
	return err
}
