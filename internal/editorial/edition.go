package editorial

import (
	"context"
	"database/sql"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// Edition is a published edition with where it came from.
type Edition struct {
	knowledge.Edition
	Proposal ProposalID // 0: it came with the program
	Reviewer string
	Restores int64 // the edition that it went back to; 0: it was no rollback
	Alone    bool  // nobody but Reviewer has seen it before (Proposal.Alone)
	Changes  int64 // items that it changed
}

const editionColumns = `SELECT e.number, e.title, e.author, e.published_at, p.id, p.reviewer, p.restores, p.alone,
	(SELECT count(*) FROM knowledge_changes c WHERE c.edition = e.number)
	FROM editions e LEFT JOIN proposals p ON p.edition = e.number`

const (
	selectEditions = editionColumns + ` WHERE CAST($1 AS BIGINT) = 0 OR e.number < $1 ORDER BY e.number DESC LIMIT $2`
	selectEdition  = editionColumns + ` WHERE e.number = $1`
)

// Editions are the editions with a number smaller than before, newest first; before 0 is the first page. Limit is 1..200, else
// 50.
func (r *Repository) Editions(ctx context.Context, before int64, limit int) ([]Edition, error) {
	const op = "editorial.Editions"
	rows, err := r.db.Query(ctx, selectEditions, before, page(limit))
	if err != nil {
		return nil, store.Fault(op, err)
	}
	editions, err := store.Collect(rows, scanEdition)
	return editions, store.Fault(op, err)
}

// Edition is one edition; fault.NotFound when there is none of that number.
func (r *Repository) Edition(ctx context.Context, number int64) (Edition, error) {
	const op = "editorial.Edition"
	edition, err := scanEdition(r.db.QueryRow(ctx, selectEdition, number).Scan)
	err = store.Fault(op, err)
	if fault.KindOf(err) == fault.NotFound {
		return Edition{}, fault.New(fault.NotFound, op, "edition_unknown", "没有这个版本。")
	}
	return edition, err
}

func scanEdition(scan func(...any) error) (Edition, error) {
	var e Edition
	var published int64
	var proposal, restores, alone sql.NullInt64
	var reviewer sql.NullString
	err := scan(&e.Number, &e.Title, &e.Author, &published, &proposal, &reviewer, &restores, &alone, &e.Changes)
	e.PublishedAt = store.Instant(published)
	e.Proposal, e.Reviewer, e.Restores, e.Alone = ProposalID(proposal.Int64), reviewer.String, restores.Int64, alone.Int64 == 1
	return e, err
}
