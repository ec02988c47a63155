package dialog

import (
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Question is what somebody asks.
type Question struct {
	Text     string
	AsOf     civil.Date         // the date the question is about; empty: today, or what the text names
	Region   string             // six digits; empty: that of the bureau
	Audience knowledge.Audience // empty: either
	History  []Turn             // earlier turns of the same thread, oldest first
}

// Turn is an earlier question of the asker. What it was answered is kept for the record: understanding a follow-up by the
// answer before would drown it in the answer's words.
type Turn struct {
	Question string
	Answer   string // empty: not known, or not answered yet
}
