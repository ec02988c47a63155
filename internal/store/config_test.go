package store_test

import (
	"testing"

	"yueyue/internal/store"
)

// TestPlace: people learn which database it is and never its password.
func TestPlace(t *testing.T) {
	for _, test := range []struct {
		config store.Config
		want   string
	}{
		{store.Config{Path: "var/yueyue.db"}, "var/yueyue.db"},
		{store.Config{DSN: "postgres://li:secret@db.example:5432/yueyue?sslmode=require", Path: "unused"}, "postgres://db.example:5432/yueyue"},
		{store.Config{DSN: "postgres://li:secret%zz@db"}, "postgres"}, // cannot be read: nothing of it is shown
	} {
		if got := test.config.Place(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.config, got, test.want)
		}
	}
}
