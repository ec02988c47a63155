package reader

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// zipped packs names and contents, in this order.
func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const wordNames = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="x"`

func docx(t testing.TB, body string, more ...string) []byte {
	return zipped(t, append([]string{
		"[Content_Types].xml", "<Types/>",
		"word/document.xml", `<?xml version="1.0"?><w:document` + wordNames + `><w:body>` + body + `</w:body></w:document>`,
	}, more...)...)
}

func wp(text string, properties ...string) string {
	return "<w:p><w:pPr>" + strings.Join(properties, "") + "</w:pPr><w:r><w:t>" + text + "</w:t></w:r></w:p>"
}

func TestDOCX(t *testing.T) {
	styles := `<w:styles` + wordNames + `><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
		<w:style w:styleId="2"><w:name w:val="章标题"/><w:basedOn w:val="1"/></w:style>
		<w:style w:styleId="3"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>`
	numbering := `<w:numbering` + wordNames + `>
		<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl>
		<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>
		<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
		<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>`
	cell := func(text, properties string) string {
		return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + wp(text) + "</w:tc>"
	}
	numbered := func(id string, level int) string {
		return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%s"/></w:numPr>`, level, id)
	}
	body := wp("管理办法", `<w:pStyle w:val="1"/>`) + wp("第一章 总则", `<w:pStyle w:val="2"/>`) +
		wp("为了规范", `<w:pStyle w:val="3"/>`) + wp("纳税人", `<w:pStyle w:val="3"/>`) +
		wp("自然人；", numbered("2", 1)) + wp("法人。", numbered("2", 1)) + wp("附则", `<w:pStyle w:val="3"/>`) +
		wp("要点", numbered("3", 0)) +
		`<w:p><w:r><w:t xml:space="preserve">保留 </w:t></w:r><w:del><w:r><w:delText>删除的</w:delText></w:r></w:del><w:ins><w:r><w:t>加上的</w:t></w:r></w:ins>` +
		`<w:r><w:instrText>PAGEREF</w:instrText></w:r><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>` +
		`<w:p><mc:AlternateContent><mc:Choice>` + wp("文本框") + `</mc:Choice><mc:Fallback>` + wp("文本框") + `</mc:Fallback></mc:AlternateContent></w:p>` +
		`<w:tbl><w:tr>` + cell("税目", `<w:vMerge w:val="restart"/>`) + cell("税率", `<w:gridSpan w:val="2"/>`) + `</w:tr>` +
		`<w:tr>` + cell("", `<w:vMerge/>`) + cell("一般", "") + cell("优惠", "") + `</w:tr>` +
		`<w:tr>` + cell("货物", `<w:vMerge w:val="restart"/>`) + cell("13%", "") + cell("9%", "") + `</w:tr>` +
		`<w:tr>` + cell("", `<w:vMerge/>`) + cell("10%", "") + cell("5%", "") + `</w:tr></w:tbl>` + wp("完")
	src, err := read(t, "a.docx", docx(t, body, "word/styles.xml", styles, "word/numbering.xml", numbering,
		"docProps/core.xml", `<c:p xmlns:dc="d"><dc:title>办法 &amp; 说明</dc:title></c:p>`,
		"word/footnotes.xml", `<w:footnotes`+wordNames+`>`+wp("脚注文字")+`</w:footnotes>`))
	mustBe(t, src, err, DOCX, `h1 管理办法
		h1 第一章 总则
		l1 第一条 为了规范
		l1 第二条 纳税人
		l2 （一）自然人；
		l2 （二）法人。
		l1 第三条 附则
		l1 要点
		p 保留 加上的甲
		p 乙
		p 文本框
		r1 税目：货物；税率/一般：13%；税率/优惠：9%
		r1 税目：货物；税率/一般：10%；税率/优惠：5%
		p 完
		p 脚注文字`)
	if src.Title != "办法 & 说明" {
		t.Errorf("title %q", src.Title)
	}
}

