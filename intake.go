package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"yueyue/api"
	"yueyue/data"
	"yueyue/dialog"
	"yueyue/ingest"
	"yueyue/ingest/reader"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
)

// intake takes what content staff upload into their drafts; api.Intake.
type intake struct {
	desk    *desk
	pool    *reader.Pool
	regions *dialog.Regions
}

// openIntake starts no process: the first file does. The caller closes the pool.
func openIntake(d *desk) (*intake, error) {
	regions, err := dialog.LoadRegions(data.FS)
	if err != nil {
		return nil, err
	}
	pool, err := reader.Open(reader.Config{Cache: filepath.Join(d.config.Var, "cache", "reader"), Workers: max(d.config.Ingest.Threads, 1), Log: d.logger})
	return &intake{d, pool, regions}, err
}

// Take reads all files of a folder into an open draft.
func (i *intake) Take(ctx context.Context, actor audit.Actor, id editorial.ProposalID, folder string, report func(api.UploadRow)) ([]string, error) {
	into := &draftDesk{
		Repository: i.desk.proposals, id: id, names: strings.NewReplacer(folder+string(filepath.Separator), ""), kept: map[knowledge.Key]bool{},
		ledger: filepath.Join(i.desk.config.Var, "uploads", "written", strconv.FormatInt(int64(id), 10)+".json"),
	}
	if err := into.open(); err != nil {
		return nil, err
	}
	ingester, err := ingest.New(ingest.Parts{
		Config: ingest.Config{Threads: max(i.desk.config.Ingest.Threads, 1)}, Reader: i.pool, Understand: ingest.Understand,
		Region:   func(name string) (string, bool) { return regionOf(i.regions, name) },
		Contents: i.desk.knowledge, Links: i.desk.knowledge, Desk: into, Files: i.desk.originals(), Now: time.Now, Logger: i.desk.logger,
	})
	if err != nil {
		return nil, err
	}
	result, err := ingester.Ingest(ctx, []string{folder}, ingest.Options{Actor: actor}, func(row ingest.Row) { report(into.row(row)) })
	if err != nil {
		return into.notes(), err
	}
	return append([]string{fmt.Sprintf("新增 %d 项，修改 %d 项，未变 %d 项。", result.Added, result.Changed, result.Unchanged)}, into.notes()...), nil
}

// draftDesk is the desk of one upload: what an Ingester would put into a proposal of its own goes into a draft that is open. What
// somebody has changed in the draft by hand stands; the notes say so. It is used by one run.
type draftDesk struct {
	*editorial.Repository
	id      editorial.ProposalID
	names   *strings.Replacer // takes the folder of the upload out of names
	kept    map[knowledge.Key]bool
	ledger  string           // the file of written; without it an item of version 1 counts as a file's
	written map[string]int64 // the versions that files have written, by kind and id: another one is a person's
}

// open reads what files have written into the draft before.
func (d *draftDesk) open() error {
	d.written = map[string]int64{}
	text, err := os.ReadFile(d.ledger)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal(text, &d.written)
	}
	return fault.Wrap(fault.Unavailable, "main.intake", err)
}

// note remembers what a file has written.
func (d *draftDesk) note(items []editorial.Item) error {
	for _, item := range items {
		d.written[ledgerKey(item.Key)] = item.Version
	}
	text, err := json.Marshal(d.written)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(d.ledger), 0o750)
	}
	if err == nil {
		err = os.WriteFile(d.ledger+".new", text, 0o600)
	}
	if err == nil {
		err = os.Rename(d.ledger+".new", d.ledger)
	}
	return fault.Wrap(fault.Unavailable, "main.intake", err)
}

func ledgerKey(key knowledge.Key) string { return string(key.Kind) + " " + key.ID }

// ofFile tells whether an item is as a file has written it.
func (d *draftDesk) ofFile(item editorial.Item) bool {
	version, known := d.written[ledgerKey(item.Key)]
	return known && version == item.Version || !known && item.Version == 1 && item.Origin != ""
}

// notesShown is how many kept items the notes name.
const notesShown = 20

// notes name what stands although a file says otherwise.
func (d *draftDesk) notes() []string {
	if len(d.kept) == 0 {
		return nil
	}
	names := make([]string, 0, len(d.kept))
	for key := range d.kept {
		names = append(names, key.ID)
	}
	slices.Sort(names)
	list := strings.Join(names[:min(len(names), notesShown)], "、")
	if len(names) > notesShown {
		list += "……"
	}
	return []string{fmt.Sprintf("草案里有 %d 项已经人工改过，保留不变：%s。要用文件里的，请先从草案里拿掉再上传。", len(names), list)}
}

// Open gives the draft.
func (d *draftDesk) Open(ctx context.Context, _ audit.Actor, _ string) (editorial.Proposal, error) {
	return d.Proposal(ctx, d.id)
}

// Put writes edits over what files have put into the draft before.
func (d *draftDesk) Put(ctx context.Context, actor audit.Actor, id editorial.ProposalID, edits []editorial.Edit) ([]editorial.Item, error) {
	const attempts = 3
	for attempt := 1; ; attempt++ {
		taken, err := d.over(ctx, edits)
		if err != nil || len(taken) == 0 {
			return nil, err
		}
		items, err := d.Repository.Put(ctx, actor, id, taken)
		if fault.CodeOf(err) == "item_stale" && attempt < attempts {
			continue // changed since it was looked at
		}
		if err != nil {
			return nil, err
		}
		return items, d.note(items)
	}
}

// over gives the edits that may be written, each upon the version that the draft has. What is as a file has written it is replaced.
// A passage goes with its document.
func (d *draftDesk) over(ctx context.Context, edits []editorial.Edit) ([]editorial.Edit, error) {
	var taken []editorial.Edit
	for _, edit := range edits {
		if edit.Content != nil {
			edit.Key = edit.Content.Key()
		}
		edit.Origin = d.names.Replace(edit.Origin)
		switch content := edit.Content.(type) {
		case knowledge.Document:
			content.Source = d.names.Replace(content.Source)
			edit.Content = content
		case knowledge.Passage:
			if d.kept[knowledge.Key{Kind: knowledge.DocumentItem, ID: string(content.Document)}] {
				continue
			}
		}
		present, err := d.Item(ctx, d.id, edit.Key)
		switch {
		case fault.KindOf(err) == fault.NotFound && fault.CodeOf(err) == "item_unknown":
			taken = append(taken, edit)
		case err != nil:
			return nil, err
		case d.ofFile(present):
			edit.Version = present.Version
			taken = append(taken, edit)
		default:
			d.kept[edit.Key] = true
		}
	}
	return taken, nil
}

// row is a row for the wire, its names without the folder of the upload.
func (d *draftDesk) row(row ingest.Row) api.UploadRow {
	wire := api.UploadRow{
		File: d.names.Replace(row.File), Format: row.Format, Encoding: row.Encoding, Documents: []api.UploadDocument{},
		Passages: row.Passages, Pairs: row.Pairs, Warnings: []string{}, Error: d.names.Replace(row.Error), Code: row.Code,
	}
	for _, document := range row.Documents {
		wire.Documents = append(wire.Documents, api.UploadDocument{
			ID: string(document.ID), Title: document.Title, DocumentNumber: document.DocumentNumber, Issuer: document.Issuer,
			IssuedOn: document.IssuedOn, EffectiveFrom: document.EffectiveFrom, EffectiveTo: document.EffectiveTo, Status: document.Status,
		})
	}
	for _, warning := range row.Warnings {
		wire.Warnings = append(wire.Warnings, d.names.Replace(warning))
	}
	return wire
}
