package knowledge_test

import (
	"fmt"
	"os"
	"testing"

	"yueyue/internal/knowledge"
	"yueyue/internal/store/storetest"
)

// BenchmarkRead measures what answering one question reads: the current edition and ten pairs, each with its JSON decoded.
// BenchmarkRead/vectors is a restart that finds 10,000 vectors of 512 dimensions stored.
func BenchmarkRead(b *testing.B) {
	r := knowledge.NewRepository(storetest.Open(b, storetest.SQLite(b)), clock)
	seed, err := knowledge.LoadSeed(os.DirFS("../../data"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := r.Seed(b.Context(), seed); err != nil {
		b.Fatal(err)
	}
	ids := make([]knowledge.PairID, 0, 10)
	for _, pair := range seed.Pairs[:10] {
		ids = append(ids, pair.ID)
	}
	b.Run("edition", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.CurrentEdition(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pairs", func(b *testing.B) {
		for b.Loop() {
			if found, err := r.Pairs(b.Context(), ids, 1); err != nil || len(found) != len(ids) {
				b.Fatal(len(found), err)
			}
		}
	})
	b.Run("seed again", func(b *testing.B) {
		for b.Loop() {
			if report, err := r.Seed(b.Context(), seed); err != nil || report.Edition != 0 {
				b.Fatal(report, err)
			}
		}
	})
	b.Run("vectors", func(b *testing.B) {
		vectors := map[knowledge.ContentHash][]float32{}
		hashes := make([]knowledge.ContentHash, 0, 10_000)
		for n := range 10_000 {
			hash := knowledge.ContentHash(fmt.Sprintf("%064d", n))
			hashes = append(hashes, hash)
			vectors[hash] = make([]float32, 512)
		}
		if err := r.PutVectors(b.Context(), "model", vectors); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if found, err := r.Vectors(b.Context(), "model", hashes); err != nil || len(found) != len(hashes) {
				b.Fatal(len(found), err)
			}
		}
	})
}
