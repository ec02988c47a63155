package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

func TestDB(t *testing.T) {
	storetest.Each(t, conform)
}

var errOwn = errors.New("the closure's own error")

// conform is what a DB promises, on whatever database.
func conform(t *testing.T, db *store.DB) {
	if _, err := db.Exec(t.Context(), `CREATE TABLE things (
		name TEXT PRIMARY KEY, number BIGINT NULL, flag BOOLEAN NULL, bytes BYTEA NULL, ratio DOUBLE PRECISION NULL)`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB)
	}{
		{"round trip", roundTrip},
		{"types", types},
		{"parameters by number", parameters},
		{"commit and rollback", rollback},
		{"panic", panics},
		{"goroutine that ends", exits},
		{"transaction in a transaction", nested},
		{"transaction used too late", late},
		{"context", contexts},
		{"concurrent", concurrent},
		{"rows left open", openRows},
		{"text that cannot be stored", unstorable},
		{"foreign keys", foreignKeys},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, db) })
	}
}

func roundTrip(t *testing.T, db *store.DB) {
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	name, err := db.Engine(t.Context())
	want := map[store.Dialect]string{store.SQLite: "SQLite 3.", store.Postgres: "PostgreSQL "}[db.Dialect()]
	if err != nil || !strings.HasPrefix(name, want) {
		t.Errorf("engine %q, %v", name, err)
	}
}

func types(t *testing.T, db *store.DB) {
	instant := store.Micros(noon)
	changed, err := db.Exec(t.Context(), "INSERT INTO things (name, number, flag, bytes, ratio) VALUES ($1, $2, $3, $4, $5), ($6, NULL, NULL, NULL, NULL)",
		"types", instant, true, []byte{0, 1, 255}, 0.25, "nulls")
	if err != nil || changed != 2 {
		t.Fatalf("changed %d, %v", changed, err)
	}
	var number int64
	var flag bool
	var bytes []byte
	var ratio float64
	err = db.QueryRow(t.Context(), "SELECT number, flag, bytes, ratio FROM things WHERE flag AND name = $1", "types").Scan(&number, &flag, &bytes, &ratio)
	if err != nil || !store.Instant(number).Equal(noon) || !flag || string(bytes) != "\x00\x01\xff" || ratio != 0.25 {
		t.Errorf("got %d, %v, %v, %v, %v", number, flag, bytes, ratio, err)
	}
	var none sql.NullInt64
	if err := db.QueryRow(t.Context(), "SELECT number FROM things WHERE name = $1", "nulls").Scan(&none); err != nil || none.Valid {
		t.Errorf("got %v, %v", none, err)
	}
	err = db.QueryRow(t.Context(), "SELECT number FROM things WHERE name = $1", "nothing").Scan(&none)
	if !errors.Is(err, sql.ErrNoRows) || fault.KindOf(store.Fault("test", err)) != fault.NotFound {
		t.Errorf("no row is %v", err)
	}
}

// parameters: SQLite would number $2, $1 by appearance and bind the wrong way round without an error.
func parameters(t *testing.T, db *store.DB) {
	rows, err := db.Query(t.Context(), "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", "first", "second")
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.Collect(rows, func(scan func(...any) error) (string, error) {
		var a, b, c string
		err := scan(&a, &b, &c)
		return a + " " + b + " " + c, err
	})
	if err != nil || len(got) != 1 || got[0] != "second first second" {
		t.Errorf("got %v, %v", got, err)
	}
}

func rollback(t *testing.T, db *store.DB) {
	err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if tx.Dialect() != db.Dialect() {
			t.Errorf("dialect %s", tx.Dialect())
		}
		return errors.Join(put(ctx, tx, "kept"), put(ctx, tx, "kept too"))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := put(ctx, tx, "gone"); err != nil {
			return err
		}
		if !seenIn(ctx, t, tx, "gone") || seen(t, db, "gone") {
			t.Error("a transaction does not see its own writes, or others see them before its commit")
		}
		return errOwn
	})
	if !errors.Is(err, errOwn) || seen(t, db, "gone") || !seen(t, db, "kept") || !seen(t, db, "kept too") {
		t.Errorf("after the rollback: %v", err)
	}
}

func panics(t *testing.T, db *store.DB) {
	func() {
		defer func() {
			if recover() != "of the closure" {
				t.Error("the panic did not reach its caller")
			}
		}()
		_ = db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := put(ctx, tx, "panicked"); err != nil {
				t.Error(err)
			}
			panic("of the closure")
		})
	}()
	if seen(t, db, "panicked") {
		t.Error("a panic was committed")
	}
	alive(t, db)
}

