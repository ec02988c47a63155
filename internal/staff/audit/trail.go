// Package audit keeps the trail of what staff did. Entries are only ever added, in the transaction of the act itself: there is
// no act without its entry and no entry without its act. They name people, because that is what they are for, and hold no
// content, no passwords and no tokens.
package audit

import (
	"context"
	"encoding/json"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// Actor is who acts, and in which role: a name of the desk, and the role that allowed it (the program itself has "system").
type Actor struct {
	Name string
	Role string
}

// Entry is one act.
type Entry struct {
	Seq         int64     // from 1 without gaps; given by Record
	At          time.Time // given by Record
	Actor       Actor
	Action      string            // noun.verb: proposal.publish
	SubjectKind string            // proposal, account, session …
	SubjectID   string            // may be empty
	Detail      map[string]string // no secrets; nil: none
}

// Filter chooses entries. A zero field lets all pass.
type Filter struct {
	Actor       string
	Action      string
	SubjectKind string
	SubjectID   string
	From        time.Time // included
	To          time.Time // excluded
	Before      int64     // entries with a smaller seq: the last one of the page before
	Limit       int       // 1..500; else 100
}

// Trail writes and reads the trail. It is safe for concurrent use.
type Trail struct {
	db  *store.DB
	now func() time.Time
}

// NewTrail makes a trail on a migrated database. now stamps the entries.
func NewTrail(db *store.DB, now func() time.Time) *Trail { return &Trail{db: db, now: now} }

const (
	nextSeq     = `UPDATE audit_head SET last_seq = last_seq + 1 WHERE single = 1 RETURNING last_seq`
	insertEntry = `INSERT INTO audit_entries (seq, at, actor, role, action, subject_kind, subject_id, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	selectEntries = `SELECT seq, at, actor, role, action, subject_kind, subject_id, detail FROM audit_entries
		WHERE ($1 = '' OR actor = $1) AND ($2 = '' OR action = $2)
		AND ($3 = '' OR subject_kind = $3) AND ($4 = '' OR subject_id = $4)
		AND (CAST($5 AS BIGINT) = 0 OR at >= $5) AND (CAST($6 AS BIGINT) = 0 OR at < $6)
		AND (CAST($7 AS BIGINT) = 0 OR seq < $7)
		ORDER BY seq DESC LIMIT $8`
)

// The bounds of a page.
const (
	defaultPage = 100
	maxPage     = 500
)

// Record adds an entry inside the transaction of the act. It takes the one row under which entries are numbered, so it is the
// last statement of that transaction. An entry without actor or action is fault.Internal: a caller that forgot it.
func (t *Trail) Record(ctx context.Context, tx *store.Tx, entry Entry) error {
	const op = "audit.Record"
	if entry.Actor.Name == "" || entry.Action == "" || entry.SubjectKind == "" {
		return fault.New(fault.Internal, op, "audit_incomplete", "")
	}
	detail := entry.Detail
	if detail == nil {
		detail = map[string]string{}
	}
	encoded, err := json.Marshal(detail)
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	var seq int64
	if err := tx.QueryRow(ctx, nextSeq).Scan(&seq); err != nil {
		return store.Fault(op, err)
	}
	_, err = tx.Exec(ctx, insertEntry, seq, store.Micros(t.now()), entry.Actor.Name, entry.Actor.Role, entry.Action,
		entry.SubjectKind, entry.SubjectID, string(encoded))
	return store.Fault(op, err)
}

// Entries are the newest entries that pass the filter, newest first.
func (t *Trail) Entries(ctx context.Context, f Filter) ([]Entry, error) {
	const op = "audit.Entries"
	limit := f.Limit
	if limit < 1 || limit > maxPage {
		limit = defaultPage
	}
	rows, err := t.db.Query(ctx, selectEntries, f.Actor, f.Action, f.SubjectKind, f.SubjectID,
		bound(f.From), bound(f.To), f.Before, limit)
	if err != nil {
		return nil, store.Fault(op, err)
	}
	entries, err := store.Collect(rows, scanEntry)
	return entries, store.Fault(op, err)
}

// bound writes a missing instant as 0.
func bound(instant time.Time) int64 {
	if instant.IsZero() {
		return 0
	}
	return store.Micros(instant)
}

func scanEntry(scan func(...any) error) (Entry, error) {
	var e Entry
	var at int64
	var detail string
	err := scan(&e.Seq, &at, &e.Actor.Name, &e.Actor.Role, &e.Action, &e.SubjectKind, &e.SubjectID, &detail)
	if err != nil {
		return e, err
	}
	e.At = store.Instant(at)
	return e, json.Unmarshal([]byte(detail), &e.Detail)
}
