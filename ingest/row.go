package ingest

import (
	"yueyue/internal/civil"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Row is what became of one file, or of one entry of an archive.
type Row struct {
	File      string        `json:"file"` // as named; inside an archive "archive.zip!folder/entry.md"
	Format    string        `json:"format"`
	Encoding  string        `json:"encoding"`
	Documents []RowDocument `json:"documents"` // what was recognised, changed or not
	Passages  int           `json:"passages"`  // of these documents
	Pairs     int           `json:"pairs"`     // questions with their answers
	Warnings  []string      `json:"warnings"`  // Chinese, for people
	Error     string        `json:"error"`     // Chinese; empty: all of it was taken in
	Code      string        `json:"code,omitempty"`
	Draft     int64         `json:"draft,omitempty"` // the proposal that holds what was new or changed; 0: nothing was, or a dry run
}

// RowDocument is a document as a row shows it.
type RowDocument struct {
	ID             knowledge.DocumentID  `json:"id"`
	Title          string                `json:"title"`
	DocumentNumber string                `json:"document_number"`
	Issuer         string                `json:"issuer"`
	IssuedOn       civil.Date            `json:"issued_on"`
	EffectiveFrom  civil.Date            `json:"effective_from"`
	EffectiveTo    civil.Date            `json:"effective_to"`
	Status         knowledge.LegalStatus `json:"status"` // today, by its own dates, by what is published of others and by what the run read before
}

func newRow(name string) Row {
	return Row{File: name, Documents: []RowDocument{}, Warnings: []string{}}
}

// fail puts the reason why a file was not taken in.
func (r *Row) fail(err error) {
	r.Error, r.Code = fault.MessageOf(err), fault.CodeOf(err)
}

func (r *Row) warn(text string) { r.Warnings = append(r.Warnings, text) }

var standings = map[knowledge.LegalStatus]string{
	knowledge.StatusInForce: "全文有效", knowledge.StatusPartlyRepealed: "部分条款失效", knowledge.StatusRepealed: "已失效",
	knowledge.StatusNotYetInForce: "尚未施行",
}

// Standing is what people call a status of a document.
func Standing(status knowledge.LegalStatus) string { return standings[status] }
