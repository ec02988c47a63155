package reader

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestPDF(t *testing.T) {
	var d pdfBuilder
	wide := func(p *pdfPageBuilder, y float64, text string) { p.text(72, y, 12, text) }
	d.page(func(p *pdfPageBuilder) {
		p.text(72, 800, 9, "某某市税务局文件")
		p.text(200, 740, 22, "关于税费政策的公告")
		wide(p, 700, "　　为进一步支持小微企业和个体工商户发展，现将有关税费政策公告如下：对月销售额10")
		wide(p, 680, "万元以下的增值税小规模纳税人，免征增值税。适用3%征收率的应税销售收入，减按1%征收率征收增")
		wide(p, 660, "值税；")
		p.text(72, 620, 16, "一、税率")
		wide(p, 600, "税率如下表：")
		// A table with drawn lines; its first column has one cell over two rows.
		xs, ys := []float64{72, 172, 272, 372}, []float64{560, 540, 520, 500}
		for _, y := range ys {
			from := xs[0]
			if y == 520 {
				from = xs[1]
			}
			p.rule(from, y, xs[3], y)
		}
		for _, x := range xs {
			p.rule(x, ys[0], x, ys[3])
		}
		for i, row := range [][]string{{"税目", "税率", "说明"}, {"", "13%", "一般"}, {"", "9%", "优惠"}} {
			for j, cell := range row {
				p.text(xs[j]+4, ys[i]-15, 12, cell)
			}
		}
		p.text(76, 515, 12, "货物")
		wide(p, 440, "下列项目免征增值税，具体范围由国务院规定，并报全国人民代表大会常务委员会备案后向社会公")
		p.text(290, 40, 9, "- 1 -")
	})
	d.page(func(p *pdfPageBuilder) {
		p.text(72, 800, 9, "某某市税务局文件")
		wide(p, 740, "布。")
		// A table that only its columns show.
		for i, row := range [][]string{{"险种", "单位", "个人"}, {"养老保险", "16%", "8%"}, {"失业保险", "0.5%", "0.5%"}, {"工伤保险", "0.2%", "不缴费"}} {
			for j, cell := range row {
				p.text(72+float64(j)*120, 700-float64(i)*20, 12, cell)
			}
		}
		wide(p, 560, "本公告自2023年1月1日起施行。")
		p.text(290, 40, 9, "- 2 -")
	})
	d.page(func(p *pdfPageBuilder) {
		p.text(72, 800, 9, "某某市税务局文件")
		wide(p, 740, "特此公告。")
		p.text(290, 40, 9, "- 3 -")
	})
	src, err := read(t, "a.pdf", d.bytes(""))
	mustBe(t, src, err, PDF, `h1 关于税费政策的公告
		p 为进一步支持小微企业和个体工商户发展，现将有关税费政策公告如下：对月销售额10万元以下的增值税小规模纳税人，免征增值税。适用3%征收率的应税销售收入，减按1%征收率征收增值税；
		h2 一、税率
		p 税率如下表：
		r1 税目：货物；税率：13%；说明：一般
		r1 税目：货物；税率：9%；说明：优惠
		p 下列项目免征增值税，具体范围由国务院规定，并报全国人民代表大会常务委员会备案后向社会公布。
		r2 险种：养老保险；单位：16%；个人：8%
		r2 险种：失业保险；单位：0.5%；个人：0.5%
		r2 险种：工伤保险；单位：0.2%；个人：不缴费
		p 本公告自2023年1月1日起施行。
		p 特此公告。`)
	if last := src.Blocks[len(src.Blocks)-1]; last.Page != 3 {
		t.Errorf("page %d", last.Page)
	}
}

func TestPDFColumns(t *testing.T) {
	var d pdfBuilder
	d.page(func(p *pdfPageBuilder) {
		for side, x := range []float64{50, 310} {
			for i := range 15 {
				p.text(x, 760-float64(i)*20, 12, fmt.Sprintf("%s栏第%02d行文字一直写到这里为止。", []string{"左", "右"}[side], i))
			}
		}
	})
	src, err := read(t, "a.pdf", d.bytes(""))
	if err != nil {
		t.Fatal(err)
	}
	got := show(src.Blocks)
	if strings.Contains(got, "r1") || strings.Index(got, "左栏第14行") > strings.Index(got, "右栏第00行") {
		t.Error(got)
	}
}

func TestBadPDF(t *testing.T) {
	var one pdfBuilder
	one.page(func(p *pdfPageBuilder) { p.text(72, 700, 12, "一页文字") })
	whole := one.bytes("")
	var empty pdfBuilder
	empty.page(func(p *pdfPageBuilder) { p.rule(10, 10, 100, 100) })
	locked := one.bytes("/Encrypt 7 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]",
		"<< /Filter /Standard /V 1 /R 2 /O <"+strings.Repeat("11", 32)+"> /U <"+strings.Repeat("22", 32)+"> /P -44 >>")
	cases := []struct {
		name string
		data []byte
		code string
	}{
		{"encrypted", locked, CodeEncrypted},
		{"scanned", empty.bytes(""), CodeNoText},
		{"head only", []byte("%PDF-1.7\n"), CodeBroken},
		{"noise behind the head", append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0xA5, 0x00, 0xFF}, 5000)...), CodeBroken},
		{"no pages", bytes.Replace(whole, []byte("/Kids [7 0 R ]"), []byte("/Kids [0 0 R ]"), 1), CodeBroken},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, "a.pdf", c.data)
			mustRefuse(t, err, c.code)
		})
	}
	t.Run("cut off is repaired", func(t *testing.T) {
		src, err := read(t, "a.pdf", whole[:len(whole)-20])
		mustBe(t, src, err, PDF, "p 一页文字")
	})
}

