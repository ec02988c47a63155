package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"yueyue/internal/auth"
	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/telemetry"
	"yueyue/retriever"
)

func doctorCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "检查每个组成部分，有问题时退出码不为 0", Args: exactly(0, "doctor 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := env.open(cmd.Context())
			if err != nil {
				return err
			}
			defer p.close()
			caughtUp := p.retriever.CatchUp(cmd.Context())
			states := p.Ready(cmd.Context())
			if caughtUp == nil {
				states = append(states, p.roundTrip(cmd.Context()))
			}
			for _, s := range states {
				fmt.Fprintf(env.stdout, "%-10s %-9s %s %s\n", s.Name, s.State, s.Version, s.Detail)
			}
			p.writeWays(env.stdout)
			if caughtUp != nil {
				return caughtUp
			}
			if telemetry.Worst(states) == telemetry.Failed || (p.config.Embedding.Enabled && p.model == nil) {
				return fault.New(fault.Unavailable, "doctor", "part_failed", "有组成部分不能工作，见上面的列表。")
			}
			return nil
		},
	}
}

// writeWays tells how a part is moved to a server of its own, as long as it is inside.
func (p *program) writeWays(w io.Writer) {
	if p.db.Dialect() == store.SQLite {
		fmt.Fprintln(w, "提示：要换到 PostgreSQL，停止服务后运行 yueyue migrate --copy-to postgres://…，再设置 YUEYUE_DATABASE_DSN")
	}
	if p.qdrant == nil {
		fmt.Fprintln(w, "提示：要把索引放到 Qdrant，设置 YUEYUE_INDEX_QDRANT_URL 后重新启动；向量从数据库取来，不用重新计算")
	}
}

// Ready tells the state of each part; /readyz and doctor show it.
func (p *program) Ready(ctx context.Context) []telemetry.PartState {
	return []telemetry.PartState{p.databaseState(ctx), p.indexState(ctx), p.modelState(), p.identityState()}
}

func (p *program) databaseState(ctx context.Context) telemetry.PartState {
	engine, err := p.db.Engine(ctx)
	if err != nil {
		return telemetry.PartState{Name: "database", State: telemetry.Failed, Detail: fault.MessageOf(err)}
	}
	return telemetry.PartState{Name: "database", State: telemetry.OK, Version: engine, Detail: database(p.config).Place()}
}

func (p *program) modelState() telemetry.PartState {
	if p.model == nil {
		return telemetry.PartState{Name: "embedding", State: telemetry.Degraded, Detail: "只用关键词检索：" + p.wordsOnly}
	}
	return telemetry.PartState{Name: "embedding", State: telemetry.OK, Version: p.model.Model()}
}

func (p *program) identityState() telemetry.PartState {
	state := telemetry.PartState{Name: "identity", State: telemetry.OK, Detail: "宿主签发的身份令牌"}
	if p.config.Identity.KeysFile == "" {
		state.Detail = "未配置宿主身份，纳税人均为匿名"
	} else if _, err := p.verifier(); err != nil {
		state.State, state.Detail = telemetry.Failed, "身份公钥文件不能使用"
	}
	return state
}

// verifier reads the keys of the host page anew.
func (p *program) verifier() (*auth.Verifier, error) {
	return auth.OpenVerifier(auth.Config{
		KeysFile: p.config.Identity.KeysFile, Issuer: p.config.Identity.Issuer, Audience: p.config.Identity.Audience,
	}, time.Now, p.logger)
}

// roundTrip asks a question through retrieval.
func (p *program) roundTrip(ctx context.Context) telemetry.PartState {
	state := telemetry.PartState{Name: "question", State: telemetry.OK}
	began := time.Now()
	found, err := p.retriever.Retrieve(ctx, retriever.Query{Text: "小规模纳税人月销售额多少可以免增值税", Limit: 1})
	switch {
	case err != nil:
		state.State, state.Detail = telemetry.Failed, fault.MessageOf(err)
	case len(found.Candidates) == 0:
		state.State, state.Detail = telemetry.Failed, "试问一个问题，没有检索到任何知识"
	default:
		state.Detail = fmt.Sprintf("试问一个问题，%s 内检索到 %s", time.Since(began).Round(100*time.Microsecond), found.Candidates[0].Target.ID)
	}
	return state
}
