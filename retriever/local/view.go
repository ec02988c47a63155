package local

import (
	"slices"

	"yueyue/retriever"
)

// view is a segment with what changed since it was made. A view inside a snapshot never changes; a writer works on a copy
// and owns the slices that it has copied.
type view struct {
	*segment
	codes    codes    // of its vectors; none while the index is small
	ends     []int64  // by unit, EditionTo; nil: none has an end
	firstEnd int64    // no unit ends before it; 0: none ends
	gone     []uint64 // a bit for each removed unit; nil: none
	live     int      // units not removed
	ownsEnds bool
	ownsGone bool
}

func (v *view) end(unit int) int64 {
	if v.ends == nil {
		return 0
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

func (v *view) setEnd(unit int, end int64) {
	if v.end(unit) == end {
		return
	}
	if v.ends == nil {
		v.ends, v.ownsEnds = make([]int64, len(v.ids)), true
	}
	if !v.ownsEnds {
		v.ends, v.ownsEnds = slices.Clone(v.ends), true
	}
	v.ends[unit] = end
	if end != 0 && (v.firstEnd == 0 || end < v.firstEnd) {
		v.firstEnd = end
	}
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

// visible gives a bit for each unit that the filter lets through, written into room, or nil when it lets all through.
func (v *view) visible(filter *retriever.Filter, room []uint64) []uint64 {
	admitted := make([]bool, len(v.classes))
	all := v.gone == nil && v.latest <= filter.Edition && (v.firstEnd == 0 || v.firstEnd > filter.Edition)
	for i, c := range v.classes {
		admitted[i] = filter.Admits(c.region, c.audience)
		all = all && admitted[i]
	}
	if all {
		return nil
	}
	bits := room[:(len(v.ids)+63)/64]
	clear(bits)
	for unit, c := range v.class {
		if admitted[c] && filter.Current(v.from[unit], v.end(unit)) && !v.isGone(unit) {
			bits[unit/64] |= 1 << (unit % 64)
		}
	}
	return bits
}

// in reports whether a set of visible has the unit; the nil set has all.
func in(bits []uint64, unit int) bool {
	return bits == nil || bits[unit/64]>>(unit%64)&1 != 0
}
