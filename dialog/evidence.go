package dialog

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
	"yueyue/retriever"
)

// Evidence is what the confidence in the first candidate of a kind rests on. Calibration learns from it.
type Evidence struct {
	Features []float64          // in the order of Model.Features
	Offered  []retriever.Target // the candidates of the kind that could be offered, best first; empty: none, or no question about tax
}

// Examine gives the evidence for a question and a kind of candidates, in its thread when it has one, as if the knowledge lacked a
// unit or a target (zero: nothing). Errors are those of Retriever and Contents.
func (d *Dialog) Examine(ctx context.Context, q Question, kind retriever.TargetKind, without retriever.UnitID, withoutTarget retriever.Target) (Evidence, error) {
	u := d.understander.Load().Understand(q, civil.Of(d.parts.Now()))
	if u.Intent != NoIntent {
		return Evidence{}, nil
	}
	u = u.inThread()
	found, says, err := d.find(ctx, retriever.Query{
		Text: u.Searched, Region: d.regionOf(u, q), Audience: q.Audience, Limit: maxWeighed, Without: without, WithoutTarget: withoutTarget,
	})
	ofKind := candidatesOf(kind, found)
	if err != nil || len(ofKind) == 0 {
		return Evidence{}, err
	}
	pair := says[ofKind[0].Target].QAPair
	if without != "" { // the unit's text is the question itself: it must not count as what the pair says
		pair.Similar = slices.DeleteFunc(slices.Clone(pair.Similar), func(similar string) bool { return similar == q.Text })
	}
	hidden := false
	if d.isElsewhere(u.Region) {
		q.Region = d.regionOf(u, q)
		if hidden, err = d.hidesBetter(ctx, u, q); err != nil {
			return Evidence{}, err
		}
	}
	if hidden || u.beyond(pair) || u.duty.leftOpen(pair) {
		return Evidence{}, nil // decided without the confidence
	}
	evidence := Evidence{Features: features(u, found, kind, pair)}
	for _, c := range ofKind[:min(len(ofKind), maxOffered)] {
		evidence.Offered = append(evidence.Offered, c.Target)
	}
	return evidence, nil
}

// candidatesOf are the candidates of a kind, best first.
func candidatesOf(kind retriever.TargetKind, found retriever.Result) []retriever.Candidate {
	return slices.DeleteFunc(slices.Clone(found.Candidates), func(c retriever.Candidate) bool { return c.Target.Kind != kind })
}

// featureNames are the features in the order of the vector that features gives. All lie roughly in -1..1; margins are to the
// best other target of the kind.
var featureNames = []string{
	"score", "margin", "margin_third", "meaning", "words", "margin_meaning", "margin_words",
	"legs_agree", "known", "length", "support", "keywords", "bigrams", "evidence", "margin_evidence",
}

// features are what the confidence in the first candidate of a kind rests on; pair is its content.
func features(u Understanding, found retriever.Result, kind retriever.TargetKind, pair knowledge.QAPair) []float64 {
	ofKind, lead := candidatesOf(kind, found), found.Leads[kind]
	top := ofKind[0]
	var second, third retriever.Candidate
	if len(ofKind) > 1 {
		second = ofKind[1]
	}
	if len(ofKind) > 2 {
		third = ofKind[2]
	}
	otherMeaning, otherWords := 0.0, 0.0
	for _, c := range ofKind[1:] {
		otherMeaning, otherWords = math.Max(otherMeaning, c.Meaning), math.Max(otherWords, c.Words)
	}
	agree := 0.0
	if lead.WordsFirst == top.Target && (found.WordsOnly || lead.MeaningFirst == top.Target) {
		agree = 1
	}
	text := strings.ToLower(pairText(pair))
	return []float64{
		top.Score, top.Score - second.Score, top.Score - third.Score, top.Meaning, top.Words,
		top.Meaning - otherMeaning, top.Words - otherWords, agree, found.Known,
		math.Min(1, math.Log1p(float64(utf8.RuneCountInString(u.Searched)))/5), float64(lead.Support) / 10,
		shareOf(u.Keywords, text), bigramShare(u.Searched, text),
		math.Log1p(top.Words*found.Ideal) / 5, math.Log1p(top.Words*found.Ideal) - math.Log1p(otherWords*found.Ideal),
	}
}

// pairText is everything a pair says, for overlap.
func pairText(pair knowledge.QAPair) string {
	parts := append(append([]string{pair.Question}, pair.Similar...), pair.Aliases...)
	for _, answer := range pair.Answers {
		parts = append(parts, answer.Text)
	}
	return strings.Join(parts, "\n")
}

// shareOf is the share of words that stand in a text, 0..1.
func shareOf(words []string, text string) float64 {
	if len(words) == 0 {
		return 0
	}
	n := 0
	for _, word := range words {
		if strings.Contains(text, strings.ToLower(word)) {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// bigramShare is the share of a question's pairs of neighbouring characters that stand in a text, 0..1.
func bigramShare(question, text string) float64 {
	runes := slices.DeleteFunc([]rune(question), isPunctuation)
	if len(runes) < 2 {
		return 0
	}
	n := 0
	for i := range len(runes) - 1 {
		if strings.Contains(text, string(runes[i:i+2])) {
			n++
		}
	}
	return float64(n) / float64(len(runes)-1)
}
