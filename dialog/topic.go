package dialog

import (
	"cmp"
	"strings"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Topic is what the thread of a question is about: the last question that stands on its own, with the follow-ups since.
type Topic struct {
	Text     string   `json:"text"`               // those questions as they are understood now, oldest first
	Period   Period   `json:"period,omitzero"`    // that the newest of them names which names one
	Region   string   `json:"region,omitempty"`   // likewise
	Keywords []string `json:"keywords,omitempty"` // of all of them
}

// topic is the topic that earlier turns leave; nil when none of them is a question about tax.
func (u *Understander) topic(history []Turn, today civil.Date) *Topic {
	var t Topic
	for i := len(history) - 1; i >= 0; i-- {
		text := strings.TrimSpace(u.segmenter.Normalize(history[i].Question))
		if text == "" || u.intents.Of(text) != NoIntent {
			continue
		}
		text, _ = u.mend(text)
		if t.Period == (Period{}) {
			t.Period = FindPeriod(text, today)
		}
		t.Region = cmp.Or(t.Region, u.regions.Of(text))
		t.Keywords = append(t.Keywords, u.segmenter.Keywords(text)...)
		official, _ := u.names.Official(text)
		t.Text = strings.TrimSpace(official + " " + t.Text)
		if leans(text) == stands {
			break
		}
	}
	if t.Text == "" {
		return nil
	}
	return &t
}

// inThread is the question with its topic before it. What clearly points back is about the same time, and what leans at all
// about the same region, unless it says another.
func (u Understanding) inThread() Understanding {
	if u.Topic == nil {
		return u
	}
	u.Searched = u.Topic.Text + " " + u.Searched
	u.Numbers = append(knowledge.FindDocumentNumbers(u.Topic.Text), u.Numbers...)
	if u.Leans != stands {
		u.Region = cmp.Or(u.Region, u.Topic.Region)
	}
	if u.Leans == clearly && u.Period == (Period{}) {
		u.Period = u.Topic.Period
	}
	return u
}
