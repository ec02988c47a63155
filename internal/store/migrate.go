package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"yueyue/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the tables up to date, one transaction a step. Several programs may start on one database at once: one
// migrates, the others wait. A database newer than this program is refused as fault.Conflict.
func (db *DB) Migrate(ctx context.Context) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fault.Wrap(fault.Internal, "store.Migrate", err)
	}
	return db.migrate(ctx, steps)
}

// Version tells at which step the tables are and which is the latest that this program knows. A database without tables
// is at 0. It changes nothing.
func (db *DB) Version(ctx context.Context) (at, latest int64, err error) {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, 0, fault.Wrap(fault.Internal, "store.Version", err)
	}
	at, err = db.version(ctx)
	return at, int64(len(steps)), err
}

func (db *DB) migrate(ctx context.Context, steps fs.FS) error {
	handle, release, err := db.engine.migrating()
	if err != nil {
		return Fault("store.Migrate", err)
	}
	defer release() //nolint:errcheck // the migration's own result tells what went wrong
	dialect, locker := goose.DialectSQLite3, lock.SessionLocker(folderLock{filepath.Dir(db.config.Path), new(*os.File)})
	if db.dialect == Postgres {
		dialect, locker = goose.DialectPostgres, schemaLock{}
	}
	provider, err := goose.NewProvider(dialect, handle, steps,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return Fault("store.Migrate", err)
	}
	sources := provider.ListSources()
	for i, source := range sources {
		if source.Version != int64(i+1) {
			return fault.Wrap(fault.Internal, "store.Migrate", fmt.Errorf("step %d is missing before %s", i+1, source.Path))
		}
	}
	latest := int64(len(sources))
	at, err := db.version(ctx)
	if err != nil || at == latest {
		return err
	}
	if at > latest {
		return newer(at, latest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return Fault("store.Migrate", err)
	}
	now, err := db.version(ctx)
	if err == nil && now > latest { // another program, newer than this one, was there first
		err = newer(now, latest)
	}
	db.logger.Info("database migrated", "from", at, "to", now)
	return err
}

func (db *DB) version(ctx context.Context) (int64, error) {
	known := "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	if db.dialect == Postgres {
		known = "SELECT to_regclass('goose_db_version') IS NOT NULL"
	}
	var exists bool
	if err := db.QueryRow(ctx, known).Scan(&exists); err != nil || !exists {
		return 0, Fault("store.Version", err)
	}
	var at int64
	err := db.QueryRow(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&at)
	return at, Fault("store.Version", err)
}

func newer(at, latest int64) error {
	return fault.New(fault.Conflict, "store.Migrate", "database_newer", fmt.Sprintf(
		"数据库版本是 %d，本程序只支持到 %d：请换用较新的 yueyue，或恢复升级前的备份。"+
			"(the database is newer than this program: use a newer yueyue or restore the backup)", at, latest))
}

// schemaLock lets one connection at a time migrate a PostgreSQL schema. Goose's own lock is one for all schemas of a server's
// database and is polled for by the second.
type schemaLock struct{}

const schemaLockKey = "hashtextextended('yueyue migrate ' || current_schema(), 0)"

func (schemaLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock("+schemaLockKey+")")
	return err
}

func (schemaLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock("+schemaLockKey+")")
	return err
}

// folderLock lets one process at a time migrate the SQLite file in a folder. The lock is on the folder, because a second
// descriptor of the database file would drop SQLite's own locks when it is closed.
type folderLock struct {
	folder string
	held   **os.File
}

// folderLockPause is the time between two tries at the lock: migrating takes some 10 ms.
const folderLockPause = 20 * time.Millisecond

func (l folderLock) SessionLock(ctx context.Context, _ *sql.Conn) error {
	folder, err := os.Open(l.folder)
	if err != nil {
		return err
	}
	for {
		err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			*l.held = folder
			return nil
		}
		if err != syscall.EWOULDBLOCK && err != syscall.EINTR {
			_ = folder.Close()
			return err
		}
		select {
		case <-ctx.Done():
			_ = folder.Close()
			return ctx.Err()
		case <-time.After(folderLockPause):
		}
	}
}

func (l folderLock) SessionUnlock(context.Context, *sql.Conn) error {
	return (*l.held).Close() // which unlocks
}
