package knowledge

import (
	"context"

	"yueyue/internal/store"
)

// Change says that an item has another version since an edition, or none any more.
type Change struct {
	Seq     int64 // from 1 without gaps, in the order of the commits
	Edition int64
	Key     Key
}

// PairVersion is one version of a pair, seen in the editions EditionFrom <= e < EditionTo.
type PairVersion struct {
	Pair        QAPair
	EditionFrom int64
	EditionTo   int64 // 0: none yet
}

const (
	selectLastChange = `SELECT last_change FROM publication WHERE single = 1`
	selectChanges    = `SELECT seq, edition, kind, id FROM knowledge_changes WHERE seq > $1 ORDER BY seq LIMIT $2`
)

// selectVersions reads all versions of the pairs whose ids stand in a JSON array.
var selectVersions = map[store.Dialect]string{
	store.SQLite: `SELECT content, edition_from, edition_to FROM knowledge_items
		WHERE kind = 'pair' AND id IN (SELECT value FROM json_each($1)) AND content IS NOT NULL ORDER BY id, edition_from`,
	store.Postgres: `SELECT content, edition_from, edition_to FROM knowledge_items
		WHERE kind = 'pair' AND id IN (SELECT json_array_elements_text($1::text::json)) AND content IS NOT NULL ORDER BY id, edition_from`,
}

// LastChange is the seq of the last change, 0 before the first. It is cheap enough to ask several times a second.
func (r *Repository) LastChange(ctx context.Context) (int64, error) {
	var last int64
	err := r.db.QueryRow(ctx, selectLastChange).Scan(&last)
	return last, store.Fault("knowledge.LastChange", err)
}

// Changes are at most limit changes after a seq, in order. An item may stand in it several times.
func (r *Repository) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	rows, err := r.db.Query(ctx, selectChanges, after, limit)
	if err != nil {
		return nil, store.Fault("knowledge.Changes", err)
	}
	changes, err := store.Collect(rows, func(scan func(...any) error) (Change, error) {
		var c Change
		err := scan(&c.Seq, &c.Edition, &c.Key.Kind, &c.Key.ID)
		return c, err
	})
	return changes, store.Fault("knowledge.Changes", err)
}

// PairVersions are all versions of the given pairs, oldest first. A pair that was withdrawn has its versions up to then; an
// unknown one has none.
func (r *Repository) PairVersions(ctx context.Context, ids []PairID) (map[PairID][]PairVersion, error) {
	rows, err := r.db.Query(ctx, selectVersions[r.db.Dialect()], jsonArray(ids))
	if err != nil {
		return nil, store.Fault("knowledge.PairVersions", err)
	}
	all, err := store.Collect(rows, func(scan func(...any) error) (PairVersion, error) {
		var v PairVersion
		var content string
		var to *int64
		err := scan(&content, &v.EditionFrom, &to)
		if err != nil {
			return v, err
		}
		if to != nil {
			v.EditionTo = *to
		}
		v.Pair, err = decode[QAPair](content)
		return v, err
	})
	if err != nil {
		return nil, store.Fault("knowledge.PairVersions", err)
	}
	byID := make(map[PairID][]PairVersion, len(ids))
	for _, v := range all {
		byID[v.Pair.ID] = append(byID[v.Pair.ID], v)
	}
	return byID, nil
}
