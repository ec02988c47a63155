package local

import "math"

// vectors are the vectors of a segment, all of the same number of dimensions. With dims 0 there are none.
type vectors struct {
	dims   int
	values []int16   // dims a unit
	scales []float32 // by unit, what a step of its values is worth; 0: the unit has no vector
	absent int       // units without a vector
	centre []float32 // the mean of all
	width  int       // words a code
	codes  []uint64  // a bit a dimension: above the centre
}

func newVectors(dims, units int) vectors {
	if dims == 0 {
		return vectors{absent: units}
	}
	return vectors{dims: dims, values: make([]int16, dims*units), scales: make([]float32, units), absent: units}
}

// set keeps the vector of a unit, nil for none.
func (vs *vectors) set(unit int, vector []float32) {
	var largest float32
	for _, x := range vector {
		largest = max(largest, x, -x)
	}
	if largest == 0 {
		return
	}
	scale := largest / math.MaxInt16
	row := vs.row(unit)
	for i, x := range vector {
		row[i] = int16(math.Round(float64(x / scale)))
	}
	vs.scales[unit] = scale
	vs.absent--
}

// take copies the vector of a unit of other vectors.
func (vs *vectors) take(unit int, from *vectors, source int) {
	if from.dims == 0 || from.scales[source] == 0 {
		return
	}
	copy(vs.row(unit), from.row(source))
	vs.scales[unit] = from.scales[source]
	vs.absent--
}

func (vs *vectors) row(unit int) []int16 {
	return vs.values[unit*vs.dims : (unit+1)*vs.dims : (unit+1)*vs.dims]
}

// encode finds the centre and writes the codes, once all vectors are set.
func (vs *vectors) encode() {
	present := len(vs.scales) - vs.absent
	if vs.dims == 0 || present == 0 {
		*vs = vectors{absent: vs.absent}
		return
	}
	sums := make([]float64, vs.dims)
	for unit, scale := range vs.scales {
		if scale == 0 {
			continue
		}
		for i, x := range vs.row(unit) {
			sums[i] += float64(x) * float64(scale)
		}
	}
	vs.centre = make([]float32, vs.dims)
	for i, sum := range sums {
		vs.centre[i] = float32(sum / float64(present))
	}
	vs.width = (vs.dims + 63) / 64
	vs.codes = make([]uint64, vs.width*len(vs.scales))
	for unit, scale := range vs.scales {
		if scale == 0 {
			continue
		}
		code := vs.codes[unit*vs.width : (unit+1)*vs.width]
		for i, x := range vs.row(unit) {
			if float32(x)*scale > vs.centre[i] {
				code[i/64] |= 1 << (i % 64)
			}
		}
	}
}

// unitLength gives a question's vector with length 1, or nil for one that is all zeros or absent.
func unitLength(vector []float32) []float32 {
	var square float64
	for _, x := range vector {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		return nil
	}
	norm := float32(math.Sqrt(square))
	unit := make([]float32, len(vector))
	for i, x := range vector {
		unit[i] = x / norm
	}
	return unit
}

// cosine compares a question of unit length with a unit; 0 when either has no vector.
func (vs *vectors) cosine(question []float32, unit int) float32 {
	if question == nil || vs.dims == 0 || vs.scales[unit] == 0 {
		return 0
	}
	return dot(question, vs.row(unit)) * vs.scales[unit]
}

// code gives the bits of the question about this segment's centre, written into room.
func (vs *vectors) code(question []float32, room []uint64) []uint64 {
	code := room[:vs.width]
	clear(code)
	for i, x := range question {
		if x > vs.centre[i] {
			code[i/64] |= 1 << (i % 64)
		}
	}
	return code
}
