package local

// fewestCoded is how many vectors an index must hold before it keeps codes: fewer have no mean worth the name, and are
// compared one by one.
const fewestCoded = 256

// codes are the vectors of a segment at one bit a dimension: above the centre or not. The centre is one for all segments, so
// that distances compare across them.
type codes struct {
	width int      // words a code
	words []uint64 // width a unit, zeros where there is no vector
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
	width := (vs.dims + 63) / 64
	c := codes{width: width, words: make([]uint64, width*len(vs.scales))}
	for unit, scale := range vs.scales {
		if scale == 0 {
			continue
		}
		code := c.of(unit)
		for i, x := range vs.row(unit) {
			if float32(x)*scale > centre[i] {
				code[i/64] |= 1 << (i % 64)
			}
		}
	}
	return c
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