func TestDOCXLists(t *testing.T) {
	level := func(n int, format, text, more string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s<w:lvlText w:val="%s"/></w:lvl>`, n, format, more, text)
	}
	list := func(id, abstract int, more string) string {
		return fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>%s</w:num>`, id, abstract, more)
	}
	at := func(id, level int) string {
		return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, id)
	}
	numbering := `<w:numbering` + wordNames + `><w:abstractNum w:abstractNumId="1">` + level(0, "chineseCountingThousand", "第%1章", `<w:pStyle w:val="h1"/>`) +
		level(1, "chineseCountingThousand", "第%2节", `<w:pStyle w:val="h2"/>`) + level(2, "decimal", "%1.%3", `<w:isLgl/>`) +
		level(3, "chineseCounting", "（%4）", `<w:lvlRestart w:val="0"/>`) + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2">` + level(0, "decimal", "%1.", "") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="3"><w:styleLink w:val="home"/>` + level(0, "upperLetter", "%1)", "") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="4"><w:numStyleLink w:val="home"/></w:abstractNum>` +
		list(1, 1, "") + list(2, 2, "") + list(3, 2, "") + list(4, 2, `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>`) +
		list(5, 2, `<w:lvlOverride w:ilvl="0">`+level(0, "decimal", "例%1：", "")+`</w:lvlOverride>`) + list(6, 4, "") + `</w:numbering>`
	styles := `<w:styles` + wordNames + `><w:style w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
		<w:style w:styleId="h2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
		<w:style w:styleId="toc"><w:name w:val="toc 1"/></w:style></w:styles>`
	body := wp("总则 1", `<w:pStyle w:val="toc"/>`) + wp("总则", `<w:pStyle w:val="h1"/>`) + wp("适用", `<w:pStyle w:val="h2"/>`) + wp("细则", at(1, 2)) + wp("甲", at(1, 3)) +
		wp("定义", `<w:pStyle w:val="h2"/>`) + wp("乙", at(1, 3)) + wp("征收", `<w:pStyle w:val="h1"/>`) + wp("期限", `<w:pStyle w:val="h2"/>`) +
		wp("2026年", at(2, 0)) + wp("同一个列表", at(3, 0)) + wp("重新开始", at(4, 0)) + wp("接着", at(4, 0)) + wp("另一种写法", at(5, 0)) + wp("借来的列表", at(6, 0)) +
		`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着</w:t></w:r><w:r><w:t>看得见</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>也看得见</w:t></w:r></w:p>` +
		`<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:ruby><w:rt><w:r><w:t>zhù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>注</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>` +
		`<w:tbl><w:tr><w:tc>` + wp("框里一段。") + wp("框里二段。") + `</w:tc></w:tr></w:tbl>`
	src, err := read(t, "a.docx", docx(t, body, "word/styles.xml", styles, "word/numbering.xml", numbering))
	mustBe(t, src, err, DOCX, `h1 第一章 总则
		h2 第一节 适用
		l3 1.1 细则
		l4 （一）甲
		h2 第二节 定义
		l4 （二）乙
		h1 第二章 征收
		h2 第一节 期限
		l1 1. 2026年
		l1 2. 同一个列表
		l1 1. 重新开始
		l1 2. 接着
		l1 例3：另一种写法
		l1 A) 借来的列表
		p 看得见也看得见
		p 注
		p 框里一段。
		p 框里二段。`)
}

// Some programs number the part that holds the text, write slashes the other way, or write UTF-16.
func TestDOCXOfOtherPrograms(t *testing.T) {
	wide := utf16Bytes(`<?xml version="1.0" encoding="UTF-16"?><w:document`+wordNames+`><w:body>`+wp("正文")+`</w:body></w:document>`, false)
	part := `<w:document` + wordNames + `>` + wp("正文") + `</w:document>`
	for name, data := range map[string][]byte{
		"numbered": zipped(t, "[Content_Types].xml", "<Types/>", "word/document2.xml", part),
		"slashes":  zipped(t, "[Content_Types].xml", "<Types/>", `word\document.xml`, part),
		"utf-16":   zipped(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "\xFF\xFE"+string(wide)),
	} {
		t.Run(name, func(t *testing.T) {
			src, err := read(t, "a.docx", data)
			mustBe(t, src, err, DOCX, "p 正文")
		})
	}
	entity := utf16Bytes(`<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><w:document>&x;</w:document>`, true)
	_, err := read(t, "a.docx", zipped(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "\xFE\xFF"+string(entity)))
	mustRefuse(t, err, CodeUnsafe)
}

