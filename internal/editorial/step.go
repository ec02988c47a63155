package editorial

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// Problem is what keeps an item from being published.
type Problem struct {
	Key     knowledge.Key
	Message string // for people
}

// Faulty is inside the fault.Invalid (code content_invalid) of a submit.
type Faulty struct {
	Problems []Problem
}

func (f *Faulty) Error() string { return fmt.Sprintf("%d items cannot be published", len(f.Problems)) }

const updateState = `UPDATE proposals SET state = $1, edition = $2, reviewer = $3, note = $4, updated_at = $5 WHERE id = $6`

// Problems are what is wrong with the items of a proposal by themselves, by kind and id. References to other items are checked
// when it is published.
func (r *Repository) Problems(ctx context.Context, id ProposalID) ([]Problem, error) {
	const op = "editorial.Problems"
	if _, err := r.Proposal(ctx, id); err != nil {
		return nil, err
	}
	rows, err := allRows(ctx, r.db, id)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	return problemsOf(rows)
}

func problemsOf(rows []row) ([]Problem, error) {
	var problems []Problem
	listed := map[knowledge.PassageID]bool{}
	documents := map[knowledge.DocumentID]bool{}
	var passages []knowledge.Passage
	for _, w := range rows {
		item, err := w.item()
		if err != nil {
			return nil, err
		}
		switch content := item.Content.(type) {
		case nil:
			continue
		case knowledge.Document:
			documents[content.ID] = true
			for _, passage := range content.Passages {
				listed[passage] = true
			}
		case knowledge.Passage:
			passages = append(passages, content)
		}
		if err := knowledge.Check(item.Content); err != nil {
			problems = append(problems, Problem{item.Key, fault.MessageOf(err)})
		}
	}
	for _, passage := range passages { // publishing the document would end it again
		if documents[passage.Document] && !listed[passage.ID] {
			problems = append(problems, Problem{passage.Key(), label(passage.Key()) + "：所属文件没有列出这一段"})
		}
	}
	return problems, nil
}

// Submit hands a draft to the reviewer. Errors: fault.Conflict with code state_conflict; fault.Invalid with code proposal_empty,
// or content_invalid and a *Faulty inside.
func (r *Repository) Submit(ctx context.Context, actor audit.Actor, id ProposalID) (Proposal, error) {
	return r.step(ctx, actor, id, Submit, "", func(ctx context.Context, tx *store.Tx, _ *Proposal) (map[string]string, error) {
		rows, err := allRows(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			return nil, fault.New(fault.Invalid, "editorial.submit", "proposal_empty", "草案里还没有内容。")
		}
		problems, err := problemsOf(rows)
		if err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return nil, &fault.Error{
				Kind: fault.Invalid, Op: "editorial.submit", Code: "content_invalid", Err: &Faulty{problems},
				Message: fmt.Sprintf("有%d项内容还不能发布。%s", len(problems), problems[0].Message),
			}
		}
		return map[string]string{"items": strconv.Itoa(len(rows))}, nil
	})
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

// step moves a proposal in one transaction with its entry in the trail. do checks what else must hold, may set Reviewer and
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
		if _, err := tx.Exec(ctx, updateState, p.State, edition, p.Reviewer, p.Note, at, id); err != nil {
			return err
		}
		return r.record(ctx, tx, actor, "proposal."+string(step), id, detail)
	})
	if err != nil {
		return Proposal{}, store.Fault(op, err)
	}
	return p, nil
}
