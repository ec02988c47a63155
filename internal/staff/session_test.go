package staff

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// TestPasswordChangedMeanwhile: a login that checked the old password opens nothing once there is another.
func TestPasswordChangedMeanwhile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := NewRepository(db, audit.NewTrail(db, time.Now), DefaultConfig(), time.Now)
		actor := audit.Actor{Name: "root", Role: "administrator"}
		const name = "li"
		if _, _, err := r.Create(t.Context(), actor, New{Name: name, DisplayName: "某", Password: "correct horse battery"}); err != nil {
			t.Fatal(err)
		}
		checked := func() (hash string) {
			if err := db.QueryRow(t.Context(), "SELECT password FROM accounts WHERE name = $1", name).Scan(&hash); err != nil {
				t.Fatal(err)
			}
			return hash
		}
		nothing := func(context.Context, *store.Tx) error { return nil }
		from := From{Address: netip.MustParseAddr("192.0.2.1")}
		before := checked()
		if _, _, err := r.open(t.Context(), "test", name, before, from, nothing); err != nil {
			t.Errorf("with the present password: %v", err)
		}
		if _, err := r.SetPassword(t.Context(), actor, name, ""); err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.open(t.Context(), "test", name, before, from, nothing); fault.CodeOf(err) != "login_failed" {
			t.Errorf("with the password before: %v", err)
		}
		yes := true
		if _, err := r.Update(t.Context(), actor, name, Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.open(t.Context(), "test", name, checked(), from, nothing); fault.CodeOf(err) != "login_failed" {
			t.Errorf("disabled: %v", err)
		}
	})
}

// TestUnknownNameWorksTheSame: the work on a password does not depend on whether there is an account.
func TestUnknownNameWorksTheSame(t *testing.T) {
	h := newHasher(Argon2{Memory: 19456, Time: 2, Threads: 1})
	parameters, salt, hash, err := parsePHC(h.dummy)
	if err != nil || parameters != h.parameters || len(salt) != saltBytes || len(hash) != hashBytes {
		t.Errorf("the stand-in is %q, %v", h.dummy, err)
	}
	fits, outdated, err := h.fits(t.Context(), "whatever it is", "")
	if fits || outdated || err != nil {
		t.Errorf("fits %v, outdated %v, %v", fits, outdated, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range hashers {
		h.turns <- struct{}{}
	}
	if _, _, err := h.fits(ended, "whatever it is", ""); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("beyond the turns: %v", err)
	}
}

func TestGeneratedPassword(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		password := generatedPassword()
		if err := checkPassword("test", "li", password); err != nil || seen[password] {
			t.Errorf("%q, %v", password, err)
		}
		seen[password] = true
	}
}