// exits is what t.FailNow does inside a closure.
func exits(t *testing.T, db *store.DB) {
	var group sync.WaitGroup
	group.Go(func() {
		_ = db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := put(ctx, tx, "exited"); err != nil {
				t.Error(err)
			}
			runtime.Goexit()
			return nil
		})
	})
	group.Wait()
	if seen(t, db, "exited") {
		t.Error("a closure that did not return was committed")
	}
	alive(t, db)
}

func nested(t *testing.T, db *store.DB) {
	err := db.Tx(t.Context(), func(ctx context.Context, _ *store.Tx) error {
		_, err := db.Exec(ctx, "DELETE FROM things")
		return err
	})
	if fault.CodeOf(err) != "nested_transaction" {
		t.Errorf("got %v", err)
	}
}

func late(t *testing.T, db *store.DB) {
	var kept *store.Tx
	if err := db.Tx(t.Context(), func(_ context.Context, tx *store.Tx) error {
		kept = tx
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	_, err := kept.Exec(t.Context(), "DELETE FROM things")
	_, queryErr := kept.Query(t.Context(), "SELECT 1") //nolint:rowserrcheck,sqlclosecheck // it is refused
	var one int
	rowErr := kept.QueryRow(t.Context(), "SELECT 1").Scan(&one)
	if err == nil || queryErr == nil || rowErr == nil {
		t.Errorf("after its end a transaction answers %v, %v, %v", err, queryErr, rowErr)
	}
}

func contexts(t *testing.T, db *store.DB) {
	ended, end := context.WithCancel(t.Context())
	end()
	err := db.Tx(ended, func(context.Context, *store.Tx) error {
		t.Error("a closure ran for a caller that has gone")
		return nil
	})
	if !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("before: %v", err)
	}
	during, end := context.WithCancel(t.Context())
	err = db.Tx(during, func(ctx context.Context, tx *store.Tx) error {
		if err := put(ctx, tx, "half"); err != nil {
			return err
		}
		end()
		_, err := tx.Query(ctx, "SELECT 1") //nolint:rowserrcheck,sqlclosecheck // it is refused
		if err == nil {
			t.Error("a statement ran after the context had ended")
		}
		return put(ctx, tx, "other half")
	})
	if !errors.Is(err, context.Canceled) || seen(t, db, "half") {
		t.Errorf("during: %v", err)
	}
	alive(t, db)
}

// concurrent: failures among many transactions take back their own writes only.
func concurrent(t *testing.T, db *store.DB) {
	const callers, each = 16, 20
	var group sync.WaitGroup
	for c := range callers {
		group.Go(func() {
			for n := range each {
				name := fmt.Sprintf("concurrent %d %d", c, n)
				err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
					if err := put(ctx, tx, name); err != nil {
						return err
					}
					if n%3 == 0 {
						return errOwn
					}
					return nil
				})
				if fails := n%3 == 0; fails != errors.Is(err, errOwn) || !fails && err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if seen(t, db, name) == (n%3 == 0) {
					t.Errorf("%s: acknowledged is not what is seen", name)
				}
			}
		})
	}
	group.Wait()
}

func openRows(t *testing.T, db *store.DB) {
	err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := errors.Join(put(ctx, tx, "open 1"), put(ctx, tx, "open 2")); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT name FROM things") //nolint:rowserrcheck,sqlclosecheck // it is left open on purpose
		if err == nil && !rows.Next() {
			t.Error("no rows")
		}
		return err // the rows stay open
	})
	if err != nil || !seen(t, db, "open 2") {
		t.Errorf("got %v", err)
	}
	alive(t, db)
}

func unstorable(t *testing.T, db *store.DB) {
	type name string
	for _, arg := range []any{"\x00", "a\xffb", name("\x00"), sql.NullString{String: "\x00", Valid: true}} {
		_, exec := db.Exec(t.Context(), "INSERT INTO things (name) VALUES ($1)", arg)
		_, query := db.Query(t.Context(), "SELECT CAST($1 AS TEXT)", arg) //nolint:rowserrcheck,sqlclosecheck // it is refused
		var text string
		row := db.QueryRow(t.Context(), "SELECT CAST($1 AS TEXT)", arg).Scan(&text)
		for _, err := range []error{exec, query, row} {
			if fault.KindOf(err) != fault.Invalid || fault.CodeOf(err) != "text_invalid" {
				t.Errorf("%q: %v", arg, err)
			}
		}
	}
}

func foreignKeys(t *testing.T, db *store.DB) {
	_, err := db.Exec(t.Context(), `INSERT INTO votes (answer_id, voter, value, reason, created_at, updated_at)
		VALUES ($1, 'voter', 'useful', '', 0, 0)`, "no such answer")
	if fault.KindOf(store.Fault("test", err)) != fault.Internal {
		t.Errorf("got %v", err)
	}
}

