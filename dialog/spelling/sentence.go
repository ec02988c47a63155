package spelling

import (
	"slices"
	"unicode/utf8"
)

// sentence is a text while it is looked at. Positions are rune indexes of runes; junction i lies between i and i+1.
type sentence struct {
	original []rune
	runes    []rune   // the text, with pinyin already written in Han
	origin   []int    // where a rune stands in original; converted for what pinyin wrote
	text     string   // runes as a string
	offset   []int    // byte offset in text of each rune, and its length
	class    []rune   // the model's view of runes, with edges before and after
	inWord   []bool   // the junction lies inside a word
	firm     []bool   // it does, or the knowledge has this pair
	tight    []bool   // it does, or the knowledge has this pair between just these neighbours
	locked   []bool   // the rune must stay
	listed   []bool   // the rune is part of an entry of the vocabulary, and stays unless a longer one is meant
	weak     []int    // how many junctions before i join two Han characters and are not tight
	closes   []bool   // the rune ends a term
	sums     []uint64 // for hashes of spans
	found    []candidate
}

const converted = -1

func (s *sentence) reset(text string) {
	s.original = s.original[:0]
	for _, r := range text {
		s.original = append(s.original, r)
	}
	s.runes = append(s.runes[:0], s.original...)
	s.origin = s.origin[:0]
	for i := range s.runes {
		s.origin = append(s.origin, i)
	}
	s.text = text
}

// replace writes han over the runes [from, to).
func (s *sentence) replace(from, to int, han []rune) {
	places := make([]int, len(han))
	for i := range places {
		places[i] = converted
	}
	s.runes = slices.Replace(s.runes, from, to, han...)
	s.origin = slices.Replace(s.origin, from, to, places...)
	s.text = string(s.runes)
}

// survey fills what the guards ask about: words, seen pairs, what must stay.
func (s *sentence) survey(c *Corrector) {
	n := len(s.runes)
	s.offset = s.offset[:0]
	at := 0
	for _, r := range s.runes {
		s.offset = append(s.offset, at)
		at += utf8.RuneLen(r)
	}
	s.offset = append(s.offset, at)
	s.class = append(s.class[:0], edge, edge)
	for _, r := range s.runes {
		s.class = append(s.class, class(r))
	}
	s.class = append(s.class, edge, edge, edge)
	s.inWord = cleared(s.inWord, n)
	s.firm = cleared(s.firm, n)
	s.tight = cleared(s.tight, n)
	s.locked = cleared(s.locked, n)
	s.listed = cleared(s.listed, n)
	s.findWords(c)
	s.protectFigures()
	s.weak = append(s.weak[:0], 0)
	for i, r := range s.runes {
		weak := s.weak[i]
		if i+1 < n && isHan(r) && isHan(s.runes[i+1]) {
			s.firm[i] = s.inWord[i] || c.language.seen2(r, s.runes[i+1]) > 0
			s.tight[i] = s.inWord[i] || (s.seen3(c.language, i-1) && s.seen3(c.language, i))
			if !s.tight[i] {
				weak++
			}
		}
		s.weak = append(s.weak, weak)
		if isHan(r) && s.seen3(c.language, i-1) {
			s.locked[i] = true // the knowledge has it between just these neighbours
		}
		if s.origin[i] == converted || numerals.has(r) {
			s.locked[i] = true
		}
	}
	s.sums = prefixSums(s.sums, s.runes)
}

// seen3 reports whether the knowledge has the three characters from i; it may begin before the text or end after it.
func (s *sentence) seen3(m *model, i int) bool {
	return m.seen3(s.class[i+2], s.class[i+3], s.class[i+4]) > 0
}

func cleared(buf []bool, n int) []bool {
	buf = slices.Grow(buf[:0], n)[:n]
	clear(buf)
	return buf
}

// minFixed is how many characters an entry must have to stay in any case. A shorter one may have come about by a slip in a longer one.
const minFixed = 3

