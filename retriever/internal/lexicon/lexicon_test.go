package lexicon

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestKeysOfShortTokensDiffer(t *testing.T) {
	seen := map[uint64]string{}
	add := func(token string) {
		if other, ok := seen[Key(token)]; ok && other != token {
			t.Fatalf("%q and %q share a key", other, token)
		}
		seen[Key(token)] = token
	}
	random := rand.New(rand.NewPCG(1, 2))
	han := func() rune { return rune(0x4e00 + random.IntN(0x5200)) }
	for range 200_000 {
		add(string(han()))
		add(string([]rune{han(), han()}))
		add(string([]rune{han(), han(), han()}))
		add(string([]rune{han(), han(), han(), han()}))
		add(fmt.Sprint(random.IntN(1_000_000)))
	}
	for _, token := range []string{"", "\x00", "\x00\x00", "a", "\x00a", "𠮷", "\xff", "\xfe", "\xff\xff", "�"} {
		add(token)
	}
}

func TestKeyIsStable(t *testing.T) {
	for token, want := range map[string]uint64{"税": 0xb9c005e445bbb3af, "小规模纳税人": 0xc6d324370d365a8c} {
		if got := Key(token); got != want {
			t.Errorf("Key(%q) = %#x, want %#x: stored statistics would no longer fit", token, got, want)
		}
	}
}

func TestTableFindsWhatItHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, size := range []int{0, 1, 2, 3, 4, 5, 63, 64, 1000, 65_537} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			held := map[uint64]bool{}
			for len(held) < size {
				held[random.Uint64()] = true
			}
			keys := make([]uint64, 0, size)
			for key := range held {
				keys = append(keys, key)
			}
			slices.Sort(keys)
			table := NewTable(keys)
			if table.Len() != size {
				t.Fatalf("Len = %d", table.Len())
			}
			for i, key := range keys {
				if at, ok := table.Find(key); !ok || at != i {
					t.Fatalf("Find(%x) = %d, %v, want %d", key, at, ok, i)
				}
			}
			for range 1000 {
				if key := random.Uint64(); !held[key] {
					if _, ok := table.Find(key); ok {
						t.Fatalf("Find(%x) of an absent key", key)
					}
				}
			}
		})
	}
	if _, ok := (Table{}).Find(7); ok {
		t.Error("the zero table holds something")
	}
}
