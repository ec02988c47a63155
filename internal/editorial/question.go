package editorial

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"yueyue/internal/knowledge"
)

// Two questions are shown as the same from an overlap of bigrams, by the coefficient of Dice, of similar on, where one has only
// more words than the other; and of rephrased on, where each has words of its own: there the one decisive word often differs
// (小规模纳税人, 一般纳税人: .81 in a question of 15 characters).
const (
	similar   = 0.8
	rephrased = 0.9
)

// lookedAt is how many others one way to ask is compared with at most: first those that are the same, then those that share its
// rarest bigrams.
const lookedAt = 500

// asking is a pair with its ways to ask, ready to be compared.
type asking struct {
	pair    knowledge.QAPair
	ways    []way
	figures [][]Figure // by answer; nil: not read yet
}

// way is one question as it is compared.
type way struct {
	text   string
	normal string
	runes  []rune   // of normal, sorted
	grams  []bigram // each once, sorted
}

// bigram is two neighbouring characters of a question, the first in the upper half; of a single character itself.
type bigram uint64

func newAsking(pair knowledge.QAPair) *asking {
	a := &asking{pair: pair, figures: make([][]Figure, len(pair.Answers))}
	for _, text := range append([]string{pair.Question}, pair.Similar...) {
		a.ways = append(a.ways, newWay(text))
	}
	return a
}

func newWay(text string) way {
	w := way{text: text, normal: normal(text)}
	w.runes = []rune(w.normal)
	if len(w.runes) == 1 {
		w.grams = []bigram{bigram(w.runes[0]) << 32}
	}
	for i := 1; i < len(w.runes); i++ {
		w.grams = append(w.grams, bigram(w.runes[i-1])<<32|bigram(w.runes[i]))
	}
	slices.Sort(w.grams)
	w.grams = slices.Compact(w.grams)
	slices.Sort(w.runes)
	return w
}

// figuresOf are the figures of an answer.
func (a *asking) figuresOf(answer int) []Figure {
	if a.figures[answer] == nil {
		a.figures[answer] = append([]Figure{}, findFigures(spoken(a.pair.Answers[answer]))...)
	}
	return a.figures[answer]
}

// likeness is 0..1; 1: the same but for what normal takes away.
func (w way) likeness(other way) float64 {
	if w.normal == other.normal {
		return 1
	}
	shared := 0
	for i, k := 0, 0; i < len(w.grams) && k < len(other.grams); {
		switch a, b := w.grams[i], other.grams[k]; {
		case a == b:
			shared, i, k = shared+1, i+1, k+1
		case a < b:
			i++
		default:
			k++
		}
	}
	return min(2*float64(shared)/float64(len(w.grams)+len(other.grams)), 0.99) // .99: the same bigrams in another order
}

// replaced tells whether each of two questions has characters that the other lacks.
func (w way) replaced(other way) bool {
	i, k, mine, theirs := 0, 0, false, false
	for i < len(w.runes) && k < len(other.runes) {
		switch a, b := w.runes[i], other.runes[k]; {
		case a == b:
			i, k = i+1, k+1
		case a < b:
			mine, i = true, i+1
		default:
			theirs, k = true, k+1
		}
	}
	return (mine || i < len(w.runes)) && (theirs || k < len(other.runes))
}

// questions finds ways to ask by their text and by their bigrams.
type questions struct {
	ways        []way
	asked       []*asking // whose way it is
	byText      map[string][]int
	byBigram    map[bigram][]int
	comparisons int // made until now
}

func newQuestions() *questions {
	return &questions{byText: map[string][]int{}, byBigram: map[bigram][]int{}}
}

func (q *questions) add(a *asking) {
	for _, w := range a.ways {
		number := len(q.ways)
		q.ways, q.asked = append(q.ways, w), append(q.asked, a)
		if w.normal == "" {
			continue
		}
		q.byText[w.normal] = append(q.byText[w.normal], number)
		for _, gram := range w.grams {
			q.byBigram[gram] = append(q.byBigram[gram], number)
		}
	}
}

// match is the best match of a pair with another one.
type match struct {
	other           *asking
	question, asked string
	likeness        float64
}

// like gives the pairs that ask what a pair asks, those most alike, by id. Pairs in own count only where all is true.
func (q *questions) like(a *asking, own map[knowledge.PairID]bool, all bool) []match {
	best := map[*asking]match{}
	for _, w := range a.ways {
		for _, number := range q.near(w) {
			other, asked := q.ways[number], q.asked[number]
			if !all && own[asked.pair.ID] || !together(a.pair, asked.pair) {
				continue
			}
			likeness := w.likeness(other)
			if likeness < similar || likeness < rephrased && w.replaced(other) {
				continue
			}
			found, ok := best[asked]
			if ok && (found.likeness > likeness || found.likeness == likeness && found.question+found.asked <= w.text+other.text) {
				continue
			}
			best[asked] = match{asked, w.text, other.text, likeness}
		}
	}
	matches := make([]match, 0, len(best))
	for _, one := range best {
		matches = append(matches, one)
	}
	byID := func(a, b match) int { return strings.Compare(string(a.other.pair.ID), string(b.other.pair.ID)) }
	slices.SortFunc(matches, func(a, b match) int { return cmp.Or(cmp.Compare(b.likeness, a.likeness), byID(a, b)) })
	matches = matches[:min(len(matches), conflictsKept)]
	slices.SortFunc(matches, byID)
	return matches
}

// near are the ways that may be alike: the same ones, then those with one of the rarest bigrams. Two that are alike share so many
// bigrams that the rarest of one cannot all be missing in the other (Chaudhuri, Ganti and Kaushik, A Primitive Operator for
// Similarity Joins in Data Cleaning, 2006); what is lost is lost to lookedAt.
func (q *questions) near(w way) []int {
	var near []int
	seen := map[int]bool{}
	look := func(numbers []int) {
		for _, number := range numbers[:min(len(numbers), lookedAt-len(near))] {
			if !seen[number] {
				seen[number] = true
				near = append(near, number)
			}
		}
	}
	look(q.byText[w.normal])
	rarest := slices.Clone(w.grams)
	slices.SortFunc(rarest, func(a, b bigram) int { return cmp.Compare(len(q.byBigram[a]), len(q.byBigram[b])) })
	shared := int(math.Ceil(similar/(2-similar)*float64(len(w.grams)) - 1e-9)) // at least, with one of any length
	for _, gram := range rarest[:len(rarest)-max(shared-1, 0)] {
		look(q.byBigram[gram])
	}
	q.comparisons += len(near)
	return near
}

// askingWords are the words for how, which say the same.
var askingWords = strings.NewReplacer("如何", "怎么", "怎样", "怎么")

// normal is equal for questions that differ only in width, case, spaces, punctuation and the word for how.
func normal(text string) string {
	return askingWords.Replace(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(text)))
}
