package dialog

import (
	"testing"

	"yueyue/internal/civil"
)

func TestFindPeriod(t *testing.T) {
	const today civil.Date = "2026-11-23"
	cases := []struct {
		question string
		from, to civil.Date
		taxYear  bool
		earlier  bool
	}{
		{"2025年3月卖了套房", "2025-03-01", "2025-03-31", false, false},
		{"2024年2月份的票", "2024-02-01", "2024-02-29", false, false},
		{"2025-03-01开的票", "2025-03-01", "2025-03-01", false, false},
		{"2025年3月5日交的", "2025-03-05", "2025-03-05", false, false},
		{"2024年小规模免税额度", "2024-01-01", "2024-12-31", false, false},
		{"2025年度汇算什么时候", "2025-01-01", "2025-12-31", true, false},
		{"去年的税率", "2025-01-01", "2025-12-31", false, false},
		{"前年买的房", "2024-01-01", "2024-12-31", false, false},
		{"明年年终奖还能单独算吗", "2027-01-01", "2027-12-31", false, false},
		{"23年的政策", "2023-01-01", "2023-12-31", false, false},
		{"以前的规定是多少", "", "", false, true},
		{"原来不是15万吗", "", "", false, true},
		{"去年出口的货今年什么时候前收汇", "", "", false, false},
		{"2019年的增票现在还能抵扣吗", "", "", false, false},
		{"房子满5年了", "", "", false, false},
		{"买了20年的房子", "", "", false, false},
		{"公告2026年第10号说什么", "", "", false, false},
		{"财税〔2018〕103号", "", "", false, false},
		{"小规模月销售额10万", "", "", false, false},
		{"之前开的发票丢了", "", "", false, false},
		{"2025年2月30日", "2025-02-01", "2025-02-28", false, false},
	}
	for _, c := range cases {
		got := FindPeriod(c.question, today)
		if got.From != c.from || got.To != c.to || got.TaxYear != c.taxYear || got.Earlier != c.earlier {
			t.Errorf("%s: got %+v, want %s..%s tax year %v earlier %v", c.question, got, c.from, c.to, c.taxYear, c.earlier)
		}
	}
}
