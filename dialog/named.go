package dialog

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// shortestTitle is how many characters a title has at least by which a question can name its document: 契税法.
const shortestTitle = 3

// otherDocument is what after a title makes it the title of another document: 个人所得税法实施条例 is not 个人所得税法.
var otherDocument = regexp.MustCompile(`^(?:的)?(?:实施|暂行|修正|及其)`)

// names reports whether a prepared question names a document by its prepared title.
func names(question, title string) bool {
	if utf8.RuneCountInString(title) < shortestTitle {
		return false
	}
	for at := 0; ; {
		i := strings.Index(question[at:], title)
		if i < 0 {
			return false
		}
		at += i + len(title)
		if !otherDocument.MatchString(question[at:]) {
			return true
		}
	}
}

// titled are the passages among some candidates whose document the question names by its title, of two titles of which one
// contains the other by the longer one.
func (d Decision) titled(candidates []retriever.Candidate) []retriever.Candidate {
	var of []retriever.Candidate
	longest := 0
	for _, c := range candidates {
		says := d.says[c.Target]
		if says.Passage == nil || !names(d.Understood.Searched, says.title) {
			continue
		}
		if length := len(says.title); length > longest {
			of, longest = nil, length
		}
		if len(says.title) == longest {
			of = append(of, c)
		}
	}
	return of
}

// restsOn reports whether a pair speaks of the document of a prepared title: it cites it, or names it where it asks.
func (s Statement) restsOn(title string) bool {
	return names(knowledge.TitleKey(s.Question), title) || slices.ContainsFunc(s.Answers, func(a knowledge.Answer) bool {
		return slices.ContainsFunc(a.Citations, func(c knowledge.Citation) bool { return names(knowledge.TitleKey(c.Title), title) })
	})
}
