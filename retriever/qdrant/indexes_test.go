package qdrant_test

import (
	"slices"
	"testing"

	"yueyue/internal/fault"
	"yueyue/retriever/local"
	"yueyue/retriever/qdrant"
	"yueyue/retriever/qdrant/qdranttest"
)

func TestIndexesOfAProgram(t *testing.T) {
	server, config := started(t, qdranttest.Options{})
	indexes := qdrant.Indexes{Client: open(t, config)}
	if x, err := indexes.Standing(t.Context()); x != nil || err != nil {
		t.Fatalf("at the start stands %v, %v", x, err)
	}
	for _, generation := range []string{"a1", "b2", "c3"} {
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
	if names, _ := server.Collections(); !slices.Equal(names, []string{"yueyue-b2", "yueyue-c3"}) {
		t.Errorf("left are %v", names)
	}
	if err := indexes.Stand(t.Context(), local.New()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("another kind of index: %v", err)
	}
}