func TestListNumbers(t *testing.T) {
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 100: "一百", 105: "一百零五", 110: "一百一十", 1001: "一千零一", 2024: "二千零二十四"} {
		if got := counted(n, "chineseCounting"); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	for format, want := range map[string]string{"lowerLetter": "b", "upperRoman": "II", "decimal": "2", "decimalEnclosedCircle": "②", "ideographTraditional": "乙"} {
		if got := counted(2, format); got != want {
			t.Errorf("%s: %s, want %s", format, got, want)
		}
	}
}

func TestXLSX(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err)
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	must(err)
	must(f.SetSheetName("Sheet1", "问答"))
	must(f.SetSheetRow("问答", "A1", &[]any{"办税问答"}))
	must(f.MergeCell("问答", "A1", "D1"))
	must(f.SetSheetRow("问答", "A2", &[]any{"类别", "问题", "税率", "有效期起"}))
	must(f.SetSheetRow("问答", "A3", &[]any{"增值税", "税率是多少？", 0.13, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}))
	must(f.SetSheetRow("问答", "A4", &[]any{nil, "什么时候申报？\n每月几号？", nil, nil}))
	must(f.MergeCell("问答", "A3", "A4"))
	must(f.SetCellFormula("问答", "C4", "1+1"))
	must(f.SetCellStyle("问答", "C3", "C4", percent))
	must(f.SetCellStyle("问答", "D3", "D4", date))
	_, err = f.NewSheet("字典")
	must(err)
	must(f.SetCellValue("字典", "A1", "不该出现"))
	must(f.SetSheetVisible("字典", false))
	_, err = f.NewSheet("费率")
	must(err)
	must(f.SetSheetRow("费率", "B2", &[]any{"险种", "单位"}))
	must(f.SetSheetRow("费率", "B3", &[]any{"养老", "16%"}))
	buf, err := f.WriteToBuffer()
	must(err)
	src, err := read(t, "a.xlsx", buf.Bytes())
	mustBe(t, src, err, XLSX, `p 办税问答
		r1 类别：增值税；问题：税率是多少？；税率：13.00%；有效期起：2024-01-01
		r1 类别：增值税；问题：什么时候申报？每月几号？
		r2 险种：养老；单位：16%`)
	if !warned(src, "隐藏的工作表“字典”") || !warned(src, "1 个公式没有保存结果") {
		t.Errorf("warnings %q", src.Warnings)
	}
	if b := src.Blocks[2]; b.Sheet != "问答" || b.Line != 4 || src.Blocks[3].Sheet != "费率" {
		t.Errorf("%+v", b)
	}
}

