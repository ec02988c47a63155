package retriever

import (
	"context"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// Generations remembers how far the index of a generation has come, for indexes that outlive the process: a restart applies
// what is new instead of everything. It is safe for concurrent use.
type Generations struct{ db *store.DB }

// NewGenerations keeps them in a migrated database.
func NewGenerations(db *store.DB) *Generations { return &Generations{db} }

const (
	selectGeneration = `SELECT id, statistics, checkpoint FROM index_generations WHERE language = $1 AND model = $2 ORDER BY seq DESC LIMIT 1`
	insertGeneration = `INSERT INTO index_generations (id, seq, language, model, statistics, checkpoint)
		VALUES ($1, (SELECT coalesce(max(seq), 0) + 1 FROM index_generations), $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET checkpoint = excluded.checkpoint`
	updateCheckpoint = `UPDATE index_generations SET checkpoint = $1 WHERE id = $2`
	deleteOthers     = `DELETE FROM index_generations WHERE id <> $1`
)

// keptGeneration is a generation with the last change that its index holds.
type keptGeneration struct {
	id         string
	statistics *Statistics
	checkpoint int64
}

// newest is the newest generation of a language and a model; nil when there is none.
func (g *Generations) newest(ctx context.Context, language, model string) (*keptGeneration, error) {
	const op = "retriever.Generations.newest"
	kept := keptGeneration{statistics: &Statistics{}}
	var encoded []byte
	err := g.db.QueryRow(ctx, selectGeneration, language, model).Scan(&kept.id, &encoded, &kept.checkpoint)
	if err := store.Fault(op, err); fault.KindOf(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // none is an answer here
	} else if err != nil {
		return nil, err
	}
	if err := kept.statistics.UnmarshalBinary(encoded); err != nil {
		return nil, fault.Wrap(fault.Internal, op, err)
	}
	return &kept, nil
}

// begin notes a generation whose index holds everything up to a change, and forgets all others.
func (g *Generations) begin(ctx context.Context, language, model string, kept keptGeneration) error {
	encoded, err := kept.statistics.MarshalBinary()
	if err != nil {
		return fault.Wrap(fault.Internal, "retriever.Generations.begin", err)
	}
	return g.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, deleteOthers, kept.id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertGeneration, kept.id, language, model, encoded, kept.checkpoint)
		return err
	})
}

// advance notes that the index of a generation holds everything up to a change.
func (g *Generations) advance(ctx context.Context, id string, checkpoint int64) error {
	return g.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, updateCheckpoint, checkpoint, id)
		return err
	})
}
