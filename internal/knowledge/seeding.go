package knowledge

import (
	"context"
	"database/sql"

	"yueyue/internal/fault"
	"yueyue/internal/store"
)

// SeedReport tells what Repository.Seed did.
type SeedReport struct {
	Edition   int64 // the edition it published; 0: none was needed
	Added     []Key
	Replaced  []Key
	Ended     []Key // no longer shipped
	Conflicts []Key // staff had edited them and the shipped version has changed: offered as drafts
	Unchanged int
}

// seedTitle and seedAuthor mark the editions that a program brings.
const (
	seedTitle  = "随程序发布的知识"
	seedAuthor = "yueyue"
)

const (
	selectCurrent = `SELECT kind, id, origin, seed_hash, content, position FROM knowledge_items WHERE edition_to IS NULL
		ORDER BY kind, position, id`
	updateSeedHash = `UPDATE knowledge_items SET seed_hash = $1 WHERE kind = $2 AND id = $3 AND edition_to IS NULL`
)

// Seed brings shipped knowledge into the database, all of it or nothing, and publishes an edition when anything changes.
// What staff edited or withdrew is kept; when its shipped version differs from the one last seen, that one is offered once
// as a draft. Seeding the same again changes nothing.
func (r *Repository) Seed(ctx context.Context, seed *Seed) (SeedReport, error) {
	shipped, err := seed.versions()
	if err != nil {
		return SeedReport{}, fault.Wrap(fault.Internal, "knowledge.Seed", err)
	}
	var report SeedReport
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		report = SeedReport{}
		publisher, err := begin(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectCurrent)
		if err != nil {
			return err
		}
		current, err := store.Collect(rows, scanVersion)
		if err != nil {
			return err
		}
		plan := planSeed(shipped, current)
		report = plan.report
		for _, v := range plan.conflicts {
			if err := r.offer(ctx, tx, v); err != nil {
				return err
			}
		}
		if len(plan.puts)+len(report.Ended) == 0 {
			return nil
		}
		edition := Edition{Title: seedTitle, Author: seedAuthor, PublishedAt: r.now()}
		if err := publisher.open(ctx, &edition); err != nil {
			return err
		}
		report.Edition = edition.Number
		for _, v := range plan.puts {
			if err := publisher.put(ctx, v); err != nil {
				return err
			}
		}
		for _, key := range report.Ended {
			if err := publisher.end(ctx, key); err != nil {
				return err
			}
		}
		return publisher.commit(ctx)
	})
	return report, store.Fault("knowledge.Seed", err)
}

// seedPlan is what seeding has to write.
type seedPlan struct {
	report    SeedReport
	puts      []version
	conflicts []seedConflict
}

// seedConflict is a newer shipped version of what staff edited. Offered is false when staff already say the same.
type seedConflict struct {
	shipped version
	offered bool
}

// planSeed compares what is shipped with what is current.
func planSeed(shipped, current []version) seedPlan {
	var plan seedPlan
	known := make(map[Key]version, len(current))
	for _, v := range current {
		known[v.key] = v
	}
	for _, v := range shipped {
		old, exists := known[v.key]
		delete(known, v.key)
		switch {
		case !exists:
			plan.puts = append(plan.puts, v)
			plan.report.Added = append(plan.report.Added, v.key)
		case old.seedHash == v.seedHash:
			plan.report.Unchanged++
		case old.origin == Shipped:
			plan.puts = append(plan.puts, v)
			plan.report.Replaced = append(plan.report.Replaced, v.key)
		default:
			offered := old.content != v.content || old.position != v.position
			plan.conflicts = append(plan.conflicts, seedConflict{v, offered})
			if offered {
				plan.report.Conflicts = append(plan.report.Conflicts, v.key)
			}
		}
	}
	for _, v := range current {
		if _, dropped := known[v.key]; dropped && v.origin == Shipped {
			plan.report.Ended = append(plan.report.Ended, v.key)
		}
	}
	return plan
}

// offer remembers that this shipped version was seen, and leaves a draft of it.
func (r *Repository) offer(ctx context.Context, tx *store.Tx, c seedConflict) error {
	v := c.shipped
	if _, err := tx.Exec(ctx, updateSeedHash, v.seedHash, v.key.Kind, v.key.ID); err != nil || !c.offered {
		return err
	}
	_, err := tx.Exec(ctx, upsertDraft, v.key.Kind, v.key.ID, v.seedHash, v.content, v.position, store.Micros(r.now()))
	return err
}

// versions are the items of a seed as rows. Pairs have no order of their own, the other lists keep theirs.
func (s *Seed) versions() ([]version, error) {
	var all []version
	var failed error
	add := func(content Content, position int) {
		encoded, err := Encode(content)
		if err != nil {
			failed = err
			return
		}
		key := content.Key()
		all = append(all, version{
			key: key, origin: Shipped, seedHash: seedHash(key, encoded, int64(position)),
			content: sql.NullString{String: encoded, Valid: true}, position: int64(position),
		})
	}
	for _, pair := range s.Pairs {
		add(pair, 0)
	}
	for i, pack := range s.Packages {
		add(pack, i+1)
	}
	for i, question := range s.Trending {
		add(question, i+1)
	}
	for i, link := range s.QuickLinks {
		add(link, i+1)
	}
	return all, failed
}

func scanVersion(scan func(...any) error) (version, error) {
	var v version
	err := scan(&v.key.Kind, &v.key.ID, &v.origin, &v.seedHash, &v.content, &v.position)
	return v, err
}
