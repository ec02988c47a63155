package local

import "math"

// fewestCoded is how many vectors an index must hold before it keeps codes: fewer have no mean worth the name, and are
// compared one by one.
const fewestCoded = 256

// codes are the vectors of a segment at one bit a dimension, above the centre or not, with the two figures by which a
// cosine is estimated from a code. The centre is one for all segments, so that codes compare across them.
//
// For a question q, a vector v and the centre c, q·v = c·v + (q−c)·(v−c) + a constant of the question. With the signs s of
// v−c, (q−c)·s · |v−c|² / |v−c|₁ is an unbiased estimate of the middle term (RaBitQ; Gao, Long 2024).
type codes struct {
	width  int       // words a code
	words  []uint64  // width a unit, zeros where there is no vector
	factor []float32 // by unit, |v−c|² / |v−c|₁
	shift  []float32 // by unit, c·v
}

func newCodes(dims, units int) codes {
	width := (dims + 63) / 64
	return codes{width: width, words: make([]uint64, width*units), factor: make([]float32, units), shift: make([]float32, units)}
}

// centreOf is the mean of all vectors left in the views, and their number.
func centreOf(views []view, dims int) (centre []float32, count int) {
	sums := make([]float64, dims)
	for i := range views {
		v := &views[i]
		for unit, scale := range v.vectors.scales {
			if scale == 0 || v.isGone(unit) {
				continue
			}
			count++
			for j, x := range v.vectors.row(unit) {
				sums[j] += float64(x) * float64(scale)
			}
		}
	}
	centre = make([]float32, dims)
	for j, sum := range sums {
		centre[j] = float32(sum / float64(max(count, 1)))
	}
	return centre, count
}

// encode makes the codes of vectors about a centre; none about no centre.
func encode(vs *vectors, centre []float32) codes {
	if len(centre) == 0 || vs.dims == 0 {
		return codes{}
	}
	c := newCodes(vs.dims, len(vs.scales))
	for unit, scale := range vs.scales {
		if scale == 0 {
			continue
		}
		code := c.of(unit)
		var sum, squares, shift float32
		for i, x := range vs.row(unit) {
			value := float32(x) * scale
			shift += value * centre[i]
			apart := value - centre[i]
			squares += apart * apart
			if apart > 0 {
				code[i/64] |= 1 << (i % 64)
				sum += apart
			} else {
				sum -= apart
			}
		}
		c.shift[unit] = shift
		if sum > 0 {
			c.factor[unit] = squares / sum
		}
	}
	return c
}

// take copies the code of a unit of other codes about the same centre.
func (c *codes) take(unit int, from *codes, source int) {
	if from.width == 0 {
		return
	}
	copy(c.of(unit), from.of(source))
	c.factor[unit], c.shift[unit] = from.factor[source], from.shift[source]
}

// encodeQuestion gives the code of a question, written into room.
func encodeQuestion(question, centre []float32, room []uint64) []uint64 {
	code := append(room[:0], make([]uint64, (len(centre)+63)/64)...)
	for i, x := range question {
		if x > centre[i] {
			code[i/64] |= 1 << (i % 64)
		}
	}
	return code
}

func (c *codes) of(unit int) []uint64 { return c.words[unit*c.width : (unit+1)*c.width] }

// estimator estimates cosines of a question from codes, all too high or too low by the same amount. It holds, for each byte
// of a code and each value of it, the sum of the question's values with the signs of the bits.
type estimator struct {
	tables [][256]int16
	step   float32
	values []int16
}

// prepare computes the tables, 32 kB for 512 dimensions.
func (e *estimator) prepare(question, centre []float32) {
	bytes := 8 * ((len(centre) + 63) / 64)
	var largest float32 // sum of a byte
	for b := 0; b < len(centre); b += 8 {
		var sum float32
		for i := b; i < min(b+8, len(centre)); i++ {
			apart := question[i] - centre[i]
			sum += max(apart, -apart)
		}
		largest = max(largest, sum)
	}
	e.step = max(largest, math.SmallestNonzeroFloat32) / (math.MaxInt16 - 8) // 8 for rounding
	e.values = append(e.values[:0], make([]int16, 8*bytes)...)
	for i, x := range question {
		e.values[i] = int16(math.Round(float64((x - centre[i]) / e.step)))
	}
	if cap(e.tables) < bytes {
		e.tables = make([][256]int16, bytes)
	}
	e.tables = e.tables[:bytes]
	for b := range e.tables {
		table, values := &e.tables[b], (*[8]int16)(e.values[8*b:])
		table[0] = 0
		for _, x := range values {
			table[0] -= x
		}
		for bit, x := range values {
			low := table[:1<<bit]
			high := table[1<<bit : 2<<bit]
			for i, sum := range low {
				high[i] = sum + 2*x
			}
		}
	}
}

// of is the estimate for a unit.
func (e *estimator) of(c *codes, unit int) float32 {
	var s0, s1 int32
	tables := e.tables
	for _, word := range c.of(unit) {
		t := (*[8][256]int16)(tables)
		s0 += int32(t[0][uint8(word)]) + int32(t[1][uint8(word>>8)]) + int32(t[2][uint8(word>>16)]) + int32(t[3][uint8(word>>24)])
		s1 += int32(t[4][uint8(word>>32)]) + int32(t[5][uint8(word>>40)]) + int32(t[6][uint8(word>>48)]) + int32(t[7][uint8(word>>56)])
		tables = tables[8:]
	}
	return float32(s0+s1)*e.step*c.factor[unit] + c.shift[unit]
}
