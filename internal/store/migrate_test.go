package store_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

var noon = time.Date(2026, 11, 22, 4, 0, 0, 123456000, time.UTC)

func TestMigrate(t *testing.T) {
	for _, c := range []struct {
		name   string
		config func(testing.TB) store.Config
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		t.Run(c.name, func(t *testing.T) {
			t.Run("from nothing and again", func(t *testing.T) { migrateTwice(t, c.config(t)) })
			t.Run("several at once", func(t *testing.T) { migrateAtOnce(t, c.config(t)) })
			t.Run("a newer database", func(t *testing.T) { migrateNewer(t, c.config(t)) })
			t.Run("a gap", func(t *testing.T) { migrateGap(t, c.config(t)) })
			t.Run("a step that fails", func(t *testing.T) { migrateHalf(t, c.config(t)) })
		})
	}
}

func migrateTwice(t *testing.T, config store.Config) {
	db := open(t, config)
	at, latest, err := db.Version(t.Context())
	if err != nil || at != 0 || latest < 4 {
		t.Fatalf("version %d of %d, %v", at, latest, err)
	}
	for range 2 {
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if now, _, err := db.Version(t.Context()); err != nil || now != latest {
			t.Errorf("version %d of %d, %v", now, latest, err)
		}
	}
}

// migrateAtOnce: several programs start together, on nothing and on a database of the version before. In the second case
// goose itself has no reason left to wait.
func migrateAtOnce(t *testing.T, config store.Config) {
	steps := fstest.MapFS{}
	for n, name := range []string{"one", "two", "three"} {
		steps[fmt.Sprintf("%05d_%s.sql", n+1, name)] = &fstest.MapFile{Data: fmt.Appendf(nil, "-- +goose Up\nCREATE TABLE %s (id BIGINT);\n", name)}
		var group sync.WaitGroup
		start := make(chan struct{})
		for range 6 {
			db := open(t, config)
			group.Go(func() {
				<-start
				if err := db.MigrateSteps(t.Context(), steps); err != nil {
					t.Error(err)
				}
				if at, _, err := db.Version(t.Context()); err != nil || at != int64(len(steps)) {
					t.Errorf("version %d of %d, %v", at, len(steps), err)
				}
			})
		}
		close(start)
		group.Wait()
	}
}

func migrateNewer(t *testing.T, config store.Config) {
	db := storetest.Open(t, config)
	if _, err := db.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)", 99, true); err != nil {
		t.Fatal(err)
	}
	err := db.Migrate(t.Context())
	if fault.KindOf(err) != fault.Conflict || fault.CodeOf(err) != "database_newer" {
		t.Fatalf("got %v", err)
	}
	message := fault.MessageOf(err)
	for _, part := range []string{"99", "备份", "newer"} {
		if !strings.Contains(message, part) {
			t.Errorf("message %q lacks %s", message, part)
		}
	}
}

// TestMigrateWaits: while another process migrates the SQLite file, this one waits as long as its context allows.
func TestMigrateWaits(t *testing.T) {
	config := storetest.SQLite(t)
	db := open(t, config)
	folder, err := os.Open(filepath.Dir(config.Path))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := db.Migrate(short); !errors.Is(err, context.DeadlineExceeded) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
	if at, _, err := db.Version(t.Context()); err != nil || at != 0 {
		t.Errorf("version %d, %v", at, err)
	}
	if err := folder.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
}

const table = "-- +goose Up\nCREATE TABLE one (id BIGINT);\n"

func migrateGap(t *testing.T, config store.Config) {
	db := open(t, config)
	err := db.MigrateSteps(t.Context(), fstest.MapFS{
		"00001_one.sql":   {Data: []byte(table)},
		"00003_three.sql": {Data: []byte("-- +goose Up\nCREATE TABLE three (id BIGINT);\n")},
	})
	if err == nil || !strings.Contains(err.Error(), "step 2 is missing") {
		t.Errorf("got %v", err)
	}
	if at, _, err := db.Version(t.Context()); err != nil || at != 0 {
		t.Errorf("version %d, %v", at, err)
	}
}

// migrateHalf: a step that fails leaves the steps before it and nothing of itself.
func migrateHalf(t *testing.T, config store.Config) {
	db := open(t, config)
	steps := fstest.MapFS{
		"00001_one.sql": {Data: []byte(table)},
		"00002_two.sql": {Data: []byte("-- +goose Up\nCREATE TABLE two (id BIGINT);\nINSERT INTO nowhere VALUES (1);\n")},
	}
	if err := db.MigrateSteps(t.Context(), steps); err == nil {
		t.Fatal("a broken step succeeded")
	}
	if at, _, err := db.Version(t.Context()); err != nil || at != 1 {
		t.Errorf("version %d, %v", at, err)
	}
	var count int
	if err := db.QueryRow(t.Context(), "SELECT count(*) FROM one").Scan(&count); err != nil {
		t.Error(err)
	}
	if err := db.QueryRow(t.Context(), "SELECT count(*) FROM two").Scan(&count); err == nil {
		t.Error("half of a step was kept")
	}
	steps["00002_two.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE two (id BIGINT);\n")}
	if err := db.MigrateSteps(t.Context(), steps); err != nil {
		t.Error(err)
	}
}

var comments = regexp.MustCompile(`--.*`)

// TestSteps holds what the files promise: forward only, and types that both databases have.
func TestSteps(t *testing.T) {
	files, err := fs.Glob(os.DirFS("migrations"), "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile("migrations/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- +goose Up\n") || strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s does not go forward only", file)
		}
		for _, word := range strings.FieldsFunc(comments.ReplaceAllString(string(text), ""), func(r rune) bool { return r < 'A' || r > 'Z' }) {
			switch word {
			case "INTEGER", "INT", "TIMESTAMP", "DATE", "BLOB", "JSON", "JSONB", "SERIAL", "VARCHAR", "REAL", "AUTOINCREMENT":
				t.Errorf("%s uses %s, which is not the same on both databases", file, word)
			}
		}
	}
}

func open(t *testing.T, config store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
