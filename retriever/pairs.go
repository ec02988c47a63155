package retriever

import (
	"fmt"
	"strings"

	"yueyue/internal/knowledge"
)

// draft is a version of a pair with its texts, before weights and vectors.
type draft struct {
	version knowledge.PairVersion
	texts   []text
}

// text is what is indexed of one unit: words is tokenised, meaning embedded.
type text struct {
	words   string
	meaning string
}

// pairTexts are the searchable texts of a pair: its question with the everyday names and the newest answer, then the question
// alone and each similar question, compared as question with question, then each everyday name.
func pairTexts(pair knowledge.QAPair, prepare func(string) string) []text {
	answer := ""
	if len(pair.Answers) > 0 {
		answer = plain(pair.Answers[0].Text)
	}
	raw := []string{pair.Question + "\n" + strings.Join(pair.Aliases, " ") + "\n" + answer, pair.Question}
	raw = append(append(raw, pair.Similar...), pair.Aliases...)
	texts := make([]text, len(raw))
	for i := range raw {
		prepared := prepare(raw[i])
		texts[i] = text{words: prepared, meaning: prepared}
	}
	return texts
}

// firstSimilar is the place of the first similar question among the texts of a pair.
const firstSimilar = 2

// SimilarUnit names the unit of a pair version's i-th similar question, counted from 0.
func SimilarUnit(v knowledge.PairVersion, i int) UnitID { return unitID(versionOf(v), firstSimilar+i) }

// unitID names the n-th unit of a version.
func unitID(v version, n int) UnitID {
	return UnitID(fmt.Sprintf("%s/%s@%d/%d", v.target.Kind, v.target.ID, v.edition, n))
}

// markdown are the marks that answers are written with.
var markdown = strings.NewReplacer("**", "", "- ", "", "> ", "", "`", "", "#", "")

// plain takes the Markdown marks off an answer.
func plain(answer string) string { return markdown.Replace(answer) }
