package knowledge

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// Repository keeps knowledge in the database. It is safe for concurrent use. Reads name the edition they want, so that one
// question sees one edition throughout.
type Repository struct {
	db  *store.DB
	now func() time.Time

	// What was read last. An edition never changes, so nothing here grows old.
	pairs    *lru.Cache[asOf[PairID], QAPair]
	passages *lru.Cache[asOf[PassageID], CitedPassage]
	incoming *lru.Cache[asOf[string], []Incoming]
}

// asOf is an item as an edition has it.
type asOf[ID ~string] struct {
	edition int64
	id      ID
}

// kept is how many pairs, and how many passages, stay decoded, about 4 kB each: the shipped knowledge several times over.
const kept = 2048

// NewRepository makes a repository on a migrated database. now is the clock that stamps editions.
func NewRepository(db *store.DB, now func() time.Time) *Repository {
	return &Repository{
		db: db, now: now, pairs: newCache[asOf[PairID], QAPair](), passages: newCache[asOf[PassageID], CitedPassage](),
		incoming: newCache[asOf[string], []Incoming](),
	}
}

func newCache[K comparable, V any]() *lru.Cache[K, V] {
	cache, err := lru.New[K, V](kept)
	if err != nil {
		panic(err) // only a size below 1 is refused
	}
	return cache
}

const (
	selectEdition = `SELECT number, title, author, published_at FROM editions
		WHERE number = (SELECT current_edition FROM publication WHERE single = 1)`
	selectItem = `SELECT content FROM knowledge_items
		WHERE kind = $1 AND id = $2 AND edition_from <= $3 AND (edition_to IS NULL OR edition_to > $3) AND content IS NOT NULL`
	selectItems = `SELECT content FROM knowledge_items
		WHERE kind = $1 AND edition_from <= $2 AND (edition_to IS NULL OR edition_to > $2) AND content IS NOT NULL
		ORDER BY position, id`
)

// CurrentEdition is the edition that answers come from. Before the first publish it is the zero Edition.
func (r *Repository) CurrentEdition(ctx context.Context) (Edition, error) {
	var edition Edition
	var published int64
	err := r.db.QueryRow(ctx, selectEdition).Scan(&edition.Number, &edition.Title, &edition.Author, &published)
	if fault.KindOf(store.Fault("", err)) == fault.NotFound {
		return Edition{}, nil
	}
	edition.PublishedAt = store.Instant(published)
	return edition, store.Fault("knowledge.CurrentEdition", err)
}

// Pair is the pair as the edition has it; fault.NotFound when it has none or it was withdrawn.
func (r *Repository) Pair(ctx context.Context, id PairID, edition int64) (QAPair, error) {
	return one[QAPair](ctx, r, Key{PairItem, string(id)}, edition)
}

// Pairs are those of the given pairs that the edition has; what is withdrawn or unknown is left out. Others are given the same
// slices: callers do not change them.
func (r *Repository) Pairs(ctx context.Context, ids []PairID, edition int64) (map[PairID]QAPair, error) {
	byID := make(map[PairID]QAPair, len(ids))
	var unread []PairID
	for _, id := range ids {
		if pair, ok := r.pairs.Get(asOf[PairID]{edition, id}); ok {
			byID[id] = pair
		} else {
			unread = append(unread, id)
		}
	}
	if len(unread) == 0 {
		return byID, nil
	}
	pairs, err := contents[QAPair](ctx, r, selectByID[r.db.Dialect()], PairItem, edition, jsonArray(unread))
	if err != nil {
		return nil, store.Fault("knowledge.Pairs", err)
	}
	for _, pair := range pairs {
		byID[pair.ID] = pair
		r.pairs.Add(asOf[PairID]{edition, pair.ID}, pair)
	}
	return byID, nil
}

// AllPairs are the pairs of an edition, by id.
func (r *Repository) AllPairs(ctx context.Context, edition int64) ([]QAPair, error) {
	pairs, err := contents[QAPair](ctx, r, selectItems, PairItem, edition)
	return pairs, store.Fault("knowledge.AllPairs", err)
}

// Package is one package; fault.NotFound when the edition has none of that id. Its pairs may have been withdrawn since:
// Pairs leaves them out.
func (r *Repository) Package(ctx context.Context, id string, edition int64) (QAPackage, error) {
	return one[QAPackage](ctx, r, Key{PackageItem, id}, edition)
}

// Packages are the packages of an edition in their curated order.
func (r *Repository) Packages(ctx context.Context, edition int64) ([]QAPackage, error) {
	packages, err := contents[QAPackage](ctx, r, selectItems, PackageItem, edition)
	return packages, store.Fault("knowledge.Packages", err)
}

// TrendingQuestions are the curated hot questions of an edition in their order.
func (r *Repository) TrendingQuestions(ctx context.Context, edition int64) ([]TrendingQuestion, error) {
	questions, err := contents[TrendingQuestion](ctx, r, selectItems, TrendingItem, edition)
	return questions, store.Fault("knowledge.TrendingQuestions", err)
}

// QuickLinks are the quick links of an edition in their order.
func (r *Repository) QuickLinks(ctx context.Context, edition int64) ([]QuickLink, error) {
	links, err := contents[QuickLink](ctx, r, selectItems, QuickLinkItem, edition)
	return links, store.Fault("knowledge.QuickLinks", err)
}

// one reads one item of an edition.
func one[T Content](ctx context.Context, r *Repository, key Key, edition int64) (T, error) {
	var text string
	err := r.db.QueryRow(ctx, selectItem, key.Kind, key.ID, edition).Scan(&text)
	if err != nil {
		var none T
		return none, store.Fault("knowledge."+string(key.Kind), err)
	}
	content, err := decode[T](text)
	return content, fault.Wrap(fault.Internal, "knowledge."+string(key.Kind), err)
}

// contents reads the items that a statement gives.
func contents[T Content](ctx context.Context, r *Repository, text string, args ...any) ([]T, error) {
	rows, err := r.db.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return store.Collect(rows, func(scan func(...any) error) (T, error) {
		var encoded string
		if err := scan(&encoded); err != nil {
			var none T
			return none, err
		}
		return decode[T](encoded)
	})
}

// jsonArray writes ids for the statements that read them from a JSON array. One with NUL names nothing, and PostgreSQL would
// refuse the whole array for it.
func jsonArray[T ~string](ids []T) string {
	known := make([]T, 0, len(ids))
	for _, id := range ids {
		if !strings.Contains(string(id), "\x00") {
			known = append(known, id)
		}
	}
	list, _ := json.Marshal(known) // texts can always be encoded
	return string(list)
}
