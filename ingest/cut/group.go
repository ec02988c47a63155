package cut

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"yueyue/ingest/policy"
)

// group is the pieces that are gathered into the next passages.
type group struct {
	kind   level // article, question, part (numbered), none (free)
	id     string
	clause string
	path   []string // common to its pieces
	table  int      // number of the table, for rows
	row    int      // number of the first row in it
	pieces []piece
	size   int // characters
}

// free is a group at the present place that is no article.
func (c *cutter) free() *group {
	g := &group{path: c.path()}
	switch {
	case c.nums[0] > 0:
		g.kind = part
		g.id = fmt.Sprintf("%s%ss%d", c.prefix, c.scope, c.nums[0])
		for _, n := range c.nums[1:] {
			if n > 0 {
				g.id += fmt.Sprintf("-%d", n)
			}
		}
		if c.clauses && !c.articles && c.prefix == "" && c.scope == "" {
			g.clause = "第" + policy.Chinese(c.nums[0]) + "条"
		}
	case c.unnamed > 0:
		g.id = fmt.Sprintf("%sh%d", c.prefix, c.unnamed)
	default:
		g.id = fmt.Sprintf("%sp%d", c.prefix, c.count("p"))
	}
	return g
}

func (c *cutter) count(kind string) int {
	c.used["#"+c.prefix+kind]++
	return c.used["#"+c.prefix+kind]
}

func (g *group) add(p piece, size int) {
	g.pieces = append(g.pieces, p)
	g.size += size
}

// full reports whether a group is to be closed before a piece of a size is added; a short rest is taken in.
func (g *group) full(size int) bool {
	sum := g.size + size
	rest := size < low/3 && sum < high+low
	return sum > high && !rest && (g.size >= low || sum > numberd) && g.whole()
}

// whole reports whether a group ends with the end of a sentence, so that it may be closed.
func (g *group) whole() bool {
	text := strings.TrimRight(g.pieces[len(g.pieces)-1].text, " ")
	r, _ := utf8.DecodeLastRuneInString(text)
	return !strings.ContainsRune("；：，、;:,", r) || g.size > numberd
}
