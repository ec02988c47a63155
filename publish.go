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
	"yueyue/internal/staff/audit"
)

func publishCommand(env *environment) *cobra.Command {
	var reviewer string
	var asJSON bool
	const usage = "用法：yueyue publish 草稿编号 --reviewer 姓名 [--json]"
	cmd := &cobra.Command{
		Use: "publish 草稿编号", Short: "审核并发布一份草稿", Args: exactly(1, usage),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || number < 1 {
				return fmt.Errorf("%w: 草稿编号 %q 应是 yueyue ingest 给出的数字", errUsage, args[0])
			}
			if reviewer = strings.TrimSpace(reviewer); reviewer == "" {
				return fmt.Errorf("%w: 请用 --reviewer 写明由谁审核", errUsage)
			}
			d, err := env.openDesk(cmd.Context())
			if err != nil {
				return err
			}
			defer d.close()
			published, err := d.publish(cmd.Context(), editorial.ProposalID(number), reviewer)
			if len(published.Conflicts) > 0 || err == nil {
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
	cmd.Flags().StringVar(&reviewer, "reviewer", "", "由谁审核；要与起草人不同，除非设置了 editorial.one_person_desk")
	cmd.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return cmd
}

// publication is what became of a draft.
type publication struct {
	Draft     int64      `json:"draft"`
	Title     string     `json:"title"`
	Edition   int64      `json:"edition,omitempty"` // 0: not published
	Reviewer  string     `json:"reviewer"`
	Conflicts []conflict `json:"conflicts,omitempty"` // what kept it from being published
}

// conflict is an item that another edition has changed since the draft was written.
type conflict struct {
	Kind   string   `json:"kind"`
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Fields []string `json:"fields,omitempty"` // in which the draft differs from what is published now
}

// publish hands a draft in for its author, unless that is done, and publishes it for the reviewer.
func (d *desk) publish(ctx context.Context, id editorial.ProposalID, reviewer string) (publication, error) {
	p, err := d.proposals.Proposal(ctx, id)
	if err != nil {
		return publication{}, err
	}
	result := publication{Draft: int64(id), Title: p.Title, Reviewer: reviewer}
	if p.State == editorial.Draft {
		if _, err := d.proposals.Submit(ctx, audit.Actor{Name: p.Author, Role: commandLine}, id); err != nil {
			return result, err
		}
	}
	_, edition, err := d.proposals.Publish(ctx, audit.Actor{Name: reviewer, Role: commandLine}, id, "")
	if moved, ok := errors.AsType[*editorial.Moved](err); ok {
		for _, clash := range moved.Clashes {
			c := conflict{Kind: string(clash.Key.Kind), ID: clash.Key.ID, Title: clash.Title}
			for _, field := range clash.Fields {
				c.Fields = append(c.Fields, field.Name)
			}
			result.Conflicts = append(result.Conflicts, c)
		}
	}
	result.Edition = edition.Number
	return result, err
}

func (p publication) write(w io.Writer) {
	for _, c := range p.Conflicts {
		fmt.Fprintf(w, "冲突：%s %s  %s  %s\n", c.Kind, c.ID, c.Title, strings.Join(c.Fields, "、"))
	}
	if p.Edition > 0 {
		fmt.Fprintf(w, "草稿 %d 已发布为第 %d 版：%s（审核：%s）\n", p.Draft, p.Edition, p.Title, p.Reviewer)
	}
}
