package spelling

import (
	"cmp"
	"slices"
)

// none stands for no node and no entry.
const none int32 = -1

// soundTrie holds the entries of a vocabulary by how they are read: an edge is a character, found by any of its blurred
// syllables. Walking it with the sounds of a text finds every entry that sounds like the text, without listing the
// readings of a whole entry.
type soundTrie struct {
	nodes    []trieNode
	children map[step]int32
}

// step is an edge by its character.
type step struct {
	parent int32
	r      rune
}

type trieNode struct {
	r     rune
	entry int32     // the entry that ends here, or none
	edges []soundTo // by sound, then by node
}

type soundTo struct {
	blurred sound
	node    int32
}

func newSoundTrie(v *vocabulary, p *phonetics) *soundTrie {
	t := &soundTrie{nodes: []trieNode{{entry: none}}, children: make(map[step]int32)}
	for id, e := range v.entries {
		at := int32(0)
		for _, r := range e.runes {
			next, ok := t.children[step{at, r}]
			if !ok {
				next = int32(len(t.nodes))
				t.children[step{at, r}] = next
				t.nodes = append(t.nodes, trieNode{r: r, entry: none})
				t.link(at, next, p.of(r))
			}
			at = next
		}
		t.nodes[at].entry = int32(id)
	}
	for i := range t.nodes {
		slices.SortFunc(t.nodes[i].edges, func(a, b soundTo) int {
			return cmp.Or(cmp.Compare(a.blurred, b.blurred), cmp.Compare(a.node, b.node))
		})
	}
	return t
}

func (t *soundTrie) link(parent, child int32, readings [maxReadings]reading) {
	edges := t.nodes[parent].edges
	for i, reading := range readings {
		if reading.blurred == 0 || (i > 0 && reading.blurred == readings[0].blurred) {
			continue
		}
		edges = append(edges, soundTo{reading.blurred, child})
	}
	t.nodes[parent].edges = edges
}

// follow returns the edges of a node that carry the sound.
func (t *soundTrie) follow(node int32, blurred sound) []soundTo {
	edges := t.nodes[node].edges
	low, high := 0, len(edges)
	for low < high {
		if mid := (low + high) / 2; edges[mid].blurred < blurred {
			low = mid + 1
		} else {
			high = mid
		}
	}
	high = low
	for high < len(edges) && edges[high].blurred == blurred {
		high++
	}
	return edges[low:high]
}

// descend follows characters exactly.
func (t *soundTrie) descend(node int32, runes []rune) (int32, bool) {
	for _, r := range runes {
		next, ok := t.children[step{node, r}]
		if !ok {
			return none, false
		}
		node = next
	}
	return node, true
}
