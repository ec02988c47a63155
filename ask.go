package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

func askCommand(env *environment) *cobra.Command {
	var asJSON bool
	var wish wish
	cmd := &cobra.Command{
		Use: "ask 问题", Short: "问一个问题", Args: exactly(1, `用法：yueyue ask "问题" [--json] [--as-of 2026-01-31]`),
		RunE: func(cmd *cobra.Command, args []string) error {
			question, err := wish.question(args[0])
			if err != nil {
				return err
			}
			p, err := env.open(cmd.Context())
			if err != nil {
				return err
			}
			defer p.close()
			if err := p.retriever.CatchUp(cmd.Context()); err != nil {
				return err
			}
			reply, err := p.dialog.Ask(cmd.Context(), question)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(env.stdout, reply)
			}
			writeReply(env.stdout, reply)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON（与 POST /api/v1/ask 相同）")
	cmd.Flags().StringVar(&wish.asOf, "as-of", "", "按哪一天的规定回答，例如 2025-06-30")
	cmd.Flags().StringVar(&wish.region, "region", "", "六位地区代码，例如 340000")
	cmd.Flags().StringVar(&wish.audience, "audience", "", "身份：enterprise 或 natural_person")
	return cmd
}

// wish is for when, where and whom an answer is to hold, as the flags of ask say it.
type wish struct{ asOf, region, audience string }

// question checks what the flags say.
func (w wish) question(text string) (dialog.Question, error) {
	date, err := civil.Parse(w.asOf)
	audience := knowledge.Audience(w.audience)
	switch {
	case strings.TrimSpace(text) == "":
		return dialog.Question{}, fmt.Errorf("%w: 问题不能为空", errUsage)
	case err != nil:
		return dialog.Question{}, fmt.Errorf("%w: --as-of 应是真实存在的日期，写成 2026-01-31 的形式", errUsage)
	case w.region != "" && !auth.IsRegion(w.region):
		return dialog.Question{}, fmt.Errorf("%w: --region 应是六位数字的地区代码，例如 340000", errUsage)
	case audience != "" && audience != knowledge.Enterprise && audience != knowledge.NaturalPerson:
		return dialog.Question{}, fmt.Errorf("%w: --audience 应是 enterprise（企业）或 natural_person（自然人）", errUsage)
	}
	return dialog.Question{Text: text, AsOf: date, Region: w.region, Audience: audience}, nil
}

func answerCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use: "answer ID", Short: "查看一条已给出的答复、当时的判断和理由", Args: exactly(1, "用法：yueyue answer ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := env.config()
			if err != nil {
				return err
			}
			logger, err := env.logger(cfg, true)
			if err != nil {
				return err
			}
			db, err := openStore(cmd.Context(), cfg, logger)
			if err != nil {
				return err
			}
			defer db.Close()
			if err := db.Migrate(cmd.Context()); err != nil {
				return err
			}
			stored, err := dialog.NewAnswers(db, nil).Get(cmd.Context(), dialog.AnswerID(args[0]))
			if err != nil {
				return err
			}
			return writeJSON(env.stdout, stored)
		},
	}
}

// open opens the program for a command that is no server: only warnings are logged.
func (e *environment) open(ctx context.Context) (*program, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	logger, err := e.logger(cfg, true)
	if err != nil {
		return nil, err
	}
	return openProgram(ctx, cfg, logger)
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// writeReply prints a reply for a person at a terminal.
func writeReply(w io.Writer, reply dialog.Reply) {
	fmt.Fprintln(w, strings.ReplaceAll(reply.Text, "**", ""))
	if len(reply.Citations) > 0 {
		fmt.Fprintln(w, "\n依据：")
	}
	for _, c := range reply.Citations {
		line := "  " + c.Title
		if c.DocumentNumber != "" && c.DocumentNumber != c.Title {
			line += "（" + c.DocumentNumber + "）"
		}
		line += c.Clause
		if c.EffectiveFrom != "" || c.EffectiveTo != "" {
			line += "  有效期：" + validity(c.EffectiveFrom, c.EffectiveTo)
		}
		if c.URL != "" {
			line += "\n    " + c.URL
		}
		fmt.Fprintln(w, line)
	}
	if len(reply.Suggestions) > 0 {
		fmt.Fprintln(w, "\n相关问题：")
	}
	for _, s := range reply.Suggestions {
		fmt.Fprintln(w, "  "+s.Question)
	}
	fmt.Fprintf(w, "\n（%s · 置信度 %.2f · 按 %s 的规定 · 答复编号 %s）\n", reply.Kind, reply.Confidence, reply.AsOf, reply.AnswerID)
}

func validity(from, to civil.Date) string {
	switch {
	case to == "":
		return from.Chinese() + "起"
	case from == "":
		return "至" + to.Chinese()
	default:
		return from.Chinese() + "至" + to.Chinese()
	}
}
