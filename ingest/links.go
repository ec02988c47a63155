package ingest

import (
	"yueyue/internal/knowledge"
)

// links are what the documents of one run do to each other, which nobody has published yet.
type links struct {
	from map[string][]knowledge.Incoming // by the title or number that they name
	read map[string][]knowledge.Document // by title and by number, in the order of reading
}

func newLinks() *links {
	return &links{map[string][]knowledge.Incoming{}, map[string][]knowledge.Document{}}
}

// keysOf are the ways in which a document may be named.
func keysOf(title, number string) []string {
	var keys []string
	if key := knowledge.TitleKey(title); key != "" {
		keys = append(keys, "《"+key)
	}
	if key := knowledge.NumberKey(number); key != "" {
		keys = append(keys, key)
	}
	return keys
}

// add takes a document in and gives those read before to which it has a link.
func (l *links) add(d knowledge.Document) []knowledge.Document {
	var reached []knowledge.Document
	seen := map[knowledge.DocumentID]bool{d.ID: true}
	for _, link := range d.Links {
		in := knowledge.Incoming{Link: link, From: d.ID, FromTitle: d.Title, FromNumber: d.DocumentNumber}
		for _, key := range keysOf(link.Title, link.DocumentNumber) {
			l.from[key] = append(l.from[key], in)
			for _, other := range l.read[key] {
				if !seen[other.ID] && link.Means(other) {
					seen[other.ID] = true
					reached = append(reached, other)
				}
			}
		}
	}
	d.Evidence, d.Passages, d.Links = nil, nil, nil
	for _, key := range keysOf(d.Title, d.DocumentNumber) {
		l.read[key] = append(l.read[key], d)
	}
	return reached
}

// to are the links that lead to a document. One that names it by title and by number may come twice, which changes nothing.
func (l *links) to(d knowledge.Document) []knowledge.Incoming {
	var incoming []knowledge.Incoming
	for _, key := range keysOf(d.Title, d.DocumentNumber) {
		for _, in := range l.from[key] {
			if in.From != d.ID && in.Means(d) {
				incoming = append(incoming, in)
			}
		}
	}
	return incoming
}
