package qa

import (
	"testing"

	"yueyue/internal/knowledge"
)

func TestReadPeriod(t *testing.T) {
	for text, want := range map[string]string{
		"2026年1月1日至2026年12月31日": "2026-01-01 2026-12-31", "2026.1.1-2026.12.31": "2026-01-01 2026-12-31", "2026/1/1 - 2026/12/31": "2026-01-01 2026-12-31",
		"2026-01-01至2026-12-31": "2026-01-01 2026-12-31", "2026-01-01 ~ 2026-12-31": "2026-01-01 2026-12-31", "20260101-20261231": "2026-01-01 2026-12-31",
		"自2026年1月1日起至2027年12月31日止": "2026-01-01 2027-12-31", "2026年1月1日—长期": "2026-01-01 ", "2026-01-01起": "2026-01-01 ", "自2026年1月1日起施行": "2026-01-01 ",
		"２０２６年１月１日～２０２６年１２月３１日": "2026-01-01 2026-12-31", "至2026-12-31": " 2026-12-31", "截至2026年12月31日": " 2026-12-31", "长期": " ", "": " ", "46023": "2026-01-01 ",
		"2026-01-01\n至\n2026-12-31": "2026-01-01 2026-12-31",
	} {
		from, to, ok := readPeriod(text)
		if got := string(from) + " " + string(to); !ok || got != want {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"2026年", "今年底", "2026-01-01至", "2026-01-01至年底", "2026-13-01至2026-12-31", "2025-01-01至2026-01-01至2027-01-01", "起", "至"} {
		if from, to, ok := readPeriod(text); ok {
			t.Errorf("%q: %s %s", text, from, to)
		}
	}
}

func TestReadTablesAsTheyCome(t *testing.T) {
	for _, c := range []struct {
		name, header, row, pair, problem string
	}{
		{
			"other words", "标准提问|扩展问法1|扩展问法2|参考答复|政策名称|文件文号|有效期间", "怎么领|如何领|去哪领；领在哪|点领用|增值税法|主席令第41号|2026.1.1-2026.12.31",
			"怎么领 @ policy: 点领用 [2026-01-01..2026-12-31] {增值税法/主席令第41号/} ~如何领 ~去哪领 ~领在哪", "",
		},
		{"several sources", "问题|答案|依据1|依据2", "怎么领|点领用|《甲法》第一条|《乙法》", "怎么领 @ policy: 点领用 [..] {甲法//第一条}{乙法//}", ""},
		{"dates apart go before a period", "问题|答案|类型|生效日期|有效期", "怎么领|点领用|guide|2026-02-01|2026年1月1日至2026年12月31日", "怎么领 @ guide: 点领用 [2026-02-01..]", ""},
		{"a period that is none", "问题|答案|类型|有效期", "怎么领|点领用|guide|今年内", "", "第 2 行“有效期”一栏：“今年内”看不出起止日期，请写成“2026-01-01 至 2026-12-31”的样子，长期有效则留空"},
		{"a period that ends before it begins", "问题|答案|类型|有效期", "怎么领|点领用|guide|2026-12-31至2026-01-01", "", "第 2 行“有效期”一栏：失效日期早于生效日期"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tables, _ := Split(sheet("", c.header, c.row))
			got := Read(tables, Options{Title: "题", Region: regions})
			var pairs, problems []string
			for _, pair := range got.Pairs {
				pair.ID = "x"
				pairs = append(pairs, shown([]knowledge.QAPair{pair})...)
			}
			for _, p := range got.Problems {
				problems = append(problems, p.Error())
			}
			want := func(text string) []string {
				if text == "" {
					return nil
				}
				return []string{text}
			}
			if c.pair != "" {
				c.pair = "x " + c.pair
			}
			compare(t, "pairs", pairs, want(c.pair))
			compare(t, "problems", problems, want(c.problem))
			if len(got.Warnings) > 0 {
				t.Errorf("warnings %q", got.Warnings)
			}
		})
	}
}
