package qdrant_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"yueyue/internal/fault"
	"yueyue/retriever"
	"yueyue/retriever/local"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

// generations are those of the collections on a server whose alias is yueyue, sorted, one for each collection.
func generations(server *qdranttest.Server) []string {
	names, _ := server.Collections()
	for i, name := range names {
		names[i], _, _ = strings.Cut(strings.TrimPrefix(name, "yueyue-"), "-")
	}
	return names
}

// later opens a client whose clock is ahead.
func later(t *testing.T, config qdrant.Config, ahead time.Duration) *qdrant.Client {
	t.Helper()
	client := open(t, config)
	client.SetClock(func() time.Time { return time.Now().Add(ahead) })
	return client
}

// standsWith checks the generation that stands and which units it holds.
func standsWith(t *testing.T, config qdrant.Config, generation string, units ...retriever.UnitID) {
	t.Helper()
	x, ok, err := open(t, config).Standing(t.Context())
	if err != nil || !ok {
		t.Fatalf("nothing stands: %v", err)
	}
	var held []retriever.UnitID
	if err := x.Held(t.Context(), func(unit retriever.UnitID, _ int64) error { held = append(held, unit); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.Sort(held)
	if x.Generation() != generation || !slices.Equal(held, units) {
		t.Errorf("%s stands with %v, want %s with %v", x.Generation(), held, generation, units)
	}
}

func TestGenerationsTakeTurns(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	if _, ok, err := client.Standing(t.Context()); ok || err != nil {
		t.Fatalf("something stands at the start: %v", err)
	}
	first := build(t, client, "a1", 2)
	put(t, first, unitOf("a", "税"), unitOf("b", "税"))
	stand(t, client, first)

	second := build(t, client, "b2", 3) // another model
	standsWith(t, config, "a1", "a", "b")
	stand(t, client, second)
	stand(t, client, second)
	clearing(t, client)
	if words, _ := found(t, first); words != 2 {
		t.Errorf("questions under way find %d units of the first", words)
	}
	clearing(t, later(t, config, 2*time.Hour))
	if names := generations(server); !slices.Equal(names, []string{"b2"}) {
		t.Errorf("left are %v", names)
	}
	_, _, err := first.Search(t.Context(), tax, retriever.Filter{}, 10)
	wantFault(t, err, fault.Unavailable, "index_gone")
	wantFault(t, first.Apply(t.Context(), retriever.Changes{Put: []retriever.Unit{unitOf("a", "税")}}), fault.Unavailable, "index_gone")

	again := build(t, client, "b2", 3) // because what stands is damaged
	_, aliases := server.Collections()
	damaged := aliases["yueyue"]
	stand(t, client, again)
	if _, aliases := server.Collections(); aliases["yueyue"] == damaged {
		t.Error("what is damaged stands still")
	}
}

// TestTwoBuildersOfOneGeneration: neither touches what the other fills; who comes first stands, the other goes on with that.
func TestTwoBuildersOfOneGeneration(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	clientA, clientB := open(t, config), open(t, config)
	a := build(t, clientA, "a1", 2)
	put(t, a, unitOf("a", "税"))
	clearing(t, clientB)
	b := build(t, clientB, "a1", 2)
	if words, meaning := found(t, b); words != 0 || meaning != 0 {
		t.Errorf("the second begins with %d and %d units", words, meaning)
	}
	put(t, b, unitOf("a", "税"))
	put(t, a, unitOf("b", "税"))
	stand(t, clientA, a)
	standsWith(t, config, "a1", "a", "b")

	put(t, b, unitOf("b", "税"))
	stand(t, clientB, b)
	if names := generations(server); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
	standsWith(t, config, "a1", "a", "b")
	put(t, b, unitOf("c", "税"))
	if words, _ := found(t, a); words != 3 {
		t.Errorf("the first finds %d units after the second has put one more", words)
	}
}

// TestBuildersAnEditionApart: the later one stands, the earlier is asked on.
func TestBuildersAnEditionApart(t *testing.T) {
	for name, change := range map[string]retriever.Changes{
		"a unit more":  {Put: []retriever.Unit{unitOf("b", "税")}},
		"another end":  {End: map[retriever.UnitID]int64{"a": 7}},
		"another unit": {Put: []retriever.Unit{unitOf("c", "税")}, Remove: []retriever.UnitID{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			server, config := started(t, qdranttest.Options{})
			clientA, clientB := open(t, config), open(t, config)
			a, b := build(t, clientA, "a1", 2), build(t, clientB, "a1", 2)
			put(t, a, unitOf("a", "税"))
			put(t, b, unitOf("a", "税"))
			if err := b.Apply(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			stand(t, clientA, a)
			_, before := server.Collections()
			stand(t, clientB, b)
			if names, after := server.Collections(); len(names) != 2 || before["yueyue"] == after["yueyue"] {
				t.Errorf("left are %v, %v stands after %v", names, after, before)
			}
			if words, _ := found(t, a); words != 1 {
				t.Errorf("the first finds %d units", words)
			}
		})
	}
}

func TestOnlyWhatIsWholeStands(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	before := build(t, client, "a1", 2)
	put(t, before, unitOf("a", "税"))
	stand(t, client, before)

	x := build(t, client, "b2", 2)
	put(t, x, unitOf("a", "税"), unitOf("b", "税"))
	names, _ := server.Collections()
	server.Forget(names[len(names)-1], "b")
	wantFault(t, client.Stand(t.Context(), x), fault.Unavailable, "index_incomplete")
	standsWith(t, config, "a1", "a")
	put(t, x, unitOf("b", "税"))
	stand(t, client, x)
	standsWith(t, config, "b2", "a", "b")
	if err := client.Stand(t.Context(), before); fault.KindOf(err) != fault.Invalid {
		t.Errorf("what is not being built: %v", err)
	}
}

// TestStandThatFailsLeavesWhatStands: the server does not take back what it did before it refused.
func TestStandThatFailsLeavesWhatStands(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	before := build(t, client, "a1", 2)
	put(t, before, unitOf("a", "税"))
	stand(t, client, before)
	x := build(t, client, "b2", 2)
	server.Before("UpdateAliases", func() { clearing(t, later(t, config, time.Hour)) })
	wantFault(t, client.Stand(t.Context(), x), fault.Unavailable, "index_gone")
	standsWith(t, config, "a1", "a")
}

// TestBuilderWhoStoppedLosesItsCollection: five minutes after it was heard of last it is deleted, and it cannot stand.
func TestBuilderWhoStoppedLosesItsCollection(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	clock := time.Now()
	client := open(t, config)
	client.SetClock(func() time.Time { return clock })
	x := build(t, client, "a1", 2)
	clearing(t, later(t, config, 4*time.Minute))
	clock = clock.Add(4 * time.Minute)
	put(t, x, unitOf("a", "税"))
	clearing(t, later(t, config, 8*time.Minute))
	if names := generations(server); len(names) != 1 {
		t.Fatal("what is being filled was deleted")
	}
	clearing(t, later(t, config, 10*time.Minute))
	if names := generations(server); len(names) != 0 {
		t.Fatalf("left are %v", names)
	}
	wantFault(t, x.Apply(t.Context(), retriever.Changes{Put: []retriever.Unit{unitOf("b", "税")}}), fault.Unavailable, "index_gone")
	wantFault(t, client.Stand(t.Context(), x), fault.Unavailable, "index_gone")
	if _, aliases := server.Collections(); len(aliases) != 0 {
		t.Errorf("%v stands", aliases)
	}
}

// TestSlowBuilderKeepsItsCollection: it is heard of though it writes nothing, until what it fills stands or is given up.
func TestSlowBuilderKeepsItsCollection(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	var clock atomic.Int64
	begun := time.Now()
	client := open(t, config)
	client.SetClock(func() time.Time { return begun.Add(time.Duration(clock.Load())) })
	client.SetPulse(time.Millisecond)
	x := build(t, client, "a1", 2)
	beats := func() {
		heard := server.Calls("Upsert")
		eventually(t, func() bool { return server.Calls("Upsert") > heard+1 })
	}
	clock.Store(int64(time.Hour))
	beats()
	clearing(t, later(t, config, 64*time.Minute))
	if names := generations(server); len(names) != 1 {
		t.Fatal("what is being filled was deleted")
	}
	put(t, x, unitOf("a", "税"))
	stand(t, client, x)
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	given := later(t, config, 0)
	given.SetPulse(time.Millisecond)
	build(t, given, "b2", 2)
	beats()
	clearing(t, given)
	if names := generations(server); !slices.Equal(names, []string{"a1"}) {
		t.Errorf("left are %v", names)
	}
}

// TestBuildersThatDie leave nothing for longer than five minutes, however many they are.
func TestBuildersThatDie(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	for i := range 10 {
		died, err := qdrant.Open(config)
		if err != nil {
			t.Fatal(err)
		}
		died.SetClock(func() time.Time { return time.Now().Add(time.Duration(i) * time.Minute) })
		x, err := (qdrant.Indexes{Client: died}).Build(t.Context(), "a1", 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Apply(t.Context(), retriever.Changes{Put: []retriever.Unit{unitOf("a", "税")}}); err != nil {
			t.Fatal(err)
		}
		if err := died.Close(); err != nil {
			t.Fatal(err)
		}
		if names := generations(server); len(names) > 6 {
			t.Fatalf("%d minutes after the first, %d collections are left", i, len(names))
		}
	}
	indexes := qdrant.Indexes{Client: later(t, config, 10*time.Minute)}
	x, err := indexes.Build(t.Context(), "a1", 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := indexes.Stand(t.Context(), x); err != nil {
		t.Fatal(err)
	}
	indexes.Client.SetClock(func() time.Time { return time.Now().Add(20 * time.Minute) })
	if standing, err := indexes.Tend(t.Context(), x); err != nil || !standing {
		t.Errorf("it does not stand: %v", err)
	}
	if names := generations(server); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
}

// TestTend tells an index in use from one that was replaced and one that is gone.
func TestTend(t *testing.T) {
	_, config := started(t, qdranttest.Options{})
	client := open(t, config)
	indexes := qdrant.Indexes{Client: client}
	first, second := build(t, client, "a1", 2), build(t, client, "b2", 2)
	stand(t, client, first)
	stand(t, client, second)
	for _, tc := range []struct {
		name  string
		index *qdrant.Index
		want  bool
	}{{"in use", second, true}, {"replaced", first, false}} {
		if standing, err := indexes.Tend(t.Context(), tc.index); err != nil || standing != tc.want {
			t.Errorf("%s: %v, %v", tc.name, standing, err)
		}
	}
	clearing(t, later(t, config, time.Hour))
	_, err := indexes.Tend(t.Context(), first)
	wantFault(t, err, fault.Unavailable, "index_gone")
	if _, err := indexes.Tend(t.Context(), local.New()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("another kind of index: %v", err)
	}
}

// TestWhatIsAskedIsKept: a replaced collection stays for ten minutes after a question.
func TestWhatIsAskedIsKept(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	builder := open(t, config)
	first := build(t, builder, "a1", 2)
	put(t, first, unitOf("a", "税"))
	stand(t, builder, first)
	asker := later(t, config, 24*time.Hour)
	asked, _, err := asker.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stand(t, builder, build(t, builder, "b2", 2))
	writes := server.Calls("Upsert")
	for range 20 {
		found(t, asked)
	}
	eventually(t, func() bool {
		data, ok, err := asked.Noted(t.Context(), "lease")
		return err == nil && ok && len(data) > 0
	})
	if again := server.Calls("Upsert") - writes; again != 1 {
		t.Errorf("twenty questions wrote %d times", again)
	}
	clearing(t, later(t, config, 24*time.Hour+9*time.Minute))
	if names := generations(server); !slices.Equal(names, []string{"a1", "b2"}) {
		t.Fatalf("what is asked was deleted; left are %v", names)
	}
	clearing(t, later(t, config, 24*time.Hour+11*time.Minute))
	if names := generations(server); !slices.Equal(names, []string{"b2"}) {
		t.Errorf("left are %v", names)
	}
}

func eventually(t *testing.T, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for !done() {
		if ctx.Err() != nil {
			t.Fatal("not in ten seconds")
		}
	}
}

// TestWhatWasGivenUpGoes: a process that fails and begins again leaves one collection, not one for each time.
func TestWhatWasGivenUpGoes(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	indexes := qdrant.Indexes{Client: open(t, config)}
	for range 3 {
		if _, err := indexes.Build(t.Context(), "a1", 2); err != nil {
			t.Fatal(err)
		}
	}
	if names := generations(server); len(names) != 1 {
		t.Errorf("left are %v", names)
	}
}

// TestStandWhoseAnswerWasLost: what stands all the same is no longer the builder's to delete when another one replaces it.
func TestStandWhoseAnswerWasLost(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	indexes := qdrant.Indexes{Client: client}
	x := build(t, client, "a1", 2)
	put(t, x, unitOf("a", "税"))
	server.Lose("UpdateAliases")
	server.Fail("UpdateAliases", nil, grpcInternal)
	if err := client.Stand(t.Context(), x); err == nil {
		t.Fatal("the answer was not lost")
	}
	standsWith(t, config, "a1", "a")
	for _, generation := range []string{"b2", "c3"} {
		next, err := indexes.Build(t.Context(), generation, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := indexes.Stand(t.Context(), next); err != nil {
			t.Fatal(err)
		}
	}
	if names := generations(server); !slices.Equal(names, []string{"a1", "b2", "c3"}) {
		t.Errorf("left are %v", names)
	}
}

// TestCloseWhileALeaseIsRenewed: what a question began beside itself has ended when the connection does.
func TestCloseWhileALeaseIsRenewed(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	builder := open(t, config)
	first := build(t, builder, "a1", 2)
	put(t, first, unitOf("a", "税"))
	stand(t, builder, first)
	for i := range 20 {
		client := later(t, config, time.Hour)
		x, _, err := client.Standing(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		server.Fail("Upsert", status.Error(codes.Unavailable, "gone for a moment")) // so that it would be tried again after Close
		found(t, x)
		eventually(t, func() bool { return server.Calls("Upsert") > i+1 })
		if err := client.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if server.Calls("QueryBatch") != 20 {
		t.Error("not asked")
	}
}
