package reader

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// pdfBuilder writes small PDFs: text at places, lines, nothing else. Y counts from below, in points; a page is 595 by 842.
type pdfBuilder struct{ pages []string }

type pdfPageBuilder struct{ b strings.Builder }

func (p *pdfPageBuilder) text(x, y, size float64, text string) {
	var hex strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&hex, "%04X", u)
	}
	fmt.Fprintf(&p.b, "BT /F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n", size, x, y, hex.String())
}

func (p *pdfPageBuilder) rule(x0, y0, x1, y1 float64) {
	fmt.Fprintf(&p.b, "0.5 w %g %g m %g %g l S\n", x0, y0, x1, y1)
}

func (d *pdfBuilder) page(draw func(p *pdfPageBuilder)) {
	var p pdfPageBuilder
	draw(&p)
	d.pages = append(d.pages, p.b.String())
}

// bytes writes the file; extra goes into the trailer ("/Encrypt 4 0 R").
func (d *pdfBuilder) bytes(trailer string, more ...string) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(body string) int {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
		return len(offsets)
	}
	stream := func(body string) string {
		return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(body), body)
	}
	out.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids strings.Builder
	const first = 7
	for i := range d.pages {
		fmt.Fprintf(&kids, "%d 0 R ", first+len(more)+2*i)
	}
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>", len(d.pages), kids.String()))
	object("<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>")
	// Latin characters are half as wide as the others.
	object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /W [32 126 500] /FontDescriptor 5 0 R >>")
	object("<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>")
	var cmap strings.Builder
	cmap.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for hi := 0; hi < 256; hi += 64 {
		cmap.WriteString("64 beginbfrange\n")
		for i := hi; i < hi+64; i++ {
			fmt.Fprintf(&cmap, "<%02X00> <%02XFF> <%02X00>\n", i, i, i)
		}
		cmap.WriteString("endbfrange\n")
	}
	cmap.WriteString("endcmap end end")
	object(stream(cmap.String()))
	for _, m := range more {
		object(m)
	}
	for _, p := range d.pages {
		n := len(offsets)
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>", n+2))
		object(stream(p))
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, trailer, xref)
	return out.Bytes()
}
