package editorial

import (
	"context"
	"database/sql"
	"strings"
	"time"
	"unicode/utf8"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// ProposalID counts from 1. It is what `yueyue publish` names.
type ProposalID int64

// Proposal is a draft of an edition.
type Proposal struct {
	ID          ProposalID
	Title       string
	Author      string
	State       State
	BaseEdition int64  // current when it was opened; 0: nothing was published yet
	Restores    int64  // the edition that it goes back to; 0: it is no rollback
	Edition     int64  // what it was published as; 0: not published
	Reviewer    string // who returned or published it last; empty: nobody yet
	Note        string // of whoever took the last step
	Alone       bool   // Reviewer published what she has written or opened herself: at the one-person desk, or to restore an edition
	CreatedAt   time.Time
	UpdatedAt   time.Time // of the last change of an item or of the state
}

// Filter chooses proposals. A zero field lets all pass.
type Filter struct {
	State  State
	Author string
	Before ProposalID // proposals with a smaller id: the last one of the page before
	Limit  int        // 1..200; else 50
}

// The bounds of a page of proposals, editions or changes, and of what people write about them, in characters.
const (
	defaultPage = 50
	maxPage     = 200
	maxTitle    = 200
	maxNote     = 2000
)

const (
	nextProposal    = `UPDATE proposal_head SET last_id = last_id + 1 WHERE single = 1 RETURNING last_id`
	proposalColumns = `id, title, author, state, base_edition, restores, edition, reviewer, note, alone, created_at, updated_at`
	insertProposal  = `INSERT INTO proposals (` + proposalColumns + `) VALUES ($1, $2, $3, $4, $5, $6, NULL, '', $7, 0, $8, $8)`
	selectProposal  = `SELECT ` + proposalColumns + ` FROM proposals WHERE id = $1`
	selectProposals = `SELECT ` + proposalColumns + ` FROM proposals
		WHERE ($1 = '' OR state = $1) AND ($2 = '' OR author = $2) AND (CAST($3 AS BIGINT) = 0 OR id < $3)
		ORDER BY id DESC LIMIT $4`
	renameProposal = `UPDATE proposals SET title = $1, updated_at = $2 WHERE id = $3`
	selectCurrent  = `SELECT current_edition FROM publication WHERE single = 1`
)

// lockProposal takes the row under which a proposal and its items change. On SQLite there is one writer at a time anyway.
var lockProposal = map[store.Dialect]string{
	store.SQLite:   selectProposal,
	store.Postgres: selectProposal + ` FOR UPDATE`,
}

// Open begins a proposal on the current edition, empty and in the draft. A title that is missing or longer than 200 characters
// is fault.Invalid.
func (r *Repository) Open(ctx context.Context, actor audit.Actor, title string) (Proposal, error) {
	const op = "editorial.Open"
	title = strings.TrimSpace(title)
	if err := checkTitle(op, title); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		p, err = r.begin(ctx, tx, Proposal{Title: title, Author: actor.Name, State: Draft})
		if err != nil {
			return err
		}
		return r.record(ctx, tx, actor, "proposal.open", p.ID, map[string]string{"title": title})
	})
	return p, store.Fault(op, err)
}

// begin writes a new proposal, numbered and stamped.
func (r *Repository) begin(ctx context.Context, tx *store.Tx, p Proposal) (Proposal, error) {
	if err := tx.QueryRow(ctx, nextProposal).Scan(&p.ID); err != nil {
		return Proposal{}, err
	}
	if err := tx.QueryRow(ctx, selectCurrent).Scan(&p.BaseEdition); err != nil {
		return Proposal{}, err
	}
	at := store.Micros(r.now())
	p.CreatedAt, p.UpdatedAt = store.Instant(at), store.Instant(at)
	_, err := tx.Exec(ctx, insertProposal, p.ID, p.Title, p.Author, p.State, p.BaseEdition, p.Restores, p.Note, at)
	return p, err
}

// Proposal is one proposal; fault.NotFound when there is none of that id.
func (r *Repository) Proposal(ctx context.Context, id ProposalID) (Proposal, error) {
	p, err := scanProposal(r.db.QueryRow(ctx, selectProposal, id).Scan)
	return p, unknown("editorial.Proposal", err)
}

// Proposals are those that pass the filter, newest first.
func (r *Repository) Proposals(ctx context.Context, f Filter) ([]Proposal, error) {
	const op = "editorial.Proposals"
	rows, err := r.db.Query(ctx, selectProposals, f.State, f.Author, f.Before, page(f.Limit))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	proposals, err := store.Collect(rows, scanProposal)
	return proposals, store.Fault(op, err)
}

// Rename gives a draft another title, under the same rules as Open.
func (r *Repository) Rename(ctx context.Context, actor audit.Actor, id ProposalID, title string) error {
	const op = "editorial.Rename"
	title = strings.TrimSpace(title)
	if err := checkTitle(op, title); err != nil {
		return err
	}
	return r.inDraft(ctx, op, id, func(ctx context.Context, tx *store.Tx, p Proposal) error {
		if _, err := tx.Exec(ctx, renameProposal, title, store.Micros(r.now()), id); err != nil {
			return err
		}
		return r.record(ctx, tx, actor, "proposal.rename", id, map[string]string{"from": p.Title, "to": title})
	})
}

// inDraft runs fn holding a proposal that is a draft.
func (r *Repository) inDraft(ctx context.Context, op string, id ProposalID, fn func(context.Context, *store.Tx, Proposal) error) error {
	err := r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.State != Draft {
			return fault.New(fault.Conflict, op, "not_a_draft", "这份草案"+names[p.State]+"，内容已不能修改。")
		}
		return fn(ctx, tx, p)
	})
	return store.Fault(op, err)
}

// lock reads a proposal and keeps others from changing it.
func lock(ctx context.Context, tx *store.Tx, id ProposalID) (Proposal, error) {
	p, err := scanProposal(tx.QueryRow(ctx, lockProposal[tx.Dialect()], id).Scan)
	return p, unknown("editorial.Proposal", err)
}

// unknown tells in words that there is no such proposal.
func unknown(op string, err error) error {
	err = store.Fault(op, err)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, op, "proposal_unknown", "没有这份草案。")
	}
	return err
}

func scanProposal(scan func(...any) error) (Proposal, error) {
	var p Proposal
	var edition sql.NullInt64
	var alone, created, updated int64
	err := scan(&p.ID, &p.Title, &p.Author, &p.State, &p.BaseEdition, &p.Restores, &edition, &p.Reviewer, &p.Note, &alone, &created, &updated)
	p.Edition, p.Alone, p.CreatedAt, p.UpdatedAt = edition.Int64, alone == 1, store.Instant(created), store.Instant(updated)
	return p, err
}

func checkTitle(op, title string) error {
	if n := utf8.RuneCountInString(title); n == 0 || n > maxTitle {
		return fault.New(fault.Invalid, op, "title_invalid", "请填写标题，不超过200字。")
	}
	return nil
}

// page is a limit within its bounds.
func page(limit int) int {
	if limit < 1 || limit > maxPage {
		return defaultPage
	}
	return limit
}
