package knowledge

import (
	"regexp"
	"strings"
)

// Clause is an article of a law where a text names it.
type Clause struct {
	Name string // as statutes write it: 第二十三条
	At   int    // where it begins in the text, in bytes
}

var clausePattern = regexp.MustCompile(`第(?:[一二三四五六七八九十百千零]+|0*[1-9]\d{0,3})条`)

// FindClauses gives the clauses that a text names, in order; 第23条 and 第二十三条 are the same one.
func FindClauses(text string) []Clause {
	var found []Clause
	for _, at := range clausePattern.FindAllStringIndex(text, -1) {
		clause := Clause{Name: text[at[0]:at[1]], At: at[0]}
		if number := strings.TrimSuffix(strings.TrimPrefix(clause.Name, "第"), "条"); isDigit(number[0]) {
			clause.Name = "第" + chinese(number) + "条"
		}
		found = append(found, clause)
	}
	return found
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
