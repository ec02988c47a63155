package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"yueyue/data"
	"yueyue/dialog"
	"yueyue/ingest"
	"yueyue/ingest/reader"
	"yueyue/internal/config"
	"yueyue/internal/staff"
)

func ingestCommand(env *environment) *cobra.Command {
	var options ingest.Options
	var author string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "ingest 路径…", Short: "导入政策文件和问答表格，生成待审核的草案",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("%w: 用法：yueyue ingest 路径… [--dry-run] [--json] [--title 标题] [--author 姓名]", errUsage)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := env.openDesk(cmd.Context())
			if err != nil {
				return err
			}
			defer d.close()
			ingester, release, err := d.ingester()
			if err != nil {
				return err
			}
			defer release()
			screen := newScreen(env.stdout, env.stderr)
			if options.Actor, err = env.person(cmd.Context(), d, strings.TrimSpace(author), staff.ContentEditor); err != nil {
				return err
			}
			options.Progress = screen.progress
			report := screen.row
			if asJSON {
				report = screen.json
			}
			result, err := ingester.Ingest(cmd.Context(), args, options, report)
			screen.end(result, options.DryRun, asJSON)
			fmt.Fprintln(env.stderr, "数据库："+database(d.config).Place())
			if err != nil {
				return err
			}
			if result.Failed > 0 {
				return fmt.Errorf("%d 个文件没有导入或没有全部导入，原因见上", result.Failed)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&options.DryRun, "dry-run", false, "只看会怎样，不写入任何内容")
	cmd.Flags().BoolVar(&asJSON, "json", false, "每个文件输出一行 JSON")
	cmd.Flags().StringVar(&options.Title, "title", "", "草案的标题（默认写明导入了哪些文件）")
	cmd.Flags().StringVar(&author, "author", nobodyNamed, "由谁导入，写登录名或姓名；发布时审核人要是另一个人")
	return cmd
}

// readWorkerCommand is the child process in which files are read; people do not call it.
func readWorkerCommand(env *environment) *cobra.Command {
	return &cobra.Command{
		Use: "read-worker", Hidden: true, Args: exactly(0, "read-worker 不带参数"),
		RunE: func(*cobra.Command, []string) error { return reader.Worker(os.Stdin, env.stdout) },
	}
}

// ingester makes an Ingester on a pool of workers; release ends the workers.
func (d *desk) ingester() (made *ingest.Ingester, release func(), err error) {
	regions, err := dialog.LoadRegions(data.FS)
	if err != nil {
		return nil, nil, err
	}
	pool, err := openReader(d.config, d.logger)
	if err != nil {
		return nil, nil, err
	}
	release = func() {
		if err := pool.Close(); err != nil {
			d.logger.Error("closing a part", "part", "reader", "error", err)
		}
	}
	made, err = ingest.New(ingest.Parts{
		Config: ingest.Config{Threads: readingThreads(d.config)}, Reader: pool, Understand: ingest.Understand,
		Region:   func(name string) (string, bool) { return regionOf(regions, name) },
		Contents: d.knowledge, Links: d.knowledge, Desk: d.proposals, Files: d.originals(), Now: time.Now,
		Logger: d.logger,
	})
	if err != nil {
		release()
		return nil, nil, err
	}
	return made, release, nil
}

// openReader starts the processes that read files.
func openReader(cfg config.Config, logger *slog.Logger) (*reader.Pool, error) {
	return reader.Open(reader.Config{Cache: filepath.Join(cfg.Var, "cache", "reader"), Workers: readingThreads(cfg), Log: logger})
}

// readingThreads is how many files are read at the same time.
func readingThreads(cfg config.Config) int { return cmp.Or(cfg.Ingest.Threads, 2) }

// originals are the files that were taken in.
func (d *desk) originals() *ingest.Files {
	return ingest.NewFiles(filepath.Join(d.config.Var, "originals"))
}

// regionOf is the region that a cell of a table names, and nothing but names.
func regionOf(regions *dialog.Regions, name string) (string, bool) {
	code := regions.Of(name)
	return code, code != "" && utf8.RuneCountInString(name) <= 12 && !strings.ContainsAny(name, "除外非不")
}

// screen prints rows, and how far the work is: over one line on a terminal, a line every few seconds elsewhere.
type screen struct {
	out, errs io.Writer
	terminal  bool
	shown     bool // a line of progress stands on the terminal
	last      time.Time
}

