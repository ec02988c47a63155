package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"yueyue/ingest/qa"
	"yueyue/internal/civil"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// run is one run of an Ingester, used by one goroutine.
type run struct {
	*Ingester
	options   Options
	report    func(Row)
	result    Result
	began     time.Time
	edition   int64
	today     civil.Date
	total     int // files
	staged    map[knowledge.Key]staged
	documents map[knowledge.DocumentID]string // the file that each was read from
	links     *links
	standing  map[knowledge.DocumentID]knowledge.LegalStatus // as rows show it
	pairs     map[knowledge.PairID]said
	packages  *packages
	asked     *editorial.Asked // what is published; nil: no source has needed it
	batch     []editorial.Edit // not written yet
	wrote     time.Time        // the last time that edits were written
	rows      []Row            // not reported yet: what they tell of is in batch
	changes   int              // edits of the run
	archive   archived
}

// said is a pair of this run.
type said struct {
	file, content string
	sayable       bool // published, or in this run's proposal: a package may name it
}

// staged is an item of an open proposal.
type staged struct {
	proposal int64
	content  string // of a pair, encoded; of a document the hash of its source
}

// archived is the archive that was kept last: its entries come one after another.
type archived struct{ path, hash string }

func (i *Ingester) begin(ctx context.Context, files []file, o Options, report func(Row)) (*run, error) {
	r := &run{
		Ingester: i, options: o, report: report, began: i.parts.Now(), total: len(files), staged: map[knowledge.Key]staged{},
		documents: map[knowledge.DocumentID]string{}, links: newLinks(), standing: map[knowledge.DocumentID]knowledge.LegalStatus{},
		pairs: map[knowledge.PairID]said{},
	}
	r.today, r.wrote = civil.Of(r.began), r.began
	r.result.TotalFiles = len(files)
	for _, f := range files {
		r.result.TotalBytes += f.size
	}
	if r.result.Title = o.Title; strings.TrimSpace(o.Title) == "" {
		r.result.Title = titleOf(files, string(r.today))
	}
	edition, err := i.parts.Contents.CurrentEdition(ctx)
	if err != nil {
		return nil, err
	}
	r.edition = edition.Number
	published, err := i.parts.Contents.Packages(ctx, r.edition)
	if err != nil {
		return nil, err
	}
	r.packages = newPackages(published)
	return r, r.readStaged(ctx)
}

