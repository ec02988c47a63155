package dialog_test

import (
	"fmt"

	"yueyue/dialog"
	"yueyue/internal/knowledge"
)

func ExampleFindPeriod() {
	for _, question := range []string{"2024年第三季度卖了28万", "去年11月的票", "公告2026年第10号讲了什么", "以前年度亏损怎么弥补"} {
		p := dialog.FindPeriod(question, "2026-11-23")
		fmt.Printf("%q: %s..%s\n", p.Text, p.From, p.To)
	}
	// Output:
	// "2024年第三季度": 2024-07-01..2024-09-30
	// "去年11月": 2025-11-01..2025-11-30
	// "": ..
	// "": ..
}

func ExampleChooseVersion() {
	pair := knowledge.QAPair{Question: "小规模纳税人月销售额多少可以免征增值税？", Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", EffectiveTo: "2027-12-31", Text: "10万元"},
		{EffectiveFrom: "2023-01-01", EffectiveTo: "2025-12-31", Text: "10万元（旧）"},
	}}
	now := dialog.ChooseVersion(pair, dialog.Period{}, "", "2026-11-23")
	then := dialog.ChooseVersion(pair, dialog.FindPeriod("2024年免税吗", "2026-11-23"), "", "2026-11-23")
	long := dialog.ChooseVersion(pair, dialog.Period{}, "2019-06-30", "2026-11-23")
	fmt.Println(now.Answer.Text, now.Standing)
	fmt.Println(then.Answer.Text, then.Standing, then.Time)
	fmt.Println(long.Standing, long.Time)
	// Output:
	// 10万元 in_force
	// 10万元（旧） held_then 2024年
	// unrecorded 2019年6月30日
}
