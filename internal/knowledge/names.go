package knowledge

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Names writes everyday names as official ones, the same way in what is indexed and in what is asked. It is immutable and
// safe for concurrent use.
type Names struct {
	byStart map[rune][]name // longest first
}

type name struct{ everyday, official string }

// NewNames prepares synonyms; normalize is the folding that texts have gone through before Official.
func NewNames(synonyms []Synonym, normalize func(string) string) *Names {
	n := &Names{byStart: map[rune][]name{}}
	for _, s := range synonyms {
		for _, everyday := range s.Everyday {
			pair := name{normalize(everyday), normalize(s.Official)}
			start, _ := utf8.DecodeRuneInString(pair.everyday)
			n.byStart[start] = append(n.byStart[start], pair)
		}
		// An official name stands for itself, so that a shorter name inside it is left alone.
		official := normalize(s.Official)
		start, _ := utf8.DecodeRuneInString(official)
		n.byStart[start] = append(n.byStart[start], name{official, official})
	}
	for _, names := range n.byStart {
		slices.SortStableFunc(names, func(a, b name) int { return len(b.everyday) - len(a.everyday) })
	}
	return n
}

// Official gives the text with official names, and those that were put in, in order of first use.
func (n *Names) Official(text string) (string, []string) {
	var out strings.Builder
	var used []string
	for len(text) > 0 {
		start, size := utf8.DecodeRuneInString(text)
		official := ""
		for _, candidate := range n.byStart[start] {
			if strings.HasPrefix(text, candidate.everyday) {
				official, size = candidate.official, len(candidate.everyday)
				break
			}
		}
		if official == "" {
			out.WriteString(text[:size])
		} else {
			out.WriteString(official)
			if official != text[:size] && !slices.Contains(used, official) {
				used = append(used, official)
			}
		}
		text = text[size:]
	}
	return out.String(), used
}
