package cut_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"yueyue/ingest/cut"
	"yueyue/ingest/reader"
	"yueyue/internal/knowledge"
)

// blocks makes a paragraph of each line; "# " begins a heading, "|" a row.
func blocks(text string) []reader.Block {
	var all []reader.Block
	for i, line := range strings.Split(text, "\n") {
		b := reader.Block{Kind: reader.Paragraph, Text: strings.TrimSpace(line), Line: i + 1}
		if marks := len(line) - len(strings.TrimLeft(line, "#")); marks > 0 {
			b.Kind, b.Level, b.Text = reader.Heading, marks, strings.TrimSpace(line[marks:])
		}
		if rest, ok := strings.CutPrefix(line, "|"); ok {
			b.Kind, b.Table, b.Text = reader.Row, 1, strings.TrimSpace(rest)
		}
		if b.Text != "" {
			all = append(all, b)
		}
	}
	return all
}

// show writes the passages one a line: id, clause, path, text.
func show(passages []knowledge.Passage) string {
	var out strings.Builder
	for _, p := range passages {
		_, id, _ := strings.Cut(string(p.ID), ".")
		fmt.Fprintf(&out, "%s|%s|%s|%s\n", id, p.Clause, strings.Join(p.Path, "/"), strings.ReplaceAll(p.Text, "\n", "⏎"))
	}
	return out.String()
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// whole reports what is wrong with the passages of blocks: text lost or doubled, an id used twice, one too long, no sentence kept.
func whole(blocks []reader.Block, passages []knowledge.Passage) error {
	var want strings.Builder
	for _, b := range blocks {
		want.WriteString(b.Text)
	}
	seen := map[knowledge.PassageID]bool{}
	for _, p := range passages {
		if seen[p.ID] {
			return fmt.Errorf("id %s is used twice", p.ID)
		}
		seen[p.ID] = true
		if n := utf8.RuneCountInString(p.Text); n > 1550 {
			return fmt.Errorf("%s has %d characters", p.ID, n)
		}
		if p.Text == "" {
			return fmt.Errorf("%s is empty", p.ID)
		}
	}
	if a, b := squeeze(want.String()), squeeze(cut.Join(passages)); a != b {
		i := 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		return fmt.Errorf("text of %d bytes became %d, first other at byte %d", len(a), len(b), i)
	}
	return nil
}

func TestCut(t *testing.T) {
	long := strings.Repeat("纳税人应当按照规定办理。", 30) // 360 characters
	for _, c := range []struct {
		name, title, text, want string
	}{
		{
			"articles below their chapters", "某办法",
			"# 某办法\n2020年1月1日发布\n第一章 总 则\n第一条 为了管理，制定本办法。\n第二条 有下列情形的，依照本办法第一条办理：\n（一）甲；\n（二）乙。\n第二章 附 则\n第三条 本办法自发布之日起施行。\n附件：\n税目税率表",
			"p1|||某办法⏎2020年1月1日发布\na1|第一条|第一章 总则/第一条|第一条 为了管理，制定本办法。\na2|第二条|第一章 总则/第二条|第二条 有下列情形的，依照本办法第一条办理：⏎（一）甲；⏎（二）乙。\n" +
				"a3|第三条|第二章 附则/第三条|第三条 本办法自发布之日起施行。\nx1-p1||附件/税目税率表|附件：⏎税目税率表\n",
		},
		{
			"articles without line breaks", "某办法",
			"某办法第一章 总则第一条 为了管理，制定本办法。第二条 依照本办法第一条办理。第三条规定的除外。第一条、第二条同样适用。第三条 本办法自发布之日起施行。",
			"p1|||某办法\na1|第一条|第一章 总则/第一条|第一条 为了管理，制定本办法。\na2|第二条|第一章 总则/第二条|第二条 依照本办法第一条办理。第三条规定的除外。第一条、第二条同样适用。\na3|第三条|第一章 总则/第三条|第三条 本办法自发布之日起施行。\n",
		},
		{
			"a note below the title without line breaks", "某法",
			"某法2001年4月8日 第九届全国人民代表大会常务委员会第二十一次会议《关于修改某法的决定》修正第一章 总则第一条 为了管理，制定本法。第二条 甲。",
			"p1|||某法2001年4月8日 第九届全国人民代表大会常务委员会第二十一次会议《关于修改某法的决定》修正\na1|第一条|第一章 总则/第一条|第一条 为了管理，制定本法。\na2|第二条|第一章 总则/第二条|第二条 甲。\n",
		},
		{
			"a long article at its paragraphs", "某办法",
			"第一章 总 则\n第一条 " + long + "\n" + long + "\n" + long + "（一）甲。\n（二）乙。\n" + long + "\n" + long + "\n第二条 完。",
			"a1-1|第一条第一款|第一章 总则/第一条|第一条 " + long + "\na1-2|第一条第二款|第一章 总则/第一条|" + long + "\na1-3|第一条第三款|第一章 总则/第一条|" + long + "（一）甲。⏎（二）乙。\n" +
				"a1-4|第一条第四款|第一章 总则/第一条|" + long + "\na1-5|第一条第五款|第一章 总则/第一条|" + long + "\na2|第二条|第一章 总则/第二条|第二条 完。\n",
		},
		{
			"a table of contents, sections, chapters with paragraphs", "某办法",
			"目录\n第一章 总则\n第二章 税率\n第一章 总则\n第一条 甲。\n第二章 税率\n第一节 一般规定\n第二条 乙。\n第二节 优惠\n下列情形免税。\n第三条 丙。\n第三章 附则",
			"p1|||目录\np2|||第一章 总则⏎第二章 税率\na1|第一条|第一章 总则/第一条|第一条 甲。\na2|第二条|第二章 税率/第一节 一般规定/第二条|第二条 乙。\n" +
				"p3||第二章 税率/第二节 优惠|下列情形免税。\na3|第三条|第二章 税率/第二节 优惠/第三条|第三条 丙。\np4|||第三章 附则\n",
		},
		{
			"the parts of an announcement are its clauses", "某局关于某事的公告",
			"某局关于某事的公告\n现公告如下：\n一、纳税人按月申报。\n（一）小规模纳税人按季申报。\n二、本公告自2023年1月1日起施行。",
			"p1|||某局关于某事的公告⏎现公告如下：\ns1|第一条|一、纳税人按月申报|一、纳税人按月申报。⏎（一）小规模纳税人按季申报。\ns2|第二条|二、本公告自2023年1月1日起施行|二、本公告自2023年1月1日起施行。\n",
		},
		{
			"questions with their answers", "某问答",
			"# 某问答\n1. 问：什么是甲？\n答：甲是乙。\n一、先办甲。\n2. 问：什么是丙？答：丙是丁。",
			"p1|||某问答\nq1||什么是甲？|1. 问：什么是甲？⏎答：甲是乙。⏎一、先办甲。\nq2||什么是丙？|2. 问：什么是丙？答：丙是丁。\n",
		},
		{
			"a code: books, volumes, chapters, articles beyond a thousand", "某法典",
			"第三编 合同\n第一分编 通则\n第一章 一般规定\n第九百九十九条 甲。\n第一千条 乙。\n第二章 订立\n第一节 要约\n第一千零一条 丙。\n第二分编 典型合同\n第九章 买卖\n第一千零一十条 丁。\n第四编 人格权\n第一千零一十一条 戊。",
			"a999|第九百九十九条|第三编 合同/第一分编 通则/第一章 一般规定/第九百九十九条|第九百九十九条 甲。\na1000|第一千条|第三编 合同/第一分编 通则/第一章 一般规定/第一千条|第一千条 乙。\n" +
				"a1001|第一千零一条|第三编 合同/第一分编 通则/第二章 订立/第一节 要约/第一千零一条|第一千零一条 丙。\na1010|第一千零一十条|第三编 合同/第二分编 典型合同/第九章 买卖/第一千零一十条|第一千零一十条 丁。\n" +
				"a1011|第一千零一十一条|第四编 人格权/第一千零一十一条|第一千零一十一条 戊。\n",
		},
		{
			"parts that are counted anew in each division are no annexes", "某指南",
			"某指南\n第一部分 增值税\n一、对象\n小规模纳税人。\n二、期限\n按季。\n第二部分 印花税\n一、对象\n书立凭证的人。\n二、期限\n按次。",
			"p1|||某指南\ns1||第一部分 增值税/一、对象|第一部分 增值税⏎一、对象⏎小规模纳税人。\ns2||第一部分 增值税/二、期限|二、期限⏎按季。\n" +
				"c2-s1||第二部分 印花税/一、对象|第二部分 印花税⏎一、对象⏎书立凭证的人。\nc2-s2||第二部分 印花税/二、期限|二、期限⏎按次。\n",
		},
		{
			"the mark 附： and the table below it, not part of the last article", "某法",
			"第一条 税率依照附表。\n第二条 本法自2020年1月1日起施行。\n附：\n税目税率表\n|税目：甲；税率：1%",
			"a1|第一条|第一条|第一条 税率依照附表。\na2|第二条|第二条|第二条 本法自2020年1月1日起施行。\nx1-t1-1||附/税目税率表|附：⏎税目税率表⏎税目：甲；税率：1%\n",
		},
		{
			"a list of annexes above the signature begins none; a title over two lines", "某局关于某事的通知",
			"一、请照办。\n附件：1.某申报表\n2.协调小组工作方案\n某局\n2020年1月2日\n附件2\n协调小组\n工作方案\n第一条 甲。",
			"s1||一、请照办|一、请照办。⏎附件：1.某申报表⏎2.协调小组工作方案⏎某局⏎2020年1月2日\n" +
				"x1-a1|《协调小组工作方案》第一条|附件2/协调小组工作方案/第一条|附件2⏎协调小组⏎工作方案⏎第一条 甲。\n",
		},
		{
			"the table of a page above the text", "某局关于某事的通知",
			"|发文机关：某局\n|发文字号：某发〔2020〕1号\n某局关于某事的通知\n现通知如下：\n一、请照办。",
			"t1-1|||发文机关：某局⏎发文字号：某发〔2020〕1号\np1|||某局关于某事的通知⏎现通知如下：\ns1|第一条|一、请照办|一、请照办。\n",
		},
		{
			"headings without numbers, rows of a table", "指南",
			"# 指南\n## 适用对象\n小规模纳税人。\n## 税率\n|税目：甲；税率：1%\n|税目：乙；税率：3%\n### 说明\n按月。",
			"p1|||指南\nh1||适用对象|适用对象⏎小规模纳税人。\nt1-1||税率|税率⏎税目：甲；税率：1%⏎税目：乙；税率：3%\nh3||税率/说明|说明⏎按月。\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := blocks(c.text)
			passages := cut.Cut(knowledge.Document{ID: "d-1", Title: c.title}, in)
			if err := whole(in, passages); err != nil {
				t.Error(err)
			}
			if got := show(passages); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// A passage keeps its id when another article grows, and what it takes from its document.
func TestPassagesStay(t *testing.T) {
	text := "第一条 甲。\n第二条 乙。\n第三条 丙。"
	d := knowledge.Document{ID: "d-1", Title: "某办法", DocumentNumber: "令第1号", Region: "340000", Audience: knowledge.Enterprise}
	before := cut.Cut(d, blocks(text))
	after := cut.Cut(d, blocks(strings.Replace(text, "甲。", strings.Repeat("甲的规定很长。", 300), 1)))
	find := func(all []knowledge.Passage, id knowledge.PassageID) knowledge.Passage {
		for _, p := range all {
			if p.ID == id {
				return p
			}
		}
		t.Fatalf("no passage %s", id)
		return knowledge.Passage{}
	}
	for _, id := range []knowledge.PassageID{"d-1.a2", "d-1.a3"} {
		if a, b := find(before, id), find(after, id); a.Text != b.Text || a.Clause != b.Clause {
			t.Errorf("%s has changed with another article: %q, was %q", id, b.Text, a.Text)
		}
	}
	if p := before[0]; p.Title != d.Title || p.Number != d.DocumentNumber || p.Region != d.Region || p.Audience != d.Audience || p.Document != d.ID {
		t.Errorf("the passage does not know its document: %+v", p)
	}
}

// No cut falls inside a sentence that is shorter than a passage.
func TestSentencesStayWhole(t *testing.T) {
	sentence := "纳税人、扣缴义务人应当自规定的期限届满之日起十五日内，向主管税务机关办理“申报。”手续；逾期的，依法处理。"
	in := blocks(strings.Repeat(sentence, 200))
	passages := cut.Cut(knowledge.Document{ID: "d-1", Title: "某意见"}, in)
	if len(passages) < 10 {
		t.Fatalf("%d passages of 200 sentences", len(passages))
	}
	for i, p := range passages {
		n := utf8.RuneCountInString(p.Text)
		if !strings.HasSuffix(p.Text, "。") || strings.HasSuffix(p.Text, "“申报。") || i < len(passages)-1 && (n < 250 || n > 550) {
			t.Errorf("%s of %d characters ends in %q", p.ID, n, p.Text[len(p.Text)-30:])
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("第一条 甲。第二条 乙。\n一、丙\n（一）丁；\n1.戊", "公告")
	f.Add("# 标题\n## 一、甲\n|行\n|行\n附件1\n第一条 甲", "办法")
	f.Add("问：甲？答：乙。问：丙？答：丁。", "")
	f.Add(strings.Repeat("甲", 4000)+"，"+strings.Repeat("乙", 4000), "")
	f.Add("第十条之一 甲\n第999999999999条 乙\n〇、丙\n第零条 丁", "")
	f.Fuzz(func(t *testing.T, text, title string) {
		if !utf8.ValidString(text) {
			t.Skip("a reader gives valid text")
		}
		in := blocks(text)
		passages := cut.Cut(knowledge.Document{ID: "d-1", Title: title}, in)
		if err := whole(in, passages); err != nil {
			t.Fatalf("%v\n%s", err, show(passages))
		}
	})
}

func BenchmarkCut(b *testing.B) {
	text := strings.Repeat("第一条 纳税人应当按照规定办理。有下列情形之一的，依照本办法第一条办理：\n（一）甲；\n（二）乙。\n第二条 "+strings.Repeat("纳税人应当按照规定办理。", 40)+"\n", 200)
	in := blocks(text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		cut.Cut(knowledge.Document{ID: "d-1", Title: "某办法"}, in)
	}
}
