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
		Kind: d.Kind, Confidence: d.Confidence, UnderstoodAs: d.Understood.Searched, AsOf: d.asOf,
		Citations: []Citation{}, Suggestions: d.suggestions(d.offered), Keywords: append([]string{}, d.Understood.Keywords...),
	}
	switch d.Kind {
	case Answer:
		answer(&reply, d)
	case Suggest:
		reply.Text = suggest(d)
	case Clarify:
		reply.Text = d.clarify
		if d.otherRegion {
			reply.Text = sayThere
		}
	case Abstain:
		reply.Text = abstain(d)
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

// answer states the chosen version of the first candidate; the others stay on offer.
func answer(reply *Reply, d Decision) {
	first, version := d.says[d.offered[0]], *d.Version
	var text strings.Builder
	before, after := notes(version, d.today)
	if first.Passage != nil && first.Passage.EndedBy != nil && first.Passage.To < d.today {
		after = fmt.Sprintf(noteRepealed, first.Passage.EndedBy.Name(), first.Passage.To.AddDays(1).Chinese())
	}
	// What will be repealed by a future day is not known today: a status is never of a day to come.
	cited, changes := citations(first, version.Answer, min(reply.AsOf, d.today))
	if d.gone != "" {
		text.WriteString("> " + d.gone + "\n\n")
	}
	for _, change := range changes {
		text.WriteString("> " + change + "\n\n")
	}
	if before != "" {
		text.WriteString("> " + before + "\n\n")
	}
	if first.Passage != nil {
		text.WriteString(d.quotation(*first.Passage))
	} else {
		text.WriteString(version.Answer.Text)
	}
	if after != "" {
		text.WriteString("\n\n> " + after)
	}
	if first.Unconfirmed && !strings.Contains(version.Answer.Text, "以主管税务机关答复为准") {
		text.WriteString("\n\n> " + noteUncertain)
	}
	if first.Passage != nil {
		if other := d.contrary(); other != nil {
			text.WriteString(d.also(*other))
			more, _ := citations(statementOf(*other), statementOf(*other).Answers[0], min(reply.AsOf, d.today))
			cited = append(cited, more...)
		}
	}
	reply.Text = text.String()
	reply.PairID = first.ID
	reply.Citations = cited
	reply.Suggestions = reply.Suggestions[1:]
}

// notes say how a version stands to the time asked about and to today, before and after its text.
func notes(v Version, today civil.Date) (before, after string) {
	from, to := v.Answer.EffectiveFrom.Chinese(), v.Answer.EffectiveTo.Chinese()
	switch v.Standing {
	case Superseded:
		held := ""
		if to != "" {
			held = "（执行至" + to + "）"
		}
		if v.Today == nil {
			return fmt.Sprintf(noteHeldLast, v.Time, held), ""
		}
		then := noteHeldThen
		switch {
		case readsSame(v.Answer.Text, v.Today.Text):
			then = noteHeldSame
		case figuresDiffer(v.Answer.Text, v.Today.Text):
			then = noteHeldOther
		}
		return fmt.Sprintf(then, v.Time, held), fmt.Sprintf(noteToday, leading(v.Today.Text))
	case Ended:
		if v.From > today {
			return fmt.Sprintf(noteLater, to, v.Time), ""
		}
		return "", fmt.Sprintf(noteEnded, to)
	case NotYetInForce:
		return "", fmt.Sprintf(noteNotYet, from)
	case Changed:
		changed := noteChanged
		if readsSame(v.Earlier.Text, v.Answer.Text) {
			changed = noteRenewed
		}
		return "", fmt.Sprintf(changed, from) + "\n>\n> " + leading(v.Earlier.Text)
	default:
		return "", ""
	}
}

func suggest(d Decision) string {
	switch {
	case d.noClause[1] != "":
		return fmt.Sprintf(sayClause, d.noClause[0], d.noClause[1])
	case len(d.unknown) > 0:
		return fmt.Sprintf(sayNumber, strings.Join(d.unknown, "、"))
	case d.Version != nil && d.Version.Standing == Unrecorded:
		return fmt.Sprintf(sayPast, d.Version.Time)
	case d.otherRegion:
		return sayThere
	case d.dutyOpen:
		return sayDutyOpen
	default:
		return saySuggest
	}
}

func abstain(d Decision) string {
	switch {
	case d.Understood.Intent == Elsewhere:
		return sayElsewhere
	case d.Understood.Intent != NoIntent:
		return sayService
	case d.noClause[1] != "":
		return fmt.Sprintf(sayClauseOff, d.noClause[0], d.noClause[1])
	case len(d.unknown) > 0:
		return fmt.Sprintf(sayNumberOff, strings.Join(d.unknown, "、"))
	case d.otherRegion:
		return sayThereOff
	default:
		return sayAbstain
	}
}

// citations are those of an answer with their standing on a date, and a sentence for each whose document has changed since: a
// document that came later tells it, the answer does not yet.
func citations(first Statement, answer knowledge.Answer, asOf civil.Date) (cited []Citation, changes []string) {
	cited = make([]Citation, 0, len(answer.Citations))
	for _, c := range answer.Citations {
		status, by := knowledge.CitationStatus(answer.EffectiveFrom, answer.EffectiveTo, c.Clause, first.incoming[c], asOf)
		shown := Citation{
			Title: c.Title, DocumentNumber: c.DocumentNumber, Clause: c.Clause, URL: c.URL, Quote: c.Quote,
			EffectiveFrom: answer.EffectiveFrom, EffectiveTo: answer.EffectiveTo, Status: string(status),
		}
		if first.Passage != nil {
			shown.PassageID = first.Passage.ID
		}
		cited = append(cited, shown)
		switch {
		case by == nil:
		case status == knowledge.StatusPartlyRepealed:
			changes = append(changes, fmt.Sprintf(notePartly, by.Clause, by.Name(), by.On.Chinese()))
		default:
			changes = append(changes, fmt.Sprintf(noteBasis, c.Title+c.Clause, by.Name(), by.On.Chinese()))
		}
	}
	return cited, changes
}
