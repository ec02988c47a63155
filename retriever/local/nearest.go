package local

// The search by meaning goes from many to few: the codes of all units give the rough units nearest by Hamming distance,
// estimates put these in order, and exact cosines follow that order until patience of them in a row are not among the best
// n, or the best watched where n is less. On 100,000 passages of the query sets that compares 390 units exactly for a
// recall@10 of 1.000 and a recall@100 of .990. Comparing the 768 nearest by code instead gives .997 and .952; on 2,000 of these
// vectors with 49 noisy copies of each it gives a recall@10 of .963, this way .999.
const (
	fewExact = 1024 // so many units are compared exactly without further ado
	rough    = 4096
	watched  = 100
	patience = 96
)

// estimate is a unit with its estimated cosine.
type estimate struct {
	cosine     float32
	view, unit int32
	place      int32 // among all units
}

// nearest offers the visible units that are nearest to the question, of those within the limit that measure gave. The sums of
// all views must stand.
func (s *snapshot) nearest(question []float32, limit uint16, room *scratch, best *top) {
	near, place := room.rough[:0], 0
	for i := range s.views {
		v := &s.views[i]
		if v.vectors.dims > 0 {
			for unit, distance := range room.distances[place : place+len(v.ids)] {
				if distance <= limit {
					near = append(near, estimate{view: int32(i), unit: int32(unit), place: int32(place + unit)})
				}
			}
		}
		place += len(v.ids)
	}
	room.rough = near
	if len(s.centre) == 0 || len(near) <= fewExact {
		for i := range near {
			s.offer(&near[i], question, room, best)
		}
		return
	}
	room.estimator.prepare(question, s.centre)
	for i := range near {
		near[i].cosine = room.estimator.of(&s.views[near[i].view].codes, int(near[i].unit))
	}
	for i := len(near)/2 - 1; i >= 0; i-- {
		sink(near, i)
	}
	for idle := 0; idle < patience && len(near) > 0; idle++ {
		if s.offer(&near[0], question, room, best) {
			idle = 0
		}
		last := len(near) - 1
		near[0] = near[last]
		near = near[:last]
		sink(near, 0)
	}
}

// offer compares a unit exactly and reports whether it is among the best.
func (s *snapshot) offer(e *estimate, question []float32, room *scratch, best *top) bool {
	v := &s.views[e.view]
	cosine := v.vectors.cosine(question, int(e.unit))
	if cosine < best.floor {
		return false
	}
	return best.offer(entry{score: cosine, other: room.sums[e.place] * v.step, view: e.view, unit: e.unit})
}

// sink restores the heap, the highest estimate at the root, below a place.
func sink(heap []estimate, at int) {
	for {
		child := 2*at + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && heap[child+1].cosine > heap[child].cosine {
			child++
		}
		if heap[at].cosine >= heap[child].cosine {
			return
		}
		heap[at], heap[child] = heap[child], heap[at]
		at = child
	}
}

// measure writes the distance of each unit's code from the question's into the scratch, one view after the other, and gives
// the distance within which about as many units lie as are wanted. Units that are not visible or have no vector are hidden.
// An index without codes, or with no more units than are wanted, has all others at distance 0. It may run beside words.
func (s *snapshot) measure(question []float32, visible [][]uint64, room *scratch) (limit uint16) {
	total := s.units()
	if cap(room.distances) < total {
		room.distances = make([]uint16, total)
	}
	room.distances = room.distances[:total]
	coded := len(s.centre) > 0 && total > rough
	if coded {
		room.code = encodeQuestion(question, s.centre, room.code)
		room.histogram = append(room.histogram[:0], make([]int32, 64*len(room.code)+2)...)
	}
	rest := room.distances
	for i := range s.views {
		v := &s.views[i]
		found := rest[:len(v.ids)]
		rest = rest[len(v.ids):]
		switch {
		case v.vectors.dims == 0:
			continue
		case coded:
			distances(room.code, v.codes.words, found)
		default:
			clear(found)
		}
		hide(found, visible[i])
		if v.vectors.absent > 0 {
			for unit, scale := range v.vectors.scales {
				if scale == 0 {
					found[unit] = hidden
				}
			}
		}
		if coded {
			count(found, room.histogram)
		}
	}
	if coded {
		return within(room.histogram[:len(room.histogram)-1], rough)
	}
	return 0
}

// hide marks the units that are not in a set, without branches; the nil set has all.
func hide(distances []uint16, set []uint64) {
	for i, word := range set {
		some := distances[64*i : min(64*i+64, len(distances))]
		for j := range some {
			some[j] |= uint16(word&1) - 1 // in: 0, else hidden
			word >>= 1
		}
	}
}

// count adds distances to a histogram whose last place is for hidden ones.
func count(distances []uint16, histogram []int32) {
	last := uint16(len(histogram) - 1)
	for _, distance := range distances {
		histogram[min(distance, last)]++
	}
}

// within is the smallest distance within which wanted units lie, or the largest there is.
func within(histogram []int32, wanted int) uint16 {
	total := 0
	for distance, count := range histogram {
		if total += int(count); total >= wanted {
			return uint16(distance)
		}
	}
	return uint16(len(histogram) - 1)
}
