package knowledge

import (
	"time"

	"yueyue/internal/civil"
)

// Validity tells how the chosen answer stands to the date asked about.
type Validity string

// The validities of an answer.
const (
	InForce       Validity = "in_force"         // the date lies in its period
	Ended         Validity = "ended"            // its period ended before the date
	NotYetInForce Validity = "not_yet_in_force" // its period begins after the date
)

// AnswerAt is the answer in force on date, else the one whose period is nearest to it, and which of these it is. At the same
// distance the earlier period wins: what held is known, what will hold may still change. A pair without answers gives the
// zero Answer and the empty Validity.
func (q QAPair) AnswerAt(date civil.Date) (Answer, Validity) {
	var nearest Answer
	var validity Validity
	var distance time.Duration
	for _, answer := range q.Answers { // newest first, so that at the same distance the later one in the list is the earlier
		if date.In(answer.EffectiveFrom, answer.EffectiveTo) {
			return answer, InForce
		}
		away, how := between(date, answer.EffectiveFrom), NotYetInForce
		if answer.EffectiveTo != "" && answer.EffectiveTo < date {
			away, how = between(answer.EffectiveTo, date), Ended
		}
		if validity == "" || away <= distance {
			nearest, validity, distance = answer, how, away
		}
	}
	return nearest, validity
}

// between is the time from the first to the second of two dates that exist.
func between(from, to civil.Date) time.Duration {
	first, _ := time.Parse(time.DateOnly, string(from)) // checked when the pair was published
	second, _ := time.Parse(time.DateOnly, string(to))
	return second.Sub(first)
}

// LegalStatus is the standing of a cited rule on a date, as the contract writes it.
type LegalStatus string

// The standings.
const (
	StatusInForce       LegalStatus = "InForce"       // 全文有效
	StatusRepealed      LegalStatus = "Repealed"      // 全文废止
	StatusNotYetInForce LegalStatus = "NotYetInForce" // 尚未施行
)

// Status is the standing on date of a rule that holds from..to, both ends included; an empty end is open.
func Status(from, to, date civil.Date) LegalStatus {
	switch {
	case date.In(from, to):
		return StatusInForce
	case to != "" && to < date:
		return StatusRepealed
	default:
		return StatusNotYetInForce
	}
}
