package spelling

import (
	"cmp"
	"slices"
)

// spelled says that the letters [from, to) of a run spell han.
type spelled struct {
	from, to int
	han      []rune
}

// spell writes in Han what latin letters spell.
func (c *Corrector) spell(s *sentence) []Change {
	var changes []Change
	for _, run := range slices.Backward(latinRuns(s.runes)) { // from the end, so that places stay right
		spans := c.readRun(&run, s.runes)
		for i, t := range run.tokens {
			from := 0
			if i > 0 {
				from = run.ends[i-1]
			}
			done := slices.ContainsFunc(spans, func(x spelled) bool { return from >= x.from && from < x.to })
			if han, ok := c.readMixed(&run, from, run.ends[i], s.runes, t); ok && !done {
				spans = append(spans, spelled{from, run.ends[i], han})
			}
		}
		slices.SortFunc(spans, func(a, b spelled) int { return cmp.Compare(b.from, a.from) })
		for _, x := range spans {
			first, end := run.place[x.from], run.place[x.to-1]+1
			changes = append(changes, Change{string(s.original[first:end]), string(x.han), first, Pinyin})
			s.replace(first, end, x.han)
		}
	}
	return changes
}

// readRun reads what stands by itself: whole words and sentences in pinyin.
func (c *Corrector) readRun(run *latinRun, runes []rune) []spelled {
	path := c.bestPath(run, runes)
	var spans []spelled
	for begin := 0; begin < len(path); {
		end := begin
		for end < len(path) && !path[end].arc.leave {
			end++
		}
		if end == begin {
			begin++
			continue
		}
		if c.acceptable(path[begin:end]) {
			x := spelled{from: path[begin].from, to: path[end-1].arc.to}
			for _, h := range path[begin:end] {
				x.han = append(x.han, h.arc.han...)
			}
			spans = append(spans, x)
		}
		begin = end
	}
	return spans
}

// What makes a reading good enough.
const (
	minCovered = 0.7  // share of its characters that stand in words
	minAverage = -6.0 // for each character
	minAlone   = 5    // letters of the shortest one: edu is 额度, but more often the end of an address
	maxBlurred = 0.25 // share of its syllables that are only nearly right
)

// acceptable decides whether the steps are what the typist meant: nearly all of it words, a content word among them,
// and probable enough.
func (c *Corrector) acceptable(steps []hypothesis) bool {
	letters, chars, covered, blurs, content, short := 0, 0, 0, 0, 0, false
	score := 0.0
	for _, h := range steps {
		letters += h.arc.to - h.from
		chars += len(h.arc.han)
		blurs += h.arc.blurs
		short = short || h.arc.short
		score += h.gain
		if h.arc.entry != none {
			covered += len(h.arc.han)
			if c.words.entries[h.arc.entry].goal {
				content++
			}
		} else if r := h.arc.han[0]; functional.has(r) || numerals.has(r) {
			covered++
		}
	}
	if content == 0 || (letters < minAlone && !short) {
		return false
	}
	if chars == 2 && !short && (blurs > 0 || !c.words.entries[steps[0].arc.entry].major()) {
		return false // lizhi is a name as often as 离职
	}
	n := float64(chars)
	if len(steps) == 1 && chars > 2 && blurs < chars {
		return score >= minAverage*n
	}
	return float64(covered) >= minCovered*n && float64(blurs) <= maxBlurred*n && score >= minAverage*n
}

// readMixed reads a token that is written together with Han characters (发piao, 增zhi税): together they must be an entry,
// and then only the token is rewritten.
func (c *Corrector) readMixed(run *latinRun, from, to int, runes []rune, t token) ([]rune, bool) {
	const reach = 5 // Han characters on either side
	left := 0
	for left < reach && t.from-left > 0 && isHan(runes[t.from-left-1]) {
		left++
	}
	right := 0
	for right < reach && t.to+right < len(runes) && isHan(runes[t.to+right]) {
		right++
	}
	if left+right == 0 || to-from < 2 {
		return nil, false
	}
	var best []rune
	most, tied := 0, false
	for l := left; l >= 0; l-- {
		node, ok := c.trie.descend(0, runes[t.from-l:t.from])
		if !ok {
			continue
		}
		c.spellings(run, from, to, node, func(node int32, han []rune) {
			for r := 0; r <= right; r++ {
				end, ok := c.trie.descend(node, runes[t.to:t.to+r])
				if !ok {
					return
				}
				id := c.trie.nodes[end].entry
				if id == none || l+r == 0 || !c.words.entries[id].goal {
					continue
				}
				switch n := l + r + len(han); {
				case n > most:
					best, most, tied = slices.Clone(han), n, false
				case n == most && !slices.Equal(best, han):
					tied = true
				}
			}
		})
	}
	return best, most > 0 && !tied
}

// spellings calls found for every way to read exactly the letters [from, to) down the trie from node.
func (c *Corrector) spellings(run *latinRun, from, to int, node int32, found func(node int32, han []rune)) {
	var walk func(at int, node int32, han []rune)
	walk = func(at int, node int32, han []rune) {
		if at == to {
			found(node, han)
			return
		}
		c.syllables(run, at, to, func(end int, exact sound) {
			for _, e := range c.trie.follow(node, c.sounds.blurOf[exact]) {
				if r := c.trie.nodes[e.node].r; c.sounds.reads(r, exact) {
					walk(end, e.node, append(han, r))
				}
			}
		})
	}
	walk(from, node, nil)
}

// syllables calls found for every syllable that begins at a letter and ends by limit.
func (c *Corrector) syllables(run *latinRun, at, limit int, found func(end int, exact sound)) {
	const longest = 6 // zhuang
	for end := at + 1; end <= limit && end-at <= longest; end++ {
		if exact, ok := c.sounds.parse(run.letters[at:end]); ok {
			found(end, exact)
		}
		if end < limit && run.begins[end] {
			return
		}
	}
}
