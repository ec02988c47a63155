package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"yueyue/internal/editorial"
	"yueyue/internal/staff"
	"yueyue/internal/staff/audit"
)

func publishCommand(env *environment) *cobra.Command {
	var reviewer string
	var asJSON bool
	const usage = "用法：yueyue publish 草案编号 --reviewer 姓名 [--json]"
	cmd := &cobra.Command{
		Use: "publish 草案编号", Short: "审核并发布一份草案", Args: exactly(1, usage),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := draftNumber(args[0])
			if err != nil {
				return err
			}
			if reviewer = strings.TrimSpace(reviewer); reviewer == "" {
				return fmt.Errorf("%w: 请用 --reviewer 写明由谁审核", errUsage)
			}
			d, err := env.openDesk(cmd.Context())
			if err != nil {
				return err
			}
			defer d.close()
			actor, err := env.person(cmd.Context(), d, reviewer, staff.ContentReviewer)
			if err != nil {
				return err
			}
			published, err := d.publish(cmd.Context(), number, actor, newTally(env.stderr))
			if len(published.Conflicts) > 0 || err == nil {
				fmt.Fprintln(env.stderr, "数据库："+database(d.config).Place())
				if asJSON {
					if err := writeJSON(env.stdout, published); err != nil {
						return err
					}
				} else {
					published.write(env.stdout)
				}
			}
			return err
		},
	}
	cmd.Flags().StringVar(&reviewer, "reviewer", "", "由谁审核，写登录名或姓名；要与起草人不同，除非设置了 editorial.one_person_desk")
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return cmd
}

func discardCommand(env *environment) *cobra.Command {
	var author string
	cmd := &cobra.Command{
		Use: "discard 草案编号", Short: "作废一份没有发布的草案", Args: exactly(1, "用法：yueyue discard 草案编号 --author 姓名"),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := draftNumber(args[0])
			if err != nil {
				return err
			}
			if author = strings.TrimSpace(author); author == "" {
				return fmt.Errorf("%w: 请用 --author 写明由谁作废", errUsage)
			}
			d, err := env.openDesk(cmd.Context())
			if err != nil {
				return err
			}
			defer d.close()
			actor, err := env.person(cmd.Context(), d, author, staff.ContentEditor, staff.ContentReviewer)
			if err != nil {
				return err
			}
			p, err := d.proposals.Discard(cmd.Context(), actor, number, "")
			if err != nil {
				return err
			}
			fmt.Fprintf(env.stdout, "草案 %d 已作废：%s（%s）\n", number, p.Title, author)
			return nil
		},
	}
	cmd.Flags().StringVar(&author, "author", "", "由谁作废，写登录名或姓名，记入操作记录")
	return cmd
}

func draftNumber(text string) (editorial.ProposalID, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 {
		return 0, fmt.Errorf("%w: 草案编号 %q 应是 yueyue ingest 给出的数字", errUsage, text)
	}
	return editorial.ProposalID(number), nil
}

// publication is what became of a draft.
type publication struct {
	Draft     int64      `json:"draft"`
	Title     string     `json:"title"`
	Edition   int64      `json:"edition,omitempty"` // 0: not published
	Reviewer  string     `json:"reviewer"`
	Conflicts []conflict `json:"conflicts,omitempty"` // what kept it from being published
	Returned  bool       `json:"returned,omitempty"`  // to its author, who can correct it
}

// conflict is an item that another edition has changed since the draft was written.
type conflict struct {
	Kind   string   `json:"kind"`
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Fields []string `json:"fields,omitempty"` // in which the draft differs from what is published now
}

// publish hands a draft in for its author, unless that is done, and publishes it for the reviewer. What it says is embedded before, so
// that nobody who asks has to wait for that. A draft that is in conflict with what is published goes back to its author.
func (d *desk) publish(ctx context.Context, id editorial.ProposalID, reviewer audit.Actor, t *tally) (publication, error) {
	p, err := d.proposals.Proposal(ctx, id)
	if err != nil {
		return publication{}, err
	}
	result := publication{Draft: int64(id), Title: p.Title, Reviewer: reviewer.Name}
	if p.State == editorial.Draft {
		if p, err = d.proposals.Submit(ctx, audit.Actor{Name: p.Author, Role: commandLine}, id); err != nil {
			return result, err
		}
	}
	if p.State == editorial.Review && (p.Author != reviewer.Name || d.config.Editorial.OnePersonDesk) {
		if err := d.embed(ctx, id, t); err != nil {
			return result, err
		}
	}
	_, edition, err := d.proposals.Publish(ctx, reviewer, id, editorial.Approval{})
	if moved, ok := errors.AsType[*editorial.Moved](err); ok {
		for _, clash := range moved.Clashes {
			c := conflict{Kind: string(clash.Key.Kind), ID: clash.Key.ID, Title: clash.Title}
			for _, field := range clash.Fields {
				c.Fields = append(c.Fields, field.Name)
			}
			result.Conflicts = append(result.Conflicts, c)
		}
		note := fmt.Sprintf("有 %d 处与现行版本冲突，请改正后再发布。", len(moved.Clashes))
		if _, returning := d.proposals.Return(ctx, reviewer, id, note); returning != nil {
			return result, errors.Join(err, returning)
		}
		result.Returned = true
	}
	result.Edition = edition.Number
	return result, err
}

func (p publication) write(w io.Writer) {
	for _, c := range p.Conflicts {
		fmt.Fprintf(w, "冲突：%s %s  %s  %s\n", c.Kind, c.ID, c.Title, strings.Join(c.Fields, "、"))
	}
	if p.Returned {
		fmt.Fprintf(w, "草案 %d 没有发布，已退回起草人改正；不再需要时用 yueyue discard %d --author 姓名 作废\n", p.Draft, p.Draft)
	}
	if p.Edition > 0 {
		fmt.Fprintf(w, "草案 %d 已发布为第 %d 版：%s（审核：%s）\n", p.Draft, p.Edition, p.Title, p.Reviewer)
	}
}
