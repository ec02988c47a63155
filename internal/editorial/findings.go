package editorial

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// Findings are what people look at before a proposal is published.
type Findings struct {
	Problems  []Problem  // with these it is neither submitted nor published; by kind and id
	Doubts    []Problem  // what the reading of files left to people; without codes
	Conflicts []Conflict // pairs that ask what others ask: those that are refused first, then those that contradict, by similarity
}

// Contradictions are the conflicts that somebody has to take upon herself: other figures on a question that is alike. One that is
// refused is a problem, except in a proposal that does nothing but restore an edition.
func (f Findings) Contradictions() []Conflict {
	refused := slices.ContainsFunc(f.Problems, func(p Problem) bool { return p.Code == QuestionDuplicate })
	var found []Conflict
	for _, c := range f.Conflicts {
		if c.Contradicts() && (!c.Refused || !refused) {
			found = append(found, c)
		}
	}
	return found
}

// Consent names the contradictions, as Approval.Consent takes it back: it is another one as soon as they are others. Empty: there
// are none.
func (f Findings) Consent() string {
	contradictions := f.Contradictions()
	if len(contradictions) == 0 {
		return ""
	}
	lines := make([]string, len(contradictions))
	for i, c := range contradictions {
		lines[i] = fmt.Sprintf("%q %q %v %v", c.Pair, c.Other, c.Here, c.There)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8])
}

// Findings are what people look at before a proposal is published. Of one that is published or discarded there is nothing.
func (r *Repository) Findings(ctx context.Context, id ProposalID) (Findings, error) {
	seen, err := r.look(ctx, id, nil)
	return seen.Findings, err
}

// Problems are those of Findings; where keys are given, those of these items.
func (r *Repository) Problems(ctx context.Context, id ProposalID, keys ...knowledge.Key) ([]Problem, error) {
	of := func(knowledge.Key) bool { return true }
	if len(keys) > 0 {
		of = func(key knowledge.Key) bool { return slices.Contains(keys, key) }
	}
	seen, err := r.look(ctx, id, of)
	return seen.Problems, err
}

// looked are findings with what it rests on: while both stand, so do the findings.
type looked struct {
	Findings
	proposal Proposal
	current  int64 // edition
	restores bool  // publishing it would give back exactly what an edition said, and nothing else
}

// look reviews a proposal, or for its problems alone some of its items; nil is all there is to see. The work grows with the questions of
// the edition where the proposal has pairs, so that it is done outside of transactions.
func (r *Repository) look(ctx context.Context, id ProposalID, of func(knowledge.Key) bool) (looked, error) {
	const op = "editorial.Findings"
	var seen looked
	var err error
	if seen.proposal, err = r.Proposal(ctx, id); err != nil {
		return seen, err
	}
	if seen.proposal.State == Published || seen.proposal.State == Discarded {
		return seen, nil
	}
	if err := r.db.QueryRow(ctx, selectCurrent).Scan(&seen.current); err != nil {
		return seen, store.Fault(op, err)
	}
	items, err := compare(ctx, r.db, seen.proposal)
	if err != nil {
		return seen, store.Fault(op, err)
	}
	if seen.restores, err = restoresOnly(ctx, r.db, seen.proposal, items, seen.current); err != nil {
		return seen, store.Fault(op, err)
	}
	o, err := outcomeOf(r.db, items)
	if err != nil {
		return seen, store.Fault(op, err)
	}
	whole := of == nil
	if whole {
		of = func(knowledge.Key) bool { return true }
	}
	if seen.Conflicts, err = r.conflictsIn(ctx, o, seen.current, of, whole); err != nil {
		return seen, store.Fault(op, err)
	}
	if seen.restores {
		return seen, nil // all of it was reviewed before; nothing that it names is missing
	}
	if seen.Problems, err = o.problems(ctx, of); err != nil {
		return seen, store.Fault(op, err)
	}
	for _, c := range seen.Conflicts {
		if !c.Refused {
			continue
		}
		seen.Problems = append(seen.Problems, Problem{pairKey(c.Pair), c.Title, QuestionDuplicate, c.say()})
		if !c.Published && of(pairKey(c.Other)) {
			seen.Problems = append(seen.Problems, Problem{pairKey(c.Other), c.OtherTitle, QuestionDuplicate, c.turned().say()})
		}
	}
	slices.SortStableFunc(seen.Problems, byKey)
	seen.Doubts = o.doubts()
	return seen, nil
}

// conflictsIn are the conflicts of the pairs that a proposal changes, or of some of them, on wish with those that letters do not show.
func (r *Repository) conflictsIn(ctx context.Context, o *outcome, current int64, of func(knowledge.Key) bool, reworded bool) ([]Conflict, error) {
	var pairs, others []knowledge.QAPair
	var withdrawn []knowledge.PairID
	for _, c := range o.items {
		switch content := o.contents[c.Key].(type) {
		case knowledge.QAPair:
			switch {
			case c.idle():
			case of(c.Key):
				pairs = append(pairs, content)
			default:
				others = append(others, content)
			}
		case nil:
			if c.Key.Kind == knowledge.PairItem {
				withdrawn = append(withdrawn, knowledge.PairID(c.Key.ID))
			}
		}
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	asked, err := r.askedIn(ctx, current)
	if err != nil {
		return nil, err
	}
	conflicts, err := asked.conflicts(ctx, pairs, others, withdrawn)
	if err != nil || !reworded {
		return conflicts, err
	}
	more, err := r.reworded(ctx, o, asked, pairs, conflicts)
	if err != nil {
		return nil, err
	}
	conflicts = append(conflicts, more...)
	sortConflicts(conflicts)
	return conflicts, nil
}

func pairKey(id knowledge.PairID) knowledge.Key {
	return knowledge.Key{Kind: knowledge.PairItem, ID: string(id)}
}

// selectRestoring is what leads from the edition $1, the current one, back to $2, as insertRestoring writes it.
const selectRestoring = `SELECT k.kind, k.id, b.content, b.position` + differing + ` AND (a.content IS DISTINCT FROM b.content OR b.position <> 0)`

// restoresOnly tells whether a proposal gives back what an edition said and does nothing else: a rollback that nobody has changed
// and after which nothing else was published.
func restoresOnly(ctx context.Context, on handle, p Proposal, items []compared, current int64) (bool, error) {
	if p.Restores == 0 {
		return false, nil
	}
	rows, err := on.Query(ctx, selectRestoring, current, p.Restores, p.Restores, current)
	if err != nil {
		return false, err
	}
	type line struct {
		key knowledge.Key
		said
	}
	lines, err := store.Collect(rows, func(scan func(...any) error) (line, error) {
		var l line
		err := scan(&l.key.Kind, &l.key.ID, &l.content, &l.position)
		return l, err
	})
	if err != nil {
		return false, err
	}
	own := make(map[knowledge.Key]compared, len(items))
	changes := 0
	for _, c := range items {
		own[c.Key] = c
		if !c.idle() {
			changes++
		}
	}
	for _, l := range lines {
		c, ok := own[l.key]
		if !ok || c.content != l.content || l.content.Valid && l.position.Int64 != 0 && c.Position != l.position.Int64 {
			return false, nil
		}
	}
	return changes == len(lines), nil
}
