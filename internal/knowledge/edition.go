package knowledge

import (
	"context"
	"database/sql"

	"yueyue/internal/store"
)

// Origin tells who wrote what is current.
type Origin string

// The origins.
const (
	Shipped Origin = "shipped"
	Staff   Origin = "staff"
)

const (
	lockPublication   = `UPDATE publication SET last_change = last_change WHERE single = 1 RETURNING current_edition, last_change`
	updatePublication = `UPDATE publication SET current_edition = $1, last_change = $2 WHERE single = 1`
	insertEdition     = `INSERT INTO editions (number, title, author, published_at) VALUES ($1, $2, $3, $4)`
	insertChange      = `INSERT INTO knowledge_changes (seq, edition, kind, id) VALUES ($1, $2, $3, $4)`
	endItem           = `UPDATE knowledge_items SET edition_to = $1 WHERE kind = $2 AND id = $3 AND edition_to IS NULL`
	insertItem        = `INSERT INTO knowledge_items (kind, id, edition_from, edition_to, origin, seed_hash, content, position)
		VALUES ($1, $2, $3, NULL, $4, $5, $6, $7)`
)

// version is a row of knowledge_items that is current or about to be.
type version struct {
	key      Key
	origin   Origin
	seedHash string
	content  sql.NullString // null: withdrawn
	position int64
}

// publisher writes one edition. It holds the row of publication, so that editions and changes are numbered without gaps.
type publisher struct {
	tx      *store.Tx
	edition int64 // the one being written
	changes int64 // the last seq
}

// begin locks the publication. Nothing is written until the first put or end.
func begin(ctx context.Context, tx *store.Tx) (*publisher, error) {
	p := &publisher{tx: tx}
	err := tx.QueryRow(ctx, lockPublication).Scan(&p.edition, &p.changes)
	p.edition++
	return p, err
}

// open writes the edition itself.
func (p *publisher) open(ctx context.Context, edition *Edition) error {
	edition.Number = p.edition
	_, err := p.tx.Exec(ctx, insertEdition, edition.Number, edition.Title, edition.Author, store.Micros(edition.PublishedAt))
	return err
}

// end closes the current version of an item, if there is one.
func (p *publisher) end(ctx context.Context, key Key) error {
	if _, err := p.tx.Exec(ctx, endItem, p.edition, key.Kind, key.ID); err != nil {
		return err
	}
	if key.Kind == DocumentItem {
		if err := p.relink(ctx, version{key: key}); err != nil {
			return err
		}
	}
	p.changes++
	_, err := p.tx.Exec(ctx, insertChange, p.changes, p.edition, key.Kind, key.ID)
	return err
}

// put ends the current version of an item and begins another.
func (p *publisher) put(ctx context.Context, v version) error {
	if err := p.end(ctx, v.key); err != nil {
		return err
	}
	_, err := p.tx.Exec(ctx, insertItem, v.key.Kind, v.key.ID, p.edition, v.origin, v.seedHash, v.content, v.position)
	if err != nil || v.key.Kind != DocumentItem {
		return err
	}
	return p.relink(ctx, v)
}

// commit makes the edition the current one.
func (p *publisher) commit(ctx context.Context) error {
	_, err := p.tx.Exec(ctx, updatePublication, p.edition, p.changes)
	return err
}
