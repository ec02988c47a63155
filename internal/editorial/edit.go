package editorial

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// Edit puts content into a proposal or lets it withdraw a key.
type Edit struct {
	Key      knowledge.Key     // needed where Content is nil, else that of Content
	Content  knowledge.Content // nil: withdraw
	Position int64             // rank within the kind, from 1; 0: where the version before stood, of the proposal or else of the edition
	Version  int64             // of the item that the writer had before her; 0: the proposal did not have it
	Origin   string            // the file it came from; empty: written by hand, or as before
}

// Stale is inside the fault.Conflict (code item_stale) of an edit that rests on an older version: what the proposal has now.
// An item that was taken out meanwhile has version 0.
type Stale struct {
	Present []Item
}

func (s *Stale) Error() string { return fmt.Sprintf("%d items have changed meanwhile", len(s.Present)) }

// maxEdits bounds the edits of one call: others wait behind a transaction on SQLite.
const maxEdits = 1000

const (
	upsertItem = `INSERT INTO proposal_items (proposal_id, ` + itemColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (proposal_id, kind, id) DO UPDATE SET content = excluded.content, position = excluded.position,
		version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at, origin = excluded.origin`
	deleteItem = `DELETE FROM proposal_items WHERE proposal_id = $1 AND kind = $2 AND id = $3`
	// The passages of the document whose id with a dot behind it is $2.
	deleteBelow = `DELETE FROM proposal_items WHERE proposal_id = $1 AND kind = 'passage'
		AND substr(id, 1, length(CAST($2 AS TEXT))) = CAST($2 AS TEXT)`
	touchProposal = `UPDATE proposals SET updated_at = $1 WHERE id = $2`
	rebaseItem    = `UPDATE proposal_items SET base_edition = $1, version = version + 1, changed_by = $2, changed_at = $3
		WHERE proposal_id = $4 AND kind = $5 AND id = $6`
)

// Put writes edits into a draft, all of them or none, and gives the items as they stand, in the order of the edits. Content may
// be incomplete: Problems and Submit tell what is wrong with it. Errors: fault.Conflict with code item_stale and a *Stale where
// an edit rests on an older version, or with not_a_draft; fault.Invalid for no edits, more than 1,000, one key twice or none, or a
// passage whose document is neither in the draft nor published (document_missing); fault.NotFound for withdrawing what is not published.
// Withdrawing a document takes what the draft has of its passages out of it.
func (r *Repository) Put(ctx context.Context, actor audit.Actor, id ProposalID, edits []Edit) ([]Item, error) {
	const op = "editorial.Put"
	edits, err := keyed(op, edits)
	if err != nil {
		return nil, err
	}
	var items []Item
	err = r.inDraft(ctx, op, id, func(ctx context.Context, tx *store.Tx, _ Proposal) error {
		items = make([]Item, 0, len(edits))
		var stale []Item
		var current int64
		if err := tx.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
			return err
		}
		at := store.Micros(r.now())
		for _, edit := range edits {
			before, err := present(ctx, tx, id, edit.Key)
			if err != nil {
				return err
			}
			if before.Version != edit.Version {
				item, err := before.item()
				if err != nil {
					return err
				}
				stale = append(stale, item)
				continue
			}
			item := Item{
				Key: edit.Key, Content: edit.Content, Position: edit.Position, BaseEdition: before.BaseEdition,
				Version: before.Version + 1, ChangedBy: actor.Name, ChangedAt: store.Instant(at), Origin: edit.Origin,
			}
			if before.Version == 0 {
				item.BaseEdition = current
			}
			if item.Origin == "" {
				item.Origin = before.Origin
			}
			if item.Position == 0 {
				item.Position = before.Position
			}
			if err := writeItem(ctx, tx, id, item); err != nil {
				return err
			}
			items = append(items, item)
		}
		if len(stale) > 0 {
			return staleFault(op, stale)
		}
		for _, item := range items {
			if item.Key.Kind == knowledge.DocumentItem && item.Content == nil {
				if _, err := tx.Exec(ctx, deleteBelow, id, item.Key.ID+"."); err != nil {
					return err
				}
			}
		}
		if err := covered(ctx, tx, op, id, items); err != nil {
			return err
		}
		return r.edited(ctx, tx, actor, "proposal.edit", id, items)
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// covered refuses a passage whose document the draft does not have, or withdraws, and the edition does not hold either.
func covered(ctx context.Context, tx *store.Tx, op string, id ProposalID, items []Item) error {
	known := map[knowledge.DocumentID]bool{}
	for _, item := range items {
		passage, ok := item.Content.(knowledge.Passage)
		if !ok || known[passage.Document] {
			continue
		}
		key := knowledge.Key{Kind: knowledge.DocumentItem, ID: string(passage.Document)}
		document, err := present(ctx, tx, id, key)
		if err != nil {
			return err
		}
		there := document.content.Valid
		if document.Version == 0 {
			now, err := publishedNow(ctx, tx, key)
			if err != nil {
				return err
			}
			there = now.content.Valid
		}
		if !there {
			return fault.New(fault.Invalid, op, "document_missing", called(item.Key, passage)+" 所属的文件不在草案里，也没有发布，请先加入文件。")
		}
		known[passage.Document] = true
	}
	return nil
}

// Remove takes an item out of a draft: its published version stays as it is. What the draft has of the passages of a document goes
// with it. Version is the one that the writer had before her; another one is the same fault.Conflict as with Put.
func (r *Repository) Remove(ctx context.Context, actor audit.Actor, id ProposalID, key knowledge.Key, version int64) error {
	const op = "editorial.Remove"
	return r.inDraft(ctx, op, id, func(ctx context.Context, tx *store.Tx, _ Proposal) error {
		item, err := r.held(ctx, tx, op, id, key, version)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteItem, id, key.Kind, key.ID); err != nil {
			return err
		}
		if key.Kind == knowledge.DocumentItem {
			if _, err := tx.Exec(ctx, deleteBelow, id, key.ID+"."); err != nil {
				return err
			}
		}
		return r.edited(ctx, tx, actor, "proposal.remove", id, []Item{item})
	})
}

// Resolve says that the writer has seen what another edition made of an item meanwhile (Clash) and that the proposal's content
// shall stand in its place. Edition is the Clash's Current: when yet another edition has changed the item since, that one is
// still a clash. Version is the one that the writer had before her.
func (r *Repository) Resolve(ctx context.Context, actor audit.Actor, id ProposalID, key knowledge.Key, version, edition int64) (Item, error) {
	const op = "editorial.Resolve"
	var item Item
	err := r.inDraft(ctx, op, id, func(ctx context.Context, tx *store.Tx, _ Proposal) error {
		var err error
		if item, err = r.held(ctx, tx, op, id, key, version); err != nil {
			return err
		}
		var current int64
		if err := tx.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
			return err
		}
		if edition < item.BaseEdition || edition > current {
			return fault.New(fault.Invalid, op, "edition_invalid", "版本号有误，请刷新后重试。")
		}
		at := store.Micros(r.now())
		if _, err := tx.Exec(ctx, rebaseItem, edition, actor.Name, at, id, key.Kind, key.ID); err != nil {
			return err
		}
		item.BaseEdition, item.Version, item.ChangedBy, item.ChangedAt = edition, item.Version+1, actor.Name, store.Instant(at)
		return r.edited(ctx, tx, actor, "proposal.resolve", id, []Item{item})
	})
	return item, err
}

// keyed checks the edits by themselves and gives each its key.
func keyed(op string, edits []Edit) ([]Edit, error) {
	if len(edits) == 0 || len(edits) > maxEdits {
		return nil, fault.New(fault.Invalid, op, "edits_invalid", fmt.Sprintf("一次请提交1到%d项修改。", maxEdits))
	}
	keyed := make([]Edit, len(edits))
	seen := make(map[knowledge.Key]bool, len(edits))
	for i, edit := range edits {
		if edit.Content != nil {
			edit.Key = edit.Content.Key()
		}
		switch {
		case edit.Key.ID == "" || edit.Key.Kind == "":
			return nil, fault.New(fault.Invalid, op, "key_missing", "每一项内容都要有编号。")
		case seen[edit.Key]:
			return nil, fault.New(fault.Invalid, op, "key_twice", fmt.Sprintf("%s 在一次提交里出现了两次。", label(edit.Key)))
		case edit.Position < 0 || utf8.RuneCountInString(edit.Origin) > maxNote:
			return nil, fault.New(fault.Invalid, op, "edit_invalid", "位置或来源有误。")
		}
		seen[edit.Key] = true
		keyed[i] = edit
	}
	return keyed, nil
}

// present is an item as it stands; version 0: the proposal does not touch it.
func present(ctx context.Context, tx *store.Tx, id ProposalID, key knowledge.Key) (row, error) {
	w, err := scanRow(tx.QueryRow(ctx, selectItem, id, key.Kind, key.ID).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return row{Item: Item{Key: key}}, nil
	}
	return w, err
}

// held is an item that the proposal has in the version that the writer saw.
func (r *Repository) held(ctx context.Context, tx *store.Tx, op string, id ProposalID, key knowledge.Key, version int64) (Item, error) {
	w, err := scanRow(tx.QueryRow(ctx, selectItem, id, key.Kind, key.ID).Scan)
	if err != nil {
		return Item{}, absent(op, err)
	}
	item, err := w.item()
	if err != nil {
		return Item{}, err
	}
	if item.Version != version {
		return Item{}, staleFault(op, []Item{item})
	}
	return item, nil
}

// writeItem writes an item over the one before. Withdrawing needs something published to withdraw.
func writeItem(ctx context.Context, tx *store.Tx, id ProposalID, item Item) error {
	var content sql.NullString
	if item.Content == nil {
		said, err := saidAt(ctx, tx, item.Key, item.BaseEdition)
		if err != nil {
			return err
		}
		if !said.content.Valid {
			return fault.New(fault.NotFound, "editorial.Put", "item_unpublished", label(item.Key)+" 没有发布过或已经撤回，不用再撤回。")
		}
	} else {
		encoded, err := knowledge.Encode(item.Content)
		if err != nil {
			return fault.Wrap(fault.Internal, "editorial.Put", err)
		}
		content = sql.NullString{String: encoded, Valid: true}
	}
	_, err := tx.Exec(ctx, upsertItem, id, item.Key.Kind, item.Key.ID, content, item.Position, item.BaseEdition,
		item.Version, item.ChangedBy, store.Micros(item.ChangedAt), item.Origin)
	return err
}

// edited stamps the proposal and writes the trail: one entry for each call, naming the item where it was one.
func (r *Repository) edited(ctx context.Context, tx *store.Tx, actor audit.Actor, action string, id ProposalID, items []Item) error {
	if _, err := tx.Exec(ctx, touchProposal, store.Micros(r.now()), id); err != nil {
		return err
	}
	detail := map[string]string{"items": strconv.Itoa(len(items))}
	if len(items) == 1 {
		detail = map[string]string{"kind": string(items[0].Key.Kind), "id": items[0].Key.ID}
	}
	return r.record(ctx, tx, actor, action, id, detail)
}

func staleFault(op string, present []Item) error {
	return &fault.Error{
		Kind: fault.Conflict, Op: op, Code: "item_stale", Message: "别人刚刚改过这项内容，请对照后再保存。", Err: &Stale{present},
	}
}
