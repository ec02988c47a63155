package editorial

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// said is what an edition says under a key.
type said struct {
	content  sql.NullString // null: nothing, never published or withdrawn
	position sql.NullInt64
}

// decoded is the content, nil when nothing is said.
func (s said) decoded(kind knowledge.Kind) (knowledge.Content, error) {
	if !s.content.Valid {
		return nil, nil
	}
	return knowledge.Decode(kind, s.content.String)
}

// compared is an item of a proposal beside what its writer had seen and what is said now.
type compared struct {
	row
	base, now said
}

// idle tells that publishing the item would change nothing.
func (c compared) idle() bool {
	return c.content == c.now.content && (!c.content.Valid || c.Position == 0 || c.Position == c.now.position.Int64)
}

// clashes tells that another edition has changed the item since its writer saw it, to something else than she wrote.
func (c compared) clashes() bool {
	return c.now.content != c.base.content && c.now.content != c.content
}

const (
	selectAt = `SELECT content, position FROM knowledge_items
		WHERE kind = $1 AND id = $2 AND edition_from <= $3 AND (edition_to IS NULL OR edition_to > $3)`
	selectCompared = `SELECT i.kind, i.id, i.content, i.position, i.base_edition, i.version, i.changed_by, i.changed_at, i.origin,
		b.content, b.position, c.content, c.position
		FROM proposal_items i
		LEFT JOIN knowledge_items b ON b.kind = i.kind AND b.id = i.id
			AND b.edition_from <= i.base_edition AND (b.edition_to IS NULL OR b.edition_to > i.base_edition)
		LEFT JOIN knowledge_items c ON c.kind = i.kind AND c.id = i.id AND c.edition_to IS NULL
		WHERE i.proposal_id = $1 ORDER BY i.kind, i.id`
	selectBelow = `SELECT id, content, position FROM knowledge_items
		WHERE kind = 'passage' AND id LIKE $1 AND edition_to IS NULL AND content IS NOT NULL ORDER BY id`
)

// handle is what a database and a transaction have in common.
type handle interface {
	Query(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, text string, args ...any) *store.Row
}

// saidAt is what an edition says under a key.
func saidAt(ctx context.Context, on handle, key knowledge.Key, edition int64) (said, error) {
	var s said
	err := on.QueryRow(ctx, selectAt, key.Kind, key.ID, edition).Scan(&s.content, &s.position)
	if errors.Is(err, sql.ErrNoRows) {
		return said{}, nil
	}
	return s, err
}

// compare reads all items of a proposal, by kind and id, beside what is published, with those that follow from its documents
// (follow). It is the one rule for what a proposal does: the difference, the preview and the publish rest on it.
func compare(ctx context.Context, on handle, p Proposal) ([]compared, error) {
	rows, err := on.Query(ctx, selectCompared, p.ID)
	if err != nil {
		return nil, err
	}
	items, err := store.Collect(rows, scanCompared)
	if err != nil {
		return nil, err
	}
	own := make(map[knowledge.Key]int, len(items))
	for i, c := range items {
		own[c.Key] = i
	}
	for _, c := range slices.Clone(items) {
		if c.Key.Kind != knowledge.DocumentItem {
			continue
		}
		implied, err := follow(ctx, on, c, items, own, p.Restores != 0)
		if err != nil {
			return nil, err
		}
		items = append(items, implied...)
	}
	slices.SortFunc(items, func(a, b compared) int { return compareKeys(a.Key, b.Key) })
	return items, nil
}

// follow gives what a document of a proposal does to published passages: one that it no longer lists ends, as all do when it ends
// itself, and one that carries another title, number, region or audience takes over those of the document. Passages that the
// proposal has itself, own among items, take them over in place. When an edition is restored passages stay as they were in it.
func follow(ctx context.Context, on handle, c compared, items []compared, own map[knowledge.Key]int, restores bool) ([]compared, error) {
	item, err := c.item()
	if err != nil {
		return nil, err
	}
	document, stays := item.Content.(knowledge.Document)
	listed := make(map[string]bool, len(document.Passages))
	for _, id := range document.Passages {
		listed[string(id)] = true
		if i, ok := own[knowledge.Key{Kind: knowledge.PassageItem, ID: string(id)}]; ok && !restores {
			if items[i].content, err = carry(items[i].content, document); err != nil {
				return nil, err
			}
		}
	}
	published, err := below(ctx, on, c.Key.ID)
	if err != nil {
		return nil, err
	}
	var implied []compared
	for _, passage := range published {
		if _, ok := own[passage.Key]; ok {
			continue
		}
		one := compared{now: passage.now, row: row{Item: Item{
			Key: passage.Key, BaseEdition: c.BaseEdition, ChangedBy: c.ChangedBy, ChangedAt: c.ChangedAt, Origin: c.Origin,
		}}}
		switch {
		case !stays || !listed[passage.Key.ID]:
			if one.base, err = saidAt(ctx, on, passage.Key, c.BaseEdition); err != nil {
				return nil, err
			}
		case restores:
			continue
		default: // its text is what is published now, so that nothing can be overwritten
			if one.content, err = carry(passage.now.content, document); err != nil {
				return nil, err
			}
			if one.base = one.now; one.content == one.now.content {
				continue
			}
		}
		implied = append(implied, one)
	}
	return implied, nil
}

// carry is an encoded passage with the fields that it shares with its document as the document has them; a passage that says so
// already, or that is to be withdrawn, as it is.
func carry(encoded sql.NullString, d knowledge.Document) (sql.NullString, error) {
	if !encoded.Valid {
		return encoded, nil
	}
	content, err := knowledge.Decode(knowledge.PassageItem, encoded.String)
	if err != nil {
		return encoded, err
	}
	p, ok := content.(knowledge.Passage)
	if !ok || p.Title == d.Title && p.Number == d.DocumentNumber && p.Region == d.Region && p.Audience == d.Audience {
		return encoded, nil
	}
	p.Title, p.Number, p.Region, p.Audience = d.Title, d.DocumentNumber, d.Region, d.Audience
	encoded.String, err = knowledge.Encode(p)
	return encoded, err
}

// below are the published passages of a document.
func below(ctx context.Context, on handle, document string) ([]compared, error) {
	prefix := document + "."
	rows, err := on.Query(ctx, selectBelow, prefix+"%")
	if err != nil {
		return nil, err
	}
	passages, err := store.Collect(rows, func(scan func(...any) error) (compared, error) {
		c := compared{row: row{Item: Item{Key: knowledge.Key{Kind: knowledge.PassageItem}}}}
		err := scan(&c.Key.ID, &c.now.content, &c.now.position)
		return c, err
	})
	return slices.DeleteFunc(passages, func(c compared) bool { // _ in an id is any character to LIKE
		return !strings.HasPrefix(c.Key.ID, prefix)
	}), err
}

func scanCompared(scan func(...any) error) (compared, error) {
	var c compared
	var changed int64
	err := scan(&c.Key.Kind, &c.Key.ID, &c.content, &c.Position, &c.BaseEdition, &c.Version, &c.ChangedBy, &changed, &c.Origin,
		&c.base.content, &c.base.position, &c.now.content, &c.now.position)
	c.ChangedAt = store.Instant(changed)
	return c, err
}

// compareKeys orders keys by kind and id.
func compareKeys(a, b knowledge.Key) int {
	if a.Kind != b.Kind {
		return strings.Compare(string(a.Kind), string(b.Kind))
	}
	return strings.Compare(a.ID, b.ID)
}
