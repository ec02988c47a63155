package ingest

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"yueyue/ingest/reader"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
)

// Reader gives the sources of the file at path, as reader.Pool does.
type Reader interface {
	Read(ctx context.Context, name, path string) iter.Seq2[reader.Source, error]
}

// Contents is what is published.
type Contents interface {
	CurrentEdition(ctx context.Context) (knowledge.Edition, error)
	Document(ctx context.Context, id knowledge.DocumentID, edition int64) (knowledge.Document, error)
	DocumentPassages(ctx context.Context, d knowledge.Document, edition int64) ([]knowledge.Passage, error)
	Pairs(ctx context.Context, ids []knowledge.PairID, edition int64) (map[knowledge.PairID]knowledge.QAPair, error)
	Packages(ctx context.Context, edition int64) ([]knowledge.QAPackage, error)
}

// Links tells what other documents do to one, so that a row can say where it stands.
type Links interface {
	Incoming(ctx context.Context, d knowledge.Document, edition int64) ([]knowledge.Incoming, error)
}

// Desk keeps proposals.
type Desk interface {
	Open(ctx context.Context, actor audit.Actor, title string) (editorial.Proposal, error)
	Put(ctx context.Context, actor audit.Actor, id editorial.ProposalID, edits []editorial.Edit) ([]editorial.Item, error)
	Proposals(ctx context.Context, f editorial.Filter) ([]editorial.Proposal, error)
	Items(ctx context.Context, id editorial.ProposalID, f editorial.ItemFilter) ([]editorial.Item, error)
	Asked(ctx context.Context) (*editorial.Asked, error)
}

// Understood is a document that a source holds.
type Understood struct {
	Document knowledge.Document // with its Passages listed
	Passages []knowledge.Passage
	Warnings []string // Chinese, for people
}

// Config bounds an Ingester.
type Config struct {
	Threads int   // files read and understood at the same time; 0: 2
	YAML    int64 // bytes of a file in the format of data/; 0: 16 MiB, which is the most
}

// Validate refuses what cannot be meant.
func (c Config) Validate() error {
	if c.Threads < 0 || c.Threads > 16 || c.YAML < 0 || c.YAML > 16<<20 {
		return fault.New(fault.Invalid, "ingest.Config.Validate", "config_invalid", "导入的并行数应在 1 到 16 之间。")
	}
	return nil
}

// Parts is what an Ingester works with.
type Parts struct {
	Config     Config
	Reader     Reader
	Understand func(reader.Source) []Understood // recognises and cuts; safe for concurrent use
	Region     func(name string) (string, bool) // six digits of a region by its name; nil: only codes are taken in tables
	Contents   Contents
	Links      Links
	Desk       Desk
	Files      *Files
	Now        func() time.Time
	Logger     *slog.Logger // nil: nothing is logged
}

// Ingester takes files in. It is safe for concurrent use; two runs make two proposals.
type Ingester struct {
	parts Parts
}

// New makes an Ingester; a Config that cannot be meant is fault.Invalid.
func New(parts Parts) (*Ingester, error) {
	if err := parts.Config.Validate(); err != nil {
		return nil, err
	}
	if parts.Config.Threads == 0 {
		parts.Config.Threads = 2
	}
	if parts.Config.YAML == 0 {
		parts.Config.YAML = 16 << 20
	}
	if parts.Logger == nil {
		parts.Logger = slog.New(slog.DiscardHandler)
	}
	return &Ingester{parts}, nil
}

// Options are of one run.
type Options struct {
	DryRun   bool
	Title    string         // of the proposal; empty: one that names the files
	Actor    audit.Actor    // its author; needed unless DryRun
	Progress func(Progress) // called after each source, never twice at once; may be nil
}

// Progress is how far a run is.
type Progress struct {
	Files, TotalFiles int
	Bytes, TotalBytes int64 // of the files that are through, as they lie on the disk
	Text              int64 // bytes of the text of passages and answers
	Sources           int   // files, and entries of archives
	Documents         int
	Passages          int
	Pairs             int
	Took              time.Duration
}

// Rate is bytes of text a second.
func (p Progress) Rate() float64 {
	if p.Took <= 0 {
		return 0
	}
	return float64(p.Text) / p.Took.Seconds()
}

// Result is what a run did. A proposal is opened with the first change, so Draft is 0 when nothing was new.
type Result struct {
	Progress
	Draft     int64
	Title     string // of the draft
	Failed    int    // sources of which something was not taken in
	Added     int    // documents, passages, pairs and packages that are not published
	Changed   int    // that are published otherwise
	Unchanged int    // documents and pairs that say what is published, or what an open proposal says
}

// Ingest takes in the files of paths, folders with all that they hold, and reports one row for each source, in the order of reading,
// once what it tells of is written. What is wrong with a file is in its row. An error ends the run: fault.Invalid for no paths or no
// author, ctx, or a database that is away; what was written until then stays in the draft that Result names.
func (i *Ingester) Ingest(ctx context.Context, paths []string, o Options, report func(Row)) (Result, error) {
	const op = "ingest.Ingest"
	switch {
	case len(paths) == 0:
		return Result{}, fault.New(fault.Invalid, op, "paths_missing", "请写明要导入的文件或文件夹。")
	case !o.DryRun && strings.TrimSpace(o.Actor.Name) == "":
		return Result{}, fault.New(fault.Invalid, op, "author_missing", "请写明由谁导入。")
	}
	files, err := walk(ctx, paths)
	if err != nil {
		return Result{}, err
	}
	run, err := i.begin(ctx, files, o, report)
	if err != nil {
		return Result{}, err
	}
	err = i.stream(ctx, files, run.take)
	if err == nil {
		err = run.write(ctx)
	}
	run.result.Took = i.parts.Now().Sub(run.began)
	return run.result, err
}

// titleOf names a proposal by its files.
func titleOf(files []file, day string) string {
	var names []string
	for _, f := range files[:min(len(files), 3)] {
		name := []rune(filepath.Base(f.name))
		names = append(names, string(name[:min(len(name), 40)]))
	}
	title := "导入 " + strings.Join(names, "、")
	if len(files) > len(names) {
		title += fmt.Sprintf(" 等 %d 个文件", len(files))
	}
	if utf8.RuneCountInString(title) > 180 {
		title = fmt.Sprintf("导入 %d 个文件", len(files))
	}
	return title + "（" + day + "）"
}
