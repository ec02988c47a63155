package handoff_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yueyue/handoff"
	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// clock is a clock that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func TestWishes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clock := &clock{noon}
		wishes := handoff.NewWishes(db, clock.now)
		thread := begin(t, db)
		record := func(thread conversation.ID, answer conversation.AnswerID) error {
			return db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if err := putAnswer(ctx, tx, answer); err != nil {
					return err
				}
				return wishes.RecordTx(ctx, tx, thread, answer)
			})
		}
		check(t, record(thread, "first"))
		clock.at = noon.Add(time.Minute)
		check(t, record("", "outside"))
		check(t, record(thread, "second"))

		since := func(from time.Time) []handoff.Wish {
			found, err := wishes.Since(t.Context(), from)
			check(t, err)
			return found
		}
		all := since(noon)
		if len(all) != 3 {
			t.Fatalf("%d wishes, want 3", len(all))
		}
		for i, want := range []handoff.Wish{
			{Conversation: thread, Answer: "first", CreatedAt: noon},
			{Answer: "outside", CreatedAt: noon.Add(time.Minute)},
			{Conversation: thread, Answer: "second", CreatedAt: noon.Add(time.Minute)},
		} {
			if want.ID = all[i].ID; all[i] != want || want.ID == "" {
				t.Errorf("wish %d is %+v, want %+v", i, all[i], want)
			}
		}
		if later := since(noon.Add(time.Microsecond)); len(later) != 2 || later[0] != all[1] {
			t.Errorf("later than the first: %+v", later)
		}
		if none := since(noon.Add(time.Hour)); len(none) != 0 {
			t.Errorf("from the future: %+v", none)
		}
	})
}

// A wish stands and falls with the transaction of its answer.
func TestWishGoesWithItsAnswer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		wishes := handoff.NewWishes(db, (&clock{noon}).now)
		undone := errors.New("undone")
		err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			check(t, putAnswer(ctx, tx, "answer"))
			check(t, wishes.RecordTx(ctx, tx, "", "answer"))
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		err = db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return wishes.RecordTx(ctx, tx, "", "no such answer") })
		if err == nil {
			t.Error("a wish without its answer was taken down")
		}
		if found, err := wishes.Since(t.Context(), time.Time{}); err != nil || len(found) != 0 {
			t.Errorf("%+v, %v", found, err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := wishes.Since(gone, noon); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("who has gone is answered: %v", err)
		}
	})
}

func begin(t *testing.T, db *store.DB) conversation.ID {
	t.Helper()
	thread, _, err := conversation.NewRepository(db, time.Now).Create(t.Context(), conversation.Owner{Kind: conversation.Anonymous}, "", "")
	check(t, err)
	return thread.ID
}

// putAnswer writes the answer that a wish belongs to, as package dialog does.
func putAnswer(ctx context.Context, tx *store.Tx, id conversation.AnswerID) error {
	_, err := tx.Exec(ctx, `INSERT INTO answers
		(id, question, understood_as, kind, edition, as_of, region, audience, confidence, reply, decision, created_at)
		VALUES ($1, '', '', 'handoff', 0, '', '', '', 0, '{}', '{}', 0)`, id)
	return err
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
