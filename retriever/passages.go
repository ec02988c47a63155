package retriever

import (
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
)

// ofPassage notes who sees a passage and how it is found exactly: by its heading, by the number of its document, by its clause
// of the document, which people name by title or number.
func (e *entry) ofPassage(p knowledge.Passage, prepare func(string) string) {
	e.region, e.audience = p.Region, p.Audience
	e.asked = []string{letters(prepare(p.Heading()))}
	e.numbers = knowledge.FindDocumentNumbers(p.Number)
	e.addClauses(prepare(knowledge.TitleKey(p.Title)), p.Clause)
	e.addClauses(prepare(p.Number), p.Clause)
}

// A unit holds at most windowRunes characters, its head among them: the model reads 256 tokens, two of them marks of its own, and
// no character is more than one token.
const (
	windowRunes = 254
	headRunes   = 72
)

// passageTexts are the searchable texts of a passage: windows of whole sentences, each after the title and the path, without
// which an article does not say what it is about.
func passageTexts(p knowledge.Passage) []string {
	head := shorten(strings.Join(append([]string{p.Title}, p.Path...), " "), headRunes)
	var texts []string
	for _, window := range windows(p.Text, windowRunes-utf8.RuneCountInString(head)-1) {
		texts = append(texts, head+"\n"+window)
	}
	return texts
}

// shorten leaves out the middle of a text that is longer than limit characters.
func shorten(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	half := (limit - 1) / 2
	return string(runes[:half]) + "…" + string(runes[len(runes)-half:])
}

// windows cuts a text into runs of sentences of at most limit characters. A sentence that is longer is cut after a comma, or
// where it must be.
func windows(text string, limit int) []string {
	var out []string
	rest := []rune(text)
	for len(rest) > limit {
		at := lastAfter(rest[:limit], "。！？；\n")
		if at == 0 {
			at = lastAfter(rest[:limit], "，、：")
		}
		if at == 0 {
			at = limit
		}
		out = append(out, strings.TrimSpace(string(rest[:at])))
		rest = rest[at:]
	}
	if tail := strings.TrimSpace(string(rest)); tail != "" {
		out = append(out, tail)
	}
	return out
}

// lastAfter is the place behind the last of some marks; 0 when there is none.
func lastAfter(runes []rune, marks string) int {
	for i := len(runes); i > 0; i-- {
		if strings.ContainsRune(marks, runes[i-1]) {
			return i
		}
	}
	return 0
}
