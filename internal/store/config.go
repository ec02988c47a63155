package store

import (
	"net/url"
	"strings"

	"yueyue/internal/fault"
)

// Dialect tells the two databases apart, for the few statements that cannot be one text.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Config says where the database is.
type Config struct {
	DSN  string // postgres://…; empty: SQLite at Path
	Path string // the SQLite file; its folder is made when it is missing
}

// Validate reports a configuration that cannot name a database, as fault.Invalid.
func (c Config) Validate() error {
	switch {
	case c.DSN == "" && c.Path == "":
		return fault.New(fault.Invalid, "store.Config", "database_not_configured",
			"没有配置数据库：请给出 SQLite 文件路径或 PostgreSQL 的 DSN。(no database: set a path or a DSN)")
	case c.DSN != "" && c.dialect() != Postgres:
		return fault.New(fault.Invalid, "store.Config", "database_not_supported",
			"数据库 DSN 只支持 postgres:// 开头；不填则使用 SQLite。(the DSN must begin with postgres://)")
	}
	return nil
}

// Place names the database for people, without user and password: the file, or the address of the server and the name there.
func (c Config) Place() string {
	if c.dialect() == SQLite {
		return c.Path
	}
	address, err := url.Parse(c.DSN)
	if err != nil {
		return string(Postgres)
	}
	return "postgres://" + address.Host + address.Path
}

func (c Config) dialect() Dialect {
	if strings.HasPrefix(c.DSN, "postgres://") || strings.HasPrefix(c.DSN, "postgresql://") {
		return Postgres
	}
	return SQLite
}
