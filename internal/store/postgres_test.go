package store_test

import (
	"context"
	"sync"
	"testing"

	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// TestDeadlock: the server ends one of two transactions that wait for each other; it is run again.
func TestDeadlock(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t))
	for _, text := range []string{"CREATE TABLE pots (name TEXT PRIMARY KEY, amount BIGINT NOT NULL)", "INSERT INTO pots VALUES ('a', 0), ('b', 0)"} {
		if _, err := db.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	var both, group sync.WaitGroup
	both.Add(2)
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		group.Go(func() {
			meet := sync.OnceFunc(func() { both.Done(); both.Wait() })
			err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				for _, name := range order {
					if _, err := tx.Exec(ctx, "UPDATE pots SET amount = amount + 1 WHERE name = $1", name); err != nil {
						return err
					}
					meet() // each has one row; now each wants the other
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	var total int
	if err := db.QueryRow(t.Context(), "SELECT CAST(SUM(amount) AS BIGINT) FROM pots").Scan(&total); err != nil || total != 4 {
		t.Errorf("total %d, %v", total, err)
	}
}
