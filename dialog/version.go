package dialog

import (
	"fmt"
	"slices"
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
	NotYetInForce Standing = "not_yet"        // begins later than today
	Unrecorded    Standing = "unrecorded"     // the rule of that time is not in the knowledge
	Changed       Standing = "changed_within" // several versions held within the time asked about; the latest of them is chosen
	Superseded    Standing = "held_then"      // held at that time in the past and no longer holds
)

// Version is the answer chosen for a time.
type Version struct {
	Answer   knowledge.Answer  `json:"answer"` // zero: Unrecorded
	Standing Standing          `json:"standing"`
	From     civil.Date        `json:"from"` // the time asked about; To is the last day of it on which the answer holds
	To       civil.Date        `json:"to"`
	Time     string            `json:"time,omitempty"`    // that time in words; empty: the question names none
	Earlier  *knowledge.Answer `json:"earlier,omitempty"` // Changed: the version before within that time
	Today    *knowledge.Answer `json:"today,omitempty"`   // what holds today; nil: nothing known
}

// openPast is how many years an earlier version without a stated beginning is believed to reach back from its end.
const openPast = 3

// beforeNow are the words for the time of the rule before the present one.
const beforeNow = "此前"

// ChooseVersion picks the version of a pair for the period that the question names, else for asOf (empty: today).
func ChooseVersion(pair knowledge.QAPair, period Period, asOf, today civil.Date) Version {
	v := Version{From: today, To: today}
	for i := range pair.Answers {
		if today.In(pair.Answers[i].EffectiveFrom, pair.Answers[i].EffectiveTo) {
			v.Today = &pair.Answers[i]
		}
	}
	switch {
	case period.To != "" && !about(pair, period):
		v.From, v.To, v.Time = period.From, period.To, period.Text
		if today.In(v.From, v.To) {
			v.From, v.To = today, today // this year: what holds now
		}
	case asOf != "":
		v.From, v.To, v.Time = asOf, asOf, asOf.Chinese()
	case period.Earlier:
		before := before(pair, today)
		if v.Time = beforeNow; before == nil {
			v.Standing = Unrecorded
			return v
		}
		v.From, v.To = before.EffectiveTo, before.EffectiveTo
	}
	return v.choose(pair, today)
}

// choose finds the answer that holds at the time asked about.
func (v Version) choose(pair knowledge.QAPair, today civil.Date) Version {
	past := v.To < today
	var holding []knowledge.Answer // newest first
	for _, answer := range pair.Answers {
		if from, to := reach(answer, pair.Answers); from <= v.To && (to == "" || to >= v.From) {
			holding = append(holding, answer)
		}
	}
	if of := ofTaxYear(pair, v.From, v.To); of != nil {
		holding = []knowledge.Answer{*of}
	}
	if len(holding) == 0 {
		return v.nearest(pair, past)
	}
	v.Answer = holding[0]
	switch {
	case len(holding) > 1:
		v.Standing, v.Earlier = Changed, &holding[1]
	case past && (v.Today == nil || v.Today.Text != v.Answer.Text):
		v.Standing = Superseded
	case v.Answer.EffectiveFrom > today:
		v.Standing = NotYetInForce
	default:
		v.Standing = InForce
	}
	if to := v.Answer.EffectiveTo; to != "" {
		v.To = min(v.To, to)
	}
	v.To = max(v.To, v.Answer.EffectiveFrom)
	return v
}

// nearest is for a time at which no version holds.
func (v Version) nearest(pair knowledge.QAPair, past bool) Version {
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

// before is the newest version that ended before today; nil when none is known.
func before(pair knowledge.QAPair, today civil.Date) *knowledge.Answer {
	for i := range pair.Answers {
		if to := pair.Answers[i].EffectiveTo; to != "" && to < today {
			return &pair.Answers[i]
		}
	}
	return nil
}

// reach is the period in which an answer is believed. An earlier version that states its end only reaches back a few years,
// not for ever: what held long before is not in the knowledge.
func reach(answer knowledge.Answer, all []knowledge.Answer) (from, to civil.Date) {
	from, to = answer.EffectiveFrom, answer.EffectiveTo
	if from == "" && to != "" && answer.Text != all[0].Text {
		from = yearOf(atoi(string(to[:4])) - openPast + 1).From
	}
	return from, to
}

// about reports whether a pair is about the named tax year itself, as 2025年度汇算 is: then the year says what is asked, not
// of when.
func about(pair knowledge.QAPair, period Period) bool {
	if period.TaxYear == 0 {
		return false
	}
	topic := fmt.Sprintf("%d年度", period.TaxYear)
	says := func(text string) bool { return strings.Contains(text, topic) }
	return says(pair.Question) || slices.ContainsFunc(pair.Similar, says) || slices.ContainsFunc(pair.Aliases, says)
}

// ofTaxYear is the version that leads with the year asked about as a tax year (2025年度 …), of a pair with several versions:
// what belongs to that year is the answer, also where its dates, on which people pay or declare for the year, lie outside it.
// Nil when another time is asked about, or no version leads so.
func ofTaxYear(pair knowledge.QAPair, from, to civil.Date) *knowledge.Answer {
	if whole := yearOf(atoi(string(from[:4]))); from != whole.From || to != whole.To || len(pair.Answers) < 2 {
		return nil
	}
	for i := range pair.Answers {
		if strings.HasPrefix(leading(pair.Answers[i].Text), string(from[:4])+"年度") {
			return &pair.Answers[i]
		}
	}
	return nil
}

// heldBy is the time of the version that rests on one of the documents a question names, when what holds today does not rest
// on any of them: who asks what a repealed document says is told what held then.
func heldBy(pair knowledge.QAPair, numbers []knowledge.DocumentNumber, today civil.Date) (Period, bool) {
	for _, answer := range pair.Answers { // newest first
		for _, number := range numbers {
			if !cites(answer, number) {
				continue
			}
			if answer.EffectiveTo == "" || answer.EffectiveTo >= today {
				return Period{}, false
			}
			return Period{From: answer.EffectiveTo, To: answer.EffectiveTo, Text: number.String()}, true
		}
	}
	return Period{}, false
}

func cites(answer knowledge.Answer, number knowledge.DocumentNumber) bool {
	return slices.ContainsFunc(answer.Citations, func(c knowledge.Citation) bool {
		return slices.ContainsFunc(knowledge.FindDocumentNumbers(c.Title+" "+c.DocumentNumber), number.Matches)
	})
}