func TestSettingsOfSQLite(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t))
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		if got, err := db.Pragma(t.Context(), name); err != nil || got != want {
			t.Errorf("%s is %s, %v", name, got, err)
		}
	}
	var number int64
	err := db.QueryRow(t.Context(), "UPDATE publication SET last_change = 7 RETURNING last_change").Scan(&number)
	if fault.KindOf(store.Fault("test", err)) != fault.Unavailable {
		t.Errorf("a reading connection wrote: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte(strings.Repeat("this is no database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		config store.Config
		kind   fault.Kind
		code   string
		says   string
	}{
		{"nothing", store.Config{}, fault.Invalid, "database_not_configured", "SQLite"},
		{"another database", store.Config{DSN: "mysql://x"}, fault.Invalid, "database_not_supported", "postgres://"},
		{"a DSN that cannot be read", store.Config{DSN: "postgres://h:port/x"}, fault.Invalid, "database_not_configured", "postgres://"},
		{"nobody there", store.Config{DSN: "postgres://127.0.0.1:1/x?connect_timeout=2"}, fault.Unavailable, "database_unreachable", "PostgreSQL"},
		{"a file as folder", store.Config{Path: filepath.Join(file, "yueyue.db")}, fault.Unavailable, "database_unwritable", file},
		{"a folder nobody can write", store.Config{Path: "/proc/yueyue/yueyue.db"}, fault.Unavailable, "database_unwritable", "/proc/yueyue"},
		{"a folder as file", store.Config{Path: folder}, fault.Unavailable, "database_unwritable", folder},
		{"a damaged file", store.Config{Path: file}, fault.Unavailable, "database_damaged", file},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := store.Open(t.Context(), c.config, slog.New(slog.DiscardHandler))
			if fault.KindOf(err) != c.kind || fault.CodeOf(err) != c.code {
				t.Fatalf("got %v", err)
			}
			message := fault.MessageOf(err)
			if !strings.Contains(message, c.says) || strings.Contains(message, "\n") {
				t.Errorf("message %q", message)
			}
		})
	}
}

func TestPathWithOddCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "新 办?mode=memory&a%20b#c", "yueyue.db")
	storetest.Open(t, store.Config{Path: path})
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestClose(t *testing.T) {
	for _, c := range []struct {
		name   string
		config func(testing.TB) store.Config
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(c.name, func(t *testing.T) {
			config := c.config(t)
			db, err := store.Open(t.Context(), config, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			var committed sync.Map
			var group sync.WaitGroup
			started := make(chan struct{}, 8)
			for w := range 8 {
				group.Go(func() {
					for n := 0; ; n++ {
						edition := int64(w*1_000_000 + n + 1)
						_, err := db.Exec(t.Context(), "INSERT INTO editions (number, title, author, published_at) VALUES ($1, '', '', 0)", edition)
						if err != nil {
							if fault.KindOf(store.Fault("test", err)) != fault.Unavailable {
								t.Errorf("a closed database answers %v", err)
							}
							return
						}
						committed.Store(edition, true)
						if n == 0 {
							started <- struct{}{}
						}
					}
				})
			}
			for range 8 {
				<-started
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
			group.Wait()
			if err := db.Close(); err != nil {
				t.Errorf("closed twice: %v", err)
			}
			again := storetest.Open(t, config)
			committed.Range(func(edition, _ any) bool {
				var one int
				if err := again.QueryRow(t.Context(), "SELECT 1 FROM editions WHERE number = $1", edition).Scan(&one); err != nil {
					t.Errorf("edition %d was acknowledged: %v", edition, err)
				}
				return true
			})
		})
	}
}

func put(ctx context.Context, tx *store.Tx, name string) error {
	_, err := tx.Exec(ctx, "INSERT INTO things (name) VALUES ($1)", name)
	return err
}

const countThings = "SELECT count(*) FROM things WHERE name = $1"

func seen(t *testing.T, db *store.DB, name string) bool {
	t.Helper()
	var count int
	if err := db.QueryRow(t.Context(), countThings, name).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count == 1
}

func seenIn(ctx context.Context, t *testing.T, tx *store.Tx, name string) bool {
	t.Helper()
	var count int
	if err := tx.QueryRow(ctx, countThings, name).Scan(&count); err != nil {
		t.Error(err)
	}
	return count == 1
}

// alive fails unless the database still writes.
func alive(t *testing.T, db *store.DB) {
	t.Helper()
	if err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return put(ctx, tx, t.Name()) }); err != nil {
		t.Error(err)
	}
}

func TestSQLiteFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "private.db")
	db, err := store.Open(t.Context(), store.Config{Path: path}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", name, info, err)
		}
	}
}
