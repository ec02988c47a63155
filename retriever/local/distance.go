package local

import "math/bits"

// dot is the inner product of two vectors of equal length.
func dot(a []float32, b []int16) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	for len(a) >= 8 {
		x, y := (*[8]float32)(a), (*[8]int16)(b)
		s0 += x[0]*float32(y[0]) + x[4]*float32(y[4])
		s1 += x[1]*float32(y[1]) + x[5]*float32(y[5])
		s2 += x[2]*float32(y[2]) + x[6]*float32(y[6])
		s3 += x[3]*float32(y[3]) + x[7]*float32(y[7])
		a, b = a[8:], b[8:]
	}
	for i := range a {
		s0 += a[i] * float32(b[i])
	}
	return s0 + s1 + s2 + s3
}

// distances writes the Hamming distance of code to each of the codes, laid end to end, into out.
func distances(code, codes []uint64, out []uint16) {
	if len(code) == 8 { // 512 dimensions
		c0, c1, c2, c3, c4, c5, c6, c7 := code[0], code[1], code[2], code[3], code[4], code[5], code[6], code[7]
		for i := range out {
			d := (*[8]uint64)(codes)
			codes = codes[8:]
			out[i] = uint16(bits.OnesCount64(c0^d[0]) + bits.OnesCount64(c1^d[1]) +
				bits.OnesCount64(c2^d[2]) + bits.OnesCount64(c3^d[3]) +
				bits.OnesCount64(c4^d[4]) + bits.OnesCount64(c5^d[5]) +
				bits.OnesCount64(c6^d[6]) + bits.OnesCount64(c7^d[7]))
		}
		return
	}
	for i := range out {
		sum := 0
		for j, word := range codes[len(code)*i : len(code)*(i+1)] {
			sum += bits.OnesCount64(code[j] ^ word)
		}
		out[i] = uint16(sum)
	}
}
