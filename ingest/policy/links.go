package policy

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"yueyue/internal/knowledge"
)

var (
	placehold = regexp.MustCompile(`[第〕]?[XxＸ×]{1,3}号`)
	numberIn  = regexp.MustCompile(`^[（〔](` + numberForm + `)`)
)

// named is a document where a text names it.
type named struct {
	title, number string
	from, to      int
}

// titles finds the documents that a part of the text names in 《》, the outermost ones, each with the number behind it.
func titles(t *text, from, to int) []named {
	var found []named
	depth, start := 0, 0
	for i, r := range t.s[from:to] {
		switch r {
		case '《':
			if depth++; depth == 1 {
				start = from + i
			}
		case '》':
			if depth--; depth < 0 {
				depth = 0
			} else if depth == 0 {
				end := from + i + len("》")
				n := named{title: t.original(start+len("《"), end-len("》")), from: start, to: end}
				if m := numberIn.FindStringSubmatchIndex(runes(t.s[end:to], 60)); m != nil {
					n.number = numberOf(t.s[end+m[2] : end+m[3]])
					n.to = end + m[1]
					if after := strings.IndexAny(t.s[n.to:to], "）〕"); after >= 0 && after < 200 {
						_, size := utf8.DecodeRuneInString(t.s[n.to+after:])
						n.to += after + size
					}
				}
				found = append(found, n.asNumber())
			}
		case '\n':
			depth = 0
		}
	}
	return found
}

// asNumber moves a number that is written in place of a title.
func (n named) asNumber() named {
	s := squeeze(n.title)
	if m := numberAlone.FindStringSubmatch(s); m != nil && knowledge.NumberKey(s) != "" && !strings.Contains(s, "关于") {
		n.title, n.number = "", numberOf(s)
	}
	return n
}

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

func (n named) unnameable() bool {
	return n.title == "" && n.number == "" || placehold.MatchString(squeeze(n.title))
}
