// Package local is the embedded index: BM25 postings and vectors in the memory of this process.
//
// # Shape
//
// Units lie in immutable segments of at most 65,536. What can change later, the end of a unit's editions and its removal,
// lies beside a segment in a view and is copied when written. All views together are one snapshot behind an atomic pointer:
// a reader takes the pointer once and never waits, a writer builds the next snapshot aside and swaps it in whole. An
// RWMutex over a mutable delta was the alternative; it stalls readers behind every waiting writer and needs a second way
// to search.
//
// Each Apply that puts units adds a segment; neighbours of like size are merged at once, so there are never more than a
// few (as in a log-structured merge tree), and a segment that is a third removed is rewritten.
//
// # Words
//
// A posting is 32 bits: unit in the high half, weight as a multiple of the segment's step in the low half. The step is
// 2⁻¹¹ unless a weight needs more, so sums are exact in float32 and do not depend on how units lie in segments. A question
// is answered term at a time into a dense array of sums.
//
// # Meaning
//
// A vector is kept as int16 with a scale of its own, and as one bit a dimension: above or below the mean of all vectors,
// because embeddings crowd round it. Bits are compared by popcount; of the few thousand nearest the cosines are estimated
// from the bits, and in the order of the estimates computed until nothing better comes. int8 would halve the vectors (51 of
// 102 MB at 100,000 units) and lose 12 in 1,000 of the best ten to rounding. The mean is computed anew whenever there are four
// times as many vectors.
//
// # Filter
//
// Region, audience and edition are checked while scanning, before a unit can take a place among the best: a filter never
// shortens a result.
package local
