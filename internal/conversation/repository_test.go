package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yueyue/internal/conversation"
	"yueyue/internal/fault"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// noon is where the clock of the tests stands; each reading of it is one second later.
var noon = time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)

func ticking() func() time.Time {
	var mu sync.Mutex
	at := noon
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Second)
		return at
	}
}

func TestRepository(t *testing.T) {
	storetest.Each(t, conform)
}

// conform is what a Repository promises, on whatever database.
func conform(t *testing.T, db *store.DB) {
	r := conversation.NewRepository(db, ticking())
	for _, c := range []struct {
		name string
		test func(*testing.T, *conversation.Repository, *store.DB)
	}{
		{"owners", owners},
		{"tokens are kept as hashes", hashedTokens},
		{"append", appending},
		{"append is idempotent", idempotent},
		{"one reply to a message", oneReply},
		{"concurrent appends", concurrent},
		{"the same message at once", sameAtOnce},
		{"append with more in one transaction", inTransaction},
		{"pages", pages},
		{"unanswered", unanswered},
		{"what cannot be appended", refused},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, r, db) })
	}
}

func owners(t *testing.T, r *conversation.Repository, _ *store.DB) {
	anonymous, token, err := r.Create(t.Context(), conversation.Owner{Kind: conversation.Anonymous}, "340100", "enterprise")
	check(t, err)
	if len(token) < 43 {
		t.Errorf("a token of %d characters holds no 256 bits", len(token))
	}
	byToken, err := r.ByToken(t.Context(), token)
	check(t, err)
	byID, err := r.Get(t.Context(), anonymous.ID)
	check(t, err)
	if byToken != anonymous || byID != anonymous {
		t.Errorf("created %+v, by token %+v, by id %+v", anonymous, byToken, byID)
	}
	if anonymous.Region != "340100" || anonymous.Audience != "enterprise" || anonymous.CreatedAt.Before(noon) {
		t.Errorf("created %+v", anonymous)
	}

	owner := conversation.Owner{Kind: conversation.Taxpayer, Subject: "subject-1"}
	_, token, err = r.Create(t.Context(), owner, "", "")
	check(t, err)
	if token != "" {
		t.Error("a signed-in taxpayer was given a token")
	}
	second, _, err := r.Create(t.Context(), owner, "", "")
	check(t, err)
	_, _, err = r.Create(t.Context(), conversation.Owner{Kind: conversation.Taxpayer, Subject: "subject-2"}, "", "")
	check(t, err)
	latest, err := r.Latest(t.Context(), "subject-1")
	check(t, err)
	if latest != second {
		t.Errorf("latest is %+v, not %+v", latest, second)
	}

	_, err = r.Latest(t.Context(), "nobody")
	want(t, err, fault.NotFound, "")
	_, err = r.Latest(t.Context(), "")
	want(t, err, fault.NotFound, "")
	_, err = r.Get(t.Context(), "nothing")
	want(t, err, fault.NotFound, "")
	for _, wrong := range []string{"", "x", strings.Repeat("A", 43)} {
		_, err = r.ByToken(t.Context(), wrong)
		want(t, err, fault.Unauthenticated, "token_invalid")
	}
	for _, wrong := range []conversation.Owner{
		{}, {Kind: conversation.Anonymous, Subject: "x"}, {Kind: conversation.Taxpayer}, {Kind: "agent", Subject: "x"},
	} {
		_, _, err = r.Create(t.Context(), wrong, "", "")
		want(t, err, fault.Invalid, "owner_invalid")
	}
}

func hashedTokens(t *testing.T, r *conversation.Repository, db *store.DB) {
	made, token, err := r.Create(t.Context(), conversation.Owner{Kind: conversation.Anonymous}, "", "")
	check(t, err)
	var kept string
	check(t, db.QueryRow(t.Context(), "SELECT token_hash FROM conversations WHERE id = $1", made.ID).Scan(&kept))
	if len(kept) != 64 || strings.Contains(kept, token) {
		t.Errorf("token %s is kept as %s", token, kept)
	}
	_, err = r.ByToken(t.Context(), kept)
	want(t, err, fault.Unauthenticated, "token_invalid")
}

