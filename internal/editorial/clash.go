package editorial

import (
	"context"
	"fmt"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// Clash is an item of a proposal that another edition has changed since its writer saw it. A nil content is one that is not
// said.
type Clash struct {
	Key      knowledge.Key
	Title    string
	Base     knowledge.Content // what the writer had seen
	Present  knowledge.Content // what is said now
	Proposed knowledge.Content // what the proposal says
	Fields   []Field           // from Present to Proposed
	Version  int64             // of the item; 0: it follows from its document, which is what to resolve
	Current  int64             // the current edition, for Resolve
}

// Moved is inside the fault.Conflict (code base_moved) of a publish that would have overwritten what others published meanwhile.
type Moved struct {
	Clashes []Clash
}

func (m *Moved) Error() string {
	return fmt.Sprintf("%d items were changed by another edition", len(m.Clashes))
}

// Clashes are the items that another edition has changed meanwhile, by kind and id; nil when the proposal may be published as it
// is. Of a proposal that is published or discarded there are none.
func (r *Repository) Clashes(ctx context.Context, id ProposalID) ([]Clash, error) {
	const op = "editorial.Clashes"
	p, err := r.Proposal(ctx, id)
	if err != nil || p.State == Published || p.State == Discarded {
		return nil, err
	}
	var current int64
	if err := r.db.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
		return nil, store.Fault(op, err)
	}
	items, err := compare(ctx, r.db, p)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	clashes, err := clashesOf(items, current)
	return clashes, store.Fault(op, err)
}

func clashesOf(items []compared, current int64) ([]Clash, error) {
	var clashes []Clash
	for _, c := range items {
		if !c.clashes() {
			continue
		}
		clash := Clash{Key: c.Key, Version: c.Version, Current: current}
		var err error
		if clash.Base, err = c.base.decoded(c.Key.Kind); err != nil {
			return nil, err
		}
		if clash.Present, err = c.now.decoded(c.Key.Kind); err != nil {
			return nil, err
		}
		if clash.Proposed, err = (said{content: c.content}).decoded(c.Key.Kind); err != nil {
			return nil, err
		}
		clash.Title = Title(clash.Proposed, clash.Present, clash.Base)
		clash.Fields = diffContents(clash.Present, clash.Proposed)
		clashes = append(clashes, clash)
	}
	return clashes, nil
}

func movedFault(clashes []Clash) error {
	return &fault.Error{
		Kind: fault.Conflict, Op: "editorial.Publish", Code: "base_moved", Err: &Moved{clashes},
		Message: fmt.Sprintf("有%d项内容在起草之后已由别的版本改过，请退回草稿对照后再发布。", len(clashes)),
	}
}
