package knowledge

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	countCurrent = `SELECT count(*) FROM knowledge_items
		WHERE kind = $1 AND id = $2 AND edition_to IS NULL AND content IS NOT NULL`
	selectParts = `SELECT id FROM knowledge_items
		WHERE kind = 'passage' AND id LIKE $1 AND edition_to IS NULL AND content IS NOT NULL`
)

// Publish makes an edition of a publication, all of it or nothing. Content that is wrong in itself, that refers to a pair or a
// passage which the edition does not have, or that is named twice is fault.Invalid; withdrawing what is not there is
// fault.NotFound. A draft waiting for one of the items is settled by it. The passages of a document go with it: those that it
// no longer lists end when it is put, all of them when it is withdrawn.
func (r *Repository) Publish(ctx context.Context, publication Publication) (Edition, error) {
	var edition Edition
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		edition, err = r.PublishTx(ctx, tx, publication)
		return err
	})
	return edition, store.Fault("knowledge.Publish", err)
}

// PublishTx is Publish inside the caller's transaction, which must not be committed after an error.
func (r *Repository) PublishTx(ctx context.Context, tx *store.Tx, publication Publication) (Edition, error) {
	if err := publication.validate(); err != nil {
		return Edition{}, err
	}
	edition := Edition{
		Title: publication.Title, Author: publication.Author,
		PublishedAt: store.Instant(store.Micros(r.now())), // as it will be read again
	}
	if err := publication.write(ctx, tx, &edition); err != nil {
		return Edition{}, store.Fault("knowledge.Publish", err)
	}
	return edition, nil
}

func (p Publication) write(ctx context.Context, tx *store.Tx, edition *Edition) error {
	publisher, err := begin(ctx, tx)
	if err != nil {
		return err
	}
	if err := publisher.open(ctx, edition); err != nil {
		return err
	}
	put := slices.Clone(p.Put) // what has a place first: the others go behind it
	slices.SortStableFunc(put, func(a, b Item) int { return rank(a.Position == 0) - rank(b.Position == 0) })
	for _, item := range put {
		if err := publisher.edit(ctx, item); err != nil {
			return err
		}
	}
	withdraw := slices.Clone(p.Withdraw) // documents last: what is left of their passages goes with them
	slices.SortStableFunc(withdraw, func(a, b Key) int { return rank(a.Kind == DocumentItem) - rank(b.Kind == DocumentItem) })
	for _, key := range withdraw {
		if err := publisher.withdraw(ctx, key); err != nil {
			return err
		}
	}
	for _, item := range p.Put {
		if err := publisher.complete(ctx, item.Content); err != nil {
			return err
		}
	}
	return publisher.commit(ctx)
}

// rank orders booleans: 1 for yes.
func rank(yes bool) int {
	if yes {
		return 1
	}
	return 0
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
	encoded, err := Encode(item.Content)
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
	if v.position == 0 && v.key.Kind.Ordered() {
		if v.position, err = p.behind(ctx, v.key.Kind); err != nil {
			return err
		}
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
	if err := p.settle(ctx, version{key: key, origin: Staff, seedHash: old.seedHash, position: old.position}); err != nil || key.Kind != DocumentItem {
		return err
	}
	return p.keepPassages(ctx, DocumentID(key.ID), nil)
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

// complete reports what content names and the edition lacks, and ends the passages that a document no longer lists.
func (p *publisher) complete(ctx context.Context, content Content) error {
	switch c := content.(type) {
	case QAPackage:
		for _, id := range c.Pairs {
			if err := p.have(ctx, content, Key{PairItem, string(id)}); err != nil {
				return err
			}
		}
	case TrendingQuestion:
		return p.have(ctx, content, Key{PairItem, string(c.Pair)})
	case Passage:
		return p.have(ctx, content, Key{DocumentItem, string(c.Document)})
	case Document:
		return p.keepPassages(ctx, c.ID, c.Passages)
	}
	return nil
}

// have reports a named item that the edition lacks.
func (p *publisher) have(ctx context.Context, content Content, named Key) error {
	var count int
	if err := p.tx.QueryRow(ctx, countCurrent, named.Kind, named.ID).Scan(&count); err != nil {
		return err
	}
	if count > 0 {
		return nil
	}
	key := content.Key()
	return fault.New(fault.Invalid, "knowledge.Publish", string(named.Kind)+"_unknown",
		fmt.Sprintf("%s %s 引用的 %s %s 不存在。", key.Kind, key.ID, named.Kind, named.ID))
}

// keepPassages ends the passages of a document that are not listed and reports a listed one that the edition lacks.
func (p *publisher) keepPassages(ctx context.Context, id DocumentID, listed []PassageID) error {
	rows, err := p.tx.Query(ctx, selectParts, string(id)+".%")
	if err != nil {
		return err
	}
	lacking := make(map[PassageID]bool, len(listed))
	for _, passage := range listed {
		lacking[passage] = true
	}
	current, err := store.Collect(rows, func(scan func(...any) error) (PassageID, error) {
		var passage PassageID
		err := scan(&passage)
		return passage, err
	})
	if err != nil {
		return err
	}
	for _, passage := range current {
		if lacking[passage] || !strings.HasPrefix(string(passage), string(id)+".") { // _ in an id is any character to LIKE
			delete(lacking, passage)
			continue
		}
		if err := p.withdraw(ctx, Key{PassageItem, string(passage)}); err != nil {
			return err
		}
	}
	for _, passage := range listed {
		if lacking[passage] {
			return fault.New(fault.Invalid, "knowledge.Publish", "passage_unknown", fmt.Sprintf("文件 %s 的段落 %s 不存在。", id, passage))
		}
	}
	return nil
}
