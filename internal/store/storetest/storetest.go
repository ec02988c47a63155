// Package storetest opens fresh, migrated databases for tests: an SQLite file always, and a PostgreSQL schema where
// YUEYUE_TEST_POSTGRES holds a DSN.
package storetest

import (
	"context"
	"database/sql"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes and drops schemas

	"yueyue/internal/store"
)

// Each runs suite once for each database, as the subtests sqlite and postgres. Without a DSN the second is skipped.
func Each(t *testing.T, suite func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		suite(t, Open(t, SQLite(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		suite(t, Open(t, Postgres(t)))
	})
}

// SQLite names a fresh file.
func SQLite(t testing.TB) store.Config {
	return store.Config{Path: filepath.Join(t.TempDir(), "yueyue.db")}
}

// Postgres makes a fresh schema that is dropped when the test ends, or skips the test.
func Postgres(t testing.TB) store.Config {
	t.Helper()
	dsn := os.Getenv("YUEYUE_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("YUEYUE_TEST_POSTGRES holds no DSN of a PostgreSQL to test on")
	}
	location, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("YUEYUE_TEST_POSTGRES: %v", err)
	}
	schema := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	run(t, dsn, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { run(t, dsn, "DROP SCHEMA "+schema+" CASCADE") })
	query := location.Query()
	query.Set("search_path", schema)
	location.RawQuery = query.Encode()
	return store.Config{DSN: location.String()}
}

// Open opens and migrates the database of config, and closes it when the test ends.
func Open(t testing.TB, config store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return db
}

func run(t testing.TB, dsn, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	defer db.Close() //nolint:errcheck // a test's own connection
	if _, err := db.ExecContext(ctx, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
