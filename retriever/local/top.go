package local

import (
	"cmp"
	"slices"

	"yueyue/retriever"
)

// entry is a unit of a snapshot with the score that ranks it and, once known, the other.
type entry struct {
	score, other float32
	view, unit   int32
}

// top keeps the best n entries seen, as a heap with the worst at the root. Equal scores are ordered by unit id, so the
// result does not depend on how units lie in segments.
type top struct {
	n     int
	floor float32 // a lower score has no chance
	heap  []entry
	views []view
}

func newTop(n int, floor float32, views []view) top {
	return top{n: n, floor: floor, heap: make([]entry, 0, n), views: views}
}

func (t *top) id(e *entry) retriever.UnitID { return t.views[e.view].ids[e.unit] }

// before orders entries: best first.
func (t *top) before(a, b *entry) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return cmp.Compare(t.id(a), t.id(b))
}

// offer takes an entry in when it is among the best n, and reports whether it is.
func (t *top) offer(e entry) bool {
	if len(t.heap) < t.n {
		t.heap = append(t.heap, e)
		at := len(t.heap) - 1
		for at > 0 {
			parent := (at - 1) / 2
			if t.before(&t.heap[at], &t.heap[parent]) <= 0 {
				break
			}
			t.heap[at], t.heap[parent] = t.heap[parent], t.heap[at]
			at = parent
		}
		if len(t.heap) == t.n {
			t.floor = t.heap[0].score
		}
		return true
	}
	if t.before(&e, &t.heap[0]) >= 0 {
		return false
	}
	t.heap[0] = e
	t.sink()
	t.floor = t.heap[0].score
	return true
}

func (t *top) sink() {
	at := 0
	for {
		worst := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(t.heap); child++ {
			if t.before(&t.heap[child], &t.heap[worst]) > 0 {
				worst = child
			}
		}
		if worst == at {
			return
		}
		t.heap[at], t.heap[worst] = t.heap[worst], t.heap[at]
		at = worst
	}
}

// sorted gives the entries, best first, and ends the use of the heap.
func (t *top) sorted() []entry {
	slices.SortFunc(t.heap, func(a, b entry) int { return t.before(&a, &b) })
	return t.heap
}
