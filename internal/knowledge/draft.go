package knowledge

import (
	"context"
	"time"

	"yueyue/internal/store"
)

// Draft is a shipped version waiting beside what staff wrote. Publishing the item, with whatever content, settles it.
type Draft struct {
	Item
	CreatedAt time.Time
}

const (
	upsertDraft = `INSERT INTO knowledge_drafts (kind, id, seed_hash, content, position, created_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (kind, id) DO UPDATE SET seed_hash = excluded.seed_hash, content = excluded.content,
		position = excluded.position, created_at = excluded.created_at`
	deleteDraft  = `DELETE FROM knowledge_drafts WHERE kind = $1 AND id = $2`
	selectDrafts = `SELECT kind, content, position, created_at FROM knowledge_drafts ORDER BY kind, position, id`
)

// Drafts are the drafts that wait, by kind and place.
func (r *Repository) Drafts(ctx context.Context) ([]Draft, error) {
	rows, err := r.db.Query(ctx, selectDrafts)
	if err != nil {
		return nil, store.Fault("knowledge.Drafts", err)
	}
	drafts, err := store.Collect(rows, func(scan func(...any) error) (Draft, error) {
		var draft Draft
		var kind Kind
		var content string
		var created int64
		if err := scan(&kind, &content, &draft.Position, &created); err != nil {
			return Draft{}, err
		}
		draft.CreatedAt = store.Instant(created)
		var err error
		draft.Content, err = Decode(kind, content)
		return draft, err
	})
	return drafts, store.Fault("knowledge.Drafts", err)
}
