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

// Version is one version of an item, seen in the editions EditionFrom <= e < EditionTo.
type Version struct {
	Content     Content
	EditionFrom int64
	EditionTo   int64 // 0: none yet
}

const (
	selectChanges = `SELECT seq, edition, kind, id FROM knowledge_changes WHERE seq > $1 ORDER BY seq LIMIT $2`
)

const versionsOf = `content IS NOT NULL ORDER BY id, edition_from`

// selectVersions reads all versions of the items of a kind whose ids stand in a JSON array.
var selectVersions = map[store.Dialect]string{
	store.SQLite: `SELECT content, edition_from, edition_to FROM knowledge_items
		WHERE kind = $1 AND id IN (SELECT value FROM json_each($2)) AND ` + versionsOf,
	store.Postgres: `SELECT content, edition_from, edition_to FROM knowledge_items
		WHERE kind = $1 AND id IN (SELECT json_array_elements_text($2::text::json)) AND ` + versionsOf,
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

// Versions are all versions of the given items, oldest first. An item that was withdrawn has its versions up to then; an unknown
// one has none.
func (r *Repository) Versions(ctx context.Context, keys []Key) (map[Key][]Version, error) {
	ids := map[Kind][]string{}
	for _, key := range keys {
		ids[key.Kind] = append(ids[key.Kind], key.ID)
	}
	byKey := make(map[Key][]Version, len(keys))
	for kind, some := range ids {
		rows, err := r.db.Query(ctx, selectVersions[r.db.Dialect()], kind, jsonArray(some))
		if err != nil {
			return nil, store.Fault("knowledge.Versions", err)
		}
		versions, err := store.Collect(rows, func(scan func(...any) error) (Version, error) { return scanContent(kind, scan) })
		if err != nil {
			return nil, store.Fault("knowledge.Versions", err)
		}
		for _, v := range versions {
			key := v.Content.Key()
			byKey[key] = append(byKey[key], v)
		}
	}
	return byKey, nil
}

func scanContent(kind Kind, scan func(...any) error) (Version, error) {
	var v Version
	var text string
	var to *int64
	if err := scan(&text, &v.EditionFrom, &to); err != nil {
		return v, err
	}
	if to != nil {
		v.EditionTo = *to
	}
	var err error
	v.Content, err = decodeKind(kind, text)
	return v, err
}
