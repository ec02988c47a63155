package qa

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"yueyue/ingest/reader"
	"yueyue/internal/knowledge"
)

// sheet makes the blocks of a table from rows of cells apart by |, the first of which the reader took for the header; ¶ is a line
// break in a cell.
func sheet(name string, rows ...string) []reader.Block {
	var blocks []reader.Block
	var header []string
	for i, row := range rows {
		cells := strings.Split(strings.ReplaceAll(row, "¶", "\n"), "|")
		if i == 0 {
			header = cells
			continue
		}
		blocks = append(blocks, reader.Block{Kind: reader.Row, Table: 1, Sheet: name, Line: i + 1, Header: header, Cells: cells, Text: row})
	}
	return blocks
}

func regions(name string) (string, bool) {
	code, ok := map[string]string{"安徽": "340000", "合肥": "340100"}[name]
	return code, ok
}

func TestRead(t *testing.T) {
	const policyHeader = "问题|答案|依据|生效日期|失效日期|相似问题|地区|适用对象|分类|编号|类型"
	cases := []struct {
		name     string
		blocks   []reader.Block
		pairs    []string // question @ region audience kind: answer [from..to] {title/number/clause} ~similar
		problems []string
		warnings []string
		packages []string
	}{
		{
			name:   "a policy with everything",
			blocks: sheet("发票", policyHeader, "小规模减征吗？|**减按1%**。¶¶- 执行到年底|《增值税法》第十条；财政部 税务总局公告2023年第19号|2023/1/1|2027年12月31日|1%吗；还减吗|安徽省|企业||vat-x|政策"),
			pairs: []string{"vat-x 小规模减征吗？ @340000 enterprise policy: **减按1%**。¶¶- 执行到年底 [2023-01-01..2027-12-31] {增值税法//第十条}" +
				"{财政部 税务总局公告2023年第19号/财政部 税务总局公告2023年第19号/} ~1%吗 ~还减吗"},
			packages: []string{"发票: vat-x"},
		},
		{
			name:     "a category goes before the sheet, and a sheet without a name of its own is the file",
			blocks:   sheet("Sheet1", "分类|问|答|类型|id", "开票|怎么开？|点开票。|guide|a-1", "|怎么退？|点退税。|操作指引|a-2"),
			pairs:    []string{"a-1 怎么开？ @ guide: 点开票。 [..]", "a-2 怎么退？ @ guide: 点退税。 [..]"},
			packages: []string{"开票: a-1", "常见问题: a-2"},
		},
		{
			name:   "one bad row costs no other one, and each thing wrong is named",
			blocks: sheet("发票", policyHeader, "|有答案|《甲法》|||||||a|", "有问题||《甲法》|||||||b|", "问三|答三|《甲法》|2024.13.1|长期||火星|公司||c|", "问四|答四||||||||d|", "问五|答五|《甲法》|2024-05-01|2024-04-01|||||e|", "问六|答六|《甲法》|||||||F_6|随便", "问七|答七|《甲法》|||||||g|"),
			pairs:  []string{"g 问七 @ policy: 答七 [..] {甲法//}"},
			problems: []string{
				"工作表“发票”第 2 行“问题”一栏：没有写问题", "工作表“发票”第 3 行“答案”一栏：没有写答案",
				"工作表“发票”第 4 行“生效日期”一栏：“2024.13.1”不是完整的日期，请写成 2026-01-31 的样子",
				"工作表“发票”第 4 行“地区”一栏：没有叫“火星”的地区，请写六位行政区划代码（如 340000），全国适用则留空",
				"工作表“发票”第 4 行“适用对象”一栏：“公司”应为“企业”或“自然人”，都适用则留空",
				"工作表“发票”第 5 行“依据”一栏：政策类答复要写依据；如果只说明怎样操作，请在“类型”一栏写“操作指引”",
				"工作表“发票”第 6 行“失效日期”一栏：失效日期早于生效日期",
				"工作表“发票”第 7 行“类型”一栏：“随便”应为 policy（政策）或 guide（操作指引）",
			},
			packages: []string{"发票: g"},
		},
		{
			name:     "a table without a source column is refused row by row",
			blocks:   sheet("", "问题|答案", "怎么开|点开票"),
			problems: []string{"第 2 行“依据”一栏：政策类答复要写依据；如果只说明怎样操作，请在“类型”一栏写“操作指引”"},
		},
		{
			name:     "what knowledge itself refuses is told by column",
			blocks:   sheet("", "编号|问题|答案|依据|链接", "坏 号|怎么开|点开票|《甲法》|http://example.com/a"),
			problems: []string{"第 2 行“编号”一栏：编号 \"坏 号\" 应由小写字母、数字和连字符组成", "第 2 行“链接”一栏：地址 \"http://example.com/a\" 应以 https:// 开头"},
		},
		{
			name: "periods of one question are one pair, newest first",
			blocks: sheet("", "问题|答案|依据|生效日期|失效日期|编号", "税率？|旧|《甲法》|2019-01-01|2022-12-31|r", "税率?|新|《乙法》|2023-01-01||r",
				"税 率|再新|《丙法》|2022-12-31|2022-12-31|r"),
			pairs:    []string{"r 税率？ @ policy: 新 [2023-01-01..] {乙法//} | 旧 [2019-01-01..2022-12-31] {甲法//}"},
			problems: []string{"第 4 行“问题”一栏：与第 2 行是同一个问题，有效期重叠而答案不同"},
			packages: []string{"常见问题: r"},
		},
		{
			name: "what is said twice is shown",
			blocks: sheet("", "编号|问题|答案|类型|相似问题", "a|怎么开票|点开票|guide|如何开票", "a|怎么开票？|点开票|guide|", "b|怎么退票|点退票|guide|如何开票？", "c|怎么开票|点那里|guide|",
				"a|别的|点|guide|"),
			pairs: []string{"a 怎么开票 @ guide: 点开票 [..] ~如何开票", "b 怎么退票 @ guide: 点退票 [..] ~如何开票？"},
			problems: []string{
				"第 5 行“问题”一栏：问题与第 2 行相同，编号却不同（c 和 a）", "第 6 行“问题”一栏：编号 a 已用于第 2 行的另一个问题",
			},
			warnings: []string{"第 3 行“问题”一栏：与第 2 行重复", "第 4 行：相似问题“如何开票？”也是第 2 行的问法"},
			packages: []string{"常见问题: a b"},
		},
		{
			name: "notes above the header and columns that nobody knows",
			blocks: sheet("", "更新时间|2024|", "说明|请勿改动|", "问题（必填）|标准答案*|知识类型|点击量", "怎么开票|点开票|操作类|17",
				"问题（必填）|标准答案*|知识类型|点击量"),
			pairs:    []string{"qa-b73657ce0f31 怎么开票 @ guide: 点开票 [..]"},
			warnings: []string{"没有读取这些列：点击量"},
			packages: []string{"常见问题: qa-b73657ce0f31"},
		},
		{
			name: "objects of JSON have each their own keys",
			blocks: []reader.Block{
				{Kind: reader.Row, Table: 1, Line: 1, Header: []string{"question", "answer", "kind", "id"}, Cells: []string{"问一", "答一", "guide", "j1"}},
				{Kind: reader.Row, Table: 1, Line: 2, Header: []string{"id", "kind", "answer", "question", "similar"}, Cells: []string{"j2", "guide", "答二", "问二", "问乙；问丙"}},
				{Kind: reader.Row, Table: 1, Line: 3, Header: []string{"question", "kind"}, Cells: []string{"问三", "guide"}},
			},
			pairs:    []string{"j1 问一 @ guide: 答一 [..]", "j2 问二 @ guide: 答二 [..] ~问乙 ~问丙"},
			problems: []string{"第 3 行“答案”一栏：没有写答案"},
			packages: []string{"常见问题: j1 j2"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			tables, rest := Split(c.blocks)
			if len(tables) != 1 || len(rest) != 0 {
				t.Fatalf("%d tables, %d other blocks", len(tables), len(rest))
			}
			got := Read(tables, Options{Title: "常见问题", Region: regions})
			compare(t, "pairs", shown(got.Pairs), c.pairs)
			var problems, packages []string
			for _, p := range got.Problems {
				problems = append(problems, p.Error())
			}
			warnings := got.Warnings
			for _, d := range got.Duplicates {
				warnings = append(warnings, d.Error())
			}
			for _, p := range got.Packages {
				text := p.Title + ":"
				for _, id := range p.Pairs {
					text += " " + string(id)
				}
				packages = append(packages, text)
			}
			compare(t, "problems", problems, c.problems)
			compare(t, "warnings", warnings, c.warnings)
			compare(t, "packages", packages, c.packages)
			for _, pair := range got.Pairs {
				if err := knowledge.Check(pair); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got  %s\n want %s", what, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}

func shown(pairs []knowledge.QAPair) []string {
	var all []string
	for _, p := range pairs {
		text := string(p.ID) + " " + p.Question + " @" + p.Region
		if p.Audience != "" {
			text += " " + string(p.Audience)
		}
		text += " " + string(p.Kind) + ": "
		for i, a := range p.Answers {
			if i > 0 {
				text += " | "
			}
			text += strings.ReplaceAll(a.Text, "\n", "¶") + " [" + string(a.EffectiveFrom) + ".." + string(a.EffectiveTo) + "]"
			for k, c := range a.Citations {
				if k == 0 {
					text += " "
				}
				text += "{" + c.Title + "/" + c.DocumentNumber + "/" + c.Clause + "}"
			}
		}
		for _, s := range p.Similar {
			text += " ~" + s
		}
		all = append(all, text)
	}
	return all
}

func TestSplitLeavesOtherTables(t *testing.T) {
	blocks := append(sheet("税率", "项目|税率", "货物|13%"), reader.Block{Kind: reader.Paragraph, Text: "问题和答案"})
	tables, rest := Split(blocks)
	if len(tables) != 0 || len(rest) != 2 {
		t.Fatalf("%d tables, %d other blocks", len(tables), len(rest))
	}
}

func TestStableIDSeesWhatIsAsked(t *testing.T) {
	id := func(question, region string, audience knowledge.Audience) string {
		return StableID(knowledge.QAPair{Question: question, Region: region, Audience: audience})
	}
	one := id("小规模 3% 减按1%吗？", "", "")
	if other := id("小规模３％减按１％吗", "", ""); other != one {
		t.Errorf("width and marks make another pair: %s, %s", one, other)
	}
	for name, other := range map[string]string{
		"question": id("小规模3%减按2%吗", "", ""), "region": id("小规模 3% 减按1%吗？", "340000", ""),
		"audience": id("小规模 3% 减按1%吗？", "", knowledge.Enterprise),
	} {
		if other == one {
			t.Errorf("another %s is the same pair", name)
		}
	}
}

// TestPackagesAreNamedByPeople: what only a program named makes no package.
func TestPackagesAreNamedByPeople(t *testing.T) {
	for _, c := range []struct{ sheet, file, want string }{
		{"个税", "常见问题", "个税"},
		{"Sheet1", "常见问题", "常见问题"},
		{"表2", "工作簿1", ""},
		{"", "粘贴的表格", ""},
		{"", "Book 3", ""},
		{"表", "", "表"},
		{"2026年问题1", "工作簿1", "2026年问题1"},
	} {
		tables, _ := Split(sheet(c.sheet, "问题|答案|类型", "怎么开票|点开票|操作类"))
		var titles []string
		for _, p := range Read(tables, Options{Title: c.file}).Packages {
			titles = append(titles, p.Title)
		}
		if strings.Join(titles, " ") != c.want {
			t.Errorf("sheet %q of %q: %q, want %q", c.sheet, c.file, titles, c.want)
		}
	}
}

// TestColumnsOfTheConsole: the words that the console says for its fields head columns as well.
func TestColumnsOfTheConsole(t *testing.T) {
	tables, _ := Split(sheet("", "问题|相似问法|日常叫法|答复|适用期起|适用期止|依据标题|依据文号|依据条款|链接|复核日",
		"几号交|哪天交|交税日|十五日|2026.3.1|2027.3.1|试用公告|2026年第7号|第一条|https://www.chinatax.gov.cn/x|2026-12-31"))
	got := Read(tables, Options{})
	if len(got.Warnings) > 0 || len(got.Problems) > 0 || len(got.Pairs) != 1 {
		t.Fatalf("%+v", got)
	}
	want := knowledge.QAPair{
		ID: got.Pairs[0].ID, Kind: knowledge.Policy, Question: "几号交", Similar: []string{"哪天交"}, Aliases: []string{"交税日"}, ReviewBy: "2026-12-31",
		Answers: []knowledge.Answer{{Text: "十五日", EffectiveFrom: "2026-03-01", EffectiveTo: "2027-03-01", Citations: []knowledge.Citation{
			{Title: "试用公告", DocumentNumber: "2026年第7号", Clause: "第一条", URL: "https://www.chinatax.gov.cn/x"},
		}}},
	}
	if !reflect.DeepEqual(got.Pairs[0], want) {
		t.Errorf("got  %+v\nwant %+v", got.Pairs[0], want)
	}
}
