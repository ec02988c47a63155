package api

import (
	"slices"

	"yueyue/internal/civil"
	"yueyue/internal/editorial"
	"yueyue/internal/knowledge"
)

// DocumentDetail is a document with all that the console shows beside it.
type DocumentDetail struct {
	ListedItem
	Document  ContentDocument       `json:"document" doc:"草案里的；草案没有改它则是已发布的"`
	Published *ContentDocument      `json:"published,omitempty" doc:"已发布的；从未发布则没有"`
	Problem   string                `json:"problem,omitempty" doc:"发布之前还要改正什么"`
	Status    knowledge.LegalStatus `json:"status" enum:"InForce,PartlyRepealed,Repealed,NotYetInForce" doc:"今天的状态"`
	Passages  []PassageEntry        `json:"passages" nullable:"false" doc:"按原文顺序；连起来是原文"`
	Incoming  []IncomingLink        `json:"incoming" nullable:"false" doc:"别的文件对它做了什么"`
	Timeline  []TimelineEntry       `json:"timeline" nullable:"false" doc:"文件或条款的状态在哪几天变化，早的在前"`
}

// PassageEntry is a passage with from when to when it holds.
type PassageEntry struct {
	ListedItem
	Passage ContentPassage        `json:"passage"`
	From    civil.Date            `json:"from,omitempty" doc:"何时起适用，含当日；空为不知道"`
	To      civil.Date            `json:"to,omitempty" doc:"何时止，含当日；空为没有终止"`
	Status  knowledge.LegalStatus `json:"status" enum:"InForce,Repealed,NotYetInForce" doc:"今天的状态"`
	EndedBy *IncomingLink         `json:"ended_by,omitempty" doc:"被哪个文件终止；按它自己的文字终止的没有"`
	Problem string                `json:"problem,omitempty" doc:"发布之前还要改正什么"`
}

// IncomingLink is what another document does to this one.
type IncomingLink struct {
	ContentLink
	From       string `json:"from" doc:"那个文件的编号"`
	FromTitle  string `json:"from_title"`
	FromNumber string `json:"from_number,omitempty"`
}

// TimelineEntry is a day on which something changes.
type TimelineEntry struct {
	On      civil.Date            `json:"on" doc:"从这一天起"`
	Status  knowledge.LegalStatus `json:"status" enum:"InForce,PartlyRepealed,Repealed,NotYetInForce" doc:"文件的状态"`
	Clauses []TimelineClause      `json:"clauses" nullable:"false" doc:"与文件不同日变化的条款"`
	By      []IncomingLink        `json:"by" nullable:"false" doc:"哪个文件造成的"`
}

// TimelineClause is a clause whose standing changes on a day.
type TimelineClause struct {
	Passage string                `json:"passage"`
	Clause  string                `json:"clause" doc:"条款，或段落所在的标题"`
	Status  knowledge.LegalStatus `json:"status" enum:"InForce,Repealed,NotYetInForce"`
}

func incomingOf(in knowledge.Incoming) IncomingLink {
	return IncomingLink{ContentLink(in.Link), string(in.From), in.FromTitle, in.FromNumber}
}

func documentDetail(
	e listedEntry[knowledge.Document], passages []listedEntry[knowledge.Passage], incoming []knowledge.Incoming, today civil.Date,
) (DocumentDetail, error) {
	body, err := bodyOf(e.content)
	if err != nil {
		return DocumentDetail{}, err
	}
	detail := DocumentDetail{
		ListedItem: e.ListedItem, Document: *body.Document, Status: knowledge.DocumentStatus(e.content, incoming, today),
		Problem: editorial.Wrong(e.content), Passages: make([]PassageEntry, 0, len(passages)), Incoming: make([]IncomingLink, len(incoming)),
		Timeline: timeline(e.content, passages, incoming),
	}
	for i, in := range incoming {
		detail.Incoming[i] = incomingOf(in)
	}
	for _, p := range passages {
		body, err := bodyOf(p.content)
		if err != nil {
			return DocumentDetail{}, err
		}
		v := knowledge.PassageValidity(p.content, e.content, incoming)
		entry := PassageEntry{
			ListedItem: p.ListedItem, Passage: *body.Passage, From: v.From, To: v.To, Status: knowledge.Status(v.From, v.To, today), Problem: editorial.Wrong(p.content),
		}
		if v.EndedBy != nil {
			by := incomingOf(*v.EndedBy)
			entry.EndedBy = &by
		}
		detail.Passages = append(detail.Passages, entry)
	}
	return detail, nil
}

// timeline are the days on which the standing of a document, or of a clause apart from it, changes.
func timeline(d knowledge.Document, passages []listedEntry[knowledge.Passage], incoming []knowledge.Incoming) []TimelineEntry {
	whole := knowledge.PassageValidity(knowledge.Passage{}, d, incoming)
	days := []civil.Date{whole.From, whole.To.AddDays(1)}
	validities := make([]knowledge.Validity, len(passages))
	for i, p := range passages {
		validities[i] = knowledge.PassageValidity(p.content, d, incoming)
		days = append(days, validities[i].From, validities[i].To.AddDays(1))
	}
	for _, in := range incoming {
		if in.Kind == knowledge.Repeals || in.Kind == knowledge.RepealsClause {
			days = append(days, in.On)
		}
	}
	slices.Sort(days)
	entries := []TimelineEntry{}
	for _, day := range slices.Compact(days) {
		if day == "" {
			continue
		}
		before := day.AddDays(-1)
		entry := TimelineEntry{On: day, Status: knowledge.DocumentStatus(d, incoming, day), Clauses: []TimelineClause{}, By: []IncomingLink{}}
		was := knowledge.DocumentStatus(d, incoming, before)
		wholeBefore, wholeNow := knowledge.Status(whole.From, whole.To, before), knowledge.Status(whole.From, whole.To, day)
		for i, v := range validities {
			from, to := knowledge.Status(v.From, v.To, before), knowledge.Status(v.From, v.To, day)
			if from != to && (from != wholeBefore || to != wholeNow) {
				p := passages[i].content
				entry.Clauses = append(entry.Clauses, TimelineClause{string(p.ID), clauseOf(p), to})
			}
		}
		for _, in := range incoming {
			if in.On == day && (in.Kind == knowledge.Repeals || in.Kind == knowledge.RepealsClause) {
				entry.By = append(entry.By, incomingOf(in))
			}
		}
		if was != entry.Status || len(entry.Clauses)+len(entry.By) > 0 {
			entries = append(entries, entry)
		}
	}
	return entries
}

// clauseOf is how a passage is called inside its document.
func clauseOf(p knowledge.Passage) string {
	switch {
	case p.Clause != "":
		return p.Clause
	case len(p.Path) > 0:
		return p.Path[len(p.Path)-1]
	}
	return string(p.ID)
}
