package segment

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalize folds what writers vary without meaning it: width and compatibility forms (NFKC), letter case, kinds of white
// space. Line breaks stay, other white space becomes a blank, control and format characters and variation selectors go,
// invalid bytes become U+FFFD. Normalising twice changes nothing.
func (*Segmenter) Normalize(text string) string { return normalize(text) }

func normalize(text string) string {
	text = norm.NFKC.String(strings.Map(visible, text))
	// Lower-casing can make a pair composable that had no capital composite (H with a line below), hence the second pass.
	return norm.NFKC.String(strings.ToLower(text))
}

// visible maps a character to the one kept for it; -1 drops it.
func visible(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f:
		return r
	case r == '\n' || r == '\r':
		return '\n'
	case r >= hanFirst && r <= hanLast:
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
		return -1
	}
	return r
}
