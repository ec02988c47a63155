package editorial

import (
	"context"
	"slices"

	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// Answers tells which pair of the current edition a taxpayer is answered with.
type Answers interface {
	// Answering gives the pair, empty when the question is not answered by one. An empty region is that of the bureau. While it is
	// fault.Unavailable, drafts are compared without it.
	Answering(ctx context.Context, question, region string, audience knowledge.Audience) (knowledge.PairID, error)
}

// Answered is the repository with answers to find by whatever words what a draft asks again. Without them only questions that look
// alike are found.
func (r *Repository) Answered(by Answers) *Repository {
	with := *r
	with.answers = by
	return &with
}

// The ways to ask that are put to Answers: of one pair, and of a whole draft. What is beyond them is found by its letters alone.
const (
	waysAsked = 6
	allAsked  = 200
)

// reworded are conflicts that no letters show: a pair of a draft whose question is answered today by another one with another amount
// or rate. Known conflicts are not told again.
func (r *Repository) reworded(ctx context.Context, o *outcome, asked *Asked, pairs []knowledge.QAPair, known []Conflict) ([]Conflict, error) {
	if r.answers == nil {
		return nil, nil
	}
	told := map[[2]knowledge.PairID]bool{}
	for _, c := range known {
		told[[2]knowledge.PairID{c.Pair, c.Other}] = true
	}
	var found []Conflict
	left := allAsked
	for _, pair := range pairs {
		asking := newAsking(pair)
		if !asking.counts() {
			continue
		}
		for _, w := range asking.ways[:min(len(asking.ways), waysAsked)] {
			if left--; left < 0 {
				return found, nil
			}
			id, err := r.answers.Answering(ctx, w.text, pair.Region, pair.Audience)
			if err != nil && fault.KindOf(err) == fault.Unavailable && ctx.Err() == nil {
				return found, nil // the index is away: what is wrong must be put right all the same
			}
			if err != nil {
				return nil, err
			}
			key := [2]knowledge.PairID{pair.ID, id}
			if id == "" || id == pair.ID || told[key] {
				continue
			}
			told[key] = true
			if c, ok := o.rewording(asking, w, asked.pair(id), id); ok {
				found = append(found, c)
			}
		}
	}
	return found, nil
}

// rewording is the conflict of a pair with the one that answers a way of asking it, as the proposal has that one, else as it is
// published; false when none of their amounts and rates differ.
func (o *outcome) rewording(asking *asking, w way, published *knowledge.QAPair, id knowledge.PairID) (Conflict, bool) {
	content, drafted := o.contents[pairKey(id)]
	other, ok := content.(knowledge.QAPair)
	if !drafted && published != nil {
		other, ok = *published, true
	}
	if !ok || !together(asking.pair, other) {
		return Conflict{}, false
	}
	here, there := contradiction(asking, newAsking(other))
	c := Conflict{
		Pair: asking.pair.ID, Other: id, Published: !drafted, Title: asking.pair.Question, OtherTitle: other.Question,
		Question: w.text, Asked: other.Question, Similarity: w.likeness(newWay(other.Question)), Answered: true,
	}
	for _, kind := range []FigureKind{Amount, Rate} {
		mine, theirs := ofKind(here, kind), ofKind(there, kind)
		if len(mine) > 0 && len(theirs) > 0 {
			c.Here, c.There = append(c.Here, mine...), append(c.There, theirs...)
		}
	}
	return c, c.Contradicts()
}

// counts tells whether an answer has an amount or a rate.
func (a *asking) counts() bool {
	for i := range a.pair.Answers {
		figures := a.figuresOf(i)
		if len(ofKind(figures, Amount))+len(ofKind(figures, Rate)) > 0 {
			return true
		}
	}
	return false
}

func ofKind(figures []Figure, kind FigureKind) []Figure {
	return slices.DeleteFunc(slices.Clone(figures), func(f Figure) bool { return f.Kind != kind })
}

// pair is a pair of the edition; nil when it has none of that id.
func (a *Asked) pair(id knowledge.PairID) *knowledge.QAPair {
	for _, asked := range a.published.asked {
		if asked.pair.ID == id {
			return &asked.pair
		}
	}
	return nil
}
