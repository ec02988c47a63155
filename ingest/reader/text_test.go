package reader

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"yueyue/internal/fault"
)

func utf16Bytes(text string, big bool) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func TestEncodings(t *testing.T) {
	const text = "第一条 为了规范税收征收和缴纳行为，制定本法。\nArticle 1 applies.\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	big5, err := traditionalchinese.Big5.NewEncoder().String("稅捐稽徵法")
	if err != nil {
		t.Fatal(err)
	}
	bigger, err := traditionalchinese.Big5.NewEncoder().String(strings.Repeat("主管稅務機關應當自受理申請之日起二日內辦結，並將結果告知納稅人。\n", 5))
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat(text, 50)
	cases := []struct {
		name, data, encoding, has string
		warned                    string
	}{
		{"utf-8", text, "utf-8", "税收征收", ""},
		{"utf-8 with mark", "\xEF\xBB\xBF" + text, "utf-8", "税收征收", ""},
		{"gbk", gbk, "gb18030", "税收征收", ""},
		{"utf-16le with mark", "\xFF\xFE" + string(utf16Bytes(text, false)), "utf-16le", "税收征收", ""},
		{"utf-16be with mark", "\xFE\xFF" + string(utf16Bytes(text, true)), "utf-16be", "税收征收", ""},
		{"utf-16le without mark", string(utf16Bytes(text, false)), "utf-16le", "税收征收", ""},
		{"gbk though the page says utf-8", "<html><meta charset=utf-8><body><p>" + gbk + "</p></body></html>", "gb18030", "税收征收", ""},
		{"utf-8 though the page says gbk", "<html><meta charset=gbk><body><p>" + text + "</p></body></html>", "utf-8", "税收征收", ""},
		{"declared big5", "<html><meta charset=\"big5\"><body><p>" + big5 + "</p></body></html>", "big5", "稅捐稽徵法", ""},
		{"utf-8 cut within a character", long[:len(long)-1] + "\xE7", "utf-8", "税收征收", "1 处字符无法识别"},
		{"gbk though the page says iso-8859-1", "<html><meta charset=iso-8859-1><body><p>" + gbk + "</p></body></html>", "gb18030", "税收征收", ""},
		{"gbk though the page says big5", "<html><meta charset=big5><body><p>" + gbk + "</p></body></html>", "gb18030", "税收征收", ""},
		{"big5 that says nothing", bigger, "big5", "稅務機關應當", ""},
		{"utf-16 without mark and without ASCII", string(utf16Bytes(strings.Repeat("第一条为了规范税收征收和缴纳行为，制定本法。", 20), true)), "utf-16be", "税收征收", ""},
		{"lines of two systems", long + gbk, "utf-8", "税收征收", "有 1 行按 GB18030 读取"},
		{"a line of utf-8 among gbk", strings.Repeat(gbk, 3) + text, "utf-8", "税收征收", "有 3 行按 GB18030 读取"},
		{"neither", strings.Repeat("\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96\x7b\x8c\xea\x82\xcc\n", 30), "gb18030", "", "像是乱码"},
		{"breaks of old programs", strings.ReplaceAll(text, "\n", "\r"), "utf-8", "税收征收", ""},
		{"zero bytes", "税\x00收" + text, "utf-8", "税收第一条", "空字符"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			src, err := read(t, "a", []byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if src.Encoding != c.encoding {
				t.Errorf("encoding %s, want %s", src.Encoding, c.encoding)
			}
			if !strings.Contains(show(src.Blocks), c.has) {
				t.Errorf("%q is not in %q", c.has, show(src.Blocks))
			}
			if c.warned != "" && !warned(src, c.warned) || c.warned == "" && len(src.Warnings) > 0 {
				t.Errorf("warnings %q", src.Warnings)
			}
		})
	}
}

func TestText(t *testing.T) {
	wrapped := `关于进一步支持小微企业发展的公告

　　为进一步支持小微企业和个体工商户发展，现将有关税费政策公告如下：对月销售额10万
元以下的增值税小规模纳税人，免征增值税，按照规定可以享受其他优惠的，可以叠加享受，具体
由主管税务机关确认，纳税人应当按照规定留存备查资料，并对资料的真实性负责，以下各条均适用
。
　　一、本公告所称小微企业，是指从事国家非限制和禁止行业，且同时符合年度应纳税所得额不超
过300万元条件的企业。
　　二、本公告自2023年1月1日起施行。`
	src, err := read(t, "a.txt", []byte(wrapped))
	mustBe(t, src, err, Text, `p 关于进一步支持小微企业发展的公告
		p 为进一步支持小微企业和个体工商户发展，现将有关税费政策公告如下：对月销售额10万元以下的增值税小规模纳税人，免征增值税，按照规定可以享受其他优惠的，可以叠加享受，具体由主管税务机关确认，纳税人应当按照规定留存备查资料，并对资料的真实性负责，以下各条均适用。
		p 一、本公告所称小微企业，是指从事国家非限制和禁止行业，且同时符合年度应纳税所得额不超过300万元条件的企业。
		p 二、本公告自2023年1月1日起施行。`)
	if src.Blocks[1].Line != 3 || src.Blocks[3].Line != 9 {
		t.Errorf("lines %d and %d", src.Blocks[1].Line, src.Blocks[3].Line)
	}

	src, err = read(t, "b.txt", []byte("短行一\r\n短行二\r\n\r\nAnother short line\r\n"))
	mustBe(t, src, err, Text, "p 短行一\np 短行二\np Another short line")
}

