package spelling

import "slices"

// neighbourhood finds the terms within one edit of a string by symmetric deletion, the idea of Wolf Garbe's SymSpell
// (github.com/wolfgarbe/SymSpell): two strings are one substitution, transposition, insertion or omission apart only if
// they become equal when at most one character is left out of each. The terms are stored under themselves and under each
// of their deletions; a rolling hash makes each deletion of a text one addition.
type neighbourhood struct {
	near  map[uint64][]int32 // hash of a term, whole or with one character left out → the entries
	sieve []uint64           // bits of the hashes in near: most lookups miss, and this tells most misses at once
	first runeSet            // characters that begin a term
	last  runeSet            // characters that end one
	power []uint64           // of the hash's base
}

const (
	// hashBase is odd and large; sums wrap around. What has the same hash is compared character by character afterwards.
	hashBase = 0x9E3779B97F4A7C15
	// minEdited is the shortest term that typos are looked for in.
	minEdited = 3
)

func newNeighbourhood(v *vocabulary) *neighbourhood {
	n := &neighbourhood{
		near: make(map[uint64][]int32), sieve: make([]uint64, 1<<sieveBits/64), first: make(runeSet), last: make(runeSet), power: make([]uint64, maxTerm+2),
	}
	n.power[0] = 1
	for i := 1; i < len(n.power); i++ {
		n.power[i] = n.power[i-1] * hashBase
	}
	for id, e := range v.entries {
		if !e.term || len(e.runes) < minEdited {
			continue
		}
		n.first[e.runes[0]] = struct{}{}
		n.last[e.runes[len(e.runes)-1]] = struct{}{}
		sums := prefixSums(nil, e.runes)
		n.put(n.hash(sums, 0, len(e.runes)), int32(id))
		for i := range e.runes {
			n.put(n.without(sums, 0, len(e.runes), i), int32(id))
		}
	}
	return n
}

// sieveBits is the logarithm of the size of the sieve: 128 KB, 3% full with 5,000 terms of five characters.
const sieveBits = 20

func (n *neighbourhood) put(hash uint64, id int32) {
	bit := sieveBit(hash)
	n.sieve[bit/64] |= 1 << (bit % 64)
	if list := n.near[hash]; len(list) == 0 || list[len(list)-1] != id {
		n.near[hash] = append(list, id)
	}
}

// sieveBit takes the high bits after a multiplication, which mixes all bits into them.
func sieveBit(hash uint64) uint64 { return hash * 0xD6E8FEB86659FD93 >> (64 - sieveBits) }

// find returns the entries that may be within one edit of a string with the hash.
func (n *neighbourhood) find(hash uint64) []int32 {
	if bit := sieveBit(hash); n.sieve[bit/64]&(1<<(bit%64)) == 0 {
		return nil
	}
	return n.near[hash]
}

// prefixSums appends to buf[:0] the hash of each prefix of runes, from the empty one to the whole.
func prefixSums(buf []uint64, runes []rune) []uint64 {
	buf = append(buf[:0], 0)
	h := uint64(0)
	for _, r := range runes {
		h = h*hashBase + uint64(r)
		buf = append(buf, h)
	}
	return buf
}

// hash is the hash of the runes [from, to) that sums were made of; at most maxTerm+1 runes.
func (n *neighbourhood) hash(sums []uint64, from, to int) uint64 {
	return sums[to] - sums[from]*n.power[to-from]
}

// without is the hash of the runes [from, to) with the one at i left out.
func (n *neighbourhood) without(sums []uint64, from, to, i int) uint64 {
	return n.hash(sums, from, i)*n.power[to-i-1] + n.hash(sums, i+1, to)
}

// slip is what a typist did to a term.
type slip int

const (
	noSlip  slip = iota // equal, or more than one slip
	swapped             // two neighbours changed places: at and at+1
	mistook             // one character for another: at
	leftOut             // the term's character at is missing
	putIn               // the text's character at is too much
)

// compareSlip says which one slip turns term into text, and where.
func compareSlip(text, term []rune) (s slip, at int) {
	same := 0
	for same < len(text) && same < len(term) && text[same] == term[same] {
		same++
	}
	switch len(text) - len(term) {
	case 0:
		switch {
		case same == len(text):
			return noSlip, 0
		case slices.Equal(text[same+1:], term[same+1:]):
			return mistook, same
		case same+1 < len(text) && text[same] == term[same+1] && text[same+1] == term[same] && slices.Equal(text[same+2:], term[same+2:]):
			return swapped, same
		}
	case -1:
		if slices.Equal(text[same:], term[same+1:]) {
			return leftOut, same
		}
	case 1:
		if slices.Equal(text[same+1:], term[same:]) {
			return putIn, same
		}
	}
	return noSlip, 0
}
