package local

// measure writes the distance of each unit's code from the question's into the scratch, one view after the other, and gives
// the distance within which about wanted units lie. Units that are not visible or have no vector are hidden. An index
// without codes, or with no more units than wanted, has all others at distance 0.
func (s *snapshot) measure(question []float32, visible [][]uint64, room *scratch, wanted int) (limit uint16) {
	if question == nil {
		return 0
	}
	total := 0
	for i := range s.views {
		total += len(s.views[i].ids)
	}
	if cap(room.distances) < total {
		room.distances = make([]uint16, total)
	}
	room.distances = room.distances[:total]
	coded := len(s.centre) > 0 && total > wanted
	if coded {
		room.code = encodeQuestion(question, s.centre, room.code)
		room.histogram = append(room.histogram[:0], make([]int32, 64*len(room.code)+1)...)
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
		if visible[i] != nil || v.vectors.absent > 0 {
			for unit := range found {
				if !in(visible[i], unit) || v.vectors.scales[unit] == 0 {
					found[unit] = hidden
				}
			}
		}
		if coded {
			count(found, room.histogram)
		}
	}
	if coded {
		return within(room.histogram, wanted)
	}
	return 0
}

// count adds distances to a histogram; hidden ones do not count.
func count(distances []uint16, histogram []int32) {
	for _, distance := range distances {
		if int(distance) < len(histogram) {
			histogram[distance]++
		}
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

// nearest offers the units within a distance, with their exact cosines. The sums must be those of the view.
func (v *view) nearest(number int, distances []uint16, limit uint16, s *scratch, question []float32, best *top) {
	for unit, distance := range distances {
		if distance > limit {
			continue
		}
		if cosine := v.vectors.cosine(question, unit); cosine >= best.floor {
			best.offer(entry{score: cosine, other: s.sums[unit] * v.step, view: int32(number), unit: int32(unit)})
		}
	}
}
