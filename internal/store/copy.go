package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"yueyue/internal/fault"
)

// Copied is a table that Copy has taken over.
type Copied struct {
	Table string
	Rows  int
}

const (
	liteTables  = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' ORDER BY name`
	liteParents = `SELECT DISTINCT "table" FROM pragma_foreign_key_list($1)`
)

// Copy takes all rows of a migrated SQLite database over into a migrated PostgreSQL that holds no knowledge and no conversations
// yet, all of them or none. No other program has the SQLite database open meanwhile, nor can open it before it is closed here: what
// is written after a table was read would not be copied. Errors: fault.Invalid when the two are of other kinds, fault.Conflict when
// either is in use or one of them is of another version.
func Copy(ctx context.Context, from, to *DB, done func(Copied)) error {
	const op = "store.Copy"
	if from.Dialect() != SQLite || to.Dialect() != Postgres {
		return fault.New(fault.Invalid, op, "copy_direction", "只能从 SQLite 复制到 PostgreSQL。")
	}
	if err := from.engine.(*sqliteEngine).alone(); err != nil {
		return err
	}
	if err := sameVersion(ctx, from, to); err != nil {
		return err
	}
	tables, err := tablesInOrder(ctx, from)
	if err != nil {
		return Fault(op, err)
	}
	err = to.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		for _, table := range []string{"editions", "conversations", "answers", "accounts"} {
			var n int
			if err := tx.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return fault.New(fault.Conflict, op, "copy_target_used", "目标数据库里已经有内容（表 "+table+"），请换一个空的数据库。")
			}
		}
		for _, table := range slices.Backward(tables) { // what the migrations put there comes again from the source
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		for _, table := range tables {
			rows, err := copyTable(ctx, from, tx, table)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			done(Copied{table, rows})
		}
		return nil
	})
	return Fault(op, err)
}

func sameVersion(ctx context.Context, from, to *DB) error {
	a, _, err := from.Version(ctx)
	if err != nil {
		return err
	}
	b, _, err := to.Version(ctx)
	if err != nil {
		return err
	}
	if a != b {
		return fault.New(fault.Conflict, "store.Copy", "copy_versions", fmt.Sprintf("两个数据库的结构版本不同（%d 和 %d），请先用同一个程序升级。", a, b))
	}
	return nil
}

// tablesInOrder are the tables, each after those that it refers to.
func tablesInOrder(ctx context.Context, db *DB) ([]string, error) {
	names, err := texts(ctx, db, liteTables)
	if err != nil {
		return nil, err
	}
	var ordered []string
	for len(ordered) < len(names) {
		before := len(ordered)
		for _, name := range names {
			if slices.Contains(ordered, name) {
				continue
			}
			parents, err := texts(ctx, db, liteParents, name)
			if err != nil {
				return nil, err
			}
			waits := func(parent string) bool { return parent != name && !slices.Contains(ordered, parent) }
			if !slices.ContainsFunc(parents, waits) {
				ordered = append(ordered, name)
			}
		}
		if len(ordered) == before {
			return nil, fmt.Errorf("tables refer to each other in a circle: %v", names)
		}
	}
	return ordered, nil
}

func texts(ctx context.Context, db *DB, text string, args ...any) ([]string, error) {
	rows, err := db.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return Collect(rows, func(scan func(...any) error) (string, error) {
		var s string
		err := scan(&s)
		return s, err
	})
}

// copyTable takes the rows of one table over.
func copyTable(ctx context.Context, from *DB, tx *Tx, table string) (int, error) {
	rows, err := from.Query(ctx, "SELECT * FROM "+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return 0, err
	}
	names, places := make([]string, len(types)), make([]string, len(types))
	for i, column := range types {
		names[i], places[i] = column.Name(), fmt.Sprintf("$%d", i+1)
	}
	insert := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(names, ", "), strings.Join(places, ", "))
	n := 0
	for ; rows.Next(); n++ {
		values, cells := make([]any, len(types)), make([]any, len(types))
		for i := range values {
			cells[i] = &values[i]
		}
		if err := rows.Scan(cells...); err != nil {
			return n, err
		}
		for i := range values {
			values[i] = portable(values[i], types[i])
		}
		if _, err := tx.Exec(ctx, insert, values...); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// portable is a value of SQLite as PostgreSQL takes it: text that the driver gives as bytes becomes text again.
func portable(value any, column *sql.ColumnType) any {
	if raw, ok := value.([]byte); ok && column.DatabaseTypeName() != "BYTEA" {
		return string(raw)
	}
	return value
}
