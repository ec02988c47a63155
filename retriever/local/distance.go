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
		c := [8]uint64(code)
		for i := range out {
			d := codes[8*i : 8*i+8 : 8*i+8]
			out[i] = uint16(bits.OnesCount64(c[0]^d[0]) + bits.OnesCount64(c[1]^d[1]) +
				bits.OnesCount64(c[2]^d[2]) + bits.OnesCount64(c[3]^d[3]) +
				bits.OnesCount64(c[4]^d[4]) + bits.OnesCount64(c[5]^d[5]) +
				bits.OnesCount64(c[6]^d[6]) + bits.OnesCount64(c[7]^d[7]))
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
