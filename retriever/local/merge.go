package local

import (
	"slices"

	"yueyue/retriever/internal/lexicon"
)

const dropped = -1

// merge makes one view of the units that are left in several, at most maxUnits of them, in their order. Coded says that the
// views have codes, all about one centre.
func merge(views []view, dims int, coded bool) view {
	left := 0
	for i := range views {
		left += views[i].live
	}
	a := newAssembly(left)
	merged := view{segment: &a.segment, live: left, firstEnd: never}
	a.vectors = newVectors(dims, left)
	renumbered := make([][]int32, len(views)) // old number to new, by view
	a.step = finestStep
	for i := range views {
		v := &views[i]
		a.step = max(a.step, v.step)
		renumbered[i] = make([]int32, len(v.ids))
		for unit := range v.ids {
			if v.isGone(unit) {
				renumbered[i][unit] = dropped
				continue
			}
			number := len(a.ids)
			renumbered[i][unit] = int32(number)
			a.add(v.ids[unit], v.targets[unit], v.classes[v.class[unit]], v.from[unit])
			a.vectors.take(number, &v.vectors, unit)
			if end := v.end(unit); end != never {
				merged.setEnd(number, end, left)
			}
		}
	}
	a.vectors.trim()
	if a.vectors.dims > 0 && coded {
		merged.codes = newCodes(dims, left)
		for i := range views {
			for unit, number := range renumbered[i] {
				if number != dropped {
					merged.codes.take(int(number), &views[i].codes, unit)
				}
			}
		}
	}
	a.mergePostings(views, renumbered)
	return merged
}

// mergePostings walks the sorted vocabularies of all views side by side, once to count and once to write.
func (a *assembly) mergePostings(views []view, renumbered [][]int32) {
	var keys []uint64
	var counts []uint32
	eachTerm(views, func(key uint64, lists []termList) {
		var count uint32
		for _, list := range lists {
			for _, posting := range list.postings {
				if renumbered[list.view][posting>>16] != dropped {
					count++
				}
			}
		}
		if count > 0 {
			keys = append(keys, key)
			counts = append(counts, count)
		}
	})
	a.terms = lexicon.NewTable(slices.Clip(keys))
	a.starts = make([]uint32, len(keys)+1)
	for i, count := range counts {
		a.starts[i+1] = a.starts[i] + count
	}
	a.postings = make([]uint32, 0, a.starts[len(keys)])
	eachTerm(views, func(_ uint64, lists []termList) {
		for _, list := range lists {
			ratio := views[list.view].step / a.step
			for _, posting := range list.postings {
				unit := renumbered[list.view][posting>>16]
				if unit == dropped {
					continue
				}
				weight := posting & maxWeight
				if ratio != 1 {
					weight = inSteps(float32(weight)*ratio, 1)
				}
				a.postings = append(a.postings, uint32(unit)<<16|weight)
			}
		}
	})
}

// termList are the postings of one term in one view.
type termList struct {
	view     int
	postings []uint32
}

// eachTerm calls do for each term of the views in the order of keys. The lists are in the order of the views and valid
// during the call.
func eachTerm(views []view, do func(key uint64, lists []termList)) {
	at := make([]int, len(views))
	var lists []termList
	for {
		var key uint64
		lists = lists[:0]
		for i := range views {
			keys := views[i].terms.Keys()
			if at[i] == len(keys) {
				continue
			}
			if len(lists) == 0 || keys[at[i]] < key {
				key, lists = keys[at[i]], lists[:0]
			}
			if keys[at[i]] == key {
				lists = append(lists, termList{view: i, postings: views[i].list(at[i])})
			}
		}
		if len(lists) == 0 {
			return
		}
		for _, list := range lists {
			at[list.view]++
		}
		do(key, lists)
	}
}
