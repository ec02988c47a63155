package ingest

import (
	"yueyue/ingest/cut"
	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
	"yueyue/internal/knowledge"
)

// Understand recognises the documents of a source and cuts them into passages.
func Understand(source reader.Source) []Understood {
	var all []Understood
	for _, r := range policy.Recognise(source) {
		u := Understood{Document: r.Document, Warnings: r.Warnings}
		u.Passages = cut.Cut(u.Document, r.Blocks)
		u.Document.Passages = make([]knowledge.PassageID, len(u.Passages))
		for i, p := range u.Passages {
			u.Document.Passages[i] = p.ID
		}
		if len(u.Passages) > 0 {
			all = append(all, u)
		}
	}
	return all
}
