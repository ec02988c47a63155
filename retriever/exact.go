package retriever

import (
	"strings"
	"sync"
	"unicode"

	"yueyue/internal/knowledge"
)

// exactLane finds what cites a document number, or a clause of a law that is named, by identity instead of likeness. It
// stands outside the fusion: a number that is asked for is either known or it is not.
type exactLane struct {
	mu      sync.RWMutex
	numbers map[serial][]numbered
	titles  map[string][]clause // law title → its cited clauses
	asked   map[string][]entry  // a question of a pair, letters and digits only → the pair
}

type serial struct{ year, number string }

type numbered struct {
	number knowledge.DocumentNumber
	entry  entry
}

type clause struct {
	clause string
	entry  entry
}

// entry is a target with the editions and the askers that see it.
type entry struct {
	target     Target
	region     string
	audience   knowledge.Audience
	editionEnd int64
	edition    int64
}

func newExactLane() *exactLane {
	return &exactLane{numbers: map[serial][]numbered{}, titles: map[string][]clause{}, asked: map[string][]entry{}}
}

// put adds what a pair version cites, and the questions that it stands for in the form that questions are compared in.
func (l *exactLane) put(e entry, pair knowledge.QAPair, prepare func(string) string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, question := range append([]string{pair.Question}, pair.Similar...) {
		key := letters(prepare(question))
		l.asked[key] = append(l.asked[key], e)
	}
	for _, answer := range pair.Answers {
		for _, c := range answer.Citations {
			for _, number := range knowledge.FindDocumentNumbers(c.Title + " " + c.DocumentNumber) {
				key := serial{number.Year, number.Serial}
				l.numbers[key] = append(l.numbers[key], numbered{number, e})
			}
			title := lawTitle(c.Title)
			if title == "" {
				continue
			}
			if clauses := knowledge.FindClauses(c.Clause); len(clauses) > 0 {
				for _, name := range clauses {
					l.titles[title] = append(l.titles[title], clause{name, e})
				}
			} else {
				l.titles[title] = append(l.titles[title], clause{"", e})
			}
		}
	}
}

// end closes the entries of a target that began at an edition.
func (l *exactLane) end(target Target, began, ended int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, list := range l.numbers {
		for i := range list {
			if list[i].entry.target == target && list[i].entry.edition == began {
				list[i].entry.editionEnd = ended
			}
		}
	}
	for _, list := range l.asked {
		for i := range list {
			if list[i].target == target && list[i].edition == began {
				list[i].editionEnd = ended
			}
		}
	}
	for _, list := range l.titles {
		for i := range list {
			if list[i].entry.target == target && list[i].entry.edition == began {
				list[i].entry.editionEnd = ended
			}
		}
	}
}

// find gives the targets that the question names exactly, and the document numbers that nothing visible cites.
func (l *exactLane) find(question string, filter Filter) (found map[Target]bool, unknown []knowledge.DocumentNumber) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	found = map[Target]bool{}
	for _, asked := range knowledge.FindDocumentNumbers(question) {
		known := false
		for _, n := range l.numbers[serial{asked.Year, asked.Serial}] {
			if asked.Matches(n.number) && n.entry.visible(filter) {
				found[n.entry.target], known = true, true
			}
		}
		if !known {
			unknown = append(unknown, asked)
		}
	}
	clauses := knowledge.FindClauses(question)
	if len(clauses) == 0 {
		return found, unknown
	}
	longest := ""
	for title := range l.titles {
		if len(title) > len(longest) && strings.Contains(question, title) {
			longest = title
		}
	}
	for _, c := range l.titles[longest] {
		for _, asked := range clauses {
			if c.clause == asked && c.entry.visible(filter) {
				found[c.entry.target] = true
			}
		}
	}
	return found, unknown
}

// same is the target that has this very question, in prepared form; the zero Target when none has.
func (l *exactLane) same(prepared string, filter Filter) Target {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, e := range l.asked[letters(prepared)] {
		if e.visible(filter) {
			return e.target
		}
	}
	return Target{}
}

// letters is a text without punctuation and spaces; marks that change the meaning stay.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("%‰+", r) {
			return r
		}
		return -1
	}, text)
}

func (e entry) visible(filter Filter) bool {
	return filter.Current(e.edition, e.editionEnd) && filter.Admits(e.region, e.audience)
}

// lawTitle is the name under which people cite a law, without 中华人民共和国 and book marks; other documents give "".
func lawTitle(title string) string {
	title = strings.NewReplacer("《", "", "》", "", "中华人民共和国", "").Replace(title)
	for _, ending := range []string{"法", "条例", "细则", "办法"} {
		if strings.HasSuffix(title, ending) {
			return title
		}
	}
	return ""
}
