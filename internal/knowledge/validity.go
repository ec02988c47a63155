package knowledge

import (
	"strings"

	"yueyue/internal/civil"
)

// Incoming is a link that leads to a document, with the document that it comes from.
type Incoming struct {
	Link
	From       DocumentID
	FromTitle  string
	FromNumber string
}

// Name is how the document is cited that the link comes from: 《title》（number）.
func (in Incoming) Name() string {
	name := "《" + in.FromTitle + "》"
	if in.FromNumber != "" {
		name += "（" + in.FromNumber + "）"
	}
	return name
}

// Validity is from when to when a passage holds, both ends included; an empty end is open.
type Validity struct {
	From, To civil.Date
	EndedBy  *Incoming  // the document that ended it; nil: its own words, or nothing
	Partly   []Incoming // what ended a paragraph or an item within it, while the rest holds
}

// PassageValidity is the validity of a passage of a document to which links lead. A passage without clause is ended only with
// its document.
func PassageValidity(p Passage, d Document, incoming []Incoming) Validity {
	v := Validity{From: d.EffectiveFrom, To: earlier(d.EffectiveTo, p.EffectiveTo)}
	if p.EffectiveFrom != "" {
		v.From = p.EffectiveFrom
	}
	for i := range incoming {
		link := &incoming[i]
		if !link.takesEffectOn(d) {
			continue
		}
		switch {
		case link.Kind == Repeals, link.Kind == RepealsClause && covers(link.Clause, p.Clause):
			if last := link.On.AddDays(-1); v.To == "" || last < v.To {
				v.To, v.EndedBy = last, link
			}
		case link.Kind == RepealsClause && p.Clause != "" && covers(p.Clause, link.Clause):
			v.Partly = append(v.Partly, *link)
		}
	}
	return v
}

// takesEffectOn reports whether a link that leads to a document by its name can mean it: on a day that is stated, after the
// document began. A law that says 原《某法》同时废止 means the one before it, which often has its own title.
func (l Link) takesEffectOn(d Document) bool {
	begun := d.EffectiveFrom
	if begun == "" {
		begun = d.IssuedOn
	}
	return l.On != "" && l.On > begun
}

// CitationStatus is the standing on a date of a rule that holds from..to and rests on a document, of which it cites a clause
// (empty: all of it), and what changed it besides its own dates (nil: nothing).
func CitationStatus(from, to civil.Date, clause string, incoming []Incoming, date civil.Date) (LegalStatus, *Incoming) {
	v := PassageValidity(Passage{Clause: clause}, Document{EffectiveFrom: from, EffectiveTo: to}, incoming)
	status := Status(v.From, v.To, date)
	if v.EndedBy != nil && status == StatusRepealed {
		return status, v.EndedBy
	}
	for i := range v.Partly {
		if status == StatusInForce && v.Partly[i].On <= date {
			return StatusPartlyRepealed, &v.Partly[i]
		}
	}
	return status, nil
}

// DocumentStatus is the standing of a document on a date: partly repealed once one of its clauses is.
func DocumentStatus(d Document, incoming []Incoming, date civil.Date) LegalStatus {
	v := PassageValidity(Passage{}, d, incoming)
	status := Status(v.From, v.To, date)
	if status != StatusInForce {
		return status
	}
	for _, link := range incoming {
		if link.Kind == RepealsClause && link.takesEffectOn(d) && link.On <= date {
			return StatusPartlyRepealed
		}
	}
	return status
}

// covers reports whether a repealed clause is a passage's or contains it: 第三条 contains 第三条第二款.
func covers(repealed, clause string) bool {
	if clause == "" || !strings.HasPrefix(clause, repealed) {
		return false
	}
	rest := clause[len(repealed):]
	return rest == "" || strings.HasPrefix(rest, "第")
}

// earlier is the earlier of two ends; an empty one is open.
func earlier(a, b civil.Date) civil.Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}
