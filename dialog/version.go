package dialog

import (
	"strings"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Standing is how the chosen version of an answer stands to the time that was asked about.
type Standing string

// The standings.
const (
	InForce       Standing = "in_force"       // held or holds at that time
	Ended         Standing = "ended"          // the newest known version ended before that time
	NotYetInForce Standing = "not_yet"        // asked today; begins later
	Unrecorded    Standing = "unrecorded"     // the rule of that time is not in the knowledge
	Changed       Standing = "changed_within" // several versions held within the time asked about; the latest of them is chosen
	Superseded    Standing = "held_then"      // held at that time in the past; another version holds today
)

// Version is the answer chosen for a time.
type Version struct {
	Answer   knowledge.Answer
	Standing Standing
	From, To civil.Date       // the time asked about
	Earlier  knowledge.Answer // Changed: the version before within that time
	Today    *knowledge.Answer
}

// openPast is how many years an earlier version without a stated beginning is believed to reach back from its end.
const openPast = 3

// ChooseVersion picks the version of a pair for the period that the question names, else for asOf (empty: today).
func ChooseVersion(pair knowledge.QAPair, period Period, asOf, today civil.Date) Version {
	v := Version{From: today, To: today}
	past := false
	switch {
	case period.To != "" && (!period.TaxYear || !mentions(pair, period.Text)) && !mentions(pair, period.Text+"度"):
		v.From, v.To = period.From, period.To
		if today.In(v.From, v.To) {
			v.From, v.To = today, today // this year: what holds now
		}
		past = v.To < today
	case asOf != "":
		v.From, v.To = asOf, asOf
		past = asOf < today
	case period.Earlier:
		if len(pair.Answers) < 2 {
			v.Standing = Unrecorded
			return v
		}
		before := pair.Answers[1]
		v.To = before.EffectiveTo
		v.From = v.To
		past = true
	}
	var holding []knowledge.Answer // newest first
	for _, answer := range pair.Answers {
		if from, to := reach(answer, pair.Answers); from <= v.To && (to == "" || to >= v.From) {
			holding = append(holding, answer)
		}
		if today.In(answer.EffectiveFrom, answer.EffectiveTo) {
			v.Today = &answer
		}
	}
	switch {
	case len(holding) > 1:
		v.Answer, v.Earlier, v.Standing = holding[0], holding[1], Changed
	case len(holding) == 1 && past && (v.Today == nil || v.Today.Text != holding[0].Text):
		v.Answer, v.Standing = holding[0], Superseded
	case len(holding) == 1:
		v.Answer, v.Standing = holding[0], InForce
	default:
		v = nearest(v, pair, past)
	}
	return v
}

// nearest is for a time at which no version holds.
func nearest(v Version, pair knowledge.QAPair, past bool) Version {
	newest := pair.Answers[0]
	switch {
	case newest.EffectiveTo != "" && newest.EffectiveTo < v.From:
		v.Answer, v.Standing = newest, Ended
	case !past && newest.EffectiveFrom > v.To:
		v.Answer, v.Standing = newest, NotYetInForce
	default:
		v.Standing = Unrecorded
	}
	return v
}

// reach is the period in which an answer is believed. An earlier version that states its end only reaches back a few years,
// not for ever: what held long before is not in the knowledge.
func reach(answer knowledge.Answer, all []knowledge.Answer) (from, to civil.Date) {
	from, to = answer.EffectiveFrom, answer.EffectiveTo
	if from == "" && to != "" && len(all) > 1 && answer.Text != all[0].Text {
		year := int(to[0]-'0')*1000 + int(to[1]-'0')*100 + int(to[2]-'0')*10 + int(to[3]-'0')
		from = yearOf(year - openPast + 1).From
	}
	return from, to
}

// mentions reports whether a pair is about a named year itself, as 2025年度个税汇算 is.
func mentions(pair knowledge.QAPair, words string) bool {
	if words == "" {
		return false
	}
	for _, text := range append(append([]string{pair.Question}, pair.Similar...), pair.Aliases...) {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
