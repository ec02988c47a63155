package knowledge

import (
	"context"
	"slices"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// CitedPassage is a passage with its document and how long it holds, as an edition knows it.
type CitedPassage struct {
	Passage
	Of Document // without Evidence and Passages
	Validity
}

const selectItemsByID = `kind = $1 AND edition_from <= $2 AND (edition_to IS NULL OR edition_to > $2) AND content IS NOT NULL`

// selectByID reads the items of a kind whose ids stand in a JSON array.
var selectByID = map[store.Dialect]string{
	store.SQLite:   `SELECT content FROM knowledge_items WHERE id IN (SELECT value FROM json_each($3)) AND ` + selectItemsByID,
	store.Postgres: `SELECT content FROM knowledge_items WHERE id IN (SELECT json_array_elements_text($3::text::json)) AND ` + selectItemsByID,
}

// Document is a document as an edition has it; fault.NotFound when it has none or it was withdrawn.
func (r *Repository) Document(ctx context.Context, id DocumentID, edition int64) (Document, error) {
	return one[Document](ctx, r, Key{DocumentItem, string(id)}, edition)
}

// Documents are the documents of an edition, by id.
func (r *Repository) Documents(ctx context.Context, edition int64) ([]Document, error) {
	documents, err := contents[Document](ctx, r, selectItems, DocumentItem, edition)
	return documents, store.Fault("knowledge.Documents", err)
}

// DocumentPassages are the passages of a document in the order of its text.
func (r *Repository) DocumentPassages(ctx context.Context, d Document, edition int64) ([]Passage, error) {
	passages, err := contents[Passage](ctx, r, selectByID[r.db.Dialect()], PassageItem, edition, jsonArray(d.Passages))
	if err != nil {
		return nil, store.Fault("knowledge.DocumentPassages", err)
	}
	place := make(map[PassageID]int, len(d.Passages))
	for i, id := range d.Passages {
		place[id] = i
	}
	slices.SortFunc(passages, func(a, b Passage) int { return place[a.ID] - place[b.ID] })
	return passages, nil
}

// Passages are those of the given passages that the edition has, with their documents; what is withdrawn or unknown, or whose
// document is, is left out. Others are given the same slices: callers do not change them.
func (r *Repository) Passages(ctx context.Context, ids []PassageID, edition int64) (map[PassageID]CitedPassage, error) {
	cited := make(map[PassageID]CitedPassage, len(ids))
	var unread []PassageID
	for _, id := range ids {
		if passage, ok := r.passages.Get(asOf[PassageID]{edition, id}); ok {
			cited[id] = passage
		} else {
			unread = append(unread, id)
		}
	}
	if len(unread) == 0 {
		return cited, nil
	}
	passages, err := contents[Passage](ctx, r, selectByID[r.db.Dialect()], PassageItem, edition, jsonArray(unread))
	if err != nil {
		return nil, store.Fault("knowledge.Passages", err)
	}
	documents := map[DocumentID]*cover{}
	for _, passage := range passages {
		c, ok := documents[passage.Document]
		if !ok {
			if c, err = r.cover(ctx, passage.Document, edition); err != nil {
				return nil, err
			}
			documents[passage.Document] = c
		}
		if c == nil {
			continue
		}
		cited[passage.ID] = CitedPassage{passage, c.document, PassageValidity(passage, c.document, c.incoming)}
		r.passages.Add(asOf[PassageID]{edition, passage.ID}, cited[passage.ID])
	}
	return cited, nil
}

// cover is what the passages of a document share.
type cover struct {
	document Document
	incoming []Incoming
}

// cover reads it; nil when the edition does not have the document.
func (r *Repository) cover(ctx context.Context, id DocumentID, edition int64) (*cover, error) {
	document, err := r.Document(ctx, id, edition)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // withdrawn is an answer here
	}
	if err != nil {
		return nil, err
	}
	document.Evidence, document.Passages = nil, nil
	incoming, err := r.Incoming(ctx, document, edition)
	return &cover{document, incoming}, err
}
