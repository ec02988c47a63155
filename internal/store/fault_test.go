package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

func TestFault(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"no row", sql.ErrNoRows, fault.NotFound},
		{"no row, wrapped", fmt.Errorf("reading: %w", sql.ErrNoRows), fault.NotFound},
		{"cancelled", context.Canceled, fault.Unavailable},
		{"too late", context.DeadlineExceeded, fault.Unavailable},
		{"connection gone", sql.ErrConnDone, fault.Unavailable},
		{"SQLite busy", sqlite3.Error{Code: sqlite3.ErrBusy}, fault.Unavailable},
		{"SQLite disk full", sqlite3.Error{Code: sqlite3.ErrFull}, fault.Unavailable},
		{"SQLite constraint", sqlite3.Error{Code: sqlite3.ErrConstraint}, fault.Internal},
		{"PostgreSQL away", &pgconn.ConnectError{Config: &pgconn.Config{}}, fault.Unavailable},
		{"PostgreSQL gone", fmt.Errorf("receive: %w", io.ErrUnexpectedEOF), fault.Unavailable},
		{"network gone", &net.OpError{Op: "read", Err: errors.New("reset")}, fault.Unavailable},
		{"PostgreSQL shutting down", &pgconn.PgError{Code: "57P01"}, fault.Unavailable},
		{"PostgreSQL disk full", &pgconn.PgError{Code: "53100"}, fault.Unavailable},
		{"PostgreSQL deadlock", &pgconn.PgError{Code: "40P01"}, fault.Unavailable},
		{"PostgreSQL unique", &pgconn.PgError{Code: "23505"}, fault.Internal},
		{"a fault already", fault.New(fault.Forbidden, "other.Op", "", ""), fault.Forbidden},
		{"anything else", errors.New("else"), fault.Internal},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := store.Fault("package.Method", c.err)
			if fault.KindOf(err) != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := store.Fault("package.Method", nil); err != nil {
		t.Errorf("nil became %v", err)
	}
}
