package knowledge

import (
	"context"
	"fmt"
	"slices"

	"yueyue/internal/fault"
)

// Lexicon is what content staff changed in the words that the program ships, which stay beneath it: an upgrade brings new words,
// and what staff took out stays out. There is one, LexiconID.
type Lexicon struct {
	AddTerms       []string  `json:"add_terms,omitempty"`    // for the dictionary of the tokenizer
	RemoveTerms    []string  `json:"remove_terms,omitempty"` // shipped ones
	Synonyms       []Synonym `json:"synonyms,omitempty"`     // in the place of shipped ones of the same official name
	RemoveSynonyms []string  `json:"remove_synonyms,omitempty"`
	AddPhrases     []string  `json:"add_phrases,omitempty"` // stop phrases
	RemovePhrases  []string  `json:"remove_phrases,omitempty"`
}

// LexiconID is the id of the one Lexicon.
const LexiconID = "lexicon"

// Words are the words that texts are read with.
type Words struct {
	Terms       []string
	Synonyms    []Synonym
	StopPhrases []string
}

// Key names the lexicon.
func (l Lexicon) Key() Key { return Key{LexiconItem, LexiconID} }

func (l Lexicon) check(c *checker) {
	c.lines("add_terms", l.AddTerms)
	c.lines("add_phrases", l.AddPhrases)
	seen := map[string]bool{}
	for i, s := range l.Synonyms {
		at := fmt.Sprintf("synonyms[%d]", i)
		c.line(at+".official", s.Official)
		c.lines(at+".everyday", s.Everyday)
		if len(s.Everyday) == 0 {
			c.add(at+".everyday", "至少要有一个日常说法")
		}
		if seen[s.Official] {
			c.add(at+".official", "重复：%s", s.Official)
		}
		seen[s.Official] = true
	}
}

// Words are the shipped words as the lexicon changes them.
func (l Lexicon) Words(seed *Seed) Words {
	names := map[string]bool{}
	for _, s := range l.Synonyms {
		names[s.Official] = true
	}
	synonyms := slices.DeleteFunc(slices.Clone(seed.Synonyms), func(s Synonym) bool {
		return names[s.Official] || slices.Contains(l.RemoveSynonyms, s.Official)
	})
	return Words{
		Terms: edited(seed.Terms, l.AddTerms, l.RemoveTerms), Synonyms: append(synonyms, l.Synonyms...),
		StopPhrases: edited(seed.StopPhrases, l.AddPhrases, l.RemovePhrases),
	}
}

// edited is a list of words without some and with others, none twice.
func edited(words, add, remove []string) []string {
	out := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return slices.Contains(remove, word) })
	for _, word := range add {
		if !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// Lexicon is what staff changed as an edition has it; the zero Lexicon when they changed nothing.
func (r *Repository) Lexicon(ctx context.Context, edition int64) (Lexicon, error) {
	lexicon, err := one[Lexicon](ctx, r, Key{LexiconItem, LexiconID}, edition)
	if fault.KindOf(err) == fault.NotFound {
		return Lexicon{}, nil
	}
	return lexicon, err
}
