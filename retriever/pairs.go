package retriever

import (
	"fmt"
	"strings"

	"yueyue/internal/knowledge"
)

// text is what is indexed of one unit, before it has weights: words is tokenised, meaning embedded.
type text struct {
	words   string
	meaning string
}

// pairTexts are the searchable texts of a pair: its question with the everyday names and the answer now given, then the
// question alone and each similar question, each compared as question with question, then the everyday names together.
func pairTexts(pair knowledge.QAPair, prepare func(string) string) []text {
	answer := ""
	if len(pair.Answers) > 0 {
		answer = plain(pair.Answers[0].Text)
	}
	names := strings.Join(pair.Aliases, " ")
	whole := prepare(pair.Question + "\n" + names + "\n" + answer)
	texts := make([]text, 0, len(pair.Similar)+3)
	texts = append(texts, text{words: whole, meaning: whole})
	for _, question := range append([]string{pair.Question}, pair.Similar...) {
		prepared := prepare(question)
		texts = append(texts, text{words: prepared, meaning: prepared})
	}
	for _, alias := range pair.Aliases {
		prepared := prepare(alias)
		texts = append(texts, text{words: prepared, meaning: prepared})
	}
	return texts
}

// plain takes the Markdown marks off an answer.
func plain(markdown string) string {
	return strings.NewReplacer("**", "", "- ", "", "> ", "", "`", "", "#", "").Replace(markdown)
}

// unitID names the n-th unit of an item that appeared in an edition.
func unitID(kind TargetKind, id string, edition int64, n int) UnitID {
	return UnitID(fmt.Sprintf("%s/%s@%d/%d", kind, id, edition, n))
}

// SimilarUnit names the unit of a pair version's i-th similar question.
func SimilarUnit(version knowledge.PairVersion, i int) UnitID {
	return unitID(PairTarget, string(version.Pair.ID), version.EditionFrom, i+2) // after the whole and the question
}
