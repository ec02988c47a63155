package cut

import (
	"strings"
	"unicode/utf8"
)

// Sizes of passages in characters.
const (
	low     = 300  // from here on a passage of sentences may end
	high    = 500  // it does not grow beyond this
	numberd = 1000 // a numbered part stays whole up to here
	longest = 1500 // an article is cut beyond this, and anything else
)

// sentences gives the ends of the sentences of a text, in bytes; the last one is its length. A sentence longer than longest is cut at
// ；, else ，, else anywhere between two characters.
func sentences(s string) []int {
	var ends []int
	from := 0
	add := func(to int) {
		if utf8.RuneCountInString(s[from:to]) > longest {
			ends = forced(ends, s, from, to)
		}
		ends = append(ends, to)
		from = to
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if !strings.ContainsRune("。！？", r) {
			continue
		}
		for i < len(s) { // the closing marks belong to it
			r, n := utf8.DecodeRuneInString(s[i:])
			if !strings.ContainsRune("。！？”’）)》」』 ", r) {
				break
			}
			i += n
		}
		add(i)
	}
	if from < len(s) {
		add(len(s))
	}
	return ends
}

// forced cuts a sentence that is too long for a passage.
func forced(ends []int, s string, from, to int) []int {
	for utf8.RuneCountInString(s[from:to]) > longest {
		limit, count := from, 0
		best := 0
		for i, r := range s[from:to] {
			if count++; count > longest-100 {
				break
			}
			limit = from + i + utf8.RuneLen(r)
			if r == utf8.RuneError {
				limit = from + i + 1
			}
			switch {
			case strings.ContainsRune("；;", r) && count > low:
				best = limit
			case best == 0 && strings.ContainsRune("，,、 ", r) && count > longest-600:
				best = -limit
			}
		}
		if best < 0 {
			best = -best
		}
		if best == 0 {
			best = limit
		}
		ends = append(ends, best)
		from = best
	}
	return ends
}

// chunks gathers sentences into passages of low to high characters, and gives where each ends.
func chunks(s string) []int {
	var out []int
	from, last, size := 0, 0, 0
	for _, end := range sentences(s) {
		n := utf8.RuneCountInString(s[last:end])
		if size > 0 && (size >= low || size+n > longest) && size+n > high {
			out = append(out, last)
			from, size = last, 0
		}
		size += n
		last = end
	}
	if last > from {
		// A short rest goes with what stands before it.
		if len(out) > 0 && utf8.RuneCountInString(s[from:last]) < low/3 {
			prev := 0
			if len(out) > 1 {
				prev = out[len(out)-2]
			}
			if utf8.RuneCountInString(s[prev:last]) <= high+low {
				out = out[:len(out)-1]
			}
		}
		out = append(out, last)
	}
	return out
}