func newScreen(out, errs io.Writer) *screen {
	s := &screen{out: out, errs: errs, last: time.Now()}
	if file, ok := errs.(*os.File); ok {
		info, err := file.Stat()
		s.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return s
}

// clear takes the line of progress away.
func (s *screen) clear() {
	if s.shown {
		fmt.Fprint(s.errs, "\r\x1b[K")
		s.shown = false
	}
}

func (s *screen) progress(p ingest.Progress) {
	s.line(s.bar(p) + fmt.Sprintf("%d/%d 个文件  %d 份政策  %d 段  %d 条问答  文字 %s  %s/秒", p.Files, p.TotalFiles,
		p.Documents, p.Passages, p.Pairs, size(p.Text), size(int64(p.Rate()))))
}

// line shows a line of progress when it is time for one.
func (s *screen) line(text string) {
	period, end := 5*time.Second, "\n"
	if s.terminal {
		period, end = 100*time.Millisecond, ""
	}
	if now := time.Now(); now.Sub(s.last) >= period {
		s.last = now
		s.clear()
		fmt.Fprint(s.errs, text, end)
		s.shown = s.terminal
	}
}

// bar is twenty cells of which the part that is done is full; none where it is not on a terminal.
func (s *screen) bar(p ingest.Progress) string {
	const cells = 20
	if !s.terminal || p.TotalBytes == 0 {
		return ""
	}
	full := int(cells * p.Bytes / p.TotalBytes)
	return "[" + strings.Repeat("█", full) + strings.Repeat("░", cells-full) + "] "
}

func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	default:
		return fmt.Sprintf("%d KB", (bytes+1023)/1024)
	}
}

func (s *screen) json(row ingest.Row) {
	s.clear()
	encoder := json.NewEncoder(s.out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(row) // a closed pipe ends the program by itself
}

func (s *screen) row(row ingest.Row) {
	s.clear()
	var what []string
	if row.Format != "" {
		what = append(what, strings.TrimSuffix(row.Format+" "+row.Encoding, " binary"))
	}
	if len(row.Documents) > 0 {
		what = append(what, fmt.Sprintf("%d 份政策 %d 段", len(row.Documents), row.Passages))
	}
	if row.Pairs > 0 {
		what = append(what, fmt.Sprintf("%d 条问答", row.Pairs))
	}
	fmt.Fprintf(s.out, "%s  %s\n", row.File, strings.Join(what, "，"))
	for _, d := range row.Documents {
		line := "  《" + d.Title + "》"
		if d.Title == "" {
			line = "  （没有认出标题）"
		}
		for _, text := range []string{d.DocumentNumber, d.Issuer, d.IssuedOn.Chinese()} {
			if text != "" {
				line += "  " + text
			}
		}
		if d.EffectiveFrom != "" || d.EffectiveTo != "" {
			line += "  有效期：" + validity(d.EffectiveFrom, d.EffectiveTo)
		}
		fmt.Fprintln(s.out, line+"  "+ingest.Standing(d.Status))
	}
	for _, warning := range row.Warnings {
		fmt.Fprintln(s.out, "  提示："+oneLine(warning))
	}
	if row.Error != "" {
		fmt.Fprintln(s.out, "  有误："+oneLine(row.Error))
	}
}

// end says what came of it. With JSON it goes to standard error: standard output has rows alone.
func (s *screen) end(r ingest.Result, dry, asJSON bool) {
	s.clear()
	out := s.out
	if asJSON {
		out = s.errs
	}
	fmt.Fprintf(out, "%d 个文件，%d 份政策 %d 段，%d 条问答；新增 %d 项，修改 %d 项，未变 %d 项", r.Files, r.Documents, r.Passages, r.Pairs,
		r.Added, r.Changed, r.Unchanged)
	if r.Failed > 0 {
		fmt.Fprintf(out, "；有误 %d 个", r.Failed)
	}
	fmt.Fprintln(out, "。")
	switch {
	case dry:
		fmt.Fprintln(out, "这是试运行，没有写入任何内容。")
	case r.Draft == 0:
		fmt.Fprintln(out, "没有新的内容，没有生成草案。")
	default:
		fmt.Fprintf(out, "草案 %d：%s，用 yueyue publish %d --reviewer 姓名 发布\n", r.Draft, r.Title, r.Draft)
	}
}
