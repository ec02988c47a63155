package editorial

import (
	"cmp"
	"context"
	"slices"

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

// conflictsKept is how many pairs of each kind, published ones and those of the set, are shown for one pair: those most alike.
const conflictsKept = 20

// Asked are the questions of an edition, made ready once to be compared with many sets. It is not safe for concurrent use.
type Asked struct {
	published *questions
}

// Asked makes the questions of the current edition ready.
func (r *Repository) Asked(ctx context.Context) (*Asked, error) {
	var current int64
	if err := r.db.QueryRow(ctx, selectCurrent).Scan(&current); err != nil {
		return nil, store.Fault("editorial.Asked", err)
	}
	published, err := r.knowledge.AllPairs(ctx, current)
	if err != nil {
		return nil, err
	}
	a := &Asked{newQuestions()}
	for _, pair := range published {
		a.published.add(newAsking(pair))
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

// Conflicts are the questions of a set that are asked already, in the set or by the edition: those that contradict first, then by
// similarity, for each pair the 20 most alike of either. A pair never conflicts with the version of itself that is published, nor
// with one for another region or audience. The work grows with the number of questions and not with its square, even where all of
// them are made from one template; of questions that share nothing but what hundreds of others have in common some go unseen then,
// the same ones never. An error is that of ctx.
func (a *Asked) Conflicts(ctx context.Context, pairs []knowledge.QAPair) ([]Conflict, error) {
	own := make(map[knowledge.PairID]bool, len(pairs))
	for _, pair := range pairs {
		own[pair.ID] = true // the set replaces what is published
	}
	var conflicts []Conflict
	set := newQuestions()
	for _, pair := range pairs {
		if err := ctx.Err(); err != nil {
			return nil, store.Fault("editorial.Conflicts", err)
		}
		asking := newAsking(pair)
		for _, among := range []*questions{a.published, set} {
			for _, found := range among.like(asking, own, among == set) {
				conflict := Conflict{
					Pair: pair.ID, Other: found.other.pair.ID, Published: among != set,
					Question: found.question, Asked: found.asked, Similarity: found.likeness,
				}
				conflict.Here, conflict.There = contradiction(asking, found.other)
				conflicts = append(conflicts, conflict)
			}
		}
		set.add(asking)
	}
	slices.SortStableFunc(conflicts, func(a, b Conflict) int {
		if a.Contradicts() != b.Contradicts() {
			if a.Contradicts() {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Similarity, a.Similarity)
	})
	return conflicts, nil
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
