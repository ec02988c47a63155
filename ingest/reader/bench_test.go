package reader

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const article = "第%d条 对月销售额10万元以下（含本数）的增值税小规模纳税人，免征增值税；适用3%%征收率的应税销售收入，减按1%%征收率征收增值税。"

// samples are documents of about n bytes of text in each format.
func samples(t testing.TB, n int) map[Format][]byte {
	var articles []string
	for i := 0; len(articles)*len(article) < n; i++ {
		articles = append(articles, fmt.Sprintf(article, i+1))
	}
	var pdf pdfBuilder
	for at := 0; at < len(articles); at += 20 {
		pdf.page(func(p *pdfPageBuilder) {
			for i, a := range articles[at:min(at+20, len(articles))] {
				runes := []rune(a)
				p.text(60, 780-float64(i)*36, 12, string(runes[:40]))
				p.text(60, 780-float64(i)*36-18, 12, string(runes[40:]))
			}
		})
	}
	book := excelize.NewFile()
	defer book.Close()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"问题", "答案", "税率"}}
	for i, a := range articles {
		rows = append(rows, []any{fmt.Sprintf("第%d问", i), a, 0.13})
	}
	for i, r := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	xlsx, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return map[Format][]byte{
		Text:     []byte(strings.Join(articles, "\n")),
		Markdown: []byte("# 标题\n\n" + strings.Join(articles, "\n\n")),
		HTML:     []byte("<html><body><h1>标题</h1>" + strings.Join(mapped(articles, "<p class=\"c\">&nbsp;&nbsp;%s</p>\n"), "") + "</body></html>"),
		CSV:      []byte("序号,问题,答案\n" + strings.Join(mapped(articles, "1,问题,\"%s\"\n"), "")),
		JSONL:    []byte(strings.Join(mapped(articles, "{\"问题\":\"甲\",\"答案\":\"%s\"}\n"), "")),
		DOCX:     docx(t, strings.Join(mapped(articles, "<w:p><w:r><w:rPr><w:sz w:val=\"20\"/></w:rPr><w:t>%s</w:t></w:r></w:p>"), "")),
		XLSX:     xlsx.Bytes(),
		PDF:      pdf.bytes(""),
	}
}

func mapped(texts []string, format string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = fmt.Sprintf(format, s)
	}
	return out
}

// BenchmarkRead measures bytes of text (not of the file) a second for each format, on one core, without processes.
func BenchmarkRead(b *testing.B) {
	for format, data := range samples(b, 1<<20) {
		b.Run(string(format), func(b *testing.B) {
			limits := DefaultLimits()
			limits.Ratio = 5000
			size := 0
			for b.Loop() {
				src, err := readWithin(b, limits, "a", data)
				if err != nil {
					b.Fatal(err)
				}
				if size = 0; src.Format != format {
					b.Fatalf("read as %s", src.Format)
				}
				for _, x := range src.Blocks {
					size += len(x.Text)
				}
			}
			b.SetBytes(int64(size))
		})
	}
}
