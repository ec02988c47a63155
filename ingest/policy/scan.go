package policy

import "strings"

// What a character is to the scan. From anchor on they are the anchors, in their order.
const (
	other uint8 = iota
	sentenceEnd
	quoteOpen
	quoteClose
	anchor
)

// anchors are the characters by which words are found: every word that text.each is asked for has one of them.
const anchors = "废失停附删改起本期布"

// signs is what each character up to U+FFFF is to the scan.
var signs = func() (signs [1 << 16]uint8) {
	for _, r := range stops {
		signs[r] = sentenceEnd
	}
	signs['“'], signs['”'] = quoteOpen, quoteClose
	next := anchor
	for _, r := range anchors {
		signs[r] = next
		next++
	}
	return signs
}()

// anchored is where each of the anchors stands, in order.
type anchored [len(anchors) / len("废")][]int

// scan notes, in one pass, where sentences end, where quotations begin and end, and where the anchors stand. The text is valid
// UTF-8: newText made it.
func (t *text) scan() {
	open := 0
	for i := 0; i < len(t.s); {
		at, r := i, rune(0)
		switch b := t.s[i]; {
		case b < 0x80:
			r = rune(b)
			i++
		case b < 0xe0:
			i += 2
		case b < 0xf0:
			r = rune(b&0x0f)<<12 | rune(t.s[i+1]&0x3f)<<6 | rune(t.s[i+2]&0x3f)
			i += 3
		default:
			i += 4
		}
		switch sign := signs[r&0xffff]; sign {
		case other:
		case sentenceEnd:
			t.stops = append(t.stops, at)
		case quoteOpen:
			open++
			t.quotes = append(t.quotes, quote{at, open})
		case quoteClose:
			open--
			t.quotes = append(t.quotes, quote{at, open})
		default:
			t.anchored[sign-anchor] = append(t.anchored[sign-anchor], at)
		}
	}
}

// each calls fn with every place before another one where a word stands, in order, none inside the one before it, until fn returns
// false.
func (t *text) each(word string, before int, fn func(at int) bool) {
	offset := strings.IndexAny(word, anchors)
	known := strings.Index(anchors, word[offset:offset+len("废")]) / len("废")
	from := 0
	for _, at := range t.anchored[known] {
		at -= offset
		if at+len(word) > before {
			return
		}
		if at < from || !strings.HasPrefix(t.s[at:], word) {
			continue
		}
		if !fn(at) {
			return
		}
		from = at + len(word)
	}
}
