package lexicon

import "math/bits"

// Table gives each key of a set its ordinal. It does not change and any number of goroutines may read it. The zero Table
// holds nothing.
type Table struct {
	keys   []uint64 // ascending
	bucket []uint32 // ordinal of the first key of each bucket, and the number of keys at the end
	shift  uint     // a key's bucket is its high bits
}

// NewTable makes a table of keys, which must be ascending without repetition; the table keeps the slice. A key's ordinal
// is its place in it.
func NewTable(keys []uint64) Table {
	width := max(bits.Len(uint(len(keys)))-2, 0) // two to four keys a bucket
	t := Table{keys: keys, bucket: make([]uint32, 1<<width+1), shift: uint(64 - width)}
	next := 0
	for b := range t.bucket[:1<<width] {
		for next < len(keys) && int(keys[next]>>t.shift) < b {
			next++
		}
		t.bucket[b] = uint32(next)
	}
	t.bucket[1<<width] = uint32(len(keys))
	return t
}

// Len is the number of keys.
func (t Table) Len() int { return len(t.keys) }

// Keys are the keys in order; the caller must not change them.
func (t Table) Keys() []uint64 { return t.keys }

// Find gives the ordinal of a key, or false.
func (t Table) Find(key uint64) (int, bool) {
	if len(t.keys) == 0 {
		return 0, false
	}
	b := key >> t.shift
	for i := int(t.bucket[b]); i < int(t.bucket[b+1]); i++ {
		if t.keys[i] == key {
			return i, true
		}
	}
	return 0, false
}