// findWords marks the junctions inside words, and the words of the vocabulary.
func (s *sentence) findWords(c *Corrector) {
	for from := range s.runes {
		node, begun := int32(0), true // begun: an entry begins like this
		for to := from + 1; to <= len(s.runes) && isHan(s.runes[to-1]) && (begun || to-from <= maxWord); to++ {
			if begun {
				node, begun = c.trie.descend(node, s.runes[to-1:to])
			}
			listed := begun && c.trie.nodes[node].entry != none
			if !listed && (to-from < minTerm || to-from > maxWord || c.known == nil || !c.known(s.text[s.offset[from]:s.offset[to]])) {
				continue
			}
			for i := from; i < to; i++ {
				if i+1 < to {
					s.inWord[i] = true
				}
				if listed {
					s.listed[i] = true
					s.locked[i] = s.locked[i] || to-from >= minFixed
				}
			}
		}
	}
}

// protectFigures locks the unit after a digit (2026年, 10万) and the head of a document number (财税〔2018〕103号).
func (s *sentence) protectFigures() {
	const head = 4 // characters of an issuer's code word: 财税, 国税发, 税总函
	for i, r := range s.runes {
		if i > 0 && class(s.runes[i-1]) == '0' {
			s.locked[i] = true
		}
		if !opensYear(r) || i+4 >= len(s.runes) {
			continue
		}
		year := true
		for _, d := range s.runes[i+1 : i+5] {
			year = year && class(d) == '0'
		}
		for k := i - 1; year && k >= 0 && k >= i-head && isHan(s.runes[k]); k-- {
			s.locked[k] = true
		}
	}
}

func opensYear(r rune) bool {
	switch r {
	case '〔', '[', '（', '(', '［', '【', '﹝':
		return true
	}
	return false
}

// before and after are the two classes beside a span.
func (s *sentence) before(from int) [2]rune { return [2]rune{s.class[from], s.class[from+1]} }
func (s *sentence) after(to int) [2]rune    { return [2]rune{s.class[to+2], s.class[to+3]} }

// gain is by how much, in natural logarithms, the text becomes more probable with han in place of the runes [from, to).
func (s *sentence) gain(m *model, from, to int, han []rune) float64 {
	before, after := s.before(from), s.after(to)
	return m.score(before, han, after) - m.score(before, s.class[from+2:to+2], after)
}

// stands reports whether the rune has support where it is: a word or a seen pair with a neighbour, or a word by itself.
func (s *sentence) stands(i int) bool {
	return s.firm[i] || (i > 0 && s.firm[i-1]) || functional.has(s.runes[i]) || freeStanding.has(s.runes[i])
}

// stranger reports whether the rune may begin a name: it is a surname and ends no word. There is none before the text.
func (s *sentence) stranger(i int) bool {
	return i >= 0 && surnames.has(s.runes[i]) && (i == 0 || !s.inWord[i-1])
}

// reachesOut reports whether the rune at i, in the span, belongs to a word that goes on outside of the span.
func (s *sentence) reachesOut(i, from, to int) bool {
	return (i == from && from > 0 && s.inWord[from-1]) || (i == to-1 && s.inWord[i])
}

// cuts reports whether the span ends inside a word that goes on outside of it.
func (s *sentence) cuts(from, to int) bool {
	return (from > 0 && s.inWord[from-1]) || s.inWord[to-1]
}

// isWordAt reports whether [from, to) is a word of the ordinary language or of the vocabulary.
func (s *sentence) isWordAt(c *Corrector, from, to int) bool {
	word := s.text[s.offset[from]:s.offset[to]]
	return c.words.has(word) || (c.known != nil && c.known(word))
}

// readable reports whether [from, to), of at most maxTerm+1 runes, falls into words, and so may be meant as it is; loose
// allows characters that stand by themselves among them.
func (s *sentence) readable(c *Corrector, from, to int, loose bool) bool {
	reached := uint32(1) // bit i: the first i runes fall into words
	for i := from; i < to; i++ {
		if reached&(1<<(i-from)) == 0 {
			continue
		}
		if loose && (functional.has(s.runes[i]) || freeStanding.has(s.runes[i])) {
			reached |= 1 << (i + 1 - from)
		}
		for end := i + minTerm; end <= min(to, i+maxWord); end++ {
			if s.isWordAt(c, i, end) {
				reached |= 1 << (end - from)
			}
		}
	}
	return reached&(1<<(to-from)) != 0
}
