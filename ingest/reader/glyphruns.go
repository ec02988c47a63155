package reader

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// meeting says whether some of the pieces overlap. pdfium gives the text of a piece as whatever stands in its area: where areas
// overlap, be it by a hair, each has characters of the other as well, and text comes twice.
func meeting(pieces []glyphs) bool {
	order := make([]int, len(pieces))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(pieces[a].x0, pieces[b].x0) })
	const looks = 200_000 // a page on which so many pieces stand above one another is looked at more closely anyway
	n := 0
	for k, i := range order {
		a := &pieces[i]
		for _, j := range order[k+1:] {
			b := &pieces[j]
			if b.x0 >= a.x1 {
				break
			}
			if n++; a.y0 < b.y1 && b.y0 < a.y1 || n > looks {
				return true
			}
		}
	}
	return false
}

// exactly gives each piece its own characters and no others. A piece is what pdfium draws at once: characters that stand together in
// the order of the page. Where they do not come out as many as there are pieces, all stay as they are.
func (e *engine) exactly(page requests.Page, pieces []glyphs) {
	loaded, err := e.instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return
	}
	r := &runs{e: e, page: loaded.TextPage}
	defer func() { _, _ = e.instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: r.page}) }()
	count, err := e.instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: r.page})
	if err != nil {
		return
	}
	texts := make([]string, 0, len(pieces))
	for at := 0; at < count.Count && len(texts) < len(pieces); {
		n := r.length(at, count.Count-at, utf8.RuneCountInString(pieces[len(texts)].text))
		if n == 0 {
			return
		}
		text, ok := r.text(at, n)
		if !ok {
			return
		}
		texts = append(texts, text)
		at += n
	}
	if len(texts) < len(pieces) {
		return
	}
	for i := range pieces {
		pieces[i].text = texts[i]
	}
}

// runs asks for the characters of a page.
type runs struct {
	e    *engine
	page references.FPDF_TEXTPAGE
}

// pieces is how many pieces some characters are.
func (r *runs) pieces(at, n int) int {
	count, err := r.e.instance.FPDFText_CountRects(&requests.FPDFText_CountRects{TextPage: r.page, StartIndex: at, Count: n})
	if err != nil {
		return 0
	}
	return count.Count
}

// length is how many of the characters from at on are one piece, with the blanks behind it; 0 where none is. guess is how many it
// may be.
func (r *runs) length(at, left, guess int) int {
	from, to := 0, min(max(guess, 1), left) // from belongs to it, behind to may be more
	for r.pieces(at, to) <= 1 {
		if from = to; to == left {
			return left
		}
		if to = min(to+1, left); from > guess+2 {
			to = min(2*from, left)
		}
	}
	for from+1 < to {
		if middle := (from + to) / 2; r.pieces(at, middle) <= 1 {
			from = middle
		} else {
			to = middle
		}
	}
	return from
}

// text is the text of some characters. A blank at its end that pdfium put there itself goes: how far the pieces are apart says
// better whether there is one.
func (r *runs) text(at, n int) (string, bool) {
	got, err := r.e.instance.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: r.page, StartIndex: at, Count: n})
	if err != nil {
		return "", false
	}
	text := strings.TrimRight(strings.ToValidUTF8(got.Text, ""), "\r\n\x00")
	if strings.HasSuffix(text, " ") {
		made, err := r.e.instance.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: r.page, Index: at + n - 1})
		if err == nil && made.IsGenerated {
			text = strings.TrimRight(text, " ")
		}
	}
	return text, true
}
