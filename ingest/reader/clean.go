package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean is text as Block promises it: white space collapsed to single spaces, a line break between two Chinese characters gone
// (it only wrapped the source) unless a no-break or wide space stands beside it, control and zero-width characters removed.
func clean(s string) string {
	if tidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	space, broken, meant := false, false, false
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				continue
			}
		}
		if unicode.IsSpace(r) {
			space = true
			broken = broken || r == '\n' || r == '\r'
			meant = meant || r == '\u00a0' || r == '\u3000'
			continue
		}
		if invisible(r) {
			continue
		}
		if space && last != 0 && (!broken || meant || spaced(last, r)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, space, broken, meant = r, false, false, false
	}
	return b.String()
}

// OneLine is a cell of a Row on one line, as it stands in the Text of the row.
func OneLine(cell string) string { return clean(cell) }

// cleanLines is clean by line: what was written in lines stays in lines, with at most one empty line between two of them.
func cleanLines(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return clean(s)
	}
	var b strings.Builder
	empty := 0
	for line := range strings.SplitSeq(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n") {
		if line = strings.TrimSpace(clean(line)); line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(empty, 1)+1])
		}
		b.WriteString(line)
		empty = 0
	}
	return b.String()
}

// tidy is the common case: nothing to do.
func tidy(s string) bool {
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c == 0x7f || (c == ' ' && before == ' ') {
			return false
		}
		// C2 begins Latin-1 controls and the no-break space, E1 and E2 and E3 the other spaces, EF the byte-order mark; 80 follows E3 only
		// for CJK punctuation.
		if c == 0xC2 || c == 0xE1 || c == 0xE2 && i+1 < len(s) && s[i+1] <= 0x81 || c == 0xEF && i+2 < len(s) && s[i+1] == 0xBB && s[i+2] == 0xBF ||
			c == 0xE3 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] == 0x80 {
			return careful(s)
		}
		before = c
	}
	return before != ' ' && utf8.ValidString(s)
}

// careful is tidy for text that holds characters which may be spaces.
func careful(s string) bool {
	before := ' '
	for _, r := range s {
		if r == utf8.RuneError || invisible(r) || (unicode.IsSpace(r) && (r != ' ' || before == ' ')) {
			return false
		}
		before = r
	}
	return before != ' '
}

func invisible(r rune) bool {
	return unicode.IsControl(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff' || r == '\u00ad' || r == '\u2060' ||
		(r >= '\u200e' && r <= '\u200f') || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069')
}

// wide says whether the character is one that is written without spaces around it.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE4F || r >= 0xFF00 && r <= 0xFFEF ||
		r >= 0x20000 && r <= 0x3FFFF || strings.ContainsRune("“”‘’…—·《》〔〕【】", r)
}

// spaced says whether a line that ends in a and one that begins with b join with a space.
func spaced(a, b rune) bool { return !wide(a) && !wide(b) }

// cutNumber says whether the text ends in a number that the edge of the page cut behind its comma or point.
func cutNumber(text string) bool {
	n := len(text)
	return n > 1 && (text[n-1] == ',' || text[n-1] == '.') && text[n-2] >= '0' && text[n-2] <= '9'
}

// glue joins a hard-wrapped line to the text before it.
func glue(text, line string) string {
	a, _ := utf8.DecodeLastRuneInString(text)
	b, _ := utf8.DecodeRuneInString(line)
	switch {
	case text == "":
		return line
	case !spaced(a, b) || unicode.IsDigit(b) && (unicode.IsDigit(a) || cutNumber(text)):
		return text + line
	}
	return text + " " + line
}
