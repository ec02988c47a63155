package dialog

import (
	"fmt"
	"strings"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Contact is how a person can be reached.
type Contact struct {
	Hotline string // a telephone number
	Hours   string // when people answer it, in words
}

// Composer writes replies. It is immutable.
type Composer struct {
	contact Contact
}

// Compose puts a decision into words: curated text verbatim, with its citations and the notices that the time asked about
// needs.
func (c Composer) Compose(d Decision) Reply {
	reply := Reply{
		Kind: d.Kind, Confidence: d.Confidence, UnderstoodAs: d.Understood.Searched, Keywords: d.Understood.Keywords, AsOf: d.asOf,
		Citations: []Citation{}, Suggestions: []Suggestion{},
	}
	if reply.Keywords == nil {
		reply.Keywords = []string{}
	}
	switch d.Kind {
	case Answer:
		c.answer(&reply, d)
	case Suggest:
		c.suggest(&reply, d)
	case Clarify:
		reply.Text = d.clarify
		reply.Suggestions = d.suggestions(d.offered)
	case Abstain:
		reply.Text = sayAbstain
		if d.Understood.Intent != NoIntent {
			reply.Text = sayService
		}
	case Handoff:
		reply.Text = fmt.Sprintf(sayHandoff, c.contact.Hotline, c.contact.Hours)
	case SmallTalk:
		reply.Text = smallTalk[d.Understood.Intent]
	}
	return reply
}

var smallTalk = map[Intent]string{
	Greeting: sayGreeting, Thanks: sayThanks, Goodbye: sayGoodbye, Heard: sayHeard, Identity: sayIdentity,
	Ability: sayAbility, Praise: sayPraise, Complaint: sayComplaint, Chat: sayChat,
}

func (c Composer) answer(reply *Reply, d Decision) {
	pair := d.pairs[d.offered[0]]
	version := d.Version
	answer := version.Answer
	var text strings.Builder
	switch {
	case version.Standing == Superseded:
		fmt.Fprintf(&text, "> "+noteHeldThen+"\n\n", period(d.Understood.Period, version), until(answer))
	case version.Standing == Ended && d.Understood.Period.Named():
		fmt.Fprintf(&text, "> "+noteLater+"\n\n", answer.EffectiveTo.Chinese(), period(d.Understood.Period, version))
	}
	text.WriteString(answer.Text)
	switch version.Standing {
	case Ended:
		if d.Understood.Period.Named() {
			break
		}
		fmt.Fprintf(&text, "\n\n> "+noteEnded, answer.EffectiveTo.Chinese())
	case NotYetInForce:
		fmt.Fprintf(&text, "\n\n> "+noteNotYet, answer.EffectiveFrom.Chinese())
	case Changed:
		fmt.Fprintf(&text, "\n\n> "+noteChanged, answer.EffectiveFrom.Chinese())
		fmt.Fprintf(&text, "\n>\n> %s", leading(version.Earlier.Text))
	case Superseded:
		if version.Today != nil {
			fmt.Fprintf(&text, "\n\n> "+noteToday, leading(version.Today.Text))
		}
	}
	if pair.Unconfirmed && !strings.Contains(answer.Text, "以主管税务机关答复为准") {
		text.WriteString("\n\n> " + noteUncertain)
	}
	reply.Text = text.String()
	reply.PairID = pair.ID
	reply.Citations = citations(answer, reply.AsOf)
	reply.Suggestions = d.suggestions(d.offered[1:])
}

func (c Composer) suggest(reply *Reply, d Decision) {
	reply.Suggestions = d.suggestions(d.offered)
	switch {
	case len(d.unknown) > 0 && len(d.offered) == 0:
		reply.Kind = Abstain
		reply.Text = fmt.Sprintf(sayNumberOff, strings.Join(d.unknown, "、"))
	case len(d.unknown) > 0:
		reply.Text = fmt.Sprintf(sayNumber, strings.Join(d.unknown, "、"))
	case d.Version != nil && d.Version.Standing == Unrecorded:
		reply.Text = fmt.Sprintf(sayPast, period(d.Understood.Period, d.Version))
	default:
		reply.Text = saySuggest
	}
}

// suggestions are the standard questions of pairs, in order.
func (d Decision) suggestions(ids []knowledge.PairID) []Suggestion {
	out := make([]Suggestion, 0, len(ids))
	for _, id := range ids {
		out = append(out, Suggestion{Question: d.pairs[id].Question, PairID: id})
	}
	return out
}

func citations(answer knowledge.Answer, asOf civil.Date) []Citation {
	out := make([]Citation, 0, len(answer.Citations))
	for _, c := range answer.Citations {
		out = append(out, Citation{
			Title: c.Title, DocumentNumber: c.DocumentNumber, Clause: c.Clause, URL: c.URL, Quote: c.Quote,
			EffectiveFrom: answer.EffectiveFrom, EffectiveTo: answer.EffectiveTo,
			Status: string(knowledge.Status(answer.EffectiveFrom, answer.EffectiveTo, asOf)),
		})
	}
	return out
}

// period is the time asked about, in the words of the question or as a date.
func period(p Period, v *Version) string {
	switch {
	case p.Earlier:
		return "此前"
	case p.Text != "":
		return p.Text
	default:
		return v.To.Chinese()
	}
}

func until(answer knowledge.Answer) string {
	if answer.EffectiveTo == "" {
		return ""
	}
	return "（执行至" + answer.EffectiveTo.Chinese() + "）"
}

// leading is the first line of an answer, which is the answer itself, without its marks.
func leading(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.ReplaceAll(line, "**", "")
}