func appending(t *testing.T, r *conversation.Repository, _ *store.DB) {
	id := begin(t, r)
	question, created, err := r.Append(t.Context(), id, conversation.Draft{ClientID: "c1", Author: conversation.ByTaxpayer, Text: "起征点是多少？"})
	check(t, err)
	if !created || question.Seq != 1 || question.ID == "" || question.ConversationID != id || question.CreatedAt.Before(noon) {
		t.Errorf("created %v, %+v", created, question)
	}
	_, err = r.ReplyTo(t.Context(), question.ID)
	want(t, err, fault.NotFound, "")
	reply, created, err := r.Append(t.Context(), id, conversation.Draft{
		Author: conversation.ByYueyue, Text: "**10万元**", ReplyTo: question.ID, AnswerID: "answer-1",
	})
	check(t, err)
	if !created || reply.Seq != 2 || reply.AnswerID != "answer-1" {
		t.Errorf("created %v, %+v", created, reply)
	}
	found, err := r.ReplyTo(t.Context(), question.ID)
	check(t, err)
	if found != reply {
		t.Errorf("reply %+v was read as %+v", reply, found)
	}
	all, err := r.Messages(t.Context(), id, 0, 10)
	check(t, err)
	if !slices.Equal(all, []conversation.Message{question, reply}) {
		t.Errorf("messages are %+v", all)
	}
	thread, err := r.Get(t.Context(), id)
	check(t, err)
	if thread.LastSeq != 2 {
		t.Errorf("last seq is %d", thread.LastSeq)
	}
}

func idempotent(t *testing.T, r *conversation.Repository, _ *store.DB) {
	id, other := begin(t, r), begin(t, r)
	draft := conversation.Draft{ClientID: "c1", Author: conversation.ByTaxpayer, Text: "一"}
	first, _, err := r.Append(t.Context(), id, draft)
	check(t, err)
	again, created, err := r.Append(t.Context(), id, draft)
	check(t, err)
	if created || again != first {
		t.Errorf("again: created %v, %+v", created, again)
	}
	changed := draft
	changed.Text = "二"
	_, _, err = r.Append(t.Context(), id, changed)
	want(t, err, fault.Conflict, "client_id_reused")
	changed = draft
	changed.Author = conversation.ByAgent
	_, _, err = r.Append(t.Context(), id, changed)
	want(t, err, fault.Conflict, "client_id_reused")
	elsewhere, created, err := r.Append(t.Context(), other, draft)
	check(t, err)
	if !created || elsewhere.Seq != 1 || elsewhere.ID == first.ID {
		t.Errorf("in another conversation: created %v, %+v", created, elsewhere)
	}
	draft.ClientID = ""
	for seq := int64(2); seq <= 3; seq++ { // without a client id a retry is another message
		next, created, err := r.Append(t.Context(), id, draft)
		check(t, err)
		if !created || next.Seq != seq {
			t.Errorf("created %v, %+v", created, next)
		}
	}
}

func oneReply(t *testing.T, r *conversation.Repository, _ *store.DB) {
	id, other := begin(t, r), begin(t, r)
	question, _, err := r.Append(t.Context(), id, conversation.Draft{Author: conversation.ByTaxpayer, Text: "问"})
	check(t, err)
	first, _, err := r.Append(t.Context(), id, conversation.Draft{Author: conversation.ByYueyue, Text: "答", ReplyTo: question.ID})
	check(t, err)
	second, created, err := r.Append(t.Context(), id, conversation.Draft{Author: conversation.ByYueyue, Text: "另答", ReplyTo: question.ID})
	check(t, err)
	if created || second != first {
		t.Errorf("second reply: created %v, %+v", created, second)
	}
	for _, wrong := range []conversation.MessageID{question.ID, "nothing"} {
		_, _, err = r.Append(t.Context(), other, conversation.Draft{Author: conversation.ByYueyue, Text: "答", ReplyTo: wrong})
		want(t, err, fault.Invalid, "reply_to_unknown")
	}
	none, err := r.Messages(t.Context(), other, 0, 10)
	check(t, err)
	if len(none) != 0 {
		t.Errorf("a refused reply left %+v", none)
	}
}

