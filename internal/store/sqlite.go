package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"yueyue/internal/fault"
)

const (
	// sqliteReaders is the most reading connections. Readers never wait for the writer in WAL mode; more of them than this
	// only wait for the processor.
	sqliteReaders = 8
	// sqliteOptions hold for every connection: readers and writer wait 5 s for another process, commits reach the disk, and
	// prepared statements are kept.
	sqliteOptions = "_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000&_stmt_cache_size=128"
)

// sqliteEngine is the SQLite side of a DB.
type sqliteEngine struct {
	path   string
	writer *sql.DB
	*committer
	*presence
}

func (db *DB) openSQLite(ctx context.Context) error {
	path, err := filepath.Abs(db.config.Path)
	if err != nil {
		return unwritable(db.config.Path, err)
	}
	if err := writableFolder(filepath.Dir(path)); err != nil {
		return unwritable(filepath.Dir(path), err)
	}
	if err := private(path); err != nil {
		return unwritable(path, err)
	}
	present, err := arrive(path)
	if err != nil {
		return err
	}
	if err := db.openFile(ctx, path, present); err != nil {
		_ = present.leave() // the first error is the one to tell
		return err
	}
	return nil
}

func (db *DB) openFile(ctx context.Context, path string, present *presence) error {
	writer, err := sql.Open("sqlite3", sqliteDSN(path, "_txlock=immediate"))
	if err != nil {
		return Fault("store.Open", err)
	}
	conn, err := writer.Conn(ctx) // makes the file and sets WAL, before any reader comes
	if err == nil {
		_, err = conn.ExecContext(ctx, "SELECT count(*) FROM sqlite_master")
	}
	if err != nil {
		_ = writer.Close()
		return unopened(path, err)
	}
	db.reads, err = sql.Open("sqlite3", sqliteDSN(path, "_query_only=on"))
	if err != nil {
		_ = writer.Close()
		return Fault("store.Open", err)
	}
	db.reads.SetMaxOpenConns(sqliteReaders)
	db.reads.SetMaxIdleConns(sqliteReaders)
	db.engine = &sqliteEngine{path: path, writer: writer, committer: newCommitter(db, conn, batchLimit), presence: present}
	return nil
}

func (e *sqliteEngine) migrating() (*sql.DB, func() error, error) {
	handle, err := sql.Open("sqlite3", sqliteDSN(e.path, "_txlock=immediate"))
	if err != nil {
		return nil, nil, err
	}
	return handle, handle.Close, nil
}

func (e *sqliteEngine) close() error {
	err := e.stop()
	for _, closing := range []error{e.writer.Close(), e.leave()} {
		if err == nil {
			err = closing
		}
	}
	return err
}

// sqliteDSN names the file as a URI, so that any path works.
func sqliteDSN(path, more string) string {
	uri := url.URL{Scheme: "file", Path: path, RawQuery: sqliteOptions + "&" + more}
	return uri.String()
}

// writableFolder makes the folder and tries it. It must not open the database file itself: closing a second descriptor would
// drop the locks that SQLite holds on it in this process.
func writableFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	probe, err := os.CreateTemp(folder, ".probe-*")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func unwritable(folder string, err error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: "store.Open", Code: "database_unwritable", Err: err,
		Message: fmt.Sprintf("数据目录 %s 不可写，请检查权限，或把 YUEYUE_VAR 指向可写的目录。(the data folder is not writable)", folder),
	}
}

func unopened(path string, err error) error {
	lite, ok := errors.AsType[sqlite3.Error](err)
	if ok && (lite.Code == sqlite3.ErrNotADB || lite.Code == sqlite3.ErrCorrupt) {
		return &fault.Error{
			Kind: fault.Unavailable, Op: "store.Open", Code: "database_damaged", Err: err,
			Message: fmt.Sprintf("文件 %s 已损坏或不是 SQLite 数据库，请从备份恢复，或移走后重新启动。(the database file is damaged)", path),
		}
	}
	if ok && (lite.Code == sqlite3.ErrCantOpen || lite.Code == sqlite3.ErrReadonly || lite.Code == sqlite3.ErrPerm) {
		return unwritable(path, err)
	}
	return Fault("store.Open", err)
}

// private makes the file where it is missing, readable by nobody else: what taxpayers wrote is in it. SQLite gives the files
// beside it the same mode.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}
