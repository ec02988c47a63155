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
	starts []int // where each block begins in s
}

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
		out = appendSqueezed(out, blocks[i].Text)
	}
	t.s = string(out)
	return t
}

// appendSqueezed appends a text without its white space, in the forms that the patterns know.
func appendSqueezed(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			if r := folded(rune(s[i])); r != 0 {
				out = utf8.AppendRune(out, r)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		// Most characters are Chinese ones, which stand for themselves.
		if r >= 0x4e00 && r < 0xa000 {
			out = append(out, s[i:i+n]...)
		} else if r = folded(r); r != 0 {
			out = utf8.AppendRune(out, r)
		}
		i += n
	}
	return out
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
	case '[', ']', '【', '】', '［', '］':
		if r == '[' || r == '【' || r == '［' {
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
		start := t.starts[i]
		skip := utf8.RuneCountInString(t.s[start:max(start, from)])
		end := to
		if i+1 < len(t.starts) {
			end = min(to, t.starts[i+1])
		}
		take := utf8.RuneCountInString(strings.TrimSuffix(t.s[max(start, from):end], "\n"))
		var piece strings.Builder
		for _, r := range t.blocks[i].Text {
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

const stops = "。；！？\n"

// reach is how far, in bytes, a sentence is looked for around a place; one that is longer ends there.
const reach = 3000

// sentence gives the sentence around a place, its closing mark left out.
func (t *text) sentence(at int) (from, to int) {
	low, high := t.align(at-reach), t.align(at+reach)
	from = low
	if i := strings.LastIndexAny(t.s[low:at], stops); i >= 0 {
		_, n := utf8.DecodeRuneInString(t.s[low+i:])
		from = low + i + n
	}
	if to = strings.IndexAny(t.s[at:high], stops); to < 0 {
		return from, high
	}
	return from, at + to
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
	before := t.s[max(t.starts[t.block(at)], t.align(at-5*reach)):at]
	return strings.LastIndex(before, "“") > strings.LastIndex(before, "”")
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
