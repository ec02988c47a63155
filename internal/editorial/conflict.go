package editorial

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// Conflict is a pair that asks what another pair asks already.
type Conflict struct {
	Pair       knowledge.PairID
	Other      knowledge.PairID
	Published  bool    // Other is published, else it stands in the same set
	Question   string  // the two ways to ask that are most alike
	Asked      string  // that of Other
	Similarity float64 // 0..1; 1: the same but for width, case, spaces, punctuation and the word for how
	// Figures of answers that hold at the same time and stand in one of the two only; both empty: nothing contradicts.
	Here, There []Figure
}

// Contradicts tells whether the two say different figures.
func (c Conflict) Contradicts() bool { return len(c.Here)+len(c.There) > 0 }

// Two questions are shown as the same from an overlap of bigrams, by the coefficient of Dice, of similar on, where one has only
// more words than the other; and of rephrased on, where each has words of its own: there the one decisive word often differs
// (小规模纳税人, 一般纳税人: .81 in a question of 15 characters).
const (
	similar   = 0.8
	rephrased = 0.9
)

// Conflicts are the questions of a set that are asked already, in the set or by the current edition: those that contradict
// first, then by similarity. A pair never conflicts with the version of itself that is published, nor with one for another
// region or audience.
func (r *Repository) Conflicts(ctx context.Context, pairs []knowledge.QAPair) ([]Conflict, error) {
	const op = "editorial.Conflicts"
	var current int64
	if err := r.db.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
		return nil, store.Fault(op, err)
	}
	published, err := r.knowledge.AllPairs(ctx, current)
	if err != nil {
		return nil, err
	}
	own := make(map[knowledge.PairID]bool, len(pairs))
	for _, pair := range pairs {
		own[pair.ID] = true
	}
	asked := newAsked()
	for _, pair := range published {
		if !own[pair.ID] { // else the set replaces it
			asked.add(pair, true)
		}
	}
	var conflicts []Conflict
	for _, pair := range pairs {
		if err := ctx.Err(); err != nil {
			return nil, store.Fault(op, err)
		}
		conflicts = append(conflicts, asked.conflicts(pair)...)
		asked.add(pair, false)
	}
	slices.SortStableFunc(conflicts, func(a, b Conflict) int {
		if a.Contradicts() != b.Contradicts() {
			if a.Contradicts() {
				return -1
			}
			return 1
		}
		switch {
		case a.Similarity > b.Similarity:
			return -1
		case a.Similarity < b.Similarity:
			return 1
		}
		return 0
	})
	return conflicts, nil
}

// asked finds questions by their bigrams.
type asked struct {
	pairs     []knowledge.QAPair
	published []bool
	questions []question
	byBigram  map[string][]int // question numbers
}

type question struct {
	text    string
	pair    int
	bigrams []string // each once
}

func newAsked() *asked { return &asked{byBigram: map[string][]int{}} }

func (a *asked) add(pair knowledge.QAPair, published bool) {
	a.pairs, a.published = append(a.pairs, pair), append(a.published, published)
	for _, text := range ways(pair) {
		grams := bigrams(text)
		for _, gram := range grams {
			a.byBigram[gram] = append(a.byBigram[gram], len(a.questions))
		}
		a.questions = append(a.questions, question{text, len(a.pairs) - 1, grams})
	}
}