// sheetXLSX is a workbook with one sheet of raw XML.
func sheetXLSX(t testing.TB, sheet string, more ...string) []byte {
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	if !strings.HasSuffix(sheet, "</") { // else it is to be broken
		sheet += "</worksheet>"
	}
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	return zipped(t, append([]string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook ` + ns + `><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<worksheet ` + ns + `>` + sheet,
	}, more...)...)
}

func TestSpreadsheetFormulasAreNotCalculated(t *testing.T) {
	row := func(n int, a, b string) string {
		return fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c><c r="B%d">%s</c></row>`, n, n, a, n, b)
	}
	sheet := `<sheetData>` + row(1, "项目", `<v>0</v>`) + row(2, "保存的结果", `<f>1+1</f><v>42</v>`) + row(3, "没有结果", `<f>2+2</f>`) +
		row(4, "外部", `<f>[1]Sheet1!A1</f><v>7</v>`) + row(5, "命令", `<f>cmd|'/c calc'!A0</f><v>8</v>`) + `</sheetData>`
	src, err := read(t, "a.xlsx", sheetXLSX(t, sheet, "xl/externalLinks/externalLink1.xml", `<externalLink/>`))
	if err != nil {
		t.Fatal(err)
	}
	got := show(src.Blocks)
	for _, want := range []string{"保存的结果：42", "外部：7", "命令：8", "没有结果"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if strings.Contains(got, "4；") || strings.Contains(got, "没有结果：4") {
		t.Errorf("a formula was calculated: %s", got)
	}
	if !warned(src, "4 个公式，") || !warned(src, "1 个公式没有保存结果") || !warned(src, "外部内容没有读取") {
		t.Errorf("warnings %q", src.Warnings)
	}
}

func TestOfficeEntities(t *testing.T) {
	lol := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY e SYSTEM "file:///etc/passwd">]>`
	_, err := read(t, "a.docx", zipped(t, "word/document.xml", lol+`<w:document`+wordNames+`><w:body>`+wp("&b;&e;")+`</w:body></w:document>`))
	mustRefuse(t, err, CodeUnsafe)
	_, err = read(t, "a.xlsx", sheetXLSX(t, `<sheetData/>`, "xl/sharedStrings.xml", lol+`<sst><si><t>&b;</t></si></sst>`))
	mustRefuse(t, err, CodeUnsafe)
}

func TestBrokenOffice(t *testing.T) {
	whole := docx(t, wp("正文"))
	cases := []struct {
		name string
		data []byte
		code string
	}{
		{"docx cut off", whole[:len(whole)-30], CodeBroken},
		{"docx with broken body", zipped(t, "word/document.xml", "<w:document><w:body><w:p><w:t>a<"), CodeBroken},
		{"office without a body", zipped(t, "[Content_Types].xml", "<Types/>"), CodeBroken},
		{"presentation", zipped(t, "ppt/presentation.xml", "<p/>"), CodeUnknown},
		{"binary workbook", zipped(t, "xl/workbook.bin", "x"), CodeUnknown},
		{"xlsx with broken sheet", sheetXLSX(t, `<sheetData><row r="1"><c r="A1"><v>1</`), CodeBroken},
		{"docx bomb", docx(t, strings.Repeat("<w:p/>", 8<<20/6)), CodeBomb},
		{"encrypted", compoundOf(map[string][]byte{"EncryptedPackage": []byte("x"), "EncryptionInfo": []byte("x")}), CodeEncrypted},
		{"container of something else", compoundOf(map[string][]byte{"Other": []byte("x")}), CodeUnknown},
		{"xls cut off", compoundOf(map[string][]byte{"Workbook": {0x09, 0x08, 0x10, 0x00, 0x00}}), CodeBroken},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, "a", c.data)
			mustRefuse(t, err, c.code)
		})
	}
}

// compoundOf builds an old Office container of streams below 2 MB.
func compoundOf(streams map[string][]byte) []byte {
	const sector = 512
	names := make([]string, 0, len(streams))
	for name := range streams {
		names = append(names, name)
	}
	slices.Sort(names)
	le := binary.LittleEndian
	var body bytes.Buffer // sectors from 2 on: 0 is the table, 1 the directory
	fat := []uint32{0xFFFFFFFD, 0xFFFFFFFE}
	dir := make([]byte, sector)
	entry := func(i int, name string, kind byte, start, size uint32) {
		e := dir[i*128:]
		for j, u := range utf16.Encode([]rune(name)) {
			le.PutUint16(e[2*j:], u)
		}
		le.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66] = kind
		le.PutUint32(e[116:], start)
		le.PutUint32(e[120:], size)
	}
	entry(0, "Root Entry", 5, 0xFFFFFFFE, 0)
	for i, name := range names {
		data := streams[name]
		start := uint32(2 + body.Len()/sector)
		n := (len(data) + sector - 1) / sector
		for j := range n {
			next := start + uint32(j) + 1
			if j == n-1 {
				next = 0xFFFFFFFE
			}
			fat = append(fat, next)
		}
		entry(i+1, name, 2, start, uint32(len(data)))
		body.Write(data)
		body.Write(make([]byte, n*sector-len(data)))
	}
	// Tables for up to 109 sectors of 128 entries would go into the header; these files need one.
	if len(fat) > 128 {
		panic("too large for this builder")
	}
	header := make([]byte, 512)
	copy(header, compound)
	le.PutUint16(header[24:], 0x3E)
	le.PutUint16(header[26:], 3)
	le.PutUint16(header[28:], 0xFFFE)
	le.PutUint16(header[30:], 9)
	le.PutUint16(header[32:], 6)
	le.PutUint32(header[44:], 1)
	le.PutUint32(header[48:], 1)
	le.PutUint32(header[56:], 0) // no small streams
	le.PutUint32(header[60:], 0xFFFFFFFE)
	le.PutUint32(header[68:], 0xFFFFFFFE)
	for i := range 109 {
		le.PutUint32(header[76+4*i:], 0xFFFFFFFF)
	}
	le.PutUint32(header[76:], 0)
	table := bytes.Repeat([]byte{0xFF}, sector)
	for i, n := range fat {
		le.PutUint32(table[4*i:], n)
	}
	return slices.Concat(header, table, dir, body.Bytes())
}

func record(kind uint16, fields ...any) []byte {
	var body bytes.Buffer
	for _, f := range fields {
		switch v := f.(type) {
		case string: // of two bytes a character, with its length
			u := utf16.Encode([]rune(v))
			_ = binary.Write(&body, binary.LittleEndian, uint16(len(u)))
			body.WriteByte(1)
			_ = binary.Write(&body, binary.LittleEndian, u)
		default:
			_ = binary.Write(&body, binary.LittleEndian, v)
		}
	}
	head := binary.LittleEndian.AppendUint16(nil, kind)
	return append(binary.LittleEndian.AppendUint16(head, uint16(body.Len())), body.Bytes()...)
}

// workbookXLS builds a workbook of one visible and one hidden sheet.
func workbookXLS() []byte {
	bof := func(kind uint16) []byte { return record(recBOF, uint16(0x600), kind, uint32(0), uint64(0)) }
	short := func(name string) []byte {
		u := utf16.Encode([]rune(name))
		out := []byte{byte(len(u)), 1}
		for _, x := range u {
			out = binary.LittleEndian.AppendUint16(out, x)
		}
		return out
	}
	sst := record(recSST, uint32(4), uint32(4), "险种", "单位", "养老保险")
	// The fourth string is cut by the end of the record and goes on with one byte a character.
	sst = append(sst, 7, 0, 0)
	sst = append(sst, "ab"...)
	binary.LittleEndian.PutUint16(sst[2:], uint16(len(sst)-4))
	sst = append(sst, record(recContinue, byte(0), []byte("cdefg"))...)
	globals := func(first, second uint32) []byte {
		return slices.Concat(bof(5), record(recXF, uint16(0), uint16(0)), record(recXF, uint16(0), uint16(14)), record(recXF, uint16(0), uint16(10)),
			record(recSheet, first, uint16(0), short("费率")), record(recSheet, second, uint16(1), short("字典")), sst, record(recEOF))
	}
	u16 := func(v ...uint16) []uint16 { return v }
	sheet := slices.Concat(bof(0x10),
		record(recLabelSST, u16(0, 0, 0), uint32(0)), record(recLabelSST, u16(0, 1, 0), uint32(1)), record(recLabel, u16(0, 2, 0), "起始"), record(recLabel, u16(0, 3, 0), "结果"),
		record(recLabelSST, u16(1, 0, 0), uint32(2)), record(recRK, u16(1, 1, 2), uint32(16<<2|3)), record(recNumber, u16(1, 2, 1), 45292.0),
		record(recFormula, u16(1, 3, 0), 42.5, uint16(0), uint32(0)),
		record(recMulRK, u16(2), u16(1), u16(0), uint32(5<<2|2), u16(0), math.Float32bits(0)&^3, u16(2)),
		record(recFormula, u16(2, 3, 0), []byte{0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, uint16(0), uint32(0)), record(recString, "文字"),
		record(recLabelSST, u16(3, 0, 0), uint32(3)), record(recBoolErr, u16(3, 1, 0), byte(1), byte(0)),
		record(recMerged, u16(1), u16(1, 2, 0, 0)),
		record(recEOF))
	hidden := slices.Concat(bof(0x10), record(recLabel, u16(0, 0, 0), "不该出现"), record(recEOF))
	at := uint32(len(globals(0, 0)))
	return compoundOf(map[string][]byte{"Workbook": slices.Concat(globals(at, at+uint32(len(sheet))), sheet, hidden)})
}

func TestXLS(t *testing.T) {
	src, err := read(t, "a.xls", workbookXLS())
	mustBe(t, src, err, XLS, `r1 险种：养老保险；单位：16%；起始：2024-01-01；结果：42.5
		r1 险种：养老保险；单位：5；起始：0；结果：文字
		r1 险种：abcdefg；单位：是`)
	if !warned(src, "2 个公式") || !warned(src, "隐藏的工作表“字典”") {
		t.Errorf("warnings %q", src.Warnings)
	}
}

func TestNumbers(t *testing.T) {
	cases := []struct {
		v       float64
		builtin int
		format  string
		epoch   int
		want    string
	}{
		{0.1 + 0.2, 0, "", 0, "0.3"},
		{0.13, 9, "", 0, "13%"},
		{45292, 14, "", 0, "2024-01-01"},
		{45292.5, 22, "", 0, "2024-01-01 12:00"},
		{45292, 164, `yyyy"年"m"月"d"日"`, 0, "2024-01-01"},
		{43830, 14, "", 1904, "2024-01-01"},
		{1234.5, 165, `#,##0.00"元"`, 0, "1234.5"},
		{0.5, 20, "", 0, "12:00"},
		{math.NaN(), 0, "", 0, ""},
	}
	for _, c := range cases {
		if got := numberText(c.v, c.builtin, c.format, c.epoch); got != c.want {
			t.Errorf("%v as %d %q: %q, want %q", c.v, c.builtin, c.format, got, c.want)
		}
	}
}

