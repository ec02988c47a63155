package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"yueyue/api"
	"yueyue/dialog"
	"yueyue/internal/auth"
	"yueyue/internal/civil"
)

func askCommand(env *environment) *cobra.Command {
	var asJSON bool
	var request api.AskRequest
	cmd := &cobra.Command{
		Use: "ask 问题", Short: "问一个问题", Args: exactly(1, `用法：yueyue ask "问题" [--json] [--as-of 2026-01-31]`),
		RunE: func(cmd *cobra.Command, args []string) error {
			request.Question = args[0]
			asked, err := readQuestion(request)
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
			reply, err := p.dialog.Ask(cmd.Context(), asked)
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
	cmd.Flags().StringVar(&request.AsOf, "as-of", "", "按哪一天的规定回答，1990 到 2100 年，例如 2025-06-30")
	cmd.Flags().StringVar(&request.Region, "region", "", "六位地区代码，例如 340000")
	cmd.Flags().StringVar(&request.Audience, "audience", "", "身份：enterprise 或 natural_person")
	return cmd
}

// flagsOf are the arguments of ask by the field of a request that they fill.
var flagsOf = map[string]string{"body.as_of": "--as-of ", "body.region": "--region ", "body.audience": "--audience "}

// readQuestion reads a question as POST /api/v1/ask does; what is wrong with it is wrong usage.
func readQuestion(request api.AskRequest) (dialog.Question, error) {
	read, err := request.Read(auth.Principal{})
	problem, ok := errors.AsType[*api.Problem](err)
	if !ok || len(problem.Errors) == 0 {
		return read, err
	}
	return dialog.Question{}, fmt.Errorf("%w: %s%s", errUsage, flagsOf[problem.Errors[0].Location], problem.Detail)
}

func answerCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use: "answer ID", Short: "查看一条已给出的答复、当时的判断和理由", Args: exactly(1, "用法：yueyue answer ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			db, err := env.openStore(cmd.Context())
			if err != nil {
				return err
			}
			defer db.Close()
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
			period := "本答复适用期间：" // which is not that of the law
			if c.PassageID != "" {
				period = "条文有效期："
			}
			line += "  " + period + validity(c.EffectiveFrom, c.EffectiveTo)
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
