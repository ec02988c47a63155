package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"yueyue/internal/fault"
)

// fuzzLimits are small, so that a limit that does not hold shows as a hang.
func fuzzLimits() Limits {
	l := DefaultLimits()
	l.Time, l.Size, l.Output, l.Total, l.Entries, l.Pages = 4*time.Second, 4<<20, 8<<20, 16<<20, 100, 50
	return l
}

// fuzzed reads and holds what every reader promises: no panic, no hang, clean blocks or a reason for people.
func fuzzed(t *testing.T, name string, data []byte) {
	start := time.Now()
	src, err := readWithin(t, fuzzLimits(), name, data)
	if took := time.Since(start); took > 5*time.Second {
		t.Fatalf("took %s", took)
	}
	if err != nil {
		if fault.KindOf(err) != fault.Invalid || fault.MessageOf(err) == "" {
			t.Fatalf("no reason for people: %v", err)
		}
		return
	}
	checkBlocks(t, src.Blocks)
}

func FuzzText(f *testing.F) {
	f.Add("第一条 正文。\r\n\r\n第二条\f正文", "a.txt")
	f.Add("\xFF\xFE\x2d\x4e\x87\x65", "a")
	f.Add("\xB5\xDA\xD2\xBB\xCC\xF5 \x00\x80\xFF", "a.csv")
	f.Fuzz(func(t *testing.T, text, name string) { fuzzed(t, name, []byte(text)) })
}

func FuzzMarkdown(f *testing.F) {
	f.Add("# 标题\n\n---\n- 一\n  1. 二\n> 注\n\n|甲|乙|\n|-|-|\n|1|\\||2|\n```\nx\n")
	f.Add("---\na: b\n---\n甲\n===\n**粗**_斜_`码`[链](x)![图](y)<b>z</b>&amp;<!--")
	f.Fuzz(func(t *testing.T, text string) {
		s := newSink(context.Background(), fuzzLimits())
		readMarkdown(s, text)
		checkBlocks(t, s.blocks)
	})
}

func FuzzHTML(f *testing.F) {
	f.Add("<%@page%><!DOCTYPE a [<!ENTITY x 'y'>]><html><head><title>题</title></head><body><nav><a>首</a></nav><h1>甲</h1><p>乙<br>丙</body>")
	f.Add("<table><tr><th rowspan=2>甲<th colspan=3>乙<tr><td>丙</table></table><td><ul><ol><li>丁</ul><div class=footer><a>戊</div>")
	f.Add("<table><thead><tr><td>甲<td>乙</thead><tr><td><table><tr><td>丙<td>丁<tr><td>1<td>2</table><script>x</scr<title>")
	f.Fuzz(func(t *testing.T, text string) {
		s := newSink(context.Background(), fuzzLimits())
		readHTML(s, text)
		checkBlocks(t, s.blocks)
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("问题,答案\n\"甲\"\"\n乙\",丙\n丁", "a.csv")
	f.Add("一\t二\n三\t四\n五\t六\t七", "a.tsv")
	f.Fuzz(func(t *testing.T, text, name string) {
		s := newSink(context.Background(), fuzzLimits())
		readCSV(s, text, name)
		checkBlocks(t, s.blocks)
	})
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"甲":[1,"二",{"三":null},[4]],"乙":{"丙":true}} [{"a":1},2]`)
	f.Add("{\"a\":1}\n{\"b\":\n\n[[{\"c\":[1,{}]}]]\nx\n{\"d\":\"e}")
	f.Fuzz(func(t *testing.T, text string) {
		s := newSink(context.Background(), fuzzLimits())
		if err := readJSON(s, text); err != nil && !isRefusal(err) {
			t.Fatal(err)
		}
		checkBlocks(t, s.blocks)
		lines := newSink(context.Background(), fuzzLimits())
		if err := readJSONL(lines, text); err != nil && !isRefusal(err) {
			t.Fatal(err)
		}
		checkBlocks(t, lines.blocks)
		for i, p := range lines.problems {
			if p.Line < 1 || p.Line > strings.Count(text, "\n")+1 || i > 0 && p.Line <= lines.problems[i-1].Line {
				t.Fatalf("problems %v", lines.problems)
			}
		}
	})
}

func FuzzDOCX(f *testing.F) {
	f.Add(wp("正文", `<w:pStyle w:val="1"/>`)+`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/><w:vMerge w:val="restart"/></w:tcPr>`+wp("甲")+`</w:tc></w:tr></w:tbl>`,
		`<w:style w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="1"/></w:style>`,
		`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="9"><w:start w:val="-1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	f.Fuzz(func(t *testing.T, body, styles, numbers string) {
		fuzzed(t, "a.docx", docx(t, body, "word/styles.xml", "<w:styles>"+styles+"</w:styles>", "word/numbering.xml", "<w:numbering>"+numbers+"</w:numbering>"))
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="C1" t="s"><v>9</v></c></row><row r="9"><c r="B9"><f>A1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, sheet string) { fuzzed(t, "a.xlsx", sheetXLSX(t, sheet)) })
}

