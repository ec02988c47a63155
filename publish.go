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
	var asJSON, accept bool
	const usage = "用法：yueyue publish 草案编号 --reviewer 姓名 [--accept-contradictions] [--json]"
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
			published, err := d.publish(cmd.Context(), number, actor, accept, newTally(env.stderr))
			if err == nil {
				fmt.Fprintln(env.stderr, "数据库："+database(d.config).Place())
			}
			if published.tells() || err == nil {
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
	cmd.Flags().BoolVar(&accept, "accept-contradictions", false, "列出的矛盾都已核对，照样发布；记入操作记录")
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

	Problems       []string `json:"problems,omitempty"`       // what kept it from being submitted or published, in words
	Contradictions []string `json:"contradictions,omitempty"` // other figures on questions that are alike, in words
	Unnamed        []string `json:"unnamed,omitempty"`        // documents whose titles are the names of their files
	Doubts         []string `json:"doubts,omitempty"`         // what the reading of files left to people, in words
}

// tells tells whether there is anything to look at.
func (p publication) tells() bool {
	return len(p.Conflicts)+len(p.Problems)+len(p.Contradictions)+len(p.Unnamed)+len(p.Doubts) > 0
}

// conflict is an item that another edition has changed since the draft was written.
type conflict struct {
	Kind   string   `json:"kind"`
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Fields []string `json:"fields,omitempty"` // in which the draft differs from what is published now
}

// publish hands a draft in for its author, unless that is done, and publishes it for the reviewer. What it says is embedded before, so
// that nobody who asks has to wait for that. A draft that is in conflict with what is published goes back to its author; one that
// contradicts it waits in review until the reviewer accepts that. Titles that are names of files stand: there is nobody here who could
// write others.
func (d *desk) publish(ctx context.Context, id editorial.ProposalID, reviewer audit.Actor, accept bool, t *tally) (result publication, err error) {
	defer func() { result.explain(err) }()
	p, err := d.proposals.Proposal(ctx, id)
	if err != nil {
		return publication{}, err
	}
	result = publication{Draft: int64(id), Title: p.Title, Reviewer: reviewer.Name}
	if p.State != editorial.Draft && p.State != editorial.Review {
		_, _, err := d.proposals.Publish(ctx, reviewer, id, editorial.Approval{})
		return result, err
	}
	program, err := openProgram(ctx, d.config, d.logger)
	if err != nil {
		return result, err
	}
	defer program.close()
	proposals := d.proposals.Answered(answering{program})
	if p.State == editorial.Draft {
		if p, err = proposals.SubmitUnnamed(ctx, audit.Actor{Name: p.Author, Role: commandLine}, id); err != nil {
			return result, err
		}
	}
	findings, err := proposals.Findings(ctx, id)
	if err != nil {
		return result, err
	}
	result.show(findings)
	var approval editorial.Approval
	if accept {
		approval.Consent = findings.Consent()
	}
	if approval.Consent == findings.Consent() && (p.Author != reviewer.Name || d.config.Editorial.OnePersonDesk) {
		if err := d.embed(ctx, id, program, t); err != nil {
			return result, err
		}
	}
	_, edition, err := proposals.Publish(ctx, reviewer, id, approval)
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

// show takes over what people should look at.
func (p *publication) show(f editorial.Findings) {
	for _, one := range f.Problems {
		if one.Code == editorial.TitleMissing {
			p.Unnamed = append(p.Unnamed, one.Title)
		}
	}
	for _, one := range f.Doubts {
		p.Doubts = append(p.Doubts, one.Say())
	}
	for _, one := range f.Contradictions() {
		p.Contradictions = append(p.Contradictions, one.Say())
	}
}

// explain takes over what an error has inside.
func (p *publication) explain(err error) {
	if faulty, ok := errors.AsType[*editorial.Faulty](err); ok {
		for _, one := range faulty.Problems {
			p.Problems = append(p.Problems, one.Say())
		}
	}
}

func (p publication) write(w io.Writer) {
	for _, one := range p.Problems {
		fmt.Fprintln(w, "要先改正："+one)
	}
	for _, one := range p.Unnamed {
		fmt.Fprintln(w, "没有认出标题，以文件名为标题："+one)
	}
	for _, one := range p.Doubts {
		fmt.Fprintln(w, "请核对："+one)
	}
	for _, one := range p.Contradictions {
		fmt.Fprintln(w, "矛盾："+one)
	}
	if len(p.Contradictions) > 0 && p.Edition == 0 {
		fmt.Fprintf(w, "草案 %d 没有发布。逐条核对之后，加上 --accept-contradictions 再发布\n", p.Draft)
	}
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
