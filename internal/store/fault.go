package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"yueyue/internal/fault"
)

var errClosed = fault.New(fault.Unavailable, "store.Tx", "database_closed", "")

// Fault puts operation and kind on an error of the database: NotFound for no row, Unavailable for what later may work (the
// context ended, the database is busy, full or away), Internal for the rest. nil and what is a fault already stay as they
// are.
func Fault(op string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	kind := fault.Internal
	switch {
	case errors.Is(err, sql.ErrNoRows):
		kind = fault.NotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, sql.ErrConnDone), away(err):
		kind = fault.Unavailable
	}
	return fault.Wrap(kind, op, err)
}

// away reports a database that cannot work now but may later.
func away(err error) bool {
	if lite, ok := errors.AsType[sqlite3.Error](err); ok {
		switch lite.Code {
		case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrReadonly:
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok || errors.Is(err, io.ErrUnexpectedEOF) {
		return true // the connection broke
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		// Connection exceptions, insufficient resources, operator intervention, transaction rollback.
		for _, class := range []string{"08", "53", "57", "40"} {
			if strings.HasPrefix(pg.Code, class) {
				return true
			}
		}
	}
	return false
}