func FuzzXLS(f *testing.F) {
	whole := workbookXLS()
	c, _ := openCompound(whole)
	f.Add(c.stream("Workbook"), whole)
	f.Fuzz(func(t *testing.T, stream, file []byte) {
		fuzzed(t, "a.xls", file)
		if len(stream) > 0 && len(stream) < 50_000 {
			fuzzed(t, "a.xls", compoundOf(map[string][]byte{"Workbook": stream}))
		}
	})
}

func FuzzPDF(f *testing.F) {
	var d pdfBuilder
	d.page(func(p *pdfPageBuilder) {
		p.text(72, 700, 12, "一页文字")
		for i := range 4 {
			p.rule(72, 600+float64(i)*20, 300, 600+float64(i)*20)
			p.rule(72+float64(i)*76, 600, 72+float64(i)*76, 660)
			p.text(76, 605+float64(i)*20, 12, "甲")
			p.text(152, 605+float64(i)*20, 12, "乙")
		}
	})
	f.Add(d.bytes(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed(t, "a.pdf", append([]byte("%PDF-1.4\n"), data...))
		fuzzed(t, "a.pdf", data)
	})
}

// FuzzLayout puts text at any places of a page.
func FuzzLayout(f *testing.F) {
	f.Add([]byte{10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120}, "甲 乙   丙\n# 丁\n- 戊", uint8(2))
	f.Fuzz(func(t *testing.T, places []byte, text string, pages uint8) {
		s := newSink(context.Background(), fuzzLimits())
		l := newLayout(s)
		texts := strings.Split(strings.ToValidUTF8(text, ""), "\n")
		for n := range int(pages%5) + 1 {
			p := pdfPage{number: n + 1, width: 595, height: 842}
			for i := 0; i+4 <= len(places); i += 4 {
				x, y := float64(places[i])*3, float64(places[i+1])*4
				b := box{x, y, x + float64(places[i+2]), y + float64(places[i+3]%40)}
				p.pieces = append(p.pieces, glyphs{box: b, text: texts[i%len(texts)], size: float64(places[i+3] % 30)})
				p.rules = append(p.rules, edges(b)...)
			}
			l.add(p)
		}
		l.blocks()
		checkBlocks(t, s.blocks)
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(zipped(f, "a.txt", "正文", "b.zip", string(zipped(f, "../c.md", "# 标题"))))
	f.Add(packedBy(f, entry(zip.FileHeader{Name: "\xB9\xAB.txt", NonUTF8: true, Method: zip.Deflate}, "x")))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		for _, o := range walked(t, fuzzLimits(), memory{bytes.NewReader(data)}) {
			if o.err == nil {
				checkBlocks(t, o.src.Blocks)
			} else if fault.KindOf(o.err) != fault.Invalid {
				t.Fatalf("no reason for people: %v", o.err)
			}
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("took %s", took)
		}
	})
}
