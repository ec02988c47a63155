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
	selectBelow = `SELECT id FROM knowledge_items
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

// compare reads all items of a proposal, by kind and id, beside what is published, with those that follow from them: a passage
// ends when its document ends or no longer lists it.
func compare(ctx context.Context, on handle, id ProposalID, current int64) ([]compared, error) {
	rows, err := on.Query(ctx, selectCompared, id)
	if err != nil {
		return nil, err
	}
	items, err := store.Collect(rows, scanCompared)
	if err != nil {
		return nil, err
	}
	own := make(map[knowledge.Key]bool, len(items))
	for _, c := range items {
		own[c.Key] = true
	}
	for _, c := range slices.Clone(items) {
		ended, err := endedPassages(ctx, on, c)
		if err != nil {
			return nil, err
		}
		for _, key := range ended {
			if own[key] {
				continue
			}
			own[key] = true
			implied := compared{row: row{Item: Item{
				Key: key, BaseEdition: c.BaseEdition, ChangedBy: c.ChangedBy, ChangedAt: c.ChangedAt, Origin: c.Origin,
			}}}
			if implied.base, err = saidAt(ctx, on, key, c.BaseEdition); err != nil {
				return nil, err
			}
			if implied.now, err = saidAt(ctx, on, key, current); err != nil {
				return nil, err
			}
			items = append(items, implied)
		}
	}
	slices.SortFunc(items, func(a, b compared) int { return compareKeys(a.Key, b.Key) })
	return items, nil
}

// endedPassages are the published passages that a document of the proposal does away with.
func endedPassages(ctx context.Context, on handle, c compared) ([]knowledge.Key, error) {
	if c.Key.Kind != knowledge.DocumentItem {
		return nil, nil
	}
	item, err := c.item()
	if err != nil {
		return nil, err
	}
	var kept []knowledge.PassageID
	if document, ok := item.Content.(knowledge.Document); ok {
		kept = document.Passages
	}
	prefix := c.Key.ID + "."
	rows, err := on.Query(ctx, selectBelow, prefix+"%")
	if err != nil {
		return nil, err
	}
	ids, err := store.Collect(rows, func(scan func(...any) error) (string, error) {
		var id string
		err := scan(&id)
		return id, err
	})
	listed := make(map[string]bool, len(kept))
	for _, id := range kept {
		listed[string(id)] = true
	}
	var ended []knowledge.Key
	for _, id := range ids {
		if !listed[id] && strings.HasPrefix(id, prefix) { // _ in an id is any character to LIKE
			ended = append(ended, knowledge.Key{Kind: knowledge.PassageItem, ID: id})
		}
	}
	return ended, err
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
