package retriever

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"yueyue/internal/knowledge"
)

// Language is how texts are read, the same way in what is indexed and in what is asked: folded, everyday names written as
// official ones, cut into tokens. It is immutable.
type Language struct {
	Tokenizer Tokenizer
	Normalize func(string) string // the folding that Names was made with
	Names     *knowledge.Names
}

// Languages gives the language of an edition, whose dictionary and synonyms content staff may have edited. A change of the
// knowledge's lexicon makes the retriever ask again and build a generation of the new language beside the old one.
type Languages func(ctx context.Context, edition int64) (Language, error)

// Fixed is one language for all editions.
func Fixed(language Language) Languages {
	return func(context.Context, int64) (Language, error) { return language, nil }
}

// prepare writes a text as both sides of the comparison see it.
func (l Language) prepare(text string) string {
	official, _ := l.Names.Official(l.Normalize(text))
	return official
}

// version changes whenever any text would be read differently.
func (l Language) version() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q", l.Tokenizer.Version(), l.Names.Version()))
	return hex.EncodeToString(sum[:8])
}
