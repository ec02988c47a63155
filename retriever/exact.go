package retriever

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"yueyue/internal/knowledge"
)

// exactLane finds by identity instead of likeness: what cites a document number, or a clause of a law that is named, or is that
// clause, and the pair that asks the very same question or the passage that is called so. It stands outside the fusion: what is named
// is either known or it is not. It is safe for concurrent use.
type exactLane struct {
	mu      sync.RWMutex
	entries map[version]*entry
	numbers map[serial][]citing
	clauses map[clause][]*entry
	laws    map[string]int      // a law → how many clauses of it are cited
	asked   map[string][]*entry // letters of a question → whose it is
}

// entry is a version of a target with the askers who see it and the keys under which it is found.
type entry struct {
	version   version
	editionTo int64
	region    string
	audience  knowledge.Audience

	numbers []knowledge.DocumentNumber
	clauses []clause
	asked   []string
}

// serial is the part of a document number that must be equal.
type serial struct{ year, number string }

// citing is an entry under a document number.
type citing struct {
	number knowledge.DocumentNumber
	entry  *entry
}

// clause is an article of a law.
type clause struct{ law, name string }

// addClauses notes that clauses of a law are cited; an empty name is none.
func (e *entry) addClauses(law, clauses string) {
	if law == "" {
		return
	}
	for _, found := range knowledge.FindClauses(clauses) {
		e.clauses = append(e.clauses, clause{law, found.Name})
	}
}

// isOneOf reports whether an entry is found under one of some clauses.
func (e *entry) isOneOf(clauses []knowledge.Clause) bool {
	return slices.ContainsFunc(e.clauses, func(key clause) bool {
		return slices.ContainsFunc(clauses, func(named knowledge.Clause) bool { return named.Name == key.name })
	})
}

func newExactLane() *exactLane {
	return &exactLane{
		entries: map[version]*entry{}, numbers: map[serial][]citing{}, clauses: map[clause][]*entry{}, laws: map[string]int{},
		asked: map[string][]*entry{},
	}
}

// put adds a version that is not there yet.
func (l *exactLane) put(e entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries[e.version] = &e
	for _, number := range e.numbers {
		key := serial{number.Year, number.Serial}
		l.numbers[key] = append(l.numbers[key], citing{number, &e})
	}
	for _, key := range e.clauses {
		l.clauses[key] = append(l.clauses[key], &e)
		l.laws[key.law]++
	}
	for _, key := range e.asked {
		l.asked[key] = append(l.asked[key], &e)
	}
}

// end closes a version at an edition. A version that is not there is passed over.
func (l *exactLane) end(v version, editionTo int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.entries[v]; e != nil {
		e.editionTo = editionTo
	}
}

// remove takes a version out. One that is not there is passed over.
func (l *exactLane) remove(v version) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.entries[v]
	if e == nil {
		return
	}
	delete(l.entries, v)
	for _, number := range e.numbers {
		take(l.numbers, serial{number.Year, number.Serial}, func(c citing) bool { return c.entry == e })
	}
	for _, key := range e.clauses {
		take(l.clauses, key, func(other *entry) bool { return other == e })
		if l.laws[key.law]--; l.laws[key.law] == 0 {
			delete(l.laws, key.law)
		}
	}
	for _, key := range e.asked {
		take(l.asked, key, func(other *entry) bool { return other == e })
	}
}

// take removes some of the values under a key, and the key with the last of them.
func take[K comparable, V any](lists map[K][]V, key K, some func(V) bool) {
	if left := slices.DeleteFunc(lists[key], some); len(left) > 0 {
		lists[key] = left
	} else {
		delete(lists, key)
	}
}

// find gives the targets that cite what a prepared question names, and the document numbers that nothing visible cites.
func (l *exactLane) find(question string, visible func(*entry) bool) (found map[Target]bool, unknown []knowledge.DocumentNumber) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	found = map[Target]bool{}
	inClauses := map[Target]bool{}
	clauses := knowledge.FindClauses(question)
	for _, number := range knowledge.FindDocumentNumbers(question) {
		known := false
		for _, c := range l.numbers[serial{number.Year, number.Serial}] {
			if number.Matches(c.number) && visible(c.entry) {
				found[c.entry.version.target], known = true, true
				if c.entry.version.target.Kind == PassageTarget && c.entry.isOneOf(clauses) {
					inClauses[c.entry.version.target] = true
				}
			}
		}
		if !known && !slices.Contains(unknown, number) {
			unknown = append(unknown, number)
		}
	}
	for _, named := range clauses {
		for _, e := range l.clauses[clause{l.lawOf(question, named.At), named.Name}] {
			if visible(e) {
				inClauses[e.version.target] = true
			}
		}
	}
	if len(inClauses) > 0 { // of a document whose clause is named, the other passages are not
		maps.DeleteFunc(found, func(target Target, _ bool) bool { return target.Kind == PassageTarget })
	}
	maps.Copy(found, inClauses)
	return found, unknown
}

// lawOf is the law that a clause belongs to: the one named last before it, else the first one named after it; of two names
// that are one inside the other the longer. Empty when the question names no law whose clauses are cited.
func (l *exactLane) lawOf(question string, at int) string {
	before, after := "", ""
	end, start := 0, len(question)
	for law := range l.laws {
		if i := strings.LastIndex(question[:at], law); i >= 0 && !strings.HasPrefix(question[i+len(law):], "实施") { // its 实施条例 is another law
			if to := i + len(law); to > end || to == end && len(law) > len(before) {
				before, end = law, to
			}
		}
		if i := strings.Index(question[at:], law); i >= 0 && (i < start || i == start && len(law) > len(after)) {
			after, start = law, i
		}
	}
	if before != "" {
		return before
	}
	return after
}

// same is the target that asks this very prepared question; of several the one nearest to the asker: of the smallest region,
// then of just the asker's audience. The zero Target when none does, or two do that are equally near.
func (l *exactLane) same(question string, filter Filter, visible func(*entry) bool) Target {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var nearest Target
	best := -1
	for _, e := range l.asked[letters(question)] {
		if !visible(e) {
			continue
		}
		near := 2 * slices.Index(filter.Regions, e.region)
		if e.audience == filter.Audience {
			near++
		}
		switch target := e.version.target; {
		case near > best:
			nearest, best = target, near
		case near == best && target != nearest:
			nearest = Target{}
		}
	}
	return nearest
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

// lawMarks are what a title has around the name under which people cite a law.
var lawMarks = regexp.MustCompile(`[《》]|中华人民共和国|[(（][^()（）]*[)）]$`)

// lawName is the name of a law without marks and the year of its amendment; empty for any other document.
func lawName(title string) string {
	name := lawMarks.ReplaceAllString(title, "")
	for _, ending := range []string{"法", "条例", "细则", "办法"} {
		if strings.HasSuffix(name, ending) {
			return name
		}
	}
	return ""
}