// concurrent: numbers have no gaps and no doubles whoever writes at once.
func concurrent(t *testing.T, r *conversation.Repository, _ *store.DB) {
	const writers, each = 8, 25
	id := begin(t, r)
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for n := range each {
				draft := conversation.Draft{ClientID: fmt.Sprintf("%d-%d", w, n), Author: conversation.ByAgent, Text: "并发"}
				if _, created, err := r.Append(t.Context(), id, draft); err != nil || !created {
					t.Errorf("created %v, %v", created, err)
				}
			}
		})
	}
	group.Wait()
	messages, err := r.Messages(t.Context(), id, 0, conversation.PageLimit)
	check(t, err)
	if len(messages) != writers*each {
		t.Fatalf("%d messages", len(messages))
	}
	seen := map[string]bool{}
	for i, m := range messages {
		if m.Seq != int64(i+1) || seen[m.ClientID] {
			t.Errorf("message %d is %+v", i, m)
		}
		seen[m.ClientID] = true
	}
}

// sameAtOnce: retries that overtake each other still make one message, and one reply.
func sameAtOnce(t *testing.T, r *conversation.Repository, _ *store.DB) {
	const writers = 8
	id := begin(t, r)
	question, _, err := r.Append(t.Context(), id, conversation.Draft{Author: conversation.ByTaxpayer, Text: "问"})
	check(t, err)
	for _, draft := range []conversation.Draft{
		{ClientID: "same", Author: conversation.ByTaxpayer, Text: "同一条"},
		{Author: conversation.ByYueyue, Text: "答", ReplyTo: question.ID},
	} {
		got := make([]conversation.Message, writers)
		made := make([]bool, writers)
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				var err error
				if got[w], made[w], err = r.Append(t.Context(), id, draft); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		count := 0
		for w := range writers {
			if made[w] {
				count++
			}
			if got[w] != got[0] {
				t.Errorf("%+v and %+v", got[w], got[0])
			}
		}
		if count != 1 {
			t.Errorf("created %d times", count)
		}
	}
	thread, err := r.Get(t.Context(), id)
	check(t, err)
	if thread.LastSeq != 3 {
		t.Errorf("last seq is %d", thread.LastSeq)
	}
}

func inTransaction(t *testing.T, r *conversation.Repository, db *store.DB) {
	id := begin(t, r)
	draft := conversation.Draft{ClientID: "c1", Author: conversation.ByTaxpayer, Text: "一起写"}
	gone := fault.New(fault.Conflict, "test", "gone", "")
	write := func(result error) error {
		return db.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			message, _, err := r.AppendTx(ctx, tx, id, draft)
			if err != nil {
				return err
			}
			reply := conversation.Draft{Author: conversation.ByYueyue, Text: "答", ReplyTo: message.ID}
			if _, _, err := r.AppendTx(ctx, tx, id, reply); err != nil {
				return err
			}
			return result
		})
	}
	want(t, write(gone), fault.Conflict, "gone")
	none, err := r.Messages(t.Context(), id, 0, 10)
	check(t, err)
	if len(none) != 0 {
		t.Errorf("rolled back, but there are %+v", none)
	}
	check(t, write(nil))
	both, err := r.Messages(t.Context(), id, 0, 10)
	check(t, err)
	if len(both) != 2 || both[1].Seq != 2 || both[1].ReplyTo != both[0].ID {
		t.Errorf("messages are %+v", both)
	}
}

func pages(t *testing.T, r *conversation.Repository, _ *store.DB) {
	id := begin(t, r)
	const count = conversation.PageLimit + 5
	for range count {
		_, _, err := r.Append(t.Context(), id, conversation.Draft{Author: conversation.BySystem, Text: "页"})
		check(t, err)
	}
	before := func(seq int64, limit int) ([]conversation.Message, error) {
		return r.Messages(t.Context(), id, seq, limit)
	}
	after := func(seq int64, limit int) ([]conversation.Message, error) {
		return r.After(t.Context(), id, seq, limit)
	}
	for _, c := range []struct {
		name        string
		read        func(int64, int) ([]conversation.Message, error)
		seq         int64
		limit       int
		first, last int64 // 0: none
	}{
		{"newest", before, 0, 3, count - 2, count},
		{"below a number", before, 10, 4, 6, 9},
		{"the beginning", before, 3, 50, 1, 2},
		{"below the first", before, 1, 50, 0, 0},
		{"above the last", before, count + 100, 1, count, count},
		{"too many", before, 0, 100000, 6, count},
		{"too few", before, 0, -1, count, count},
		{"resume", after, 2, 3, 3, 5},
		{"resume from the beginning", after, 0, 2, 1, 2},
		{"resume at the end", after, count, 10, 0, 0},
		{"resume too many", after, 0, 100000, 1, conversation.PageLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			messages, err := c.read(c.seq, c.limit)
			check(t, err)
			if c.first == 0 {
				if len(messages) != 0 {
					t.Errorf("got %+v", messages)
				}
				return
			}
			if int64(len(messages)) != c.last-c.first+1 {
				t.Fatalf("got %d messages for %d..%d", len(messages), c.first, c.last)
			}
			for i, m := range messages {
				if m.Seq != c.first+int64(i) {
					t.Errorf("message %d has number %d", i, m.Seq)
				}
			}
		})
	}
	none, err := r.Messages(t.Context(), "nothing", 0, 10)
	check(t, err)
	if len(none) != 0 {
		t.Errorf("an unknown conversation has %+v", none)
	}
}