func TestEndlessLine(t *testing.T) {
	sentence := "对月销售额未超过十万元的增值税小规模纳税人免征增值税。"
	data := strings.Repeat(sentence, 20<<20/len(sentence))
	src, err := read(t, "a.txt", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, x := range src.Blocks {
		if len(x.Text) > longest || x.Continues != (i > 0) || !strings.HasSuffix(x.Text, "。") {
			t.Fatalf("block %d: %d bytes, continues %v", i, len(x.Text), x.Continues)
		}
		b.WriteString(x.Text)
	}
	if b.String() != data {
		t.Error("the blocks joined are not the line")
	}

	// A line that is larger than a file may be is refused; one without a place to cut is cut between characters.
	_, err = readWithin(t, Limits{Time: DefaultLimits().Time, Output: 1 << 20}, "a.txt", []byte(data))
	mustRefuse(t, err, CodeTooLarge)
	src, err = read(t, "a.txt", []byte(strings.Repeat("税", 100_000)))
	if err != nil || len(src.Blocks) != 5 {
		t.Fatalf("%d blocks, %v", len(src.Blocks), err)
	}
	checkBlocks(t, src.Blocks)
}

func TestMarkdown(t *testing.T) {
	src, err := read(t, "a.md", []byte(`---
title: 增值税法
---
# 中华人民共和国**增值税法** #

2024年12月25日 通过
<!-- INFO END -->

第一章 总则
====
第一条 为了健全制度，[保护](http://x.cn)权益，
制定本法。
第二条 税率为 `+"`13%`"+`，见 *附表* ；A*B*C 不是强调。
- 子女教育：每月2000元
  * 双方各按50%
1. 第一项；
2. 第二项
接着写。

> 注：仅供测试[^1]

[^1]: ~~脚注~~说明见[公告](http://x.cn/a_(b))。

<table><tr><th>税目</th><th>税率</th></tr>
<tr><td>货物</td><td>13%</td></tr></table>

| 级数 | 税率 | 说明 |
|---|:-:|---|
| 1 | 3% | 不超过\|含 |
| 2 |  | a<br>b |

`+"```\ncode # 不是标题\n```\n"+`
***
最后一段 &lt;完&gt;`))
	mustBe(t, src, err, Markdown, `p title: 增值税法
		h1 中华人民共和国增值税法
		p 2024年12月25日 通过
		h1 第一章 总则
		p 第一条 为了健全制度，保护权益，制定本法。
		p 第二条 税率为 13%，见 附表 ；A*B*C 不是强调。
		l1 子女教育：每月2000元
		l2 双方各按50%
		l1 1. 第一项；
		l1 2. 第二项接着写。
		p 注：仅供测试
		p 脚注说明见公告。
		r1 税目：货物；税率：13%
		r2 级数：1；税率：3%；说明：不超过|含
		r2 级数：2；说明：a b
		p code # 不是标题
		p 最后一段 <完>`)
}

func TestCSV(t *testing.T) {
	src, err := read(t, "a.csv", []byte("\xEF\xBB\xBF问题,答案,有效期\r\n\"怎么申报，何时申报？\",\"先登录\r\n再申报\",2024-01-01\r\n“开票”,\"说 \"\"好\"\"\",\r\n"))
	mustBe(t, src, err, CSV, `r1 问题：怎么申报，何时申报？；答案：先登录再申报；有效期：2024-01-01
		r1 问题：“开票”；答案：说 "好"`)
	if b := src.Blocks[1]; b.Line != 4 || len(b.Header) != 3 || b.Cells[2] != "" {
		t.Errorf("%+v", b)
	}
	src, err = read(t, "b.csv", []byte("问题;答案\n甲;乙\n丙;丁;多一列\n"))
	mustBe(t, src, err, CSV, "r1 问题：甲；答案：乙\nr1 问题：丙；答案：丁；多一列")
	src, err = read(t, "c.csv", []byte("1,2,3\n4,5,6\n7,8,9\n"))
	mustBe(t, src, err, CSV, "r1 1；2；3\nr1 4；5；6\nr1 7；8；9")
}

func TestJSON(t *testing.T) {
	src, err := read(t, "a.json", []byte(`{
 "版本": 2, "标题": "问答包",
 "问答": [
  {"问题": "甲？", "答案": "乙。", "相似": ["丙", "丁"], "有效": {"起": "2024-01-01", "止": null}},
  {"问题": "戊？", "热点": true, "引用": [{"文号": "1号"}]}
 ],
 "备注": ["一", "二"]
}`))
	mustBe(t, src, err, JSON, `r1 版本：2；标题：问答包
		r2 问题：甲？；答案：乙。；相似：丙；丁；有效.起：2024-01-01
		r2 问题：戊？；热点：是
		r3 文号：1号
		r1 备注：一；二`)
	if src.Blocks[2].Line != 5 {
		t.Errorf("line %d", src.Blocks[2].Line)
	}
	src, err = read(t, "a.jsonl", []byte("{\"q\":\"甲\"}\n{\"q\":\"乙\"}\n"))
	mustBe(t, src, err, JSONL, "r1 q：甲\nr1 q：乙")
	_, err = read(t, "a.json", []byte("[{\"q\":\"甲\"},\n{\"q\":\n"))
	mustRefuse(t, err, CodeBroken)
	_, err = read(t, "a.json", []byte(strings.Repeat(`[`, 5000)+`"x"`+strings.Repeat(`]`, 5000)))
	mustRefuse(t, err, CodeUnsafe)
	_, err = read(t, "b.json", []byte(strings.Repeat(`{"a":`, 5000)+`"x"`+strings.Repeat(`}`, 5000)))
	mustRefuse(t, err, CodeUnsafe)
}

func TestJSONLinesThatAreBroken(t *testing.T) {
	const rows = "{\"q\":\"甲\",\"a\":[{\"x\":1}]}\n\n{\"q\":\"乙\",\"a\":[{\"x\":2},\n{\"q\":\"丙\"}\n不是 JSON\n{\"q\":\"丁}\n{\"q\":\"戊\"}\n{\"q\":\"己"
	src, err := read(t, "a.jsonl", []byte(rows))
	mustBe(t, src, err, JSONL, `r1 q：甲
		r2 x：1
		r1 q：丙
		r1 q：戊`)
	var lines []int
	for _, p := range src.Problems {
		lines = append(lines, p.Line)
	}
	if !slices.Equal(lines, []int{3, 5, 6, 8}) {
		t.Errorf("problems %v", src.Problems)
	}
	if last := src.Blocks[len(src.Blocks)-1]; last.Line != 7 {
		t.Errorf("line %d", last.Line)
	}
	_, err = read(t, "a.jsonl", []byte("{坏\n也坏\n"))
	mustRefuse(t, err, CodeBroken)
}

func TestCSVAsItComes(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want, warned string }{
		"breaks of old programs": {"a.csv", "问题,答案\r甲,乙\r丙,丁\r", "r1 问题：甲；答案：乙\nr1 问题：丙；答案：丁", ""},
		"commas in answers":      {"a.csv", "问题;答案\n甲;先乙,再丙,后丁\n戊;先己,再庚,后辛\n", "r1 问题：甲；答案：先乙,再丙,后丁\nr1 问题：戊；答案：先己,再庚,后辛", ""},
		"told by its first line": {"a.csv", "sep=;\r\n问题;答案\r\n甲;乙,丙\r\n丁;戊,己\r\n", "r1 问题：甲；答案：乙,丙\nr1 问题：丁；答案：戊,己", ""},
		"quote never closed": {
			"a.csv", "问题,答案\n甲,\"乙\n丙,丁\n戊,\"己\n庚\"\n", "r1 问题：甲；答案：乙\nr1 问题：丙；答案：丁\nr1 问题：戊；答案：己庚", "第 2 行有一个引号没有成对",
		},
		"last quote never closed": {"a.csv", "问题,答案\n甲,乙\n丙,\"丁\n戊,己\n", "r1 问题：甲；答案：乙\nr1 问题：丙；答案：丁\nr1 问题：戊；答案：己", "第 3 行有一个引号没有成对"},
		"quotes as quotes": {
			"a.csv", "问题,答案\n什么是\"甲\",指5\" 的\"乙\"\n\"丙\",\"点\"\"丁\"\",\n再点\"\n", "r1 问题：什么是\"甲\"；答案：指5\" 的\"乙\"\nr1 问题：丙；答案：点\"丁\",再点", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := read(t, c.file, []byte(c.text))
			mustBe(t, src, err, CSV, c.want)
			if c.warned != "" && !warned(src, c.warned) || c.warned == "" && len(src.Warnings) > 0 {
				t.Errorf("warnings %q", src.Warnings)
			}
		})
	}
}

// Many quotes that never close take no longer than their number.
func TestCSVOfQuotes(t *testing.T) {
	for _, part := range []string{"\"a\n", "x,\"a", "\"a\"b", "\"\"\"", "\"\n\""} {
		text := "问题,答案\n" + strings.Repeat(part, 4<<20/len(part))
		begin := time.Now()
		_, _ = closed(text, ',')
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("%q: %s", part, took)
		}
	}
}

func TestEmptyFilesSayWhatTheyAre(t *testing.T) {
	_, err := read(t, "a.pdf", make([]byte, 5000))
	mustRefuse(t, err, CodeEmpty)
	if m := fault.MessageOf(err); !strings.Contains(m, "空字节") {
		t.Error(m)
	}
}
