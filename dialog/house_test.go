package dialog

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
	"yueyue/retriever"
)

// noon of 2026-11-23 in Shanghai, the day that the tests call today.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// house is a Dialog over a real database with parts that a test holds in its hands.
type house struct {
	*Dialog
	db       *store.DB
	threads  *conversation.Repository
	doorbell *conversation.Doorbell
	index    *index
	desk     *desk
	observer *observer
}

func newHouse(t *testing.T, db *store.DB, now func() time.Time) *house {
	t.Helper()
	h := &house{
		db: db, threads: conversation.NewRepository(db, now), doorbell: &conversation.Doorbell{},
		index: &index{found: retriever.Result{Candidates: candidates("a", .9, "b", .3), Edition: 7}}, desk: &desk{}, observer: &observer{},
	}
	h.Dialog = New(Parts{
		Understander: newUnderstander(t), Retriever: h.index, Contents: shelf{}, Calibration: sureAt().calibration,
		Contact: Contact{Hotline: "12366", Hours: "工作日"}, Region: "340000", Escalator: h.desk, Observer: h.observer,
		Threads: h.threads, Doorbell: h.doorbell, DB: db, Now: now, Logger: slog.New(slog.DiscardHandler),
	})
	return h
}

// begin opens a conversation of an anonymous taxpayer.
func (h *house) begin(t *testing.T) conversation.ID {
	t.Helper()
	thread, _, err := h.threads.Create(t.Context(), conversation.Owner{Kind: conversation.Anonymous}, "340100", "enterprise")
	check(t, err)
	return thread.ID
}

// put stores an answer that belongs to no message.
func (h *house) put(ctx context.Context, answer StoredAnswer) error {
	return h.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return h.PutTx(ctx, tx, answer, "") })
}

// count is how many rows a table has.
func (h *house) count(t *testing.T, table string) int {
	t.Helper()
	var n int
	check(t, h.db.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

// messages are all messages of a conversation.
func (h *house) messages(t *testing.T, id conversation.ID) []conversation.Message {
	t.Helper()
	all, err := h.threads.Messages(t.Context(), id, 0, conversation.PageLimit)
	check(t, err)
	return all
}

// index is a Retriever that finds the same whatever is asked, but for some texts.
type index struct {
	mu    sync.Mutex
	found retriever.Result
	by    map[string]retriever.Result
	// ofAudience is found by who asks as somebody.
	ofAudience map[knowledge.Audience]retriever.Result
	// ofRegion is found by who asks in a region.
	ofRegion map[string]retriever.Result
	fails    error
	asked    []retriever.Query
	looking  func() // called before anything is found, when set
}

func (x *index) Retrieve(_ context.Context, query retriever.Query) (retriever.Result, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.looking != nil {
		x.looking()
	}
	x.asked = append(x.asked, query)
	if found, ok := x.by[query.Text]; ok {
		return found, x.fails
	}
	if found, ok := x.ofRegion[query.Region]; ok {
		return found, x.fails
	}
	if found, ok := x.ofAudience[query.Audience]; ok {
		return found, x.fails
	}
	return x.found, x.fails
}

// set changes what is found.
func (x *index) set(change func(*index)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	change(x)
}

// shelf is the Contents of testPairs.
type shelf struct{}

func (shelf) Pairs(_ context.Context, ids []knowledge.PairID, _ int64) (map[knowledge.PairID]knowledge.QAPair, error) {
	found := map[knowledge.PairID]knowledge.QAPair{}
	for _, id := range ids {
		if pair, ok := testPairs[id]; ok {
			found[id] = pair
		}
	}
	return found, nil
}

func (shelf) Passages(_ context.Context, ids []knowledge.PassageID, _ int64) (map[knowledge.PassageID]knowledge.CitedPassage, error) {
	found := map[knowledge.PassageID]knowledge.CitedPassage{}
	for _, id := range ids {
		if passage, ok := testPassages[id]; ok {
			found[id] = passage
		}
	}
	return found, nil
}

// Incoming is what testIncoming says of a title.
func (shelf) Incoming(_ context.Context, d knowledge.Document, _ int64) ([]knowledge.Incoming, error) {
	return testIncoming[d.Title], nil
}

func pairTarget(id string) retriever.Target {
	return retriever.Target{Kind: retriever.PairTarget, ID: id}
}

// testStatements are the statements of testPairs.
func testStatements() map[retriever.Target]Statement {
	says := map[retriever.Target]Statement{}
	for id, pair := range testPairs {
		says[pairTarget(string(id))] = Statement{QAPair: pair}
	}
	return says
}

// desk is an Escalator that writes wishes where handoff writes them.
type desk struct{ fails error }

func (d *desk) RecordTx(ctx context.Context, tx *store.Tx, thread conversation.ID, answer AnswerID) error {
	_, err := tx.Exec(ctx, `INSERT INTO escalation_wishes (id, conversation_id, answer_id, source, created_at) VALUES ($1, $2, $3, 'test', 0)`,
		string(answer), null(thread), answer)
	if err != nil {
		return err
	}
	return d.fails
}

// observer counts replies.
type observer struct {
	mu    sync.Mutex
	kinds []string
}

func (o *observer) Answered(kind string, _, _, _ time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kinds = append(o.kinds, kind)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// want checks kind and code of an error.
func want(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || fault.CodeOf(err) != code {
		t.Errorf("got %v, want %s %s", err, kind, code)
	}
}

func still() time.Time { return noon }
