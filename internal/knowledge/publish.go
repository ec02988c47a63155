package knowledge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// Publication is what content staff publish as one edition.
type Publication struct {
	Title    string
	Author   string
	Put      []Item // new or changed
	Withdraw []Key  // no longer said; a later seed does not bring it back
}

const (
	selectCurrentItem = `SELECT kind, id, origin, seed_hash, content, position FROM knowledge_items
		WHERE kind = $1 AND id = $2 AND edition_to IS NULL`
	countCurrentPair = `SELECT count(*) FROM knowledge_items
		WHERE kind = 'pair' AND id = $1 AND edition_to IS NULL AND content IS NOT NULL`
)

// Publish makes an edition of a publication, all of it or nothing. Content that is wrong in itself, that refers to a pair
// which the edition does not have, or that is named twice is fault.Invalid; withdrawing what is not there is
// fault.NotFound. A draft waiting for one of the items is settled by it.
func (r *Repository) Publish(ctx context.Context, publication Publication) (Edition, error) {
	if err := publication.validate(); err != nil {
		return Edition{}, err
	}
	edition := Edition{Title: publication.Title, Author: publication.Author}
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		publisher, err := begin(ctx, tx)
		if err != nil {
			return err
		}
		edition.PublishedAt = store.Instant(store.Micros(r.now())) // as it will be read again
		if err := publisher.open(ctx, &edition); err != nil {
			return err
		}
		for _, item := range publication.Put {
			if err := publisher.edit(ctx, item); err != nil {
				return err
			}
		}
		for _, key := range publication.Withdraw {
			if err := publisher.withdraw(ctx, key); err != nil {
				return err
			}
		}
		for _, item := range publication.Put {
			if err := referred(ctx, tx, item.Content); err != nil {
				return err
			}
		}
		return publisher.commit(ctx)
	})
	if err != nil {
		return Edition{}, store.Fault("knowledge.Publish", err)
	}
	return edition, nil
}

// validate checks what needs no database.
func (p Publication) validate() error {
	if p.Title == "" || p.Author == "" || len(p.Put)+len(p.Withdraw) == 0 {
		return fault.New(fault.Invalid, "knowledge.Publish", "publication_empty", "发布需要标题、发布人和至少一项内容。")
	}
	seen := map[Key]bool{}
	keys := append([]Key(nil), p.Withdraw...)
	for _, item := range p.Put {
		if err := Check(item.Content); err != nil {
			return err
		}
		keys = append(keys, item.Content.Key())
	}
	for _, key := range keys {
		if seen[key] {
			return fault.New(fault.Invalid, "knowledge.Publish", "publication_twice",
				fmt.Sprintf("同一次发布里 %s %s 出现了两次。", key.Kind, key.ID))
		}
		seen[key] = true
	}
	return nil
}

// edit puts content of staff.
func (p *publisher) edit(ctx context.Context, item Item) error {
	encoded, err := encode(item.Content)
	if err != nil {
		return err
	}
	v := version{
		key: item.Content.Key(), origin: Staff, content: sql.NullString{String: encoded, Valid: true}, position: item.Position,
	}
	old, err := p.current(ctx, v.key)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	v.seedHash = old.seedHash
	if v.position == 0 {
		v.position = old.position
	}
	return p.settle(ctx, v)
}

// withdraw puts the mark that an item is no longer said. A version without content stays as long as nobody writes another,
// so that seeding knows of it.
func (p *publisher) withdraw(ctx context.Context, key Key) error {
	old, err := p.current(ctx, key)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !old.content.Valid {
		return fault.New(fault.NotFound, "knowledge.Publish", "item_unknown", fmt.Sprintf("没有可撤回的 %s %s。", key.Kind, key.ID))
	}
	if err != nil {
		return err
	}
	return p.settle(ctx, version{key: key, origin: Staff, seedHash: old.seedHash, position: old.position})
}

// settle puts a version and drops the draft that waited for it.
func (p *publisher) settle(ctx context.Context, v version) error {
	if err := p.put(ctx, v); err != nil {
		return err
	}
	_, err := p.tx.Exec(ctx, deleteDraft, v.key.Kind, v.key.ID)
	return err
}

func (p *publisher) current(ctx context.Context, key Key) (version, error) {
	return scanVersion(p.tx.QueryRow(ctx, selectCurrentItem, key.Kind, key.ID).Scan)
}

// referred reports pairs that content names and the edition lacks.
func referred(ctx context.Context, tx *store.Tx, content Content) error {
	var pairs []PairID
	switch c := content.(type) {
	case QAPackage:
		pairs = c.Pairs
	case TrendingQuestion:
		pairs = []PairID{c.Pair}
	}
	for _, id := range pairs {
		var count int
		if err := tx.QueryRow(ctx, countCurrentPair, id).Scan(&count); err != nil {
			return err
		}
		if count == 0 {
			key := content.Key()
			return fault.New(fault.Invalid, "knowledge.Publish", "pair_unknown",
				fmt.Sprintf("%s %s 引用的问答 %s 不存在。", key.Kind, key.ID, id))
		}
	}
	return nil
}