func TestTenThousandPages(t *testing.T) {
	var d pdfBuilder
	for i := range 10_000 {
		d.page(func(p *pdfPageBuilder) {
			p.text(72, 800, 9, "页眉")
			p.text(72, 700, 12, fmt.Sprintf("第%d页的文字。", i+1))
			p.text(290, 40, 9, fmt.Sprint(i+1))
		})
	}
	data := d.bytes("")
	start := time.Now()
	src, err := read(t, "a.pdf", data)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("10,000 pages in %s", time.Since(start))
	if len(src.Blocks) != 10_000 || src.Blocks[9_999].Text != "第10000页的文字。" || src.Blocks[9_999].Page != 10_000 {
		t.Errorf("%d blocks", len(src.Blocks))
	}
	limits := DefaultLimits()
	limits.Pages = 5000
	_, err = readWithin(t, limits, "a.pdf", data)
	mustRefuse(t, err, CodeTooLarge)
}

// Characters drawn each by itself, as browsers do, and so close that their areas overlap, come once each.
func TestPDFLettersThatOverlap(t *testing.T) {
	const word = "WOMQWOMQ"
	var d pdfBuilder
	d.page(func(p *pdfPageBuilder) {
		for i, letter := range word {
			p.text(72+float64(i)*8, 700, 12, string(letter))
		}
		p.text(72, 690, 12, word)
	})
	src, err := read(t, "a.pdf", d.bytes(""))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(show(src.Blocks), " ", ""); strings.Count(got, "W") != 4 || strings.Count(got, word) != 2 {
		t.Errorf("%s", got)
	}
}

// drawn lays pieces out of single letters, in squares that they do not fill, as a PDF from a browser has them.
func drawn(x, y, size float64, text string) []glyphs {
	var out []glyphs
	for i, r := range []rune(text) {
		at := x + float64(i)*size
		b := box{at + size*0.06, y, at + size*0.94, y + size*0.85}
		switch r {
		case '，', '。':
			b = box{at + size*0.06, y, at + size*0.3, y + size*0.25}
		case '一':
			b = box{at + size*0.04, y + size*0.4, at + size*0.96, y + size*0.5}
		case '　':
			continue
		}
		out = append(out, glyphs{box: b, text: string(r), size: size})
	}
	return out
}

func TestPagesOfSingleLetters(t *testing.T) {
	p := pdfPage{number: 1, width: 595, height: 842, pieces: drawn(222, 780, 22, "关于发票的公告")}
	for i, text := range []string{"第一条　纳税人可以依法申请，税务机", "关应当办理。", "第二条　缴费人可以依法申请，社保机", "构应当办理。", "第三条　本公告自发布之日起施行。有", "关单位应当遵照执行，并且应当一一做"} {
		p.pieces = append(p.pieces, drawn(50, 740-float64(i)*20, 12, text)...)
	}
	p.pieces = append(p.pieces, drawn(320, 745, 12, "好宣传，做好辅导。")...)
	p.pieces = append(p.pieces, drawn(320, 720, 12, "第四条　附则。")...)
	table := pdfPage{number: 2, width: 595, height: 842}
	for i, row := range [][]string{{"税目", "税率"}, {"货物和劳务", "一般"}, {"服务", "优惠"}} {
		y := 560 - float64(i)*20
		table.pieces = append(append(table.pieces, drawn(72, y, 12, row[0])...), drawn(134, y, 12, row[1])...)
		for _, b := range []box{{70, y + 16, 162, y + 16}, {70, y - 4, 162, y - 4}, {70, y - 4, 70, y + 16}, {133, y - 4, 133, y + 16}, {162, y - 4, 162, y + 16}} {
			table.rules = append(table.rules, edges(b)...)
		}
	}
	s := newSink(t.Context(), DefaultLimits())
	l := newLayout(s)
	l.add(p)
	l.add(table)
	l.blocks()
	mustBe(t, Source{Format: PDF, Blocks: s.blocks}, s.err, PDF, `h1 关于发票的公告
		p 第一条 纳税人可以依法申请，税务机关应当办理。
		p 第二条 缴费人可以依法申请，社保机构应当办理。
		p 第三条 本公告自发布之日起施行。有关单位应当遵照执行，并且应当一一做好宣传，做好辅导。
		p 第四条 附则。
		r1 税目：货物和劳务；税率：一般
		r1 税目：服务；税率：优惠`)
}

// The end of a sentence that stands at the foot of several pages is no running head.
func TestRunningHeadsAreNoSentences(t *testing.T) {
	s := newSink(t.Context(), DefaultLimits())
	l := newLayout(s)
	for n := range 4 {
		p := pdfPage{number: n + 1, width: 595, height: 842, pieces: drawn(60, 800, 10, "某市税务局文件汇编")}
		p.pieces = append(p.pieces, drawn(60, 400, 12, fmt.Sprintf("%d、纳税人应当如实申报，并且", n+1))...)
		p.pieces = append(p.pieces, drawn(60, 60, 12, "由主管税务机关办理。")...)
		p.pieces = append(p.pieces, drawn(280, 30, 10, fmt.Sprintf("第%d页", n+1))...)
		l.add(p)
	}
	l.blocks()
	if got := show(s.blocks); strings.Count(got, "由主管税务机关办理。") != 4 || strings.Contains(got, "汇编") || strings.Contains(got, "页") {
		t.Error(got)
	}
}
