package knowledge

import (
	"context"

	"yueyue/internal/store"
)

// The order of packages, trending questions and quick links is what people make it. A position is a rank: the lesser stands before,
// and gaps mean nothing. An item that is withdrawn leaves one, so that withdrawing changes no other item, and stands where it stood
// when it is put again. What is put for the first time without a position stands behind all others.

const (
	selectPositions = `SELECT id, position FROM knowledge_items
		WHERE kind = $1 AND edition_from <= $2 AND (edition_to IS NULL OR edition_to > $2)`
	selectLast = `SELECT COALESCE(MAX(position), 0) FROM knowledge_items WHERE kind = $1 AND edition_to IS NULL`
)

// Ordered tells whether people choose the order of the items of a kind.
func (k Kind) Ordered() bool { return k == PackageItem || k == TrendingItem || k == QuickLinkItem }

// Positions are the ranks of the items of a kind in an edition, by id; of withdrawn ones those to which they would come back.
func (r *Repository) Positions(ctx context.Context, kind Kind, edition int64) (map[string]int64, error) {
	const op = "knowledge.Positions"
	rows, err := r.db.Query(ctx, selectPositions, kind, edition)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	byID := map[string]int64{}
	_, err = store.Collect(rows, func(scan func(...any) error) (string, error) {
		var id string
		var position int64
		err := scan(&id, &position)
		byID[id] = position
		return id, err
	})
	return byID, store.Fault(op, err)
}

// behind is the position behind all items of a kind, those that were withdrawn among them.
func (p *publisher) behind(ctx context.Context, kind Kind) (int64, error) {
	var last int64
	err := p.tx.QueryRow(ctx, selectLast, kind).Scan(&last)
	return last + 1, err
}
