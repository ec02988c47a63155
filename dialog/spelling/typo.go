package spelling

// findLookalikes looks at every character that nothing speaks for and that looks like one of a two-character term: 个锐.
func (c *Corrector) findLookalikes(s *sentence) {
	for i, typed := range s.runes {
		if len(lookalikes[typed]) == 0 || s.locked[i] || s.stands(i) || c.language.uni[typed] > 0 {
			continue
		}
		for from := max(0, i-1); from <= i && from+2 <= len(s.runes); from++ {
			word := [2]rune{s.runes[from], s.runes[from+1]}
			for _, meant := range lookalikes[typed] {
				word[i-from] = meant
				id, ok := c.words.byText[string(word[:])]
				if !ok || !c.words.entries[id].term || s.stranger(from-1) || !c.fits(s, from, from+2, word[:]) {
					continue
				}
				if rank := s.gain(c.language, from, from+2, word[:]) - shapeCost; rank >= 2 {
					s.found = append(s.found, candidate{from, from + 2, id, Typo, rank})
				}
			}
		}
	}
}

// findTypos looks at every span that is one slip from a term. A slip tears characters apart that belong together, so only
// spans with a junction that neither the knowledge nor the dictionary has are looked at.
func (c *Corrector) findTypos(s *sentence) {
	if s.weak[len(s.runes)] == 0 {
		return
	}
	s.closes = s.closes[:0]
	for _, r := range s.runes {
		s.closes = append(s.closes, c.near.last.has(r))
	}
	for from, first := range s.runes {
		if !isHan(first) {
			continue
		}
		begins := c.near.first.has(first)
		for to := from + 1; to <= len(s.runes) && to-from <= maxTerm+1 && isHan(s.runes[to-1]); to++ {
			fixed := begins || s.closes[to-1] // one slip leaves the first or the last character as it was
			if to-from < minEdited-1 || s.weak[to-1] == s.weak[from] || !fixed {
				continue
			}
			if to-from <= maxTerm {
				c.tryTypos(s, from, to, c.near.find(c.near.hash(s.sums, from, to)))
			}
			for i := from; i < to; i++ {
				c.tryTypos(s, from, to, c.near.find(c.near.without(s.sums, from, to, i)))
			}
		}
	}
}

func (c *Corrector) tryTypos(s *sentence, from, to int, entries []int32) {
	for _, id := range entries {
		if rank, ok := c.weighTypo(s, from, to, &c.words.entries[id]); ok {
			s.found = append(s.found, candidate{from, to, id, Typo, rank})
		}
	}
}

// What a slip costs, in natural logarithms. Leaving a character out makes any text more probable, putting one in less;
// the costs of omission and insertion allow for that.
const (
	shapeCost     = 3.0
	mistakeCost   = 6.0 // a character that neither looks nor sounds like the right one
	swapCost      = 3.0
	omissionCost  = 1.0
	insertionCost = 6.0
)

// weighTypo decides whether e was meant where [from, to) stands.
func (c *Corrector) weighTypo(s *sentence, from, to int, e *entry) (rank float64, ok bool) {
	slip, at := compareSlip(s.runes[from:to], e.runes)
	if slip == noSlip || s.isWordAt(c, from, to) || s.cuts(from, to) {
		return 0, false
	}
	at += from
	gain := s.gain(c.language, from, to, e.runes)
	switch slip {
	case mistook:
		return c.weighMistake(s, from, to, at, e, gain)
	case swapped:
		return c.weighSwap(s, at, e, gain)
	case leftOut:
		return c.weighOmission(s, from, to, at, e, gain)
	default:
		return c.weighInsertion(s, from, to, at, e, gain)
	}
}

// weighMistake decides whether the character at was taken for another. What sounds alike is not its business.
func (c *Corrector) weighMistake(s *sentence, from, to, at int, e *entry, gain float64) (float64, bool) {
	typed, meant := s.runes[at], e.runes[at-from]
	if s.locked[at] || s.listed[at] || s.stands(at) || isVariant(typed, meant) || negations.has(typed) || negations.has(meant) {
		return 0, false
	}
	if isLookalike(typed, meant) {
		return gain - shapeCost, gain >= shapeCost+1
	}
	inside := at > from && at < to-1 // the first and the last character say which of several things is meant
	return gain - mistakeCost, len(e.runes) >= 5 && inside && gain >= mistakeCost+1
}

// weighSwap decides whether the characters at and at+1 changed places.
func (c *Corrector) weighSwap(s *sentence, at int, e *entry, gain float64) (float64, bool) {
	if len(e.runes) < 4 || s.locked[at] || s.locked[at+1] {
		return 0, false
	}
	least := 1.0
	if s.inWord[at] || s.listed[at] || s.listed[at+1] {
		least = 6
	}
	return gain - swapCost, gain >= swapCost+least
}

// weighOmission decides whether the character of e that is missing before at was forgotten.
func (c *Corrector) weighOmission(s *sentence, from, to, at int, e *entry, gain float64) (float64, bool) {
	missing := e.runes[at-from]
	if len(e.runes) < 4 || at == to || negations.has(missing) {
		return 0, false
	}
	if (to < len(s.runes) && s.runes[to] == missing) || (from > 0 && s.runes[from-1] == missing) {
		return 0, false // it is not missing, it stands in the wrong place
	}
	rank := gain - omissionCost
	if at == from { // 般纳税人: what is left must make no sense by itself
		alone := functional.has(s.runes[from]) || freeStanding.has(s.runes[from]) || s.inWord[from] || (from > 0 && s.firm[from-1])
		return rank, !alone && rank >= 3
	}
	switch {
	case s.readable(c, from, at, false) && s.readable(c, at, to, false):
		return 0, false
	case at == from+1 && functional.has(s.runes[from]): // 投了个独资企业
		return 0, false
	case s.inWord[at-1]: // 专发 in 增值税专发票
		return rank, len(e.runes) >= 5 && rank >= 7 && !s.readable(c, from, to, false)
	case s.tight[at-1]:
		return 0, false
	case s.readable(c, from, at, true) && s.readable(c, at, to, true):
		return rank, len(e.runes) >= 5 && rank >= 7
	case s.firm[at-1]:
		return rank, rank >= 5
	}
	return rank, rank >= 2
}

// weighInsertion decides whether the character at is too much.
func (c *Corrector) weighInsertion(s *sentence, from, to, at int, e *entry, gain float64) (float64, bool) {
	typed := s.runes[at]
	if at == from || at == to-1 || s.locked[at] || negations.has(typed) {
		return 0, false
	}
	rank := gain - insertionCost
	if typed == s.runes[at-1] || typed == s.runes[at+1] {
		return rank, rank >= 0
	}
	if functional.has(typed) || freeStanding.has(typed) || s.stands(at) {
		return 0, false
	}
	echo := c.sounds.compare(typed, s.runes[at-1]) == alike || c.sounds.compare(typed, s.runes[at+1]) == alike
	seam := s.readable(c, from, at, false) && s.readable(c, at+1, to, false)
	return rank, (echo || !seam) && rank >= 0 && (len(e.runes) >= 4 || echo || c.language.uni[typed] == 0)
}
