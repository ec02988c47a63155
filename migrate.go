package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"yueyue/internal/store"
)

func migrateCommand(env *environment) *cobra.Command {
	var target string
	cmd := &cobra.Command{
		Use: "migrate", Short: "把数据库升级到这个版本（serve 启动时也会做）；--copy-to 把 SQLite 搬到 PostgreSQL", Args: exactly(0, "migrate 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, err := env.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			if target != "" {
				return env.copyStore(cmd.Context(), db, target)
			}
			at, _, err := db.Version(cmd.Context())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(env.stdout, "数据库结构版本 %d\n", at)
			return err
		},
	}
	cmd.Flags().StringVar(&target, "copy-to", "", "把现在的 SQLite 数据库的全部内容复制到这个空的 PostgreSQL（postgres://…）；其间要停止服务")
	return cmd
}

// copyStore takes everything over into an empty PostgreSQL.
func (e *environment) copyStore(ctx context.Context, from *store.DB, target string) error {
	cfg, err := e.config()
	if err != nil {
		return err
	}
	logger, err := e.logger(cfg, true)
	if err != nil {
		return err
	}
	to, err := store.Open(ctx, store.Config{DSN: target}, logger)
	if err != nil {
		return fmt.Errorf("打开目标数据库：%w", err)
	}
	defer to.Close()
	if err := to.Migrate(ctx); err != nil {
		return err
	}
	total := 0
	err = store.Copy(ctx, from, to, func(c store.Copied) {
		total += c.Rows
		fmt.Fprintf(e.stdout, "%-20s %d 行\n", c.Table, c.Rows)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "共 %d 行已复制。请设置 YUEYUE_DATABASE_DSN 后再启动服务。\n", total)
	return err
}
