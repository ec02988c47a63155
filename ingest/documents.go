package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// takeDocuments notes what is new or changed in the documents of a source.
func (r *run) takeDocuments(ctx context.Context, t taken, row *Row) error {
	for n, u := range t.documents {
		u.Document.Source, u.Document.SourceHash = t.source.Name, t.source.Hash
		stopgap := ""
		if u.Document.Title == "" { // something has to stand there until people write it
			stopgap = baseTitle(t.source.Name)
			if len(t.documents) > 1 {
				stopgap += fmt.Sprintf("（第 %d 份）", n+1)
			}
			u.Document.Title = stopgap
			for i := range u.Passages {
				u.Passages[i].Title = u.Document.Title
			}
			u.Warnings = append(u.Warnings, "标题暂写作“"+u.Document.Title+"”")
		}
		if err := r.takeDocument(ctx, &u, row); err != nil {
			return err
		}
		reached := r.links.add(u.Document)
		status, err := r.status(ctx, u.Document)
		if err != nil {
			return err
		}
		for _, other := range reached { // its row is out already
			now, err := r.status(ctx, other)
			if err != nil {
				return err
			}
			if shown, ok := r.standing[other.ID]; ok && shown != now {
				u.Warnings = append(u.Warnings, "因本文件，同时导入的《"+other.Title+"》"+Standing(now))
				r.standing[other.ID] = now
			}
		}
		r.standing[u.Document.ID] = status
		d := u.Document
		called := "《" + d.Title + "》："
		if d.Title == stopgap {
			d.Title = "" // a row shows what was recognised
		}
		row.Documents = append(row.Documents, RowDocument{
			ID: d.ID, Title: d.Title, DocumentNumber: d.DocumentNumber, Issuer: d.Issuer, IssuedOn: d.IssuedOn,
			EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo, Status: status,
		})
		row.Passages += len(u.Passages)
		for _, p := range u.Passages {
			r.result.Text += int64(len(p.Text))
		}
		for _, warning := range u.Warnings {
			if len(t.documents) > 1 {
				warning = called + warning
			}
			row.warn(warning)
		}
	}
	return nil
}

// status is where a document stands today, by its own dates, by what is published and by what this run has read until now. What
// was read anew counts as it is now.
func (r *run) status(ctx context.Context, d knowledge.Document) (knowledge.LegalStatus, error) {
	incoming, err := r.parts.Links.Incoming(ctx, d, r.edition)
	if err != nil {
		return "", err
	}
	incoming = slices.DeleteFunc(incoming, func(in knowledge.Incoming) bool { return r.documents[in.From] != "" })
	return knowledge.DocumentStatus(d, append(incoming, r.links.to(d)...), r.today), nil
}

// takeDocument compares one document with this run, the open proposals and the current edition, in this order.
func (r *run) takeDocument(ctx context.Context, u *Understood, row *Row) error {
	d := &u.Document
	if other, twice := r.documents[d.ID]; twice {
		u.Warnings = append(u.Warnings, "与“"+other+"”是同一份文件，以先读到的为准，这里的没有导入")
		return nil
	}
	r.documents[d.ID] = d.Source
	if waiting, ok := r.staged[d.Key()]; ok && waiting.content == d.SourceHash {
		u.Warnings = append(u.Warnings, fmt.Sprintf("已在草案 %d 中，没有重复导入", waiting.proposal))
		r.result.Unchanged++
		return nil
	}
	published, err := r.parts.Contents.Document(ctx, d.ID, r.edition)
	if fault.KindOf(err) == fault.NotFound {
		r.put(u, nil, false, row)
		return nil
	}
	if err != nil {
		return err
	}
	if published.SourceHash == d.SourceHash {
		u.Document = published // with what staff corrected since
		u.Warnings = append(u.Warnings, "与现行版本相同，没有变化")
		r.result.Unchanged++
		return nil
	}
	if kept := keepWritten(d, published); len(kept) > 0 {
		u.Warnings = append(u.Warnings, "人工填写的"+strings.Join(kept, "、")+"保留不变")
		for i := range u.Passages {
			p := &u.Passages[i]
			p.Title, p.Number, p.Region, p.Audience = d.Title, d.DocumentNumber, d.Region, d.Audience
		}
	}
	passages, err := r.parts.Contents.DocumentPassages(ctx, published, r.edition)
	if err != nil {
		return err
	}
	known := make(map[knowledge.PassageID]string, len(passages))
	same := len(passages) == len(u.Passages)
	for _, p := range passages {
		known[p.ID] = encoded(p)
	}
	for _, p := range u.Passages {
		same = same && known[p.ID] == encoded(p)
	}
	if same && encoded(spoken(*d)) == encoded(spoken(published)) {
		u.Warnings = append(u.Warnings, "与现行版本相同，没有变化")
		r.result.Unchanged++
		return nil
	}
	r.put(u, known, true, row)
	return nil
}

// put notes a document and those of its passages that are not known as they are.
func (r *run) put(u *Understood, known map[knowledge.PassageID]string, published bool, row *Row) {
	origin := row.File
	r.change(editorial.Edit{Content: u.Document, Origin: origin}, published)
	wrong := knowledge.Check(u.Document)
	for _, p := range u.Passages {
		if wrong == nil {
			wrong = knowledge.Check(p)
		}
		before, exists := known[p.ID]
		if !exists || before != encoded(p) {
			r.change(editorial.Edit{Content: p, Origin: origin}, exists)
		}
	}
	if wrong != nil {
		u.Warnings = append(u.Warnings, "改正后才能发布："+fault.MessageOf(wrong))
	}
}

// spoken is a document without where it was read: what two files of it have in common.
func spoken(d knowledge.Document) knowledge.Document {
	d.Evidence, d.Source, d.SourceHash = nil, "", ""
	return d
}

// encoded is content as text, equal for equal content.
func encoded(content knowledge.Content) string {
	text, err := knowledge.Encode(content)
	if err != nil {
		panic(err) // texts, numbers and lists of them can always be encoded
	}
	return text
}

// keepWritten puts the fields that staff wrote, those that hold something without evidence, into a document that was read again,
// and names them for people.
func keepWritten(d *knowledge.Document, published knowledge.Document) []string {
	evident := map[string]bool{}
	for _, e := range published.Evidence {
		evident[e.Field] = true
	}
	var kept []string
	keep := func(field, name string, written, read *string) {
		if *written != "" && *written != *read && !evident[field] {
			*read = *written
			kept = append(kept, name)
		}
	}
	keep("title", "标题", &published.Title, &d.Title)
	keep("document_number", "文号", &published.DocumentNumber, &d.DocumentNumber)
	keep("issuer", "发文机关", &published.Issuer, &d.Issuer)
	keep("region", "地区", &published.Region, &d.Region)
	keep("audience", "适用对象", (*string)(&published.Audience), (*string)(&d.Audience))
	keep("issued_on", "发布日期", (*string)(&published.IssuedOn), (*string)(&d.IssuedOn))
	keep("effective_from", "施行日期", (*string)(&published.EffectiveFrom), (*string)(&d.EffectiveFrom))
	keep("effective_to", "失效日期", (*string)(&published.EffectiveTo), (*string)(&d.EffectiveTo))
	keep("url", "链接", &published.URL, &d.URL)
	keep("owner", "负责人", &published.Owner, &d.Owner)
	return kept
}