// conflicts are the best match of a pair with each pair that asks the same.
func (a *asked) conflicts(pair knowledge.QAPair) []Conflict {
	best := map[int]Conflict{}
	for _, text := range ways(pair) {
		grams := bigrams(text)
		shared := map[int]int{}
		for _, gram := range grams {
			for _, number := range a.byBigram[gram] {
				shared[number]++
			}
		}
		for number, count := range shared {
			other := a.questions[number]
			likeness := 2 * float64(count) / float64(len(grams)+len(other.bigrams))
			if likeness == 1 && normal(text) != normal(other.text) {
				likeness = 0.99 // the same bigrams in another order
			}
			if likeness < similar || likeness < rephrased && replaced(text, other.text) || !together(pair, a.pairs[other.pair]) {
				continue
			}
			found, ok := best[other.pair]
			if ok && (found.Similarity > likeness || found.Similarity == likeness && found.Question+found.Asked <= text+other.text) {
				continue
			}
			best[other.pair] = Conflict{Question: text, Asked: other.text, Similarity: likeness}
		}
	}
	conflicts := make([]Conflict, 0, len(best))
	for number, conflict := range best {
		other := a.pairs[number]
		conflict.Pair, conflict.Other, conflict.Published = pair.ID, other.ID, a.published[number]
		conflict.Here, conflict.There = contradiction(pair, other)
		conflicts = append(conflicts, conflict)
	}
	slices.SortFunc(conflicts, func(x, y Conflict) int { return strings.Compare(string(x.Other), string(y.Other)) })
	return conflicts
}

// together tells whether one taxpayer can be given both.
func together(a, b knowledge.QAPair) bool {
	region := func(q knowledge.QAPair) string {
		if q.Region == "" {
			return knowledge.National
		}
		return q.Region
	}
	return region(a) == region(b) && (a.Audience == b.Audience || a.Audience == "" || b.Audience == "")
}

// contradiction are the figures that stand in one of two pairs only, read from answers that hold at the same time.
func contradiction(a, b knowledge.QAPair) (here, there []Figure) {
	for _, mine := range a.Answers {
		for _, theirs := range b.Answers {
			if !overlap(mine, theirs) {
				continue
			}
			m, t := findFigures(spoken(mine)), findFigures(spoken(theirs))
			here, there = append(here, without(m, t)...), append(there, without(t, m)...)
		}
	}
	return unique(here), unique(there)
}

// overlap tells whether there is a day on which both answers hold.
func overlap(a, b knowledge.Answer) bool {
	before := func(end, begin civil.Date) bool { return end != "" && begin != "" && end < begin }
	return !before(a.EffectiveTo, b.EffectiveFrom) && !before(b.EffectiveTo, a.EffectiveFrom)
}

// spoken is what an answer says with the numbers of what it rests on.
func spoken(answer knowledge.Answer) string {
	text := answer.Text
	for _, citation := range answer.Citations {
		text += "\n" + citation.DocumentNumber
	}
	return text
}

func without(figures, others []Figure) []Figure {
	return slices.DeleteFunc(slices.Clone(figures), func(f Figure) bool { return slices.Contains(others, f) })
}

func unique(figures []Figure) []Figure {
	var once []Figure
	for _, figure := range figures {
		if !slices.Contains(once, figure) {
			once = append(once, figure)
		}
	}
	return once
}

// replaced tells whether each of two questions has characters that the other lacks.
func replaced(a, b string) bool {
	left := map[rune]int{}
	for _, r := range normal(a) {
		left[r]++
	}
	more := false
	for _, r := range normal(b) {
		if left[r]--; left[r] < 0 {
			more = true
		}
	}
	for _, n := range left {
		if n > 0 {
			return more
		}
	}
	return false
}

// ways are the questions of a pair.
func ways(pair knowledge.QAPair) []string { return append([]string{pair.Question}, pair.Similar...) }

// asking are the words for how, which say the same.
var asking = strings.NewReplacer("如何", "怎么", "怎样", "怎么")

// normal is equal for questions that differ only in width, case, spaces, punctuation and the word for how.
func normal(text string) string {
	return asking.Replace(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(text)))
}

// bigrams are the pairs of neighbouring characters of a question, each once; of a single character itself.
func bigrams(text string) []string {
	runes := []rune(normal(text))
	if len(runes) == 1 {
		return []string{string(runes)}
	}
	seen := map[string]bool{}
	var grams []string
	for i := 1; i < len(runes); i++ {
		gram := string(runes[i-1 : i+1])
		if !seen[gram] {
			seen[gram] = true
			grams = append(grams, gram)
		}
	}
	return grams
}
