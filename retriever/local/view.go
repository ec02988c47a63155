package local

import (
	"math"
	"math/bits"
	"slices"

	"yueyue/retriever"
)

// view is a segment with what changed since it was made. A view inside a snapshot never changes; a writer works on a copy
// and owns the slices that it has copied.
type view struct {
	*segment
	codes    codes    // of its vectors; none while the index is small
	ends     []int64  // by unit, EditionTo or never; nil: none has an end
	firstEnd int64    // no unit ends before it
	gone     []uint64 // a bit for each removed unit; nil: none
	live     int      // units not removed
	ownsEnds bool
	ownsGone bool
}

// never is the end of a unit that has none.
const never = math.MaxInt64

func (v *view) end(unit int) int64 {
	if v.ends == nil {
		return never
	}
	return v.ends[unit]
}

func (v *view) isGone(unit int) bool {
	return v.gone != nil && v.gone[unit/64]>>(unit%64)&1 != 0
}

// find gives the number of a unit that is not removed.
func (v *view) find(id retriever.UnitID) (int, bool) {
	unit, ok := v.where[id]
	if !ok || v.isGone(int(unit)) {
		return 0, false
	}
	return int(unit), true
}

// setEnd sets the end of a unit; room is how many units the view will hold.
func (v *view) setEnd(unit int, end int64, room int) {
	switch {
	case v.end(unit) == end:
		return
	case v.ends == nil:
		v.ends = slices.Repeat([]int64{never}, room)
	case !v.ownsEnds:
		v.ends = slices.Clone(v.ends)
	}
	v.ownsEnds = true
	v.ends[unit] = end
	v.firstEnd = min(v.firstEnd, end)
}

// endOf is a unit's EditionTo as a view keeps it.
func endOf(editionTo int64) int64 {
	if editionTo == 0 {
		return never
	}
	return editionTo
}

func (v *view) remove(unit int) {
	switch {
	case v.gone == nil:
		v.gone = make([]uint64, (len(v.ids)+63)/64)
	case !v.ownsGone:
		v.gone = slices.Clone(v.gone)
	}
	v.ownsGone = true
	v.gone[unit/64] |= 1 << (unit % 64)
	v.live--
}

// visible gives a bit for each unit that the filter lets through, written into room, or nil when it lets all through. The
// loop has no branches: which units are visible follows no pattern that a processor could foresee.
func (v *view) visible(filter *retriever.Filter, room []uint64) []uint64 {
	admitted := make([]uint64, len(v.classes))
	edition := min(filter.Edition, never-1)
	all := v.gone == nil && v.latest <= edition && edition < v.firstEnd
	for i, c := range v.classes {
		if filter.Admits(c.region, c.audience) {
			admitted[i] = 1
		} else {
			all = false
		}
	}
	if all {
		return nil
	}
	set := room[:(len(v.ids)+63)/64]
	for i := range set {
		first, last := 64*i, min(64*i+64, len(v.ids))
		var word uint64
		for unit := last - 1; unit >= first; unit-- {
			word = word<<1 | admitted[v.class[unit]]&^less(edition, v.from[unit])
		}
		set[i] = word
	}
	for i := range (len(v.ends) + 63) / 64 {
		first, last := 64*i, min(64*i+64, len(v.ids))
		var word uint64
		for unit := last - 1; unit >= first; unit-- {
			word = word<<1 | less(edition, v.ends[unit])
		}
		set[i] &= word
	}
	for i := range v.gone {
		set[i] &^= v.gone[i]
	}
	return set
}

// less is 1 when a < b, else 0.
func less(a, b int64) uint64 {
	const sign = 1 << 63
	_, borrow := bits.Sub64(uint64(a)^sign, uint64(b)^sign, 0)
	return borrow
}

// in reports whether a set of visible has the unit; the nil set has all.
func in(set []uint64, unit int) bool {
	return set == nil || set[unit/64]>>(unit%64)&1 != 0
}
