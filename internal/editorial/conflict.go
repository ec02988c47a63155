package editorial

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/internal/store"
)

// Conflict is a pair that asks what another pair asks already.
type Conflict struct {
	Pair       knowledge.PairID
	Other      knowledge.PairID
	Published  bool    // Other is published, else it stands in the same set
	Title      string  // the question of Pair
	OtherTitle string  // that of Other
	Question   string  // the two ways to ask that are most alike
	Asked      string  // that of Other
	Similarity float64 // 0..1; 1: the same but for width, case, spaces, punctuation and the word for how
	// Figures of answers that hold at the same time and stand in one of the two only; both empty: nothing contradicts.
	Here, There []Figure
	// Refused: both ask the same of the same people at the same time and do not answer word for word the same. Which of the two a
	// taxpayer is told would be chance, so that a proposal with it is neither submitted nor published.
	Refused  bool
	Answered bool // it was found because the question is answered by Other today, however it is worded
}

// Contradicts tells whether the two say different figures.
func (c Conflict) Contradicts() bool { return len(c.Here)+len(c.There) > 0 }

// gravity is 2 for one that is refused, 1 for another that contradicts, 0 for the others.
func (c Conflict) gravity() int {
	switch {
	case c.Refused:
		return 2
	case c.Contradicts():
		return 1
	}
	return 0
}

// turned is the conflict as Other has it.
func (c Conflict) turned() Conflict {
	c.Pair, c.Other, c.Title, c.OtherTitle, c.Question, c.Asked, c.Here, c.There = c.Other, c.Pair, c.OtherTitle, c.Title, c.Asked, c.Question, c.There, c.Here
	return c
}

// conflictsKept is how many pairs of each kind, published ones and those of the set, are shown for one pair: those most alike.
const conflictsKept = 20

// Asked are the questions of an edition, made ready once to be compared with many sets. It is safe for concurrent use.
type Asked struct {
	mu        sync.Mutex
	published *questions // its askings remember figures
}

// Asked makes the questions of the current edition ready.
func (r *Repository) Asked(ctx context.Context) (*Asked, error) {
	var current int64
	if err := r.db.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
		return nil, store.Fault("editorial.Asked", err)
	}
	return r.askedIn(ctx, current)
}

// waysKept is how many ways to ask are kept ready from one call to the next, about half a kilobyte each.
const waysKept = 20_000

// lately is what askedIn made last.
type lately struct {
	mu      sync.Mutex
	edition int64
	asked   *Asked // nil: none, or too large to be kept
}

// askedIn makes the questions of an edition ready, unless they are.
func (r *Repository) askedIn(ctx context.Context, edition int64) (*Asked, error) {
	r.lately.mu.Lock()
	kept, of := r.lately.asked, r.lately.edition
	r.lately.mu.Unlock()
	if kept != nil && of == edition {
		return kept, nil
	}
	published, err := r.knowledge.AllPairs(ctx, edition)
	if err != nil {
		return nil, err
	}
	a := &Asked{published: newQuestions()}
	for _, pair := range published {
		a.published.add(newAsking(pair))
	}
	r.lately.mu.Lock()
	defer r.lately.mu.Unlock()
	if r.lately.edition, r.lately.asked = edition, a; len(a.published.ways) > waysKept {
		r.lately.asked = nil
	}
	return a, nil
}

// Conflicts are Asked.Conflicts with the current edition.
func (r *Repository) Conflicts(ctx context.Context, pairs []knowledge.QAPair) ([]Conflict, error) {
	asked, err := r.Asked(ctx)
	if err != nil {
		return nil, err
	}
	return asked.Conflicts(ctx, pairs)
}

// Conflicts are the questions of a set that are asked already, in the set or by the edition: those that are refused first, then those
// that contradict, then by similarity, for each pair the 20 most alike of either. A pair never conflicts with the version of itself
// that is published, nor with one for people of another region or audience. The work grows with the number of questions and not with
// its square, even where all of them are made from one template; of questions that share nothing but what hundreds of others have in
// common some go unseen then, the same ones never. An error is that of ctx.
func (a *Asked) Conflicts(ctx context.Context, pairs []knowledge.QAPair) ([]Conflict, error) {
	return a.conflicts(ctx, pairs, nil, nil)
}

// conflicts are Conflicts of some pairs of a set, the others of which are only what they are compared with, where some published pairs
// are withdrawn.
func (a *Asked) conflicts(ctx context.Context, pairs, others []knowledge.QAPair, withdrawn []knowledge.PairID) ([]Conflict, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	own := make(map[knowledge.PairID]bool, len(pairs)+len(others)+len(withdrawn))
	for _, pair := range slices.Concat(pairs, others) {
		own[pair.ID] = true // the set replaces what is published
	}
	for _, id := range withdrawn {
		own[id] = true
	}
	var conflicts []Conflict
	set := newQuestions()
	for _, pair := range others {
		set.add(newAsking(pair))
	}
	for _, pair := range pairs {
		if err := ctx.Err(); err != nil {
			return nil, store.Fault("editorial.Conflicts", err)
		}
		asking := newAsking(pair)
		for _, among := range []*questions{a.published, set} {
			for _, found := range among.like(asking, own, among == set) {
				conflict := Conflict{
					Pair: pair.ID, Other: found.other.pair.ID, Published: among != set, Title: pair.Question, OtherTitle: found.other.pair.Question,
					Question: found.question, Asked: found.asked, Similarity: found.likeness,
				}
				conflict.Here, conflict.There = contradiction(asking, found.other)
				conflict.Refused = found.likeness == 1 && regionOf(pair) == regionOf(found.other.pair) && differs(pair, found.other.pair, conflict)
				conflicts = append(conflicts, conflict)
			}
		}
		set.add(asking)
	}
	sortConflicts(conflicts)
	return conflicts, nil
}

func sortConflicts(conflicts []Conflict) {
	slices.SortStableFunc(conflicts, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(b.gravity(), a.gravity()), cmp.Compare(b.Similarity, a.Similarity))
	})
}

// regionOf is the region that a pair is for.
func regionOf(q knowledge.QAPair) string {
	if q.Region == "" {
		return knowledge.National
	}
	return q.Region
}

// together tells whether one taxpayer can be given both. Of a rule of the country and one of a city she is given that of the city, as
// it should be where the two differ on purpose.
func together(a, b knowledge.QAPair) bool {
	x, y := regionOf(a), regionOf(b)
	return (slices.Contains(knowledge.RegionChain(x), y) || slices.Contains(knowledge.RegionChain(y), x)) &&
		(a.Audience == b.Audience || a.Audience == "" || b.Audience == "")
}

// differs tells whether two pairs say anything different at one time.
func differs(a, b knowledge.QAPair, c Conflict) bool {
	if c.Contradicts() {
		return true
	}
	for _, mine := range a.Answers {
		for _, theirs := range b.Answers {
			if overlap(mine, theirs) && strings.TrimSpace(mine.Text) != strings.TrimSpace(theirs.Text) {
				return true
			}
		}
	}
	return false
}

// contradiction are the figures that stand in one of two pairs only, read from answers that hold at the same time.
func contradiction(a, b *asking) (here, there []Figure) {
	for i, mine := range a.pair.Answers {
		for k, theirs := range b.pair.Answers {
			if !overlap(mine, theirs) {
				continue
			}
			m, t := a.figuresOf(i), b.figuresOf(k)
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
