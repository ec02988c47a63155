package knowledge

import "context"

// Overlay reads knowledge as if a draft were published over an edition. It is immutable and safe for concurrent use.
type Overlay struct {
	under     *Repository
	put       map[Key]Content
	withdrawn map[Key]bool
	documents []Document // of the draft
}

// NewOverlay makes a view of what a draft puts and withdraws.
func NewOverlay(under *Repository, put []Content, withdraw []Key) *Overlay {
	o := &Overlay{under: under, put: make(map[Key]Content, len(put)), withdrawn: make(map[Key]bool, len(withdraw))}
	for _, content := range put {
		o.put[content.Key()] = content
		if document, ok := content.(Document); ok {
			o.documents = append(o.documents, document)
		}
	}
	for _, key := range withdraw {
		o.withdrawn[key] = true
	}
	return o
}

// Pairs is Repository.Pairs over the draft.
func (o *Overlay) Pairs(ctx context.Context, ids []PairID, edition int64) (map[PairID]QAPair, error) {
	drafted := map[PairID]QAPair{}
	var rest []PairID
	for _, id := range ids {
		key := Key{PairItem, string(id)}
		if pair, ok := o.put[key].(QAPair); ok {
			drafted[id] = pair
		} else if !o.withdrawn[key] {
			rest = append(rest, id)
		}
	}
	pairs, err := o.under.Pairs(ctx, rest, edition)
	if err != nil {
		return nil, err
	}
	for id, pair := range drafted {
		pairs[id] = pair
	}
	return pairs, nil
}

// Passages is Repository.Passages over the draft: links of drafted documents end what they repeal.
func (o *Overlay) Passages(ctx context.Context, ids []PassageID, edition int64) (map[PassageID]CitedPassage, error) {
	cited := make(map[PassageID]CitedPassage, len(ids))
	var published []PassageID
	for _, id := range ids {
		key := Key{PassageItem, string(id)}
		passage, drafted := o.put[key].(Passage)
		if !drafted {
			if !o.withdrawn[key] {
				published = append(published, id)
			}
			continue
		}
		covered, err := o.cover(ctx, passage.Document, edition)
		if err != nil {
			return nil, err
		}
		if covered != nil {
			cited[id] = CitedPassage{passage, covered.document, PassageValidity(passage, covered.document, covered.incoming)}
		}
	}
	others, err := o.under.Passages(ctx, published, edition)
	if err != nil {
		return nil, err
	}
	for id, passage := range others {
		covered, err := o.cover(ctx, passage.Document, edition)
		if err != nil {
			return nil, err
		}
		if covered != nil {
			cited[id] = CitedPassage{passage.Passage, covered.document, PassageValidity(passage.Passage, covered.document, covered.incoming)}
		}
	}
	return cited, nil
}

// cover is what the passages of a document share; nil when it is withdrawn.
func (o *Overlay) cover(ctx context.Context, id DocumentID, edition int64) (*cover, error) {
	key := Key{DocumentItem, string(id)}
	if o.withdrawn[key] {
		return nil, nil //nolint:nilnil // withdrawn is an answer here
	}
	document, drafted := o.put[key].(Document)
	if !drafted {
		published, err := o.under.cover(ctx, id, edition)
		if err != nil || published == nil {
			return nil, err
		}
		document = published.document
	}
	incoming, err := o.Incoming(ctx, document, edition)
	return &cover{document, incoming}, err
}

// Incoming is Repository.Incoming over the draft.
func (o *Overlay) Incoming(ctx context.Context, d Document, edition int64) ([]Incoming, error) {
	published, err := o.under.Incoming(ctx, d, edition)
	if err != nil {
		return nil, err
	}
	var all []Incoming
	for _, in := range published {
		from := Key{DocumentItem, string(in.From)}
		if _, replaced := o.put[from]; !replaced && !o.withdrawn[from] {
			all = append(all, in)
		}
	}
	for _, other := range o.documents {
		for _, link := range other.Links {
			if other.ID != d.ID && link.Means(d) {
				all = append(all, Incoming{Link: link, From: other.ID, FromTitle: other.Title, FromNumber: other.DocumentNumber})
			}
		}
	}
	return all, nil
}
