package editorial

import (
	"context"
	"database/sql"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// Item is what a proposal does to one item of the knowledge.
type Item struct {
	Key         knowledge.Key
	Content     knowledge.Content // nil: it is to be withdrawn
	Position    int64             // order within the kind; 0: where the version before stood
	BaseEdition int64             // the edition that whoever wrote it had seen
	Version     int64             // from 1, one more with every change
	ChangedBy   string
	ChangedAt   time.Time
	Origin      string // the file it came from; empty: written by hand
}

// ItemFilter chooses items of a proposal. A zero field lets all pass.
type ItemFilter struct {
	Kind   knowledge.Kind
	Origin string
	After  knowledge.Key // items behind it: the last one of the page before
	Limit  int           // 1..200; else 50
}

const (
	itemColumns = `kind, id, content, position, base_edition, version, changed_by, changed_at, origin`
	selectItem  = `SELECT ` + itemColumns + ` FROM proposal_items WHERE proposal_id = $1 AND kind = $2 AND id = $3`
	selectItems = `SELECT ` + itemColumns + ` FROM proposal_items WHERE proposal_id = $1
		AND ($2 = '' OR kind = $2) AND ($3 = '' OR origin = $3) AND (kind > $4 OR kind = $4 AND id > $5)
		ORDER BY kind, id LIMIT $6`
	selectAllItems = `SELECT ` + itemColumns + ` FROM proposal_items WHERE proposal_id = $1 ORDER BY kind, id`
)

// Item is one item of a proposal; fault.NotFound when the proposal does not touch it.
func (r *Repository) Item(ctx context.Context, id ProposalID, key knowledge.Key) (Item, error) {
	row, err := scanRow(r.db.QueryRow(ctx, selectItem, id, key.Kind, key.ID).Scan)
	if err != nil {
		return Item{}, absent("editorial.Item", err)
	}
	item, err := row.item()
	return item, err
}

// Items are those items of a proposal that pass the filter, by kind and id.
func (r *Repository) Items(ctx context.Context, id ProposalID, f ItemFilter) ([]Item, error) {
	const op = "editorial.Items"
	if _, err := r.Proposal(ctx, id); err != nil {
		return nil, err
	}
	rows, err := r.db.Query(ctx, selectItems, id, f.Kind, f.Origin, f.After.Kind, f.After.ID, page(f.Limit))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	items, err := store.Collect(rows, func(scan func(...any) error) (Item, error) {
		row, err := scanRow(scan)
		if err != nil {
			return Item{}, err
		}
		return row.item()
	})
	return items, store.Fault(op, err)
}

// Contents is what a proposal puts and withdraws as knowledge.NewOverlay takes it, to ask questions of the draft or to replay
// known ones: its items with all that follows from them (compare), as publishing it would. fault.NotFound when there is no such
// proposal.
func (r *Repository) Contents(ctx context.Context, id ProposalID) (put []knowledge.Content, withdraw []knowledge.Key, err error) {
	const op = "editorial.Contents"
	p, err := r.Proposal(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	items, err := compare(ctx, r.db, p)
	if err != nil {
		return nil, nil, store.Fault(op, err)
	}
	for _, c := range items {
		item, err := c.item()
		if err != nil {
			return nil, nil, err
		}
		if item.Content == nil {
			withdraw = append(withdraw, item.Key)
		} else {
			put = append(put, item.Content)
		}
	}
	return put, withdraw, nil
}

// row is an item as the table keeps it.
type row struct {
	Item
	content sql.NullString
}

// item decodes the content.
func (w row) item() (Item, error) {
	item := w.Item
	if !w.content.Valid {
		return item, nil
	}
	var err error
	item.Content, err = knowledge.Decode(item.Key.Kind, w.content.String)
	return item, err
}

func allRows(ctx context.Context, on handle, id ProposalID) ([]row, error) {
	rows, err := on.Query(ctx, selectAllItems, id)
	if err != nil {
		return nil, err
	}
	return store.Collect(rows, scanRow)
}

func scanRow(scan func(...any) error) (row, error) {
	var w row
	var changed int64
	err := scan(&w.Key.Kind, &w.Key.ID, &w.content, &w.Position, &w.BaseEdition, &w.Version, &w.ChangedBy, &changed, &w.Origin)
	w.ChangedAt = store.Instant(changed)
	return w, err
}

// absent tells in words that a proposal has no such item.
func absent(op string, err error) error {
	err = store.Fault(op, err)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, op, "item_unknown", "草案里没有这一项。")
	}
	return err
}
