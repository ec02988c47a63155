package local

import "math"

// vectors are the vectors of a segment, all of the same number of dimensions. With dims 0 there are none.
type vectors struct {
	dims   int
	values []int16   // dims a unit
	scales []float32 // by unit, what a step of its values is worth; 0: the unit has no vector
	absent int       // units without a vector
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

// trim gives the room back when no unit has a vector.
func (vs *vectors) trim() {
	if vs.absent == len(vs.scales) {
		*vs = vectors{absent: vs.absent}
	}
}

func (vs *vectors) row(unit int) []int16 {
	return vs.values[unit*vs.dims : (unit+1)*vs.dims : (unit+1)*vs.dims]
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
