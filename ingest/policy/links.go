package policy

import (
	"yueyue/internal/knowledge"
)

// relations are the links of a document, each with its evidence.
type relations struct {
	links []knowledge.Link
	parts []part
	spent int              // links looked at
	index map[string][]int // links by what they do to which title
}

// mostLinks is how many links are looked at in one document; no catalogue is longer.
const mostLinks = 20_000

// add adds a link that is not there yet. One that the text names twice, with its number and without, is one.
func (r *relations) add(l knowledge.Link, p part) {
	if r.spent++; r.spent > mostLinks {
		return
	}
	key := string(l.Kind) + " " + l.Clause + " " + knowledge.TitleKey(l.Title)
	if l.Title == "" {
		key += l.DocumentNumber
	}
	for _, i := range r.index[key] {
		if known := r.links[i].DocumentNumber; known == "" || l.DocumentNumber == "" || known == l.DocumentNumber {
			if known == "" {
				r.links[i].DocumentNumber = l.DocumentNumber
			}
			return
		}
	}
	if r.index == nil {
		r.index = map[string][]int{}
	}
	r.index[key] = append(r.index[key], len(r.links))
	r.links = append(r.links, l)
	r.parts = append(r.parts, p)
}
