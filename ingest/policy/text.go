package policy

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"yueyue/ingest/reader"
)

// text is the blocks of a document as the patterns see them: without white space, with one form of each bracket and digit, a line
// break between two blocks. Characters correspond one to one, so that every place leads back to its block.
type text struct {
	blocks []reader.Block
	s      string
	starts []int   // where each block begins in s
	first  int     // the block with which the text begins, below what a page states of it
	marks  []mark  // places of s in long blocks, in order, so that none is looked for from the beginning of its block
	stops  []int   // where the marks stand that end sentences
	quotes []quote // “ and ”
	looked int     // bytes of long sentences looked at
	anchored
}

// mark says that what stands at one place of the squeezed text stands at another one in its block.
type mark struct{ at, source int }

// quote is a quotation mark, with how many are open behind it; below 0 where more close than open.
type quote struct{ at, open int }

// apart is how far marks stand apart, in bytes of the block.
const apart = 2048

func newText(blocks []reader.Block) *text {
	t := &text{blocks: blocks, starts: make([]int, len(blocks))}
	size := 0
	for i := range blocks {
		size += len(blocks[i].Text) + 1
	}
	out := make([]byte, 0, size)
	for i := range blocks {
		if i > 0 && !blocks[i].Continues {
			out = append(out, '\n')
		}
		t.starts[i] = len(out)
		rest := blocks[i].Text
		for from := 0; len(rest) > apart; {
			n := apart
			for !utf8.RuneStart(rest[n]) {
				n--
			}
			out = appendSqueezed(out, rest[:n])
			rest, from = rest[n:], from+n
			t.marks = append(t.marks, mark{len(out), from})
		}
		out = appendSqueezed(out, rest)
	}
	t.s = string(out)
	t.scan()
	return t
}

// appendSqueezed appends a text without its white space, in the forms that the patterns know.
func appendSqueezed(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		// Most characters are Chinese ones, which stand for themselves.
		if n := ideographs(s[i:]); n > 0 {
			out = append(out, s[i:i+n]...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r = folded(r); r != 0 {
			out = utf8.AppendRune(out, r)
		}
		i += n
	}
	return out
}

// ideographs is how many bytes a text begins with that are characters from U+4E00 to U+9FFF.
func ideographs(s string) int {
	i := 0
	for i+2 < len(s) && s[i] >= 0xe4 && s[i] <= 0xe9 && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80 && (s[i] > 0xe4 || s[i+1] >= 0xb8) {
		i += 3
	}
	return i
}

// folded is the form of a character that the patterns know; 0 for white space.
func folded(r rune) rune {
	switch r {
	case ' ', '\t', '\n', '\r', '\u3000', '\u00a0':
		return 0
	case '(':
		return '（'
	case ')':
		return '）'
	case '[', ']', '【', '】', '［', '］', '﹝', '﹞', '〖', '〗':
		if r == '[' || r == '【' || r == '［' || r == '﹝' || r == '〖' {
			return '〔'
		}
		return '〕'
	case '<', '﹤', '＜':
		return '〈'
	case '>', '﹥', '＞':
		return '〉'
	case ':':
		return '：'
	case ';':
		return '；'
	case '○', '◯', '●', '零':
		return '〇'
	}
	if r >= '０' && r <= '９' {
		return r - '０' + '0'
	}
	if r > 0x7f && (unicode.IsSpace(r) || r >= 0xe000 && r <= 0xf8ff) {
		return 0
	}
	return r
}

func squeeze(s string) string { return string(appendSqueezed(make([]byte, 0, len(s)), s)) }

// of is a block as the patterns see it.
func (t *text) of(block int) string {
	to := len(t.s)
	if block+1 < len(t.starts) {
		to = t.starts[block+1]
	}
	return strings.TrimSuffix(t.s[t.starts[block]:to], "\n")
}

// block is the number of the block in which a place lies.
func (t *text) block(at int) int {
	return max(0, sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > at })-1)
}

// line is the line of the source in which a place lies; 0: unknown.
func (t *text) line(at int) int {
	if len(t.blocks) == 0 {
		return 0
	}
	return t.blocks[t.block(at)].Line
}

