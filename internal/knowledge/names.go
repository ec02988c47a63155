package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
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

// NewNames prepares synonyms; normalize is the folding that texts have gone through before Official. An everyday name that
// folds to nothing is left out, and of two that fold to the same the first counts.
func NewNames(synonyms []Synonym, normalize func(string) string) *Names {
	n := &Names{byStart: map[rune][]name{}}
	for _, s := range synonyms {
		official := normalize(s.Official)
		// An official name stands for itself, so that a shorter name inside it is left alone.
		for _, everyday := range append([]string{s.Official}, s.Everyday...) {
			n.add(name{normalize(everyday), official})
		}
	}
	for _, names := range n.byStart {
		slices.SortStableFunc(names, func(a, b name) int { return len(b.everyday) - len(a.everyday) })
	}
	return n
}

func (n *Names) add(added name) {
	if added.everyday == "" {
		return
	}
	start, _ := utf8.DecodeRuneInString(added.everyday)
	n.byStart[start] = append(n.byStart[start], added)
}

// Version changes whenever any text would be written differently.
func (n *Names) Version() string {
	sum := sha256.New()
	for _, start := range slices.Sorted(maps.Keys(n.byStart)) {
		fmt.Fprintf(sum, "%q", n.byStart[start])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// Official gives the text with official names, and those that were put in, in order of first use. The text is read from the
// left, the longest name at each place first; a name that begins or ends with a Latin letter or a digit is not found inside
// a longer word or number (16税2费 is not 6税2费).
func (n *Names) Official(text string) (string, []string) {
	var out strings.Builder
	var used []string
	for at := 0; at < len(text); {
		found, ok := n.at(text, at)
		if !ok {
			_, size := utf8.DecodeRuneInString(text[at:])
			out.WriteString(text[at : at+size])
			at += size
			continue
		}
		out.WriteString(found.official)
		if found.official != found.everyday && !slices.Contains(used, found.official) {
			used = append(used, found.official)
		}
		at += len(found.everyday)
	}
	return out.String(), used
}

// at is the longest name that begins at a byte of the text.
func (n *Names) at(text string, at int) (name, bool) {
	start, _ := utf8.DecodeRuneInString(text[at:])
	for _, candidate := range n.byStart[start] {
		end := at + len(candidate.everyday)
		if strings.HasPrefix(text[at:], candidate.everyday) && !joined(text, at) && !joined(text, end) && !inside(text, at, candidate) {
			return candidate, true
		}
	}
	return name{}, false
}

// ends are the characters that end another word before a name that begins with the key: 这个税, 缩小规模, 新增票种, 理财报税.
var ends = map[rune]string{'个': "这那哪几两多一每各某", '小': "缩", '增': "新", '财': "理"}

// inside reports whether a place is in the middle of another word rather than at the beginning of a name.
func inside(text string, at int, candidate name) bool {
	if candidate.everyday == candidate.official {
		return false
	}
	start, _ := utf8.DecodeRuneInString(candidate.everyday)
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return at > 0 && strings.ContainsRune(ends[start], before)
}

// joined reports whether the bytes before and at a place belong to one Latin word or number.
func joined(text string, at int) bool {
	return at > 0 && at < len(text) && isLatin(text[at-1]) && isLatin(text[at])
}

func isLatin(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
