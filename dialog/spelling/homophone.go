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
	listed      bool // one of them is part of another entry
	absent      bool // the knowledge has none of them
}

// differ compares; ok is false when nothing differs, only accepted variants do, or a character must stay.
func (c *Corrector) differ(s *sentence, from, to int, e *entry) (d difference, ok bool) {
	d.absent = true
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
	if !e.term && !c.isContent(id) {
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
	case d.listed && n < minFixed+2:
		return found, false
	case n == 2:
		return found, c.weighPair(s, &found, e, d, word)
	case n == 3:
		if word && !d.absent {
			return found, false
		}
		if d.unsupported == d.count {
			return found, found.rank >= 1.5
		}
		return found, d.count < 3 && found.rank >= 5
	case word || 2*d.count > n+1:
		return found, false
	case d.unsupported > 0 && !d.listed:
		return found, found.rank >= 1.5
	default:
		return found, found.rank >= 5
	}
}

// weighPair decides for entries of two characters.
func (c *Corrector) weighPair(s *sentence, found *candidate, e *entry, d difference, word bool) bool {
	if s.stranger(found.from-1) || (!e.term && e.count < minPairCount) {
		return false
	}
	switch {
	case word || d.unsupported < d.count:
		return d.count == 1 && d.near == 0 && d.absent && found.rank >= 6 && c.fits(s, found.from, found.to, e.runes)
	case d.count == 2 || d.near > 0:
		return found.rank >= 2 && c.fits(s, found.from, found.to, e.runes)
	default:
		return found.rank >= 2
	}
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
		c.language.seen3(last, after[0], after[1]) > 0 || c.language.seen3(before[0], before[1], first) > 0
	calm := func(seen bool, r rune) bool { return seen || !isHan(r) || functional.has(r) }
	return strong && calm(left, before[1]) && calm(right, after[0])
}