// original is the text between two places as it stands in the source, white space included, a line break between blocks left out.
func (t *text) original(from, to int) string {
	var out strings.Builder
	for i := t.block(from); i < len(t.blocks) && t.starts[i] < to; i++ {
		start, source := t.mark(i, from)
		skip := utf8.RuneCountInString(t.s[start:max(start, from)])
		end := to
		if i+1 < len(t.starts) {
			end = min(to, t.starts[i+1])
		}
		take := utf8.RuneCountInString(strings.TrimSuffix(t.s[max(start, from):end], "\n"))
		var piece strings.Builder
		for _, r := range t.blocks[i].Text[source:] {
			if folded(r) == 0 {
				if skip == 0 && piece.Len() > 0 && take > 0 {
					piece.WriteRune(' ')
				}
				continue
			}
			if skip > 0 {
				skip--
				continue
			}
			if take == 0 {
				break
			}
			piece.WriteRune(r)
			take--
		}
		out.WriteString(strings.TrimSpace(piece.String()))
	}
	return out.String()
}

// mark is the last place at or before one from which to look for it in a block.
func (t *text) mark(block, at int) (place, source int) {
	k := sort.Search(len(t.marks), func(k int) bool { return t.marks[k].at > at }) - 1
	if k >= 0 && t.marks[k].at > t.starts[block] {
		return t.marks[k].at, t.marks[k].source
	}
	return t.starts[block], 0
}

const stops = "。；！？\n"

// reach is how far, in bytes, a sentence is looked for around a place; one that is longer ends there.
const reach = 3000

// A sentence of more than plenty bytes is long. No more of long sentences is looked at altogether than the text repeated patience
// times; then only what stands nearby. No text that people write comes near it, but one of a single line that repeats the same words
// would take a time that grows with its square.
const (
	plenty   = 600
	patience = 16
)

// sentence gives the sentence around a place, its closing mark left out.
func (t *text) sentence(at int) (from, to int) {
	from, to = t.between(at, reach)
	if to-from > plenty && !t.spend(to-from) {
		from, to = t.between(at, plenty/2)
	}
	return from, to
}

// spend reports whether so many bytes more may be looked at.
func (t *text) spend(n int) bool {
	t.looked += n
	return t.looked <= patience*len(t.s)+64*reach
}

// between is the sentence around a place as far as it lies within some bytes of it.
func (t *text) between(at, within int) (from, to int) {
	from, to = t.align(at-within), t.align(at+within)
	k := sort.SearchInts(t.stops, at)
	if k > 0 && t.stops[k-1] >= from {
		_, n := utf8.DecodeRuneInString(t.s[t.stops[k-1]:])
		from = t.stops[k-1] + n
	}
	if k < len(t.stops) && t.stops[k] < to {
		to = t.stops[k]
	}
	return from, to
}

// align gives the beginning of the character at a place, inside the text.
func (t *text) align(at int) int {
	at = max(0, min(at, len(t.s)))
	for at > 0 && at < len(t.s) && !utf8.RuneStart(t.s[at]) {
		at--
	}
	return at
}

// quoted reports whether a place lies inside “…” that opened in the same block: words that an amendment puts into another document.
func (t *text) quoted(at int) bool {
	k := t.quotesBefore(at)
	return k > 0 && t.quotes[k-1].at >= max(t.starts[t.block(at)], at-5*reach) && strings.HasPrefix(t.s[t.quotes[k-1].at:], "“")
}

// open is how many quotations of its block are open at a place.
func (t *text) open(at int) int {
	depth := func(at int) int {
		if k := t.quotesBefore(at); k > 0 {
			return t.quotes[k-1].open
		}
		return 0
	}
	return depth(at) - depth(t.starts[t.block(at)])
}

func (t *text) quotesBefore(at int) int {
	return sort.Search(len(t.quotes), func(k int) bool { return t.quotes[k].at >= at })
}

// each calls fn with every place where a word stands, in order, until fn returns false.
func each(s, word string, fn func(at int) bool) {
	for from := 0; ; {
		at := strings.Index(s[from:], word)
		if at < 0 || !fn(from+at) {
			return
		}
		from += at + len(word)
	}
}

// runes cuts a text behind n characters.
func runes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
