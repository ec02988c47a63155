package main

import (
	"context"
	"fmt"
	"path/filepath"
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
	into := &draftDesk{Repository: i.desk.proposals, id: id, names: strings.NewReplacer(folder+string(filepath.Separator), ""), kept: map[knowledge.Key]bool{}}
	ingester, err := ingest.New(ingest.Parts{
		Config: ingest.Config{Threads: max(i.desk.config.Ingest.Threads, 1)}, Reader: i.pool, Understand: ingest.Understand,
		Region:   func(name string) (string, bool) { return regionOf(i.regions, name) },
		Contents: i.desk.knowledge, Links: i.desk.knowledge, Desk: into, Files: i.desk.originals(), Now: time.Now, Logger: i.desk.logger,
	})
	if err != nil {
		return nil, err
	}
	result, err := ingester.Ingest(ctx, []string{folder}, ingest.Options{Actor: actor}, func(row ingest.Row) { report(into.row(row)) })
	notes := into.notes
	if err == nil {
		notes = append([]string{fmt.Sprintf("新增 %d 项，修改 %d 项，未变 %d 项。", result.Added, result.Changed, result.Unchanged)}, notes...)
	}
	return notes, err
}

// draftDesk is the desk of one upload: what an Ingester would put into a proposal of its own goes into a draft that is open. What
// somebody has changed in the draft by hand stands; the notes say so. It is used by one run.
type draftDesk struct {
	*editorial.Repository
	id    editorial.ProposalID
	names *strings.Replacer // takes the folder of the upload out of names
	kept  map[knowledge.Key]bool
	notes []string
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
		return items, err
	}
}

// over gives the edits that may be written, each upon the version that the draft has. An item that was written once, by a file, is
// replaced. A passage goes with its document.
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
		case present.Version == 1 && present.Origin != "":
			edit.Version = present.Version
			taken = append(taken, edit)
		case !d.kept[edit.Key]:
			d.kept[edit.Key] = true
			d.notes = append(d.notes, fmt.Sprintf("草案里的 %s 已经人工改过，保留不变；要用“%s”里的，请先从草案里拿掉它再上传。", edit.Key.ID, edit.Origin))
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
