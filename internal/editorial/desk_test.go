package editorial_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/staff/audit"
	"yueyue/internal/store"
)

var (
	noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	li   = audit.Actor{Name: "li", Role: "content_editor"}
	zhao = audit.Actor{Name: "zhao", Role: "content_editor"}
	wang = audit.Actor{Name: "wang", Role: "content_reviewer"}
)

// desk is a repository with what it stands on.
type desk struct {
	*editorial.Repository
	t         *testing.T
	db        *store.DB
	knowledge *knowledge.Repository
	trail     *audit.Trail
}

func newDesk(t *testing.T, db *store.DB, config editorial.Config) desk {
	var mu sync.Mutex
	at := noon
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Second)
		return at
	}
	content, trail := knowledge.NewRepository(db, clock), audit.NewTrail(db, clock)
	return desk{editorial.NewRepository(db, content, trail, config, clock), t, db, content, trail}
}

// endsAfter is a context that is cancelled after it was asked some times; each statement asks at least once.
type endsAfter struct {
	context.Context
	mu   *sync.Mutex
	left *int
}

func endingContext(n int) context.Context {
	return endsAfter{context.Background(), new(sync.Mutex), &n}
}

func (c endsAfter) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if *c.left == 0 {
		return context.Canceled
	}
	*c.left--
	return nil
}

type brokenTrail struct{}

func (brokenTrail) Record(context.Context, *store.Tx, audit.Entry) error {
	return errors.New("the trail is broken")
}

func pair(id, question, answer string) knowledge.QAPair {
	return knowledge.QAPair{
		ID: knowledge.PairID(id), Kind: knowledge.Guide, Question: question, Answers: []knowledge.Answer{{Text: answer}},
	}
}

func pairKey(id string) knowledge.Key { return knowledge.Key{Kind: knowledge.PairItem, ID: id} }

// text is what the first answer of a pair says.
func text(content knowledge.Content) string { return content.(knowledge.QAPair).Answers[0].Text }

func (d desk) open(title string) editorial.ProposalID {
	d.t.Helper()
	p, err := d.Open(d.t.Context(), li, title)
	check(d.t, err)
	return p.ID
}

func (d desk) put(p editorial.ProposalID, edits ...editorial.Edit) {
	d.t.Helper()
	_, err := d.Put(d.t.Context(), li, p, edits)
	check(d.t, err)
}

// publish makes an edition of contents, all the way.
func (d desk) publish(title string, contents ...knowledge.Content) editorial.ProposalID {
	d.t.Helper()
	p := d.open(title)
	for _, content := range contents {
		d.put(p, editorial.Edit{Content: content})
	}
	d.release(p)
	return p
}

func (d desk) withdraw(title string, ids ...string) {
	d.t.Helper()
	p := d.open(title)
	for _, id := range ids {
		d.put(p, editorial.Edit{Key: pairKey(id)})
	}
	d.release(p)
}

// release submits and publishes.
func (d desk) release(p editorial.ProposalID) int64 {
	d.t.Helper()
	_, err := d.Submit(d.t.Context(), li, p)
	check(d.t, err)
	_, edition, err := d.Publish(d.t.Context(), wang, p, editorial.Approval{})
	check(d.t, err)
	return edition.Number
}

func (d desk) current() int64 {
	d.t.Helper()
	edition, err := d.knowledge.CurrentEdition(d.t.Context())
	check(d.t, err)
	return edition.Number
}

// answer is what is said now; empty when nothing is.
func (d desk) answer(id string) string {
	d.t.Helper()
	pair, err := d.knowledge.Pair(d.t.Context(), knowledge.PairID(id), d.current())
	if fault.KindOf(err) == fault.NotFound {
		return ""
	}
	check(d.t, err)
	return text(pair)
}

// changes is how many changes the feed has of an edition.
func (d desk) changes(edition int64) int {
	d.t.Helper()
	all, err := d.knowledge.Changes(d.t.Context(), 0, 1000)
	check(d.t, err)
	count := 0
	for _, c := range all {
		if c.Edition == edition {
			count++
		}
	}
	return count
}

func second[T any](_ T, err error) error { return err }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want fails unless err has the kind and, when one is given, the code.
func want(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || code != "" && fault.CodeOf(err) != code {
		t.Errorf("error %v, want %s %s", err, kind, code)
	}
}
