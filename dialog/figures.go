package dialog

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// notFigures are numbers that say when or where a rule stands and not what it is: dates, documents and clauses.
	notFigures = regexp.MustCompile(`\d{4}(?:[—~～至-]\d{4})?年(?:第?\d+号|底)?|\d{1,2}月(?:\d{1,2}日)?|[〔\[]\d{4}[〕\]]第?\d+号|第?\d+号|第\d+条|(?:19|20)\d{2}`)
	figure     = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?[万亿]?[%‰]?|[百千万]分之[一二三四五六七八九十百点零\d]+`)
	// carriedOn is how the text of an earlier rule says that the one after it reads the same.
	carriedOn = regexp.MustCompile(`同样|相同|一致|也在执行`)
)

// figuresOf are the amounts, rates and counts that a text names.
func figuresOf(text string) []string {
	found := figure.FindAllString(notFigures.ReplaceAllString(text, ";"), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// readsSame reports whether an earlier rule says of itself that it reads as the one after it, and every figure that it leads
// with stands there too. Figures alone do not tell: the same threshold may once have been met and then be exceeded.
func readsSame(earlier, later string) bool {
	first := leading(earlier)
	return carriedOn.MatchString(first) && !slices.ContainsFunc(figuresOf(first), func(f string) bool { return !slices.Contains(figuresOf(later), f) })
}

// figuresDiffer reports whether one of two texts leads with a figure that the other one does not name.
func figuresDiffer(a, b string) bool {
	lacks := func(text, in string) bool {
		named := figuresOf(in)
		return slices.ContainsFunc(figuresOf(leading(text)), func(f string) bool { return !slices.Contains(named, f) })
	}
	return lacks(a, b) || lacks(b, a)
}

// leading is the first line of an answer, which is the answer itself, without its marks.
func leading(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.ReplaceAll(line, "**", "")
}
