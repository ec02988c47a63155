package spelling

import (
	"cmp"
	"math"
	"slices"
)

// Weights of the syllable lattice, in natural logarithms.
const (
	wordBonus    = 0.6 // for each character of an entry: a word is likelier than its characters by chance
	stepPenalty  = 1.5 // for each entry or single character: few long steps are likelier than many short ones
	blurPenalty  = 2.5 // for each syllable that is only nearly right
	leaveToken   = 4.0 // for each token that is left as it is
	leavePenalty = 2.0 // and for each of its letters
	beamWidth    = 4   // hypotheses that are kept at each letter
	maxSingles   = 6   // characters that are tried for a syllable by itself
)

// arc is one step through the letters of a run: an entry, a single character, or a token left as it is.
type arc struct {
	to    int // letters
	han   []rune
	entry int32 // or none
	blurs int
	leave bool
	short bool // the entry was given by its initials
}

// hypothesis is the last step of a way through the letters.
type hypothesis struct {
	arc   arc
	from  int     // letter where the step begins
	gain  float64 // of the step
	score float64 // of the whole way
	a, b  rune    // the last two classes
	prev  int     // the hypothesis before, in the beam at from
}

// bestPath is the Viterbi search, with a beam, over the syllable lattice of the run.
func (c *Corrector) bestPath(run *latinRun, runes []rune) []hypothesis {
	n := len(run.letters)
	beams := make([][]hypothesis, n+1)
	start := hypothesis{a: edge, b: edge}
	for _, r := range runes[max(0, run.place[0]-2):run.place[0]] {
		start.a, start.b = start.b, class(r)
	}
	beams[0] = []hypothesis{start}
	token := 0
	for at := range n {
		if at == run.ends[token] {
			token++
		}
		beam := beams[at]
		if len(beam) == 0 {
			continue
		}
		slices.SortFunc(beam, func(x, y hypothesis) int { return cmp.Compare(y.score, x.score) })
		beam = beam[:min(len(beam), beamWidth)]
		beams[at] = beam
		for _, arc := range c.arcs(run, at, token) {
			for i := range beam {
				beams[arc.to] = keepBest(beams[arc.to], c.extend(&beam[i], arc, at, i))
			}
		}
	}
	after := edge
	if end := run.place[n-1] + 1; end < len(runes) {
		after = class(runes[end])
	}
	best, most := 0, math.Inf(-1)
	for i, h := range beams[n] {
		if score := h.score + c.language.logP(h.a, h.b, after); score > most {
			best, most = i, score
		}
	}
	var path []hypothesis
	for at, i := n, best; at > 0; {
		h := beams[at][i]
		path = append(path, h)
		at, i = h.from, h.prev
	}
	slices.Reverse(path)
	return path
}

// keepBest adds h unless a better one ends in the same two classes.
func keepBest(beam []hypothesis, h hypothesis) []hypothesis {
	for i := range beam {
		if beam[i].a == h.a && beam[i].b == h.b {
			if h.score > beam[i].score {
				beam[i] = h
			}
			return beam
		}
	}
	return append(beam, h)
}

func (c *Corrector) extend(h *hypothesis, step arc, at, index int) hypothesis {
	next := hypothesis{arc: step, from: at, prev: index, a: h.a, b: h.b}
	if step.leave {
		next.gain = -leaveToken - leavePenalty*float64(step.to-at)
		next.a, next.b = 'a', 'a'
	} else {
		for _, r := range step.han {
			next.gain += c.language.logP(next.a, next.b, r)
			next.a, next.b = next.b, r
		}
		if step.entry != none {
			next.gain = max(next.gain, c.language.logWord(c.words.entries[step.entry].count))
			next.gain += wordBonus * float64(len(step.han))
		}
		next.gain -= blurPenalty*float64(step.blurs) + stepPenalty
	}
	next.score = h.score + next.gain
	return next
}

// arcs lists the steps from a letter that stands in the given token. There is always a way on from the begin of a token.
func (c *Corrector) arcs(run *latinRun, at, token int) []arc {
	var list []arc
	end := run.ends[token]
	if begins := at == 0 || token > 0 && run.ends[token-1] == at; begins {
		list = append(list, arc{to: end, entry: none, leave: true})
		if id, ok := c.initials[string(run.letters[at:end])]; ok && !run.tokens[token].figure {
			list = append(list, arc{to: end, han: c.words.entries[id].runes, entry: id, short: true})
		}
	}
	limit := len(run.letters)
	c.syllables(run, at, limit, func(end int, exact sound) {
		singles := c.singles[exact]
		for i := range singles {
			list = append(list, arc{to: end, han: singles[i : i+1], entry: none})
		}
	})
	var walk func(at int, node int32, blurs int)
	walk = func(at int, node int32, blurs int) {
		if id := c.trie.nodes[node].entry; id != none {
			list = append(list, arc{to: at, han: c.words.entries[id].runes, entry: id, blurs: blurs})
		}
		c.syllables(run, at, limit, func(end int, exact sound) {
			for _, e := range c.trie.follow(node, c.sounds.blurOf[exact]) {
				miss := 0
				if !c.sounds.reads(c.trie.nodes[e.node].r, exact) {
					miss = 1
				}
				walk(end, e.node, blurs+miss)
			}
		})
	}
	walk(at, 0, 0)
	return list
}

// newSingles lists for each exact syllable the characters that the phrases use most.
func newSingles(m *model, p *phonetics) [][]rune {
	singles := make([][]rune, len(p.exactOf))
	for r := range m.uni {
		readings := p.of(r)
		for i, reading := range readings {
			if reading.exact != 0 && (i == 0 || reading.exact != readings[0].exact) {
				singles[reading.exact] = append(singles[reading.exact], r)
			}
		}
	}
	for i, list := range singles {
		slices.SortFunc(list, func(a, b rune) int { return cmp.Or(cmp.Compare(m.uni[b], m.uni[a]), cmp.Compare(a, b)) })
		singles[i] = list[:min(len(list), maxSingles)]
	}
	return singles
}
