package editorial

import (
	"context"
	"strconv"
	"time"

	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

// Config sets how strict the desk is.
type Config struct {
	OnePersonDesk bool // the author may publish what nobody else has seen; default false
}

// Knowledge is where editions are made.
type Knowledge interface {
	PublishTx(ctx context.Context, tx *store.Tx, publication knowledge.Publication) (knowledge.Edition, error)
	AllPairs(ctx context.Context, edition int64) ([]knowledge.QAPair, error)
}

// Trail remembers who did what, in the transaction of the act.
type Trail interface {
	Record(ctx context.Context, tx *store.Tx, entry audit.Entry) error
}

// Repository keeps proposals and makes editions of them. It is safe for concurrent use. Errors of the database are as
// store.Fault says, beside those that each method names.
type Repository struct {
	db        *store.DB
	knowledge Knowledge
	trail     Trail
	config    Config
	now       func() time.Time
	lately    *lately
	answers   Answers // nil: none
}

// NewRepository makes a repository on a migrated database. now stamps proposals and items.
func NewRepository(db *store.DB, content Knowledge, trail Trail, config Config, now func() time.Time) *Repository {
	return &Repository{db: db, knowledge: content, trail: trail, config: config, now: now, lately: &lately{}}
}

// record writes an act upon a proposal into the trail.
func (r *Repository) record(ctx context.Context, tx *store.Tx, actor audit.Actor, action string, id ProposalID, detail map[string]string) error {
	return r.trail.Record(ctx, tx, audit.Entry{
		Actor: actor, Action: action, SubjectKind: "proposal", SubjectID: strconv.FormatInt(int64(id), 10), Detail: detail,
	})
}
