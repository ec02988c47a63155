package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yueyue/ingest/reader"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// Recognised is a document with what its text says of itself.
type Recognised struct {
	Document knowledge.Document // Title is empty where the text has none; URL, Source, Audience, Owner and Passages are never set
	Blocks   []reader.Block     // of this document, in order; those of all documents of a source are all its blocks
	Warnings []string           // Chinese, for people
}

// Recognise reads what the documents of a source say of themselves. It is pure and safe for concurrent use; a source without
// text gives nil.
func Recognise(source reader.Source) []Recognised {
	if len(source.Blocks) == 0 {
		return nil
	}
	var all []Recognised
	for _, blocks := range documents(source.Blocks) {
		all = append(all, recognise(blocks))
	}
	return all
}

// longestTitle is how many characters a title may have: a longer one is none.
const longestTitle = 150

func recognise(blocks []reader.Block) Recognised {
	t := newText(blocks)
	r := reading{text: t, Recognised: Recognised{Blocks: blocks}}
	d := &r.Document
	if garbled(t.s) {
		r.Warnings = []string{"文字像是乱码（编码转换错误），没有识别要素，请换一份原文。"}
		d.ID = identify(*d, t)
		return r.Recognised
	}
	h := readHead(t)
	if utf8.RuneCountInString(h.title.value) > longestTitle {
		h.title = part{}
	}
	r.take("title", h.title, &d.Title)
	r.take("document_number", h.number, &d.DocumentNumber)

	all := days(t.s)
	sig, signed := readSignature(t, h, all)
	main := mainEnd(t, h, sig, signed)
	normative := h.number.found() || h.order || signed || strings.Contains(t.s, "第一条")

	var v validity
	adopted := v.readHistory(t, h)
	if h.order {
		v.readOwnHistory(t, h)
	}
	r.readIssuer(h, sig, signed, adopted, v)
	v.readIssued(h, sig, signed)
	v.readStatements(t, h, all, main)
	r.readDates(&v)
	r.readRegion(h)

	taxes, p := readTaxes(t, h, main)
	if d.Taxes = taxes; len(taxes) > 0 {
		r.note("taxes", p)
	}
	annexes := readAnnexes(t, h, main)
	d.Annexes = annexes.names
	for _, p := range annexes.parts {
		r.note("annexes", p)
	}
	var rel relations
	rel.readRepeals(t, d.EffectiveFrom, d.IssuedOn, normative)
	rel.readDecided(t, d.EffectiveFrom, normative)
	rel.readCatalogue(t, d.EffectiveFrom)
	rel.readAmendments(t, d.EffectiveFrom, main)
	rel.readInterprets(t, h, main, normative)
	d.Links = rel.links
	for _, p := range rel.parts {
		r.note("links", p)
	}
	if d.Title == "" {
		r.Warnings = append(r.Warnings, "没有认出标题，请补写。")
	}
	d.ID = identify(*d, t)
	return r.Recognised
}

// reading is a document in the making.
type reading struct {
	Recognised
	text *text
}

// longestQuote is how many characters of the text evidence shows.
const longestQuote = 120

// note keeps where a field was read.
func (r *reading) note(field string, p part) {
	to := min(p.to, p.from+len(runes(r.text.s[p.from:max(p.from, p.to)], longestQuote)))
	r.Document.Evidence = append(r.Document.Evidence, knowledge.Evidence{
		Field: field, Quote: r.text.original(p.from, to), Line: r.text.line(p.from), Sure: p.sure, Reason: p.why,
	})
}

// take takes a value over with its evidence.
func (r *reading) take(field string, p part, into *string) {
	if p.found() {
		*into = p.value
		r.note(field, p)
	}
}

// readIssued decides on which day the document was issued.
func (v *validity) readIssued(h head, sig signature, signed bool) {
	signature := span{}
	if signed {
		signature = span{sig.date, part{string(sig.date), sig.from, sig.to, 0.95, "落款日期"}}
	}
	if h.order && signature.found() {
		v.issued, v.published = signature, signature
		return
	}
	if !v.issued.found() && v.published.found() {
		v.issued = v.published
	}
	if v.issued.found() {
		return
	}
	page := span{}
	for _, name := range []string{"成文日期", "发布日期"} {
		if p, ok := h.fields[name]; ok && !page.found() && plainDay(p.value) != "" {
			page = span{plainDay(p.value), p}
		}
	}
	v.issued = signature
	switch {
	case !signature.found():
		v.issued = page
	case page.found() && page.date != signature.date && strings.Contains(page.why, "成文日期"):
		v.issued.sure = min(v.issued.sure, 0.7)
		v.warnings = append(v.warnings, "发文日期有两种说法：落款"+signature.date.Chinese()+"和网页所列"+page.date.Chinese()+"，采用前者，请核对。")
	}
	v.published = v.issued
}

// readDates takes the dates over.
func (r *reading) readDates(v *validity) {
	d := &r.Document
	for _, f := range []struct {
		name string
		span span
		into *civil.Date
	}{{"issued_on", v.issued, &d.IssuedOn}, {"effective_from", v.from, &d.EffectiveFrom}, {"effective_to", v.to, &d.EffectiveTo}} {
		if f.span.found() {
			*f.into = f.span.date
			r.note(f.name, f.span.part)
		}
	}
	slices.SortStableFunc(v.amended, func(a, b span) int { return strings.Compare(string(a.date), string(b.date)) })
	for _, s := range v.amended {
		if !slices.Contains(d.AmendedOn, s.date) {
			d.AmendedOn = append(d.AmendedOn, s.date)
			r.note("amended_on", s.part)
		}
	}
	r.Warnings = append(r.Warnings, v.warnings...)
}

// garbled reports whether a text is no Chinese at all although most of it is letters beyond ASCII.
func garbled(s string) bool {
	han, other := 0, 0
	for _, r := range runes(s, 4000) {
		switch {
		case isHan(r):
			han++
		case r == unicode.ReplacementChar, r > 0x7f && r < 0x2000, r >= 0xac00 && r < 0xd7a4:
			other++
		}
	}
	return other > 60 && other > han*3
}

// identify names a document so that the same one read from another file or format is the same: by its number, else by title and day,
// else by how its words begin.
func identify(d knowledge.Document, t *text) knowledge.DocumentID {
	key := knowledge.NumberKey(d.DocumentNumber)
	switch number := knowledge.FindDocumentNumbers(d.DocumentNumber); {
	case key != "" && (number[0].Family == "令" || number[0].Family == "公告" || number[0].Family == "通告"):
		// Whoever issues orders counts them from one.
		key = strings.TrimPrefix(squeeze(d.Issuer), "中华人民共和国") + key
	case key != "" && number[0].Family == "":
		key += knowledge.TitleKey(d.Title)
	case key == "" && d.Title != "":
		key = knowledge.TitleKey(d.Title) + " " + string(d.IssuedOn)
	case key == "":
		key = runes(strings.ReplaceAll(t.s, "\n", ""), 200)
	}
	sum := sha256.Sum256([]byte(key))
	return knowledge.DocumentID("d-" + hex.EncodeToString(sum[:6]))
}
