package qdrant_test

import (
	"slices"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/retriever/local"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

func TestIndexesOfAProgram(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	client := open(t, config)
	indexes := qdrant.Indexes{Client: client}
	if x, err := indexes.Standing(t.Context()); x != nil || err != nil {
		t.Fatalf("at the start stands %v, %v", x, err)
	}
	for day, generation := range []string{"a1", "b2", "c3"} {
		client.SetClock(func() time.Time { return time.Now().AddDate(0, 0, day) })
		x, err := indexes.Build(t.Context(), generation, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := indexes.Stand(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		standing, err := indexes.Standing(t.Context())
		if err != nil || standing.Generation() != generation {
			t.Fatalf("stands %v, %v", standing, err)
		}
	}
	if names := generations(server); !slices.Equal(names, []string{"b2", "c3"}) {
		t.Errorf("left are %v", names)
	}
	if err := indexes.Stand(t.Context(), local.New()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("another kind of index: %v", err)
	}
}
