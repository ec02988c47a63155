package retriever

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Tokenizer cuts a text into the tokens that the words leg compares. One tokenizer serves index and question. Version
// changes whenever any text would be cut differently.
type Tokenizer interface {
	Tokens(text string) []string
	Version() string
}

// Generation is what must be equal for scores to be comparable: a change of any part builds a new index aside, then swaps.
type Generation struct {
	Language   string // version of tokenizer, dictionary and names
	Model      string // name, version, dimensions and runtime of the embedding model; empty in words-only mode
	Statistics *Statistics
}

// ID names the generation by its content, 16 hexadecimal digits.
func (g Generation) ID() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q ", g.Language, g.Model)
	if g.Statistics != nil {
		fmt.Fprint(sum, g.Statistics.ID())
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
