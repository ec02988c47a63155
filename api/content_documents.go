package api

import (
	"context"
	"net/http"
	"slices"

	"yueyue/internal/civil"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// DocumentEntry is a document in the list of the console.
type DocumentEntry struct {
	ListedItem
	ID             string                `json:"id"`
	Title          string                `json:"title"`
	DocumentNumber string                `json:"document_number,omitempty"`
	Issuer         string                `json:"issuer,omitempty"`
	Region         string                `json:"region,omitempty"`
	Taxes          []string              `json:"taxes" nullable:"false"`
	IssuedOn       civil.Date            `json:"issued_on,omitempty"`
	EffectiveFrom  civil.Date            `json:"effective_from,omitempty"`
	EffectiveTo    civil.Date            `json:"effective_to,omitempty"`
	Status         knowledge.LegalStatus `json:"status" enum:"InForce,PartlyRepealed,Repealed,NotYetInForce" doc:"今天的状态"`
	Passages       int                   `json:"passages"`
}

// DocumentPage is a page of documents.
type DocumentPage struct {
	Items []DocumentEntry `json:"items" nullable:"false"`
	Total int             `json:"total" doc:"符合条件的共有几份"`
	Page  int             `json:"page"`
	Pages int             `json:"pages"`
}

type documentsInput struct {
	Q        string                `query:"q" maxLength:"200" doc:"编号、标题、文号或发文机关里有这些字"`
	Status   knowledge.LegalStatus `query:"status" enum:"InForce,PartlyRepealed,Repealed,NotYetInForce" doc:"今天的状态"`
	Region   string                `query:"region" maxLength:"20"`
	Tax      string                `query:"tax" maxLength:"100"`
	Change   bool                  `query:"changed" doc:"只要草案里改过的"`
	Page     int                   `query:"page" minimum:"1" maximum:"1000000" default:"1"`
	Proposal editorial.ProposalID  `query:"proposal" minimum:"0" doc:"透过这份草案看"`
}

type (
	documentsOutput struct{ Body DocumentPage }
	documentInput   struct {
		ID       string               `path:"id" maxLength:"200"`
		Proposal editorial.ProposalID `query:"proposal" minimum:"0" doc:"透过这份草案看"`
	}
	documentOutput struct{ Body DocumentDetail }
)

func (s *Server) registerDocuments() {
	register(s, Editors, desk(http.MethodGet, "listDocuments", "/documents", "政策文件", "每页 50 份，按编号排列。", 404), s.listDocuments)
	register(s, Editors, desk(http.MethodGet, "getDocument", "/documents/{id}", "一份政策文件",
		"各项及其出处、段落及其效力、别的文件对它做了什么、效力的变化。", 404), s.getDocument)
}

// documents are the documents seen through a proposal, by id.
func (v view) documents(ctx context.Context) ([]listedEntry[knowledge.Document], error) {
	published, err := v.server.documents.of(ctx, v.edition, v.server.parts.Content.Library.Documents)
	if err != nil {
		return nil, err
	}
	drafted, err := v.drafted(ctx, knowledge.DocumentItem)
	if err != nil {
		return nil, err
	}
	for key, item := range drafted { // documents are not ordered by hand
		item.Position = 0
		drafted[key] = item
	}
	entries := over(published, nil, drafted)
	slices.SortStableFunc(entries, func(a, b listedEntry[knowledge.Document]) int { return compare(a.content.ID, b.content.ID) })
	for i := range entries {
		entries[i].Position = int64(i + 1)
	}
	return entries, nil
}

// arrows are the links of all documents that are not withdrawn, by the keys under which they name others.
type arrows map[string][]knowledge.Incoming

func arrowsOf(entries []listedEntry[knowledge.Document]) arrows {
	a := arrows{}
	for _, e := range entries {
		if e.Change == ItemWithdrawn {
			continue
		}
		from := e.content
		for _, link := range from.Links {
			in := knowledge.Incoming{Link: link, From: from.ID, FromTitle: from.Title, FromNumber: from.DocumentNumber}
			for _, key := range []string{knowledge.TitleKey(link.Title), knowledge.NumberKey(link.DocumentNumber)} {
				if key != "" {
					a[key] = append(a[key], in)
				}
			}
		}
	}
	return a
}

// to are the links that lead to a document.
func (a arrows) to(d knowledge.Document) []knowledge.Incoming {
	var incoming []knowledge.Incoming
	for _, key := range []string{knowledge.NumberKey(d.DocumentNumber), knowledge.TitleKey(d.Title)} {
		for _, in := range a[key] {
			if in.From != d.ID && in.Means(d) && !slices.Contains(incoming, in) {
				incoming = append(incoming, in)
			}
		}
	}
	slices.SortStableFunc(incoming, func(x, y knowledge.Incoming) int { return compare(x.From, y.From) })
	return incoming
}

func (s *Server) listDocuments(ctx context.Context, in *documentsInput) (*documentsOutput, error) {
	v, err := s.look(ctx, in.Proposal)
	if err != nil {
		return nil, err
	}
	entries, err := v.documents(ctx)
	if err != nil {
		return nil, err
	}
	links, today := arrowsOf(entries), civil.Of(s.parts.Now())
	var wanted []listedEntry[knowledge.Document]
	for _, e := range entries {
		if in.wants(e) && (in.Status == "" || knowledge.DocumentStatus(e.content, links.to(e.content), today) == in.Status) {
			wanted = append(wanted, e)
		}
	}
	page := DocumentPage{Items: []DocumentEntry{}, Total: len(wanted), Page: in.Page, Pages: (len(wanted) + pageSize - 1) / pageSize}
	for _, e := range pageOf(wanted, in.Page) {
		d := e.content
		page.Items = append(page.Items, DocumentEntry{
			ListedItem: e.ListedItem, ID: string(d.ID), Title: d.Title, DocumentNumber: d.DocumentNumber, Issuer: d.Issuer, Region: d.Region,
			Taxes: append([]string{}, d.Taxes...), IssuedOn: d.IssuedOn, EffectiveFrom: d.EffectiveFrom, EffectiveTo: d.EffectiveTo,
			Status: knowledge.DocumentStatus(d, links.to(d), today), Passages: len(d.Passages),
		})
	}
	return &documentsOutput{page}, nil
}

func (in *documentsInput) wants(e listedEntry[knowledge.Document]) bool {
	d := e.content
	return has(in.Q, string(d.ID), d.Title, d.DocumentNumber, d.Issuer) &&
		(in.Region == "" || in.Region == d.Region || in.Region == knowledge.National && d.Region == "") &&
		(in.Tax == "" || slices.Contains(d.Taxes, in.Tax)) && (!in.Change || e.Change != "")
}

func (s *Server) getDocument(ctx context.Context, in *documentInput) (*documentOutput, error) {
	v, err := s.look(ctx, in.Proposal)
	if err != nil {
		return nil, err
	}
	entries, err := v.documents(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(entries, func(e listedEntry[knowledge.Document]) bool { return string(e.content.ID) == in.ID })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "api.getDocument", "document_unknown", "没有这份文件。")
	}
	passages, err := v.passages(ctx, entries[at])
	if err != nil {
		return nil, err
	}
	detail, err := documentDetail(entries[at], passages, arrowsOf(entries).to(entries[at].content), civil.Of(s.parts.Now()))
	if err != nil {
		return nil, err
	}
	if detail.Published, err = s.publishedDocument(ctx, entries[at].content.ID, v.edition); err != nil {
		return nil, err
	}
	return &documentOutput{detail}, nil
}

