package editorial

import (
	"context"
	"slices"
	"strconv"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// ChangeKind tells what happened to an item.
type ChangeKind string

// The kinds of a Change.
const (
	Added     ChangeKind = "added"
	Changed   ChangeKind = "changed"
	Withdrawn ChangeKind = "withdrawn"
)

// Change is what differs in one item between two states of the knowledge.
type Change struct {
	Key    knowledge.Key
	Title  string // the question, or the title
	Kind   ChangeKind
	Fields []Field // those that differ, in the order in which people read them
}

// Field is one field of an item that differs.
type Field struct {
	Name string // for people: 问题, 答复（2023-01-01 起）
	Runs []Run  // joined without the inserted ones they are the old text, without the deleted ones the new
}

// Page chooses a part of a list of changes, which is ordered by kind and id.
type Page struct {
	After knowledge.Key // changes behind it; zero: from the first
	Limit int           // 1..200; else 50
}

const selectDiffering = `SELECT k.kind, k.id, a.content, a.position, b.content, b.position` + differing + `
	AND (k.kind > $5 OR k.kind = $5 AND k.id > $6) ORDER BY k.kind, k.id LIMIT $7`

// Diff is what differs in the edition to from the edition from; either may be the older one, and 0 is the state before the first.
// fault.NotFound when there is no such edition.
func (r *Repository) Diff(ctx context.Context, from, to int64, p Page) ([]Change, error) {
	const op = "editorial.Diff"
	for _, number := range []int64{from, to} {
		if number == 0 {
			continue
		}
		if _, err := r.Edition(ctx, number); err != nil {
			return nil, err
		}
	}
	rows, err := r.db.Query(ctx, selectDiffering, from, to, min(from, to), max(from, to), p.After.Kind, p.After.ID, page(p.Limit))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	changes, err := store.Collect(rows, func(scan func(...any) error) (Change, error) {
		var key knowledge.Key
		var before, after said
		if err := scan(&key.Kind, &key.ID, &before.content, &before.position, &after.content, &after.position); err != nil {
			return Change{}, err
		}
		return changeOf(key, before, after)
	})
	return changes, store.Fault(op, err)
}

// ProposalDiff is what a proposal changes over the current edition; of a published one, what its edition changed over the one
// before. Items that change nothing are left out.
func (r *Repository) ProposalDiff(ctx context.Context, id ProposalID, p Page) ([]Change, error) {
	const op = "editorial.ProposalDiff"
	proposal, err := r.Proposal(ctx, id)
	if err != nil {
		return nil, err
	}
	if proposal.Edition != 0 {
		return r.Diff(ctx, proposal.Edition-1, proposal.Edition, p)
	}
	items, err := compare(ctx, r.db, proposal)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	items = slices.DeleteFunc(items, func(c compared) bool { return c.idle() || compareKeys(c.Key, p.After) <= 0 })
	items = items[:min(len(items), page(p.Limit))]
	changes := make([]Change, 0, len(items))
	for _, c := range items {
		after := said{content: c.content, position: c.now.position}
		if c.Position != 0 {
			after.position.Int64, after.position.Valid = c.Position, true
		}
		change, err := changeOf(c.Key, c.now, after)
		if err != nil {
			return nil, store.Fault(op, err)
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// changeOf compares what is said before and after, of which at least one is something.
func changeOf(key knowledge.Key, before, after said) (Change, error) {
	was, err := before.decoded(key.Kind)
	if err != nil {
		return Change{}, err
	}
	is, err := after.decoded(key.Kind)
	if err != nil {
		return Change{}, err
	}
	change := Change{Key: key, Title: Title(is, was), Kind: Changed, Fields: diffContents(was, is)}
	switch {
	case was == nil:
		change.Kind = Added
	case is == nil:
		change.Kind = Withdrawn
	case before.position != after.position:
		change.Fields = append(change.Fields, Field{"位置", diffText(place(before), place(after))})
	}
	return change, nil
}

// place is a position for people.
func place(s said) string { return strconv.FormatInt(s.position.Int64, 10) }

// diffContents are the fields in which two contents of one kind differ; nil is no content.
func diffContents(was, is knowledge.Content) []Field {
	before, after := fields(was), fields(is)
	texts := make(map[string]string, len(before))
	for _, f := range before {
		texts[f.name] = f.text
	}
	var differ []Field
	seen := make(map[string]bool, len(after))
	for _, f := range after {
		seen[f.name] = true
		if texts[f.name] != f.text {
			differ = append(differ, Field{f.name, diffText(texts[f.name], f.text)})
		}
	}
	for _, f := range before {
		if !seen[f.name] && f.text != "" {
			differ = append(differ, Field{f.name, diffText(f.text, "")})
		}
	}
	return differ
}
