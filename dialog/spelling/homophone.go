package spelling

// candidate is a replacement that passed its guards.
type candidate struct {
	from, to int
	entry    int32
	reason   Reason
	rank     float64 // the gain in probability less the improbability of the slip
}

// findHomophones looks at every span that sounds like an entry.
func (c *Corrector) findHomophones(s *sentence) {
	for from, r := range s.runes {
		if isHan(r) {
			c.walkHomophones(s, from, from, 0)
		}
	}
}

func (c *Corrector) walkHomophones(s *sentence, from, at int, node int32) {
	if id := c.trie.nodes[node].entry; id != none && at > from {
		if candidate, ok := c.weighHomophone(s, from, at, id); ok {
			s.found = append(s.found, candidate)
		}
	}
	if at == len(s.runes) {
		return
	}
	readings := c.sounds.of(s.runes[at])
	for i, reading := range readings {
		if reading.blurred == 0 || (i > 0 && reading.blurred == readings[0].blurred) {
			continue
		}
		for _, edge := range c.trie.follow(node, reading.blurred) {
			c.walkHomophones(s, from, at+1, edge.node)
		}
	}
}

// difference is what tells a span from an entry of the same length.
type difference struct {
	count       int  // characters that differ
	near        int  // of them, those that sound only nearly the same
	unsupported int  // those that nothing beside them speaks for
	functional  int  // those that hold sentences together
	inside      bool // none of them is the first or the last of the span
	outside     bool // one of them belongs to a word that goes on outside of the span
	listed      bool // one of them is part of another entry
	absent      bool // the knowledge has none of them
}

// differ compares; ok is false when nothing differs, only accepted variants do, or a character must stay.
func (c *Corrector) differ(s *sentence, from, to int, e *entry) (d difference, ok bool) {
	d.absent, d.inside = true, true
	variants := 0
	for i := from; i < to; i++ {
		meant, typed := e.runes[i-from], s.runes[i]
		if meant == typed {
			continue
		}
		if s.locked[i] {
			return d, false
		}
		d.count++
		if isVariant(typed, meant) {
			variants++
		}
		if c.sounds.compare(typed, meant) == nearly {
			d.near++
		}
		if !s.stands(i) {
			d.unsupported++
		}
		if functional.has(typed) {
			d.functional++
		}
		d.inside = d.inside && i > from && i < to-1
		d.outside = d.outside || s.reachesOut(i, from, to)
		d.listed = d.listed || s.listed[i]
		d.absent = d.absent && c.language.uni[typed] == 0 && !functional.has(typed)
	}
	return d, d.count > variants
}

// What a slip costs, in natural logarithms.
const (
	soundCost = 2.0 // a character for one that sounds the same
	nearCost  = 2.0 // besides, when it sounds only nearly the same
)

// weighHomophone decides whether the entry was meant where [from, to) stands. The shorter the entry, the more it takes.
func (c *Corrector) weighHomophone(s *sentence, from, to int, id int32) (candidate, bool) {
	e := &c.words.entries[id]
	if !e.goal {
		return candidate{}, false
	}
	d, ok := c.differ(s, from, to, e)
	if !ok {
		return candidate{}, false
	}
	gain := s.gain(c.language, from, to, e.runes)
	found := candidate{from, to, id, Homophone, gain - soundCost*float64(d.count) - nearCost*float64(d.near)}
	word := s.isWordAt(c, from, to)
	switch n := to - from; {
	case n < minFixed+2 && (d.listed || d.outside):
		return found, false
	case n < minFixed+2 && d.functional > 0:
		return found, e.term && d.count == 1 && d.inside && found.rank >= 5
	case n == 2:
		return found, c.weighPair(s, &found, e, d, word)
	case n == 3:
		if word && !d.absent {
			return found, false
		}
		if d.unsupported == d.count {
			return found, found.rank >= 1.5
		}
		return found, e.term && d.count < 3 && found.rank >= 5
	case word || 2*d.count > n+1:
		return found, false
	case d.unsupported > 0 && !d.listed && !d.outside:
		return found, found.rank >= 1.5
	case s.readable(c, from, to, false): // 执业资格证书 is no slip
		return found, found.rank >= 16
	default:
		return found, found.rank >= 5
	}
}

// weighPair decides for entries of two characters.
func (c *Corrector) weighPair(s *sentence, found *candidate, e *entry, d difference, word bool) bool {
	if (!e.term && e.count < minPairCount) || c.torn(s, found.from, e.runes) {
		return false
	}
	if s.stranger(found.from-1) || (d.count == 2 && s.stranger(found.from)) {
		return false
	}
	switch {
	case word || d.unsupported < d.count:
		return e.major() && d.count == 1 && d.near == 0 && d.absent && found.rank >= 6 && c.fits(s, found.from, found.to, e.runes)
	case d.count == 2 || d.near > 0:
		return e.major() && found.rank >= 2 && c.fits(s, found.from, found.to, e.runes)
	default:
		return (e.major() && found.rank >= 5) || found.rank >= 2 && c.fits(s, found.from, found.to, e.runes)
	}
}

// torn reports whether the pair at from takes a character away from a word that the knowledge does not have around the
// replacement: 政 from 政策 in 假政策.
func (c *Corrector) torn(s *sentence, from int, han []rune) bool {
	left := from > 0 && s.inWord[from-1] && c.language.seen3(s.class[from+1], han[0], han[1]) == 0
	right := s.inWord[from+1] && c.language.seen3(han[0], han[1], s.class[from+4]) == 0
	return left || right
}

// minPairCount is how often a two-character word that is no term must stand in the phrases to be aimed at.
const minPairCount = 5

// fits reports whether the knowledge has the replacement beside what stands left or right of it, and nothing on the other
// side speaks against it.
func (c *Corrector) fits(s *sentence, from, to int, han []rune) bool {
	before, after := s.before(from), s.after(to)
	first, last := han[0], han[len(han)-1]
	left := c.language.seen2(before[1], first) > 0
	right := c.language.seen2(last, after[0]) > 0
	content := func(r rune) bool { return isHan(r) && !functional.has(r) }
	strong := (left && content(before[1])) || (right && content(after[0])) ||
		(isHan(after[0]) && c.language.seen3(last, after[0], after[1]) > 0) || (isHan(before[1]) && c.language.seen3(before[0], before[1], first) > 0)
	calm := func(seen bool, r rune) bool { return seen || !isHan(r) || functional.has(r) }
	return strong && calm(left, before[1]) && calm(right, after[0])
}
