package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"yueyue/api"
	"yueyue/api/web"
	"yueyue/internal/auth"
	"yueyue/internal/config"
	"yueyue/internal/fault"
)

func serveCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "启动服务", Args: exactly(0, "serve 不带参数"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := env.config()
			if err != nil {
				return err
			}
			logger, err := env.logger(cfg, false)
			if err != nil {
				return err
			}
			return env.serve(cmd.Context(), cfg, logger)
		},
	}
}

// serve starts the program and runs it until ctx ends; a stop during the start is a stop like any other.
func (e *environment) serve(ctx context.Context, cfg config.Config, logger *slog.Logger) error {
	// The port is taken first: whoever starts a second server learns it at once and nothing is touched.
	listener, err := listen(ctx, cfg.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	p, err := openProgram(ctx, cfg, logger)
	if ctx.Err() != nil && err != nil {
		return nil // the error is that ctx ended
	}
	if err != nil {
		return err
	}
	defer p.close()
	back, err := p.openConsole()
	if err != nil {
		return err
	}
	defer func() {
		if err := back.close(); err != nil {
			p.logger.ErrorContext(ctx, "closing a part", "part", "reader", "error", err)
		}
	}()
	server, err := p.newServer(back)
	if err != nil {
		return err
	}
	if p.watch, err = p.watcher(); err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, "悦悦: http://%s/\n", listener.Addr())
	if p.wordsOnly != "" {
		fmt.Fprintln(e.stderr, "悦悦: 没有向量模型，只用关键词检索："+p.wordsOnly)
	}
	logger.InfoContext(ctx, "serving", "database", database(cfg).Place(), "watch", cfg.Ingest.Watch, "one_person_desk", cfg.Editorial.OnePersonDesk)
	return p.run(ctx, server, listener)
}

// listen takes the port.
func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err == nil {
		return listener, nil
	}
	why := "地址 " + address + " 不能监听，请检查配置项 listen（或 YUEYUE_LISTEN）。"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		why = "端口被占用：" + address + "，请先停掉占用它的程序，或用 YUEYUE_LISTEN 换一个端口。"
	case errors.Is(err, syscall.EACCES):
		why = "没有权限监听 " + address + "，请换一个 1024 以上的端口。"
	}
	return nil, &fault.Error{Kind: fault.Unavailable, Op: "main.listen", Code: "port_unavailable", Message: why, Err: err}
}

// newServer puts the HTTP side on the parts.
func (p *program) newServer(back *console) (*api.Server, error) {
	verifier, err := p.verifier()
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{
		Origins: p.config.Web.Origins, TrustedProxies: p.config.Web.TrustedProxies, MetricsNetworks: p.config.Web.MetricsNetworks,
		RateAnonymous: p.config.Rate.Anonymous, ShutdownTimeout: p.config.ShutdownTimeout, Uploads: uploadsOf(p.config),
	}, api.Parts{
		Dialog: p.dialog, Conversations: p.threads, Doorbell: p.doorbell, Lists: p.knowledge,
		Authenticator: auth.NewAuthenticator(verifier, p.threads), Readiness: p, Pages: web.Pages(),
		Metrics: p.metrics, Logger: p.logger, Now: time.Now, Staff: back.staff, Content: back.content,
	})
}

// run serves until ctx ends, then stops in this order: the listener takes no more, live sockets are told and requests under
// way end, the workers stop; the caller closes the parts, the database first. A second signal ends the process at once (main).
func (p *program) run(ctx context.Context, server *api.Server, listener net.Listener) error {
	working, stopWorkers := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorkers()
	var workers sync.WaitGroup
	workers.Go(func() { p.retriever.Follow(working) })
	workers.Go(func() { p.dialog.CompleteUnanswered(working) })
	if p.watch != nil {
		workers.Go(func() { p.watch(working) })
	}
	err := server.Serve(ctx, listener)
	stopWorkers()
	workers.Wait()
	if errors.Is(err, context.DeadlineExceeded) {
		return &fault.Error{Kind: fault.Unavailable, Op: "main.run", Code: "stop_forced", Err: err, Message: fmt.Sprintf(
			"停止时还有请求没有处理完，等待 %v 后已中断；需要更久，请调大 shutdown_timeout。", p.config.ShutdownTimeout)}
	}
	return err
}