// A stand-in for antiword shows how it is called and what is made of its output.
func TestDOC(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	data := compoundOf(map[string][]byte{"WordDocument": []byte("x")})
	_, err := read(t, "a.doc", data)
	mustRefuse(t, err, CodeUnsupported)
	if !strings.Contains(err.Error(), antiword) {
		t.Error(err)
	}
	script := "#!/bin/sh\n[ \"$1 $2 $3 $4\" = '-w 0 -m UTF-8.txt' ] && [ -s \"$5\" ] || exit 1\nprintf '关于评选的通知\\n\\n各单位：\\n|序号 |姓名 |\\n|1    |张三 |\\n完\\n'\n"
	if err := os.WriteFile(filepath.Join(dir, antiword), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	src, err := read(t, "a.doc", data)
	mustBe(t, src, err, DOC, "p 关于评选的通知\np 各单位：\nr1 序号：1；姓名：张三\np 完")
	if err := os.WriteFile(filepath.Join(dir, antiword), []byte("#!/bin/sh\necho broken >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = read(t, "a.doc", data)
	mustRefuse(t, err, CodeBroken)
}

// A cell keeps its lines and paragraphs, which are what an answer or a list of questions is made of; the text of the row is one line.
func TestCellsKeepLines(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	if err := errors.Join(f.SetSheetRow("Sheet1", "A1", &[]any{"标准\n问题", "答案", "相似问题"}),
		f.SetSheetRow("Sheet1", "A2", &[]any{"怎么开？", " 第一段\r\n第二行 \n\n\n第二段", "如何开\n怎样开"})); err != nil {
		t.Fatal(err)
	}
	book, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		data []byte
		want []string
	}{
		{"a.xlsx", book.Bytes(), []string{"怎么开？", "第一段\n第二行\n\n第二段", "如何开\n怎样开"}},
		{"a.csv", []byte("标准问题,答案,相似问题\n怎么开？,\"第一段\n第二行\n\n第二段\",\"如何开\n怎样开\"\n"), []string{"怎么开？", "第一段\n第二行\n\n第二段", "如何开\n怎样开"}},
		{"a.json", []byte(`[{"标准问题":"怎么开？","答案":"第一段\n第二行\n\n第二段","相似问题":"如何开\n怎样开"}]`), []string{"怎么开？", "第一段\n第二行\n\n第二段", "如何开\n怎样开"}},
		{
			"a.html", []byte("<html><body><table><tr><th>标准问题</th><th>答案</th><th>相似问题</th></tr><tr><td>怎么\n开？</td><td><p>第一段</p><p>第二段</p></td><td>如何开<br>怎样开</td></tr></table></body></html>"),
			[]string{"怎么开？", "第一段\n第二段", "如何开\n怎样开"},
		},
	}
	cell := func(paragraphs ...string) string { return "<w:tc>" + strings.Join(paragraphs, "") + "</w:tc>" }
	cases = append(cases, struct {
		name string
		data []byte
		want []string
	}{
		"a.docx", docx(t, "<w:tbl><w:tr>"+cell(wp("标准问题"))+cell(wp("答案"))+cell(wp("相似问题"))+"</w:tr><w:tr>"+cell(wp("怎么开？"))+
			cell(wp("第一段"), wp("第二段"))+cell(wp("如何开</w:t><w:br/><w:t>怎样开"))+"</w:tr></w:tbl>"),
		[]string{"怎么开？", "第一段\n第二段", "如何开\n怎样开"},
	})
	for _, c := range cases {
		src, err := read(t, c.name, c.data)
		if err != nil || len(src.Blocks) != 1 {
			t.Fatalf("%s: %v %s", c.name, err, show(src.Blocks))
		}
		b := src.Blocks[0]
		if !slices.Equal(b.Cells, c.want) || !slices.Equal(b.Header, []string{"标准问题", "答案", "相似问题"}) || strings.Contains(b.Text, "\n") {
			t.Errorf("%s: %q %q %q", c.name, b.Header, b.Cells, b.Text)
		}
	}
}

// A date is a whole one whatever the format of its cell shows of it.
func TestDatesAreWhole(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	custom := []string{`mmm\-yy`, `yyyy"年"m"月";@`, `m"月"`, "yyyy-mm-dd hh:mm", `0.00" yd"`}
	row := []any{}
	for range len(custom) + 1 {
		row = append(row, 46053.5)
	}
	if err := f.SetSheetRow("Sheet1", "A1", &row); err != nil {
		t.Fatal(err)
	}
	for i := range row {
		style := &excelize.Style{NumFmt: 17}
		if i > 0 {
			style = &excelize.Style{CustomNumFmt: &custom[i-1]}
		}
		id, err := f.NewStyle(style)
		at, _ := excelize.CoordinatesToCellName(i+1, 1)
		if err := errors.Join(err, f.SetCellStyle("Sheet1", at, at, id)); err != nil {
			t.Fatal(err)
		}
	}
	book, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	src, err := read(t, "a.xlsx", book.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-01-31", "2026-01-31", "2026-01-31", "2026-01-31", "2026-01-31 12:00", "46053.50 yd"}
	if got := src.Blocks[0].Cells; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for i, format := range custom[:3] {
		if got := numberText(46053, 164+i, format, 0); got != "2026-01-31" {
			t.Errorf("in the old format %s is %q", format, got)
		}
	}
}
