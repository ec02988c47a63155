package retriever

import (
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
)

// tellingAlias is how many characters an everyday name needs to stand for its pair when it is all that was typed: 红冲 may ask
// several things, 个税起征点 one.
const tellingAlias = 4

// ofPair notes who sees a pair and how it is found exactly: by the very question, by the numbers and clauses that it cites.
func (e *entry) ofPair(pair knowledge.QAPair, prepare func(string) string) {
	e.region, e.audience = pair.Region, pair.Audience
	questions := append([]string{pair.Question}, pair.Similar...)
	for _, alias := range pair.Aliases {
		if utf8.RuneCountInString(alias) >= tellingAlias {
			questions = append(questions, alias)
		}
	}
	for _, question := range questions {
		e.asked = append(e.asked, letters(prepare(question)))
	}
	for _, answer := range pair.Answers {
		for _, c := range answer.Citations {
			e.numbers = append(e.numbers, knowledge.FindDocumentNumbers(c.Title+" "+c.DocumentNumber)...)
			e.addClauses(lawName(prepare(c.Title)), c.Clause)
		}
	}
}

// pairTexts are the searchable texts of a pair: its question with the everyday names and the newest answer, then the question
// alone and each similar question, compared as question with question, then each everyday name.
func pairTexts(pair knowledge.QAPair) []string {
	answer := ""
	if len(pair.Answers) > 0 {
		answer = plain(pair.Answers[0].Text)
	}
	texts := []string{pair.Question + "\n" + strings.Join(pair.Aliases, " ") + "\n" + answer, pair.Question}
	return append(append(texts, pair.Similar...), pair.Aliases...)
}

// firstSimilar is the place of the first similar question among the texts of a pair.
const firstSimilar = 2

// SimilarUnit names the unit of a pair version's i-th similar question, counted from 0.
func SimilarUnit(v knowledge.Version, i int) UnitID { return unitID(versionOf(v), firstSimilar+i) }

// markdown are the marks that answers are written with.
var markdown = strings.NewReplacer("**", "", "- ", "", "> ", "", "`", "", "#", "")

// plain takes the Markdown marks off an answer.
func plain(answer string) string { return markdown.Replace(answer) }