// readStaged reads what open proposals hold already, the newest proposal last.
func (r *run) readStaged(ctx context.Context) error {
	for _, state := range []editorial.State{editorial.Draft, editorial.Review} {
		proposals, err := r.parts.Desk.Proposals(ctx, editorial.Filter{State: state, Limit: 200})
		if err != nil {
			return err
		}
		for _, p := range proposals {
			for _, kind := range []knowledge.Kind{knowledge.DocumentItem, knowledge.PairItem} {
				if err := r.readItems(ctx, p.ID, kind); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *run) readItems(ctx context.Context, id editorial.ProposalID, kind knowledge.Kind) error {
	const page = 200
	filter := editorial.ItemFilter{Kind: kind, Limit: page}
	for {
		items, err := r.parts.Desk.Items(ctx, id, filter)
		if err != nil {
			return err
		}
		for _, item := range items {
			before, known := r.staged[item.Key]
			if known && before.proposal > int64(id) {
				continue
			}
			switch content := item.Content.(type) {
			case knowledge.Document:
				r.staged[item.Key] = staged{int64(id), content.SourceHash}
			case knowledge.QAPair:
				encoded, err := knowledge.Encode(content)
				if err != nil {
					return fault.Wrap(fault.Internal, "ingest.begin", err)
				}
				r.staged[item.Key] = staged{int64(id), hashOf([]byte(encoded))}
			}
		}
		if len(items) < page {
			return nil
		}
		filter.After = items[len(items)-1].Key
	}
}

// take takes in what is new or changed in a source. Its row is reported once that is written, so that what people were shown as
// taken in is in the proposal, whatever ends the run.
func (r *run) take(ctx context.Context, t taken) error {
	row := newRow(t.source.Name)
	row.Format, row.Encoding = string(t.source.Format), t.source.Encoding
	row.Warnings = append(row.Warnings, t.source.Warnings...)
	if t.err != nil {
		if ctx.Err() != nil || fault.KindOf(t.err) == fault.Unavailable && fault.CodeOf(t.err) == "reader_unavailable" {
			return t.err
		}
		row.fail(t.err)
	} else {
		changes := r.changes
		if err := r.takeDocuments(ctx, t, &row); err != nil {
			return err
		}
		if err := r.takePairs(ctx, t, &row); err != nil {
			return err
		}
		if row.Error == "" && len(row.Documents)+row.Pairs == 0 {
			row.fail(fault.New(fault.Invalid, "ingest.take", "content_none", "文件里没有认出政策正文或问答。"))
		}
		if r.changes > changes && !r.options.DryRun {
			if err := r.keep(ctx, t, &row); err != nil {
				return err
			}
		}
	}
	r.result.Sources++
	r.result.Documents += len(row.Documents)
	r.result.Passages += row.Passages
	r.result.Pairs += row.Pairs
	if row.Error != "" {
		r.result.Failed++
	}
	if t.last {
		r.result.Files++
		r.result.Bytes += t.file.size
	}
	r.result.Took = r.parts.Now().Sub(r.began)
	r.rows = append(r.rows, row)
	changed := len(r.batch) > 0 || !r.options.DryRun && len(r.packages.changed()) > 0
	if !changed || len(r.batch) >= batchEdits || r.parts.Now().Sub(r.wrote) >= writeEvery {
		if err := r.write(ctx); err != nil {
			return err
		}
	}
	if r.options.Progress != nil {
		r.options.Progress(r.result.Progress)
	}
	return nil
}

// keep opens the proposal with the first change and keeps the original.
func (r *run) keep(ctx context.Context, t taken, row *Row) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	row.Draft = r.result.Draft
	original := Original{Name: t.source.Name, Format: row.Format, Encoding: row.Encoding}
	entry := t.source.Name != t.file.name
	if !entry || r.archive.path != t.file.path {
		hash, err := r.parts.Files.Put(t.file.path)
		if err != nil {
			return err
		}
		if entry {
			r.archive = archived{t.file.path, hash}
		} else if hash != t.source.Hash {
			row.warn("保存原件时文件已经变化，原件与导入的内容不同")
		}
	}
	if entry {
		original.In = r.archive.hash
	}
	return r.parts.Files.Describe(t.source.Hash, original)
}

// open opens the proposal unless it is open.
func (r *run) open(ctx context.Context) error {
	if r.result.Draft != 0 {
		return nil
	}
	proposal, err := r.parts.Desk.Open(ctx, r.options.Actor, r.result.Title)
	r.result.Draft = int64(proposal.ID)
	return err
}

// batchEdits is how many edits are written in one transaction at most; others wait behind it on SQLite. writeEvery is how long the
// rows of small files may wait for a full one.
const (
	batchEdits = 400
	writeEvery = time.Second
)

// write writes the edits that wait, with the packages that name them, and reports the rows that tell of them.
func (r *run) write(ctx context.Context) error {
	packages := map[knowledge.Key]*pack{}
	for _, pack := range r.packages.changed() {
		packages[pack.Key()] = pack
		r.note(editorial.Edit{Content: pack.QAPackage, Position: pack.position, Version: pack.version})
		if !pack.noted {
			r.count(pack.published)
		}
		pack.touched, pack.noted = false, true
	}
	if len(r.batch) > 0 {
		if err := r.open(ctx); err != nil {
			return err
		}
	}
	for len(r.batch) > 0 {
		n := min(len(r.batch), batchEdits)
		items, err := r.parts.Desk.Put(ctx, r.options.Actor, editorial.ProposalID(r.result.Draft), r.batch[:n])
		if err != nil {
			return err
		}
		for _, item := range items {
			if pack := packages[item.Key]; pack != nil {
				pack.version = item.Version
			}
		}
		r.batch = slices.Clone(r.batch[n:])
	}
	r.wrote = r.parts.Now()
	for _, row := range r.rows {
		r.report(row)
	}
	r.rows = nil
	return nil
}

// change counts an edit and notes it. known says that the item is published otherwise.
func (r *run) change(edit editorial.Edit, known bool) {
	r.changes++
	r.count(known)
	r.note(edit)
}

func (r *run) count(known bool) {
	if known {
		r.result.Changed++
	} else {
		r.result.Added++
	}
}

// note lets an edit wait to be written; a dry run writes nothing.
func (r *run) note(edit editorial.Edit) {
	if !r.options.DryRun {
		r.batch = append(r.batch, edit)
	}
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// joinProblems names the first problems of many.
func joinProblems(problems []qa.Problem) string {
	const shown = 20
	texts := make([]string, 0, shown)
	for _, p := range problems[:min(len(problems), shown)] {
		texts = append(texts, p.Error())
	}
	text := strings.Join(texts, "；")
	if len(problems) > shown {
		text += fmt.Sprintf("；……共 %d 处", len(problems))
	}
	return text
}