// publishedDocument is a document as the edition has it; nil when it has none.
func (s *Server) publishedDocument(ctx context.Context, id knowledge.DocumentID, edition int64) (*ContentDocument, error) {
	published, err := s.parts.Content.Library.Document(ctx, id, edition)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil //nolint:nilnil // never published is an answer here
	}
	if err != nil {
		return nil, err
	}
	body, err := bodyOf(published)
	if err != nil {
		return nil, err
	}
	return body.Document, nil
}

// passages are the passages of a document in the order of its text, each as the proposal has it where it has it.
func (v view) passages(ctx context.Context, e listedEntry[knowledge.Document]) ([]listedEntry[knowledge.Passage], error) {
	published, err := v.server.parts.Content.Library.DocumentPassages(ctx, e.content, v.edition)
	if err != nil {
		return nil, err
	}
	byID := make(map[knowledge.PassageID]listedEntry[knowledge.Passage], len(published))
	for _, p := range published {
		byID[p.ID] = listedEntry[knowledge.Passage]{content: p}
	}
	if v.id != 0 {
		if err := v.draftedPassages(ctx, e.content, byID); err != nil {
			return nil, err
		}
	}
	passages := make([]listedEntry[knowledge.Passage], 0, len(e.content.Passages))
	for _, id := range e.content.Passages {
		if p, ok := byID[id]; ok {
			p.Position = int64(len(passages) + 1)
			passages = append(passages, p)
		}
	}
	return passages, nil
}

// draftedPassages lays what the proposal does to the passages of a document over what is published. Ids of passages begin with
// that of their document and a dot, so they stand together.
func (v view) draftedPassages(ctx context.Context, d knowledge.Document, byID map[knowledge.PassageID]listedEntry[knowledge.Passage]) error {
	const page = 200
	prefix := string(d.ID) + "."
	filter := editorial.ItemFilter{Kind: knowledge.PassageItem, Limit: page, After: knowledge.Key{Kind: knowledge.PassageItem, ID: prefix}}
	for {
		items, err := v.server.parts.Content.Editorial.Items(ctx, v.id, filter)
		if err != nil {
			return err
		}
		for _, item := range items {
			id := knowledge.PassageID(item.Key.ID)
			if len(item.Key.ID) < len(prefix) || item.Key.ID[:len(prefix)] != prefix {
				return nil
			}
			before, known := byID[id]
			before.Version, before.Change = item.Version, ItemWithdrawn
			if put, ok := item.Content.(knowledge.Passage); ok {
				before.content, before.Change = put, ItemChanged
				if !known {
					before.Change = ItemAdded
				}
			}
			byID[id] = before
		}
		if len(items) < page {
			return nil
		}
		filter.After = items[len(items)-1].Key
	}
}
