package knowledge

import (
	"context"
	"encoding/json"

	"yueyue/internal/store"
)

const (
	insertLink = `INSERT INTO document_links (document_id, number, edition_from, edition_to, target_title, target_number, link)
		VALUES ($1, $2, $3, NULL, $4, $5, $6)`
	endLinks       = `UPDATE document_links SET edition_to = $1 WHERE document_id = $2 AND edition_to IS NULL`
	selectIncoming = `
SELECT l.document_id, l.link, d.content FROM document_links l
JOIN knowledge_items d ON d.kind = 'document' AND d.id = l.document_id AND d.edition_from = l.edition_from
WHERE (l.target_title = $1 AND $1 <> '' OR l.target_number = $2 AND $2 <> '') AND l.document_id <> $3
  AND l.edition_from <= $4 AND (l.edition_to IS NULL OR l.edition_to > $4)
ORDER BY l.document_id, l.number`
)

// relink replaces what a document does to others by what its new content says; none: it is withdrawn.
func (p *publisher) relink(ctx context.Context, v version) error {
	if _, err := p.tx.Exec(ctx, endLinks, p.edition, v.key.ID); err != nil || !v.content.Valid {
		return err
	}
	document, err := decode[Document](v.content.String)
	if err != nil {
		return err
	}
	for i, link := range document.Links {
		encoded, err := json.Marshal(link)
		if err != nil {
			return err
		}
		_, err = p.tx.Exec(ctx, insertLink, document.ID, i, p.edition, TitleKey(link.Title), NumberKey(link.DocumentNumber), string(encoded))
		if err != nil {
			return err
		}
	}
	return nil
}

// Incoming are the links that lead to a document in an edition; the document need not be in it, as far as it is named by title or
// number. Others are given the same slice: callers do not change it.
func (r *Repository) Incoming(ctx context.Context, d Document, edition int64) ([]Incoming, error) {
	key := asOf[string]{edition, TitleKey(d.Title) + "\x00" + NumberKey(d.DocumentNumber) + "\x00" + string(d.ID)}
	if known, ok := r.incoming.Get(key); ok {
		return known, nil
	}
	rows, err := r.db.Query(ctx, selectIncoming, TitleKey(d.Title), NumberKey(d.DocumentNumber), d.ID, edition)
	if err != nil {
		return nil, store.Fault("knowledge.Incoming", err)
	}
	all, err := store.Collect(rows, func(scan func(...any) error) (Incoming, error) {
		var in Incoming
		var link, content string
		if err := scan(&in.From, &link, &content); err != nil {
			return in, err
		}
		from, err := decode[Document](content)
		if err != nil {
			return in, err
		}
		in.FromTitle, in.FromNumber = from.Title, from.DocumentNumber
		return in, json.Unmarshal([]byte(link), &in.Link)
	})
	if err != nil {
		return nil, store.Fault("knowledge.Incoming", err)
	}
	meant := all[:0]
	for _, in := range all {
		if in.Means(d) {
			meant = append(meant, in)
		}
	}
	r.incoming.Add(key, meant)
	return meant, nil
}

// Means reports whether a link leads to a document: what both say of number, else of title, is the same.
func (l Link) Means(d Document) bool {
	title, number := TitleKey(l.Title), NumberKey(l.DocumentNumber)
	if number != "" && d.DocumentNumber != "" {
		return number == NumberKey(d.DocumentNumber)
	}
	return title != "" && title == TitleKey(d.Title)
}
