package spelling

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Reason says what kind of slip a Change mends.
type Reason string

// The reasons.
const (
	Pinyin    Reason = "pinyin"    // latin letters that spell words of the vocabulary
	Homophone Reason = "homophone" // other characters that sound the same
	Typo      Reason = "typo"      // a character mistaken by its shape, left out, put in, or two that changed places
)

// Change is one correction.
type Change struct {
	From   string `json:"from"` // as typed
	To     string `json:"to"`   // what stands there now
	At     int    `json:"at"`   // where From begins in the original text, in characters (runes)
	Reason Reason `json:"reason"`
}

// maxRunes is the longest text that is looked at. A question is shorter; a pasted document is not a typed one.
const maxRunes = 2000

// Corrector mends typed questions against a vocabulary. It never changes after New and may be used concurrently if known
// may.
type Corrector struct {
	known    func(string) bool
	sounds   *phonetics
	words    *vocabulary
	trie     *soundTrie
	near     *neighbourhood
	language *model
	initials map[string]int32 // first letters of the syllables → the entry
	singles  [][]rune         // sound → the characters of the phrases that are read so, the usual ones first
	pool     sync.Pool        // of *sentence
}

// New builds a corrector. terms are the tax dictionary with official and everyday names; phrases are the known questions,
// similar questions and aliases, which say what usually stands beside what; known reports whether a word is an ordinary
// word of the language and may be nil, which leaves fewer reasons not to change a text: give it where right questions
// from outside the knowledge are expected. The slices are not kept.
func New(terms []string, phrases []string, known func(word string) bool) *Corrector {
	c := &Corrector{known: known, sounds: loadPhonetics(), language: newModel()}
	sentences := make([][]rune, 0, len(phrases))
	for _, phrase := range phrases {
		runes := []rune(strings.ToLower(phrase))
		sentences = append(sentences, runes)
		c.language.add(runes, true)
	}
	for _, word := range everydayWords {
		c.language.add([]rune(word), false)
	}
	for _, term := range terms {
		c.language.add([]rune(strings.ToLower(term)), false)
	}
	c.words = newVocabulary(terms, sentences, known)
	c.trie = newSoundTrie(c.words, c.sounds)
	c.near = newNeighbourhood(c.words)
	c.initials = newInitials(c.words, c.sounds)
	c.singles = newSingles(c.language, c.sounds)
	c.pool.New = func() any { return new(sentence) }
	return c
}

// Correct returns the text with its slips mended and what was changed, in the order of the text. A text without slips
// comes back as it is with no changes, and so does one of more than 2,000 characters. Bytes that are no UTF-8 come back
// as U+FFFD, each counting as one character.
func (c *Corrector) Correct(text string) (corrected string, changes []Change) {
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	if utf8.RuneCountInString(text) > maxRunes {
		return text, nil
	}
	s := c.pool.Get().(*sentence)
	defer c.pool.Put(s)
	s.reset(text)
	changes = c.spell(s)
	return c.mend(s, changes)
}
