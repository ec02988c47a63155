package editorial

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

const updateState = `UPDATE proposals SET state = $1, edition = $2, reviewer = $3, note = $4, alone = $5, updated_at = $6 WHERE id = $7`

// Submit hands a draft to the reviewer. Errors: fault.Conflict with code state_conflict; fault.Invalid with code proposal_empty, or
// with a *Faulty inside, whose problems keep it from being submitted. What Findings have beside problems does not.
func (r *Repository) Submit(ctx context.Context, actor audit.Actor, id ProposalID) (Proposal, error) {
	return r.submit(ctx, actor, id, func(Problem) bool { return false })
}

// SubmitUnnamed is Submit for somebody who was shown which titles were taken from the names of files and lets them stand.
func (r *Repository) SubmitUnnamed(ctx context.Context, actor audit.Actor, id ProposalID) (Proposal, error) {
	return r.submit(ctx, actor, id, func(p Problem) bool { return p.Code == TitleMissing })
}

func (r *Repository) submit(ctx context.Context, actor audit.Actor, id ProposalID, stands func(Problem) bool) (Proposal, error) {
	const op = "editorial.submit"
	return r.watching(ctx, id, Submit, func(seen looked) (Proposal, error) {
		return r.step(ctx, actor, id, Submit, "", func(ctx context.Context, tx *store.Tx, p *Proposal) (map[string]string, error) {
			if err := seen.still(op, *p); err != nil {
				return nil, err
			}
			rows, err := allRows(ctx, tx, id)
			if err != nil {
				return nil, err
			}
			if len(rows) == 0 {
				return nil, fault.New(fault.Invalid, op, "proposal_empty", "草案里还没有内容。")
			}
			problems := slices.DeleteFunc(slices.Clone(seen.Problems), stands)
			if len(problems) > 0 {
				return nil, faultyFault(op, problems)
			}
			detail := map[string]string{"items": strconv.Itoa(len(rows))}
			if unnamed := len(seen.Problems) - len(problems); unnamed > 0 {
				detail["titles_from_files"] = strconv.Itoa(unnamed)
			}
			return detail, nil
		})
	})
}

// watches is how often a step is tried again because its proposal or the edition has moved on while it was reviewed.
const watches = 4

// watching reviews a proposal and takes a step with what was seen, again where that has moved on meanwhile (looked.still).
func (r *Repository) watching(ctx context.Context, id ProposalID, step Step, take func(looked) (Proposal, error)) (Proposal, error) {
	for n := 1; ; n++ {
		seen, err := r.look(ctx, id, nil)
		if err != nil {
			return Proposal{}, err
		}
		if _, err := seen.proposal.State.after(step); err != nil {
			return Proposal{}, err
		}
		p, err := take(seen)
		if fault.CodeOf(err) == movedOn && n < watches {
			continue
		}
		return p, err
	}
}

// movedOn is the code of a step whose proposal or edition was changed while it was reviewed.
const movedOn = "moved_on"

// still refuses a proposal that is no longer the one that was reviewed.
func (l looked) still(op string, p Proposal) error {
	if p.UpdatedAt.Equal(l.proposal.UpdatedAt) && p.State == l.proposal.State {
		return nil
	}
	return fault.New(fault.Conflict, op, movedOn, "内容刚刚又有变化，请再试一次。")
}

// Return sends a proposal back to its author, who reads the note. An empty note is fault.Invalid, unless the author takes it
// back herself; a proposal that is not in review is fault.Conflict.
func (r *Repository) Return(ctx context.Context, actor audit.Actor, id ProposalID, note string) (Proposal, error) {
	return r.step(ctx, actor, id, Return, note, func(_ context.Context, _ *store.Tx, p *Proposal) (map[string]string, error) {
		if samePerson(actor.Name, p.Author) {
			return nil, nil
		}
		if strings.TrimSpace(note) == "" {
			return nil, fault.New(fault.Invalid, "editorial.return", "note_missing", "退回时请写明原因。")
		}
		p.Reviewer = actor.Name
		return nil, nil
	})
}

// Discard ends a proposal that was not published; its items can still be read. One that is published or discarded is
// fault.Conflict.
func (r *Repository) Discard(ctx context.Context, actor audit.Actor, id ProposalID, note string) (Proposal, error) {
	return r.step(ctx, actor, id, Discard, note, func(context.Context, *store.Tx, *Proposal) (map[string]string, error) {
		return nil, nil
	})
}

// step moves a proposal in one transaction with its entry in the trail. do checks what else must hold, may set Reviewer, Alone and
// Edition, and gives details for the entry.
func (r *Repository) step(
	ctx context.Context, actor audit.Actor, id ProposalID, step Step, note string,
	do func(context.Context, *store.Tx, *Proposal) (map[string]string, error),
) (Proposal, error) {
	op := "editorial." + string(step)
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > maxNote {
		return Proposal{}, fault.New(fault.Invalid, op, "note_too_long", fmt.Sprintf("说明请不要超过%d字。", maxNote))
	}
	var p Proposal
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if p, err = lock(ctx, tx, id); err != nil {
			return err
		}
		next, err := p.State.after(step)
		if err != nil {
			return err
		}
		detail, err := do(ctx, tx, &p)
		if err != nil {
			return err
		}
		at := store.Micros(r.now())
		p.State, p.Note, p.UpdatedAt = next, note, store.Instant(at)
		edition := any(nil)
		if p.Edition != 0 {
			edition = p.Edition
		}
		if _, err := tx.Exec(ctx, updateState, p.State, edition, p.Reviewer, p.Note, number(p.Alone), at, id); err != nil {
			return err
		}
		return r.record(ctx, tx, actor, "proposal."+string(step), id, detail)
	})
	if err != nil {
		return Proposal{}, store.Fault(op, err)
	}
	return p, nil
}

// number is a boolean as both databases keep it.
func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