func unanswered(t *testing.T, r *conversation.Repository, _ *store.DB) {
	earlier, err := r.Unanswered(t.Context(), conversation.PageLimit)
	check(t, err)
	id, other := begin(t, r), begin(t, r)
	asked := make([]conversation.Message, 0, 3)
	for _, in := range []conversation.ID{id, other, id} {
		m, _, err := r.Append(t.Context(), in, conversation.Draft{Author: conversation.ByTaxpayer, Text: "问"})
		check(t, err)
		asked = append(asked, m)
	}
	for _, author := range []conversation.Author{conversation.ByAgent, conversation.BySystem, conversation.ByYueyue} {
		_, _, err := r.Append(t.Context(), id, conversation.Draft{Author: author, Text: "不等答复"})
		check(t, err)
	}
	_, _, err = r.Append(t.Context(), id, conversation.Draft{Author: conversation.ByYueyue, Text: "答", ReplyTo: asked[0].ID})
	check(t, err)
	waiting, err := r.Unanswered(t.Context(), conversation.PageLimit)
	check(t, err)
	if !slices.Equal(waiting[len(earlier):], asked[1:]) {
		t.Errorf("waiting are %+v", waiting[len(earlier):])
	}
	oldest, err := r.Unanswered(t.Context(), 1)
	check(t, err)
	if len(oldest) != 1 || oldest[0] != waiting[0] {
		t.Errorf("the oldest is %+v", oldest)
	}
}

func refused(t *testing.T, r *conversation.Repository, _ *store.DB) {
	id := begin(t, r)
	for _, c := range []struct {
		name  string
		id    conversation.ID
		draft conversation.Draft
		kind  fault.Kind
		code  string
	}{
		{"no such conversation", "nothing", conversation.Draft{Author: conversation.ByTaxpayer, Text: "x"}, fault.NotFound, ""},
		{"no author", id, conversation.Draft{Text: "x"}, fault.Invalid, "author_invalid"},
		{"unknown author", id, conversation.Draft{Author: "robot", Text: "x"}, fault.Invalid, "author_invalid"},
		{"NUL", id, conversation.Draft{Author: conversation.ByTaxpayer, Text: "a\x00b"}, fault.Invalid, "text_invalid"},
		{"broken UTF-8", id, conversation.Draft{Author: conversation.ByTaxpayer, Text: "a\xff"}, fault.Invalid, "text_invalid"},
		{"NUL in the client id", id, conversation.Draft{ClientID: "\x00", Author: conversation.ByTaxpayer}, fault.Invalid, "text_invalid"},
		{"NUL in the id", "\x00", conversation.Draft{Author: conversation.ByTaxpayer, Text: "x"}, fault.Invalid, "text_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, created, err := r.Append(t.Context(), c.id, c.draft)
			want(t, err, c.kind, c.code)
			if created {
				t.Error("created")
			}
		})
	}
	thread, err := r.Get(t.Context(), id)
	check(t, err)
	if thread.LastSeq != 0 {
		t.Errorf("last seq is %d", thread.LastSeq)
	}
}

func begin(t *testing.T, r *conversation.Repository) conversation.ID {
	t.Helper()
	made, _, err := r.Create(t.Context(), conversation.Owner{Kind: conversation.Anonymous}, "", "")
	check(t, err)
	return made.ID
}

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
