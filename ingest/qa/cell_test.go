package qa

import (
	"slices"
	"testing"

	"yueyue/internal/civil"
)

func TestReadDate(t *testing.T) {
	cases := map[string]struct {
		date civil.Date
		ok   bool
	}{
		"2026-01-31": {"2026-01-31", true}, "2026/1/31": {"2026-01-31", true}, "2026.1.31": {"2026-01-31", true},
		"2026年1月31日": {"2026-01-31", true}, "２０２６年１月３１日": {"2026-01-31", true}, "20260131": {"2026-01-31", true},
		"2026-01-31 00:00:00": {"2026-01-31", true}, "2026-01-31T00:00:00Z": {"2026-01-31", true},
		"01-31-26": {"2026-01-31", true}, "1/31/26 0:00": {"2026-01-31", true}, "46053": {"2026-01-31", true}, "46053.5": {"2026-01-31", true},
		"": {"", true}, "长期": {"", true}, "—": {"", true},
		"2026-02-30": {"", false}, "2026年1月": {"", false}, "2026": {"", false}, "31/1/2026": {"", false}, "年底": {"", false}, "46053号": {"", false},
	}
	for text, want := range cases {
		if date, ok := readDate(text); date != want.date || ok != want.ok {
			t.Errorf("%q: %q %v, want %q %v", text, date, ok, want.date, want.ok)
		}
	}
}

func TestSplitQuestions(t *testing.T) {
	cases := map[string][]string{
		"怎么开\n如何开":             {"怎么开", "如何开"},
		"怎么开；如何开; 开票 | 开具":     {"怎么开", "如何开", "开票", "开具"},
		"增值税、消费税怎么申报":          {"增值税、消费税怎么申报"},
		"怎么开？、如何开？":            {"怎么开？", "如何开？"},
		"怎么开？如何开？":             {"怎么开？", "如何开？"},
		"1. 怎么开\n2、如何开\n（3）开票": {"怎么开", "如何开", "开票"},
		"1.怎么开\n2.5%怎么算\n①开票":  {"怎么开", "2.5%怎么算", "开票"},
		"；；？\n ":               nil,
	}
	for cell, want := range cases {
		if got := split(cell); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

func TestReadSource(t *testing.T) {
	cases := map[string][3]string{
		"《中华人民共和国增值税法》第十条第（二）项":                 {"中华人民共和国增值税法", "", "第十条第（二）项"},
		"《关于〈增值税法〉的公告》（财政部 税务总局公告2023年第19号）第一条": {"关于〈增值税法〉的公告", "财政部 税务总局公告2023年第19号", "第一条"},
		"财税〔2016〕36号附件":     {"财税〔2016〕36号附件", "财税〔2016〕36号附件", ""},
		"国家税务总局公告2019年第31号": {"国家税务总局公告2019年第31号", "国家税务总局公告2019年第31号", ""},
		"税收征收管理法第二十五条":      {"税收征收管理法", "", "第二十五条"},
	}
	for text, want := range cases {
		c := readSource(text)
		if got := [3]string{c.Title, c.DocumentNumber, c.Clause}; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
