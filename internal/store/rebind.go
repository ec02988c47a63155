package store

import (
	"strings"
	"sync"
)

// rebinder rewrites statements for SQLite and keeps the result of each text. Texts are constants of the program, so it holds
// as many entries as the program has statements.
type rebinder struct {
	texts sync.Map // string → string
}

func (r *rebinder) text(text string) string {
	if known, ok := r.texts.Load(text); ok {
		return known.(string) //nolint:forcetypeassert // only strings are stored
	}
	rewritten := rebind(text)
	r.texts.Store(text, rewritten)
	return rewritten
}

// rebind writes every parameter $N as ?N and leaves the rest alone: string literals, quoted names, comments, and a $ that
// continues a name, as both databases allow.
func rebind(text string) string {
	if !strings.Contains(text, "$") {
		return text
	}
	out := []byte(text)
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\'' || c == '"' || c == '`':
			i = afterQuote(text, i)
		case strings.HasPrefix(text[i:], "--"):
			i = afterText(text, i+2, "\n")
		case strings.HasPrefix(text[i:], "/*"):
			i = afterText(text, i+2, "*/")
		case c == '$' && i+1 < len(text) && isDigit(text[i+1]):
			out[i] = '?'
			for i++; i < len(text) && isDigit(text[i]); i++ {
			}
		case isNamePart(c):
			for i++; i < len(text) && isNamePart(text[i]); i++ {
			}
		default:
			i++
		}
	}
	return string(out)
}

// afterQuote is the position after the quoted text that begins at start; a doubled quote stands for itself.
func afterQuote(text string, start int) int {
	quote := text[start]
	for i := start + 1; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i+1 < len(text) && text[i+1] == quote {
			i++
			continue
		}
		return i + 1
	}
	return len(text)
}

// afterText is the position after the next mark at or behind start.
func afterText(text string, start int, mark string) int {
	if at := strings.Index(text[start:], mark); at >= 0 {
		return start + at + len(mark)
	}
	return len(text)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isNamePart reports a byte of a name, keyword or number as SQLite reads them. A name may contain $ but a parameter begins
// with it, so that $ counts only behind another part, which the caller sees to.
func isNamePart(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}
