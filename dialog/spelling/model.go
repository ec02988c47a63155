package spelling

import (
	"math"
	"unicode"
)

// model is the language evidence: how often characters stand beside each other in the knowledge. It is a character
// trigram model with Dirichlet smoothing at each order (MacKay and Peto, "A hierarchical Dirichlet language model", 1995).
// What no context speaks for is as probable as the number of contexts it was seen in (Kneser and Ney, 1995): 商 is frequent,
// but hardly outside of 工商.
type model struct {
	uni   map[rune]int32
	bi    map[uint64]int32
	tri   map[uint64]int32
	total int32          // of uni
	after map[rune]int32 // after how many different classes a class stands
}

const (
	// edge is what stands before the first and after the last character of a clause.
	edge rune = 0
	// smoothing is the weight of the lower order, in occurrences.
	smoothing = 2.0
	// alphabet is the number of characters that share the probability of what was never seen.
	alphabet = 6000
)

func newModel() *model {
	return &model{uni: make(map[rune]int32), bi: make(map[uint64]int32), tri: make(map[uint64]int32), after: make(map[rune]int32)}
}

// class is the character as the model sees it: all digits are one, all latin letters are one, punctuation ends a clause.
func class(r rune) rune {
	switch {
	case isHan(r):
		return r
	case unicode.IsDigit(r):
		return '0'
	case unicode.IsLetter(r):
		return 'a'
	case r == '%' || r == '％':
		return '%'
	}
	return edge
}

func join2(a, b rune) uint64    { return uint64(a)<<21 | uint64(b) }
func join3(a, b, c rune) uint64 { return uint64(a)<<42 | uint64(b)<<21 | uint64(c) }

// add counts one sentence; closed says that it begins and ends like one, as a term inside a sentence does not.
func (m *model) add(text []rune, closed bool) {
	if len(text) == 0 {
		return
	}
	seq := make([]rune, 0, len(text)+3)
	if closed {
		seq = append(seq, edge, edge)
	}
	for _, r := range text {
		seq = append(seq, class(r))
	}
	if closed {
		seq = append(seq, edge)
	}
	for i, c := range seq {
		m.uni[c]++
		m.total++
		if i >= 1 {
			if m.bi[join2(seq[i-1], c)]++; m.bi[join2(seq[i-1], c)] == 1 {
				m.after[c]++
			}
		}
		if i >= 2 {
			m.tri[join3(seq[i-2], seq[i-1], c)]++
		}
	}
}

// logP is the natural logarithm of the probability of c after a, b. All three are classes.
func (m *model) logP(a, b, c rune) float64 {
	p := (float64(m.after[c]) + 0.5) / (float64(len(m.bi)) + 0.5*alphabet)
	ab := join2(a, b)
	p = (float64(m.bi[join2(b, c)]) + smoothing*p) / (float64(m.uni[b]) + smoothing)
	p = (float64(m.tri[join3(a, b, c)]) + smoothing*p) / (float64(m.bi[ab]) + smoothing)
	return math.Log(p)
}

// logWord is the natural logarithm of the probability of a word that stands in count places, whatever is before it.
func (m *model) logWord(count int32) float64 {
	return math.Log((float64(count) + 0.5) / float64(m.total))
}

// seen2 and seen3 are the counts of a pair and of a triple of classes.
func (m *model) seen2(a, b rune) int32    { return m.bi[join2(a, b)] }
func (m *model) seen3(a, b, c rune) int32 { return m.tri[join3(a, b, c)] }

// score is the log-probability of middle and of what follows it within reach of the trigrams.
func (m *model) score(before [2]rune, middle []rune, after [2]rune) float64 {
	a, b := before[0], before[1]
	sum := 0.0
	for _, c := range middle {
		sum += m.logP(a, b, c)
		a, b = b, c
	}
	for _, c := range after {
		sum += m.logP(a, b, c)
		a, b = b, c
	}
	return sum
}
