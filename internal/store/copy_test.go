package store_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// TestCopy: every row of SQLite is in PostgreSQL afterwards, bytes, booleans, NULLs and Chinese as they were; a database in use is
// left alone.
func TestCopy(t *testing.T) {
	to := storetest.Open(t, storetest.Postgres(t))
	from := storetest.Open(t, storetest.SQLite(t))
	exec := func(text string, args ...any) {
		t.Helper()
		if _, err := from.Exec(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO editions (number, title, author, published_at) VALUES (1, '随程序发布的知识', 'yueyue', 1700000000000001), (2, '改', '李', 2)`)
	exec(`UPDATE publication SET current_edition = 2, last_change = 7 WHERE single = 1`)
	exec(`INSERT INTO knowledge_items (kind, id, edition_from, edition_to, origin, seed_hash, content, position)
		VALUES ('pair', 'a', 1, 2, 'shipped', 'h', '{"问": "答\n"}', 1), ('pair', 'a', 2, NULL, 'staff', '', NULL, 2)`)
	exec(`INSERT INTO vectors (content_hash, model, dims, vector) VALUES ('c', 'm', 2, $1)`, []byte{0, 1, 0xff, 0xfe, 0, 0, 0, 7})
	exec(`INSERT INTO accounts (name, display_name, roles, password, disabled, created_at, updated_at)
		VALUES ('li', '李', 'content_editor', '$argon2id$', $1, 1, 2)`, true)
	var tables []string
	if err := store.Copy(t.Context(), from, to, func(c store.Copied) { tables = append(tables, c.Table) }); err != nil {
		t.Fatal(err)
	}
	if slices.Index(tables, "editions") > slices.Index(tables, "knowledge_items") || len(tables) < 15 {
		t.Errorf("tables %v", tables)
	}
	for _, table := range tables {
		if a, b := dump(t, from, table), dump(t, to, table); a != b {
			t.Errorf("%s\n%s\nbecame\n%s", table, a, b)
		}
	}
	for name, again := range map[string]error{
		"a database in use":    store.Copy(t.Context(), from, to, func(store.Copied) {}),
		"the other way round":  store.Copy(t.Context(), to, from, func(store.Copied) {}),
		"into one of the same": store.Copy(t.Context(), from, from, func(store.Copied) {}),
	} {
		if fault.KindOf(again) != fault.Conflict && fault.KindOf(again) != fault.Invalid {
			t.Errorf("%s: %v", name, again)
		}
	}
}

// TestCopyAlone: what another program would write meanwhile is not lost, because none has the database open meanwhile.
func TestCopyAlone(t *testing.T) {
	to, config := storetest.Open(t, storetest.Postgres(t)), storetest.SQLite(t)
	from, service := storetest.Open(t, config), storetest.Open(t, config)
	copyNow := func() error { return store.Copy(t.Context(), from, to, func(store.Copied) {}) }
	if err := copyNow(); fault.CodeOf(err) != "database_in_use" {
		t.Fatalf("copying beside a program that has the database open: %v", err)
	}
	if third, err := store.Open(t.Context(), config, slog.New(slog.DiscardHandler)); err != nil {
		t.Errorf("after the refusal nobody can open the database any more: %v", err)
	} else if err := third.Close(); err != nil {
		t.Error(err)
	}
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	if err := copyNow(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), config, slog.New(slog.DiscardHandler)); fault.CodeOf(err) != "database_being_copied" {
		t.Errorf("opening a database that has just been copied and is not closed yet: %v", err)
	}
}

// dump is all rows of a table in one order, as text.
func dump(t *testing.T, db *store.DB, table string) string {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := store.Collect(rows, func(scan func(...any) error) (string, error) {
		cells, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		err := scan(into...)
		return fmt.Sprintf("%+v", cells), err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(columns, " ") + "\n" + strings.Join(lines, "\n")
}
