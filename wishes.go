package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"yueyue/handoff"
	"yueyue/internal/civil"
)

func wishesCommand(env *environment) *cobra.Command {
	var since string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "wishes", Short: "列出谁要求过人工服务", Args: exactly(0, "用法：yueyue wishes [--since 2026-01-31] [--json]"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := startOf(since)
			if err != nil {
				return err
			}
			db, err := env.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
			wishes, err := handoff.NewWishes(db, time.Now).Since(cmd.Context(), from)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(env.stdout, wishes)
			}
			writeWishes(env.stdout, wishes)
			return nil
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "从这一天（北京时间）起，例如 2026-01-31；不写则列出全部")
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return cmd
}

// startOf is the first instant of a day in China; of none, the beginning of time.
func startOf(day string) (time.Time, error) {
	date, err := civil.Parse(day)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: --since 应是真实存在的日期，写成 2026-01-31 的形式", errUsage)
	}
	if date == "" {
		return time.Time{}, nil
	}
	return time.ParseInLocation(time.DateOnly, string(date), civil.Shanghai)
}

// writeWishes prints a line a wish, oldest first.
func writeWishes(w io.Writer, wishes []handoff.Wish) {
	for _, wish := range wishes {
		thread := string(wish.Conversation)
		if thread == "" {
			thread = "不在会话中"
		}
		fmt.Fprintf(w, "%s  会话 %s  答复 %s\n", wish.CreatedAt.In(civil.Shanghai).Format(time.DateTime), thread, wish.Answer)
	}
	if len(wishes) == 0 {
		fmt.Fprintln(w, "没有人要求过人工服务。")
		return
	}
	fmt.Fprintf(w, "共 %d 次；用 yueyue answer 加答复编号查看当时的提问和答复。\n", len(wishes))
}
