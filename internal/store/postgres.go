package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"yueyue/internal/fault"
)

const (
	// postgresTries is how often a transaction is tried that the server sends back.
	postgresTries = 5
	// postgresPause is the longest pause before the second try; it doubles with each further one.
	postgresPause = 10 * time.Millisecond
)

// postgresEngine is the PostgreSQL side of a DB.
type postgresEngine struct {
	db     *DB
	pool   *pgxpool.Pool
	closed atomic.Bool
}

func (db *DB) openPostgres(ctx context.Context) error {
	config, err := pgxpool.ParseConfig(db.config.DSN)
	if err != nil {
		return &fault.Error{
			Kind: fault.Invalid, Op: "store.Open", Code: "database_not_configured", Err: err,
			Message: "PostgreSQL 的 DSN 写法有误，应形如 postgres://用户:密码@主机:5432/库名。(the DSN cannot be read)",
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err == nil {
		err = pool.Ping(ctx)
	}
	if err != nil {
		if pool != nil {
			pool.Close()
		}
		return &fault.Error{
			Kind: fault.Unavailable, Op: "store.Open", Code: "database_unreachable", Err: err,
			Message: "连不上 PostgreSQL，请检查 DSN、网络和数据库是否已启动。(PostgreSQL does not answer)",
		}
	}
	db.reads = stdlib.OpenDBFromPool(pool)
	db.engine = &postgresEngine{db: db, pool: pool}
	return nil
}

func (e *postgresEngine) migrating() (*sql.DB, func() error, error) {
	return e.db.reads, func() error { return nil }, nil
}

func (e *postgresEngine) close() error {
	e.closed.Store(true)
	err := e.db.reads.Close() // waits for what is under way; closing it twice is harmless
	e.pool.Close()
	return err
}

// transact runs fn in a transaction of its own and again when the server asks for it.
func (e *postgresEngine) transact(ctx context.Context, fn func(context.Context, *Tx) error) error {
	pause := postgresPause
	for try := 1; ; try++ {
		err := e.once(ctx, fn)
		if try == postgresTries || !sentBack(err) {
			return err
		}
		select {
		case <-time.After(rand.N(pause)):
		case <-ctx.Done():
			return Fault("store.Tx", ctx.Err())
		}
		pause *= 2
	}
}

func (e *postgresEngine) once(ctx context.Context, fn func(context.Context, *Tx) error) error {
	begun, err := e.db.reads.BeginTx(ctx, nil)
	if err != nil && e.closed.Load() {
		return errClosed
	}
	if err != nil {
		return Fault("store.Tx", err)
	}
	defer begun.Rollback() // after Commit it does nothing; before, fn's error or panic is what matters
	tx := &Tx{db: e.db, on: begun}
	defer tx.end()
	if err := fn(context.WithValue(ctx, insideTx{}, true), tx); err != nil {
		return err
	}
	tx.end()
	return Fault("store.Tx", begun.Commit())
}

// sentBack reports a transaction that failed only because of its neighbours.
func sentBack(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01") // serialization_failure, deadlock_detected
}
