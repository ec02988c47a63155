package spelling

import (
	"cmp"
	"slices"
	"strings"
)

// mend replaces homophones and typos in a sentence whose pinyin is already written in Han, and puts all changes in order.
func (c *Corrector) mend(s *sentence, changes []Change) (string, []Change) {
	s.survey(c)
	s.found = s.found[:0]
	c.findHomophones(s)
	c.findLookalikes(s)
	c.findTypos(s)
	chosen := c.choose(s)
	if len(chosen) == 0 {
		return s.text, changes
	}
	var b strings.Builder
	at := 0
	for _, k := range chosen {
		b.WriteString(s.text[s.offset[at]:s.offset[k.from]])
		b.WriteString(c.words.entries[k.entry].text)
		at = k.to
		first, last := s.origin[k.from], s.origin[k.to-1]
		changes = append(changes, Change{string(s.original[first : last+1]), c.words.entries[k.entry].text, first, k.reason})
	}
	b.WriteString(s.text[s.offset[at]:])
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.At, b.At) })
	return b.String(), changes
}

const (
	// minLead is by how much the best replacement of a span must be ahead of another one.
	minLead = 1.0
	// lengthBonus, for each character, lets 曾值税 win over 曾值, whose gain is the same.
	lengthBonus = 0.1
)

// choose keeps the best of the candidates that overlap. Where two replacements
// of one span are about as good, the text stays. The result is in the order of the text.
func (c *Corrector) choose(s *sentence) []candidate {
	for i, k := range s.found {
		s.found[i].rank += lengthBonus * float64(k.to-k.from)
	}
	slices.SortStableFunc(s.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.from, b.from), cmp.Compare(a.entry, b.entry))
	})
	var chosen []candidate
	for i, k := range s.found {
		overlaps := slices.ContainsFunc(s.found[:i], func(o candidate) bool { return k.from < o.to && o.from < k.to })
		rivals := slices.ContainsFunc(s.found[i+1:], func(o candidate) bool {
			return o.from == k.from && o.to == k.to && o.entry != k.entry && k.rank-o.rank < minLead
		})
		pinyin := slices.Contains(s.origin[k.from:k.to], converted)
		if !overlaps && !rivals && !pinyin {
			chosen = append(chosen, k)
		}
	}
	slices.SortFunc(chosen, func(a, b candidate) int { return cmp.Compare(a.from, b.from) })
	return chosen
}
