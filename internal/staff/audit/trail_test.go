package audit_test

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

func TestTrail(t *testing.T) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB)
	}{
		{"pages and filters", pages},
		{"goes with its act", together},
		{"numbered without gaps", numbered},
	} {
		t.Run(c.name, func(t *testing.T) { storetest.Each(t, c.test) })
	}
}

func record(t *testing.T, db *store.DB, trail *audit.Trail, entry audit.Entry) {
	t.Helper()
	err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return trail.Record(ctx, tx, entry) })
	if err != nil {
		t.Fatal(err)
	}
}

func pages(t *testing.T, db *store.DB) {
	at := noon
	trail := audit.NewTrail(db, func() time.Time { at = at.Add(time.Minute); return at })
	li, wang := audit.Actor{Name: "li", Role: "content_editor"}, audit.Actor{Name: "wang", Role: "content_reviewer"}
	first := audit.Entry{Actor: li, Action: "proposal.open", SubjectKind: "proposal", SubjectID: "1", Detail: map[string]string{"title": "新政"}}
	record(t, db, trail, first)
	record(t, db, trail, audit.Entry{Actor: wang, Action: "proposal.publish", SubjectKind: "proposal", SubjectID: "1"})
	record(t, db, trail, audit.Entry{Actor: li, Action: "proposal.open", SubjectKind: "proposal", SubjectID: "2"})
	record(t, db, trail, audit.Entry{Actor: wang, Action: "account.disable", SubjectKind: "account", SubjectID: "2"})

	for _, c := range []struct {
		name   string
		filter audit.Filter
		seqs   []int64
	}{
		{"all", audit.Filter{}, []int64{4, 3, 2, 1}},
		{"limit", audit.Filter{Limit: 2}, []int64{4, 3}},
		{"next page", audit.Filter{Limit: 2, Before: 3}, []int64{2, 1}},
		{"limit out of range", audit.Filter{Limit: 501}, []int64{4, 3, 2, 1}},
		{"actor", audit.Filter{Actor: "li"}, []int64{3, 1}},
		{"action", audit.Filter{Action: "proposal.publish"}, []int64{2}},
		{"subject kind", audit.Filter{SubjectKind: "account"}, []int64{4}},
		{"subject", audit.Filter{SubjectKind: "proposal", SubjectID: "2"}, []int64{3}},
		{"from, included", audit.Filter{From: noon.Add(3 * time.Minute)}, []int64{4, 3}},
		{"to, excluded", audit.Filter{To: noon.Add(3 * time.Minute)}, []int64{2, 1}},
		{"nothing", audit.Filter{Actor: "zhao"}, nil},
	} {
		entries, err := trail.Entries(t.Context(), c.filter)
		if err != nil {
			t.Fatal(err)
		}
		var seqs []int64
		for _, e := range entries {
			seqs = append(seqs, e.Seq)
		}
		if !reflect.DeepEqual(seqs, c.seqs) {
			t.Errorf("%s: %v, want %v", c.name, seqs, c.seqs)
		}
	}
	entries, err := trail.Entries(t.Context(), audit.Filter{Before: 2})
	if err != nil {
		t.Fatal(err)
	}
	first.Seq, first.At = 1, noon.Add(time.Minute)
	if !reflect.DeepEqual(entries, []audit.Entry{first}) {
		t.Errorf("read %+v, written %+v", entries, first)
	}
}

// together: what is rolled back leaves no entry, and an entry that cannot be written fails the act.
func together(t *testing.T, db *store.DB) {
	trail := audit.NewTrail(db, func() time.Time { return noon })
	own := errors.New("the act failed")
	err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		err := trail.Record(ctx, tx, audit.Entry{Actor: audit.Actor{Name: "li"}, Action: "a.b", SubjectKind: "a"})
		return errors.Join(err, own)
	})
	if !errors.Is(err, own) {
		t.Errorf("got %v", err)
	}
	entries, err := trail.Entries(t.Context(), audit.Filter{})
	if err != nil || len(entries) != 0 {
		t.Errorf("%+v, %v", entries, err)
	}
	for _, incomplete := range []audit.Entry{
		{Action: "a.b", SubjectKind: "a"},
		{Actor: audit.Actor{Name: "li"}, SubjectKind: "a"},
		{Actor: audit.Actor{Name: "li"}, Action: "a.b"},
	} {
		err := db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return trail.Record(ctx, tx, incomplete) })
		if fault.CodeOf(err) != "audit_incomplete" {
			t.Errorf("%+v: %v", incomplete, err)
		}
	}
}

func numbered(t *testing.T, db *store.DB) {
	trail := audit.NewTrail(db, func() time.Time { return noon })
	var group sync.WaitGroup
	for range 40 {
		group.Go(func() {
			record(t, db, trail, audit.Entry{Actor: audit.Actor{Name: "li"}, Action: "a.b", SubjectKind: "a"})
		})
	}
	group.Wait()
	entries, err := trail.Entries(t.Context(), audit.Filter{})
	if err != nil || len(entries) != 40 || entries[0].Seq != 40 || entries[39].Seq != 1 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}
