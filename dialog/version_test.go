package dialog

import (
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

func TestChooseVersion(t *testing.T) {
	const today civil.Date = "2026-11-23"
	two := knowledge.QAPair{Question: "起征点", Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", EffectiveTo: "2027-12-31", Text: "new"},
		{EffectiveFrom: "2023-01-01", EffectiveTo: "2025-12-31", Text: "old"},
	}}
	openStart := knowledge.QAPair{Question: "征收率", Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", Text: "new"}, {EffectiveTo: "2025-12-31", Text: "old"},
	}}
	midYear := knowledge.QAPair{Question: "契税", Answers: []knowledge.Answer{
		{EffectiveFrom: "2024-12-01", Text: "new"}, {EffectiveTo: "2024-11-30", Text: "old"},
	}}
	guide := knowledge.QAPair{Question: "怎么登录", Answers: []knowledge.Answer{{Text: "steps"}}}
	ended := knowledge.QAPair{Question: "2025年度汇算什么时候", Answers: []knowledge.Answer{{EffectiveFrom: "2026-03-01", EffectiveTo: "2026-06-30", Text: "march"}}}
	coming := knowledge.QAPair{Question: "新规", Answers: []knowledge.Answer{{EffectiveFrom: "2027-03-01", EffectiveTo: "2027-06-30", Text: "coming"}}}
	planned := knowledge.QAPair{Question: "税率", Answers: []knowledge.Answer{
		{EffectiveFrom: "2027-01-01", Text: "coming"}, {EffectiveFrom: "2025-01-01", EffectiveTo: "2026-12-31", Text: "now"}, {EffectiveTo: "2024-12-31", Text: "old"},
	}}
	yearly := knowledge.QAPair{Question: "2026年度交多少", Answers: []knowledge.Answer{
		{EffectiveFrom: "2025-09-01", EffectiveTo: "2026-12-31", Text: "**2026年度400元。**"},
		{EffectiveFrom: "2025-01-01", EffectiveTo: "2025-08-31", Text: "**2025年度380元。**"},
		{EffectiveFrom: "2025-01-01", EffectiveTo: "2025-06-30", Text: "**2024年度350元。**"},
	}}
	year := func(text string) Period { return FindPeriod(text, today) }
	cases := []struct {
		name     string
		pair     knowledge.QAPair
		period   Period
		asOf     civil.Date
		text     string
		standing Standing
	}{
		{"today", two, Period{}, "", "new", InForce},
		{"as of past", two, Period{}, "2024-05-01", "old", Superseded},
		{"as of before all", two, Period{}, "2020-05-01", "", Unrecorded},
		{"as of after all", two, Period{}, "2028-01-01", "new", Ended},
		{"year past", two, year("2024年"), "", "old", Superseded},
		{"this year", two, year("2026年"), "", "new", InForce},
		{"next year", two, year("明年"), "", "new", InForce},
		{"earlier", two, Period{Earlier: true}, "", "old", Superseded},
		{"earlier unknown", guide, Period{Earlier: true}, "", "", Unrecorded},
		{"open start near", openStart, year("2024年"), "", "old", Superseded},
		{"open start far", openStart, year("2015年"), "", "", Unrecorded},
		{"changed within the year", midYear, year("2024年"), "", "new", Changed},
		{"before the change", midYear, year("2024年3月"), "", "old", Superseded},
		{"guide any time", guide, year("2020年"), "", "steps", InForce},
		{"ended", ended, Period{}, "", "march", Ended},
		{"tax year is the topic", ended, year("2025年度"), "", "march", Ended},
		{"not yet", coming, Period{}, "", "coming", NotYetInForce},
		{"now with a rule planned", planned, Period{}, "", "now", InForce},
		{"the rule before now, not before the planned one", planned, Period{Earlier: true}, "", "old", Superseded},
		{"next year's rule", planned, year("明年"), "", "coming", NotYetInForce},
		{"this and next year", planned, year("2026年12月31日"), "", "now", InForce},
		{"the rule before, of one that ended", ended, Period{Earlier: true}, "", "march", Superseded},
		{"last year is a time", ended, year("去年"), "", "", Unrecorded},
		{"last tax year is the topic", ended, year("去年度"), "", "march", Ended},
		{"the day given stands beside a topic", ended, year("2025年度"), "2026-04-01", "march", Superseded},
		{"a tax year of its own", yearly, year("2025年度"), "", "**2025年度380元。**", Superseded},
		{"a tax year, last year", yearly, year("去年"), "", "**2025年度380元。**", Superseded},
		{"a tax year that is paid after it", yearly, year("2024年度"), "", "**2024年度350元。**", Superseded},
		{"a tax year that is not held", yearly, year("2023年度"), "", "", Unrecorded},
		{"a tax year to come", yearly, year("2027年度"), "", "**2026年度400元。**", Ended},
		{"the tax year of today", yearly, year("2026年度"), "", "**2026年度400元。**", InForce},
		{"a month is no tax year", yearly, year("2025年12月"), "", "**2026年度400元。**", InForce},
		{"the past of what is coming", coming, year("2024年"), "", "", Unrecorded},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ChooseVersion(c.pair, c.period, c.asOf, today)
			if got.Answer.Text != c.text || got.Standing != c.standing {
				t.Errorf("got %q %s, want %q %s", got.Answer.Text, got.Standing, c.text, c.standing)
			}
		})
	}
}

func TestChosenTime(t *testing.T) {
	const today civil.Date = "2026-11-23"
	pair := knowledge.QAPair{Question: "起征点", Answers: []knowledge.Answer{
		{EffectiveFrom: "2025-07-01", EffectiveTo: "2027-12-31", Text: "new"}, {EffectiveFrom: "2023-01-01", EffectiveTo: "2025-06-30", Text: "old"},
	}}
	cases := []struct {
		name   string
		period Period
		asOf   civil.Date
		to     civil.Date
		words  string
	}{
		{"today", Period{}, "", today, ""},
		{"a day", Period{}, "2024-05-01", "2024-05-01", "2024年5月1日"},
		{"a year", FindPeriod("2024年", today), "", "2024-12-31", "2024年"},
		{"a year in which it ended", FindPeriod("2025年1-6月", today), "", "2025-06-30", "2025年1-6月"},
		{"this year", FindPeriod("2026年", today), "", today, "2026年"},
		{"before", Period{Earlier: true}, "", "2025-06-30", "此前"},
		{"a year within which it changed", FindPeriod("2025年", today), "", "2025-12-31", "2025年"},
		{"words before a day", FindPeriod("2024年", today), "2026-01-01", "2024-12-31", "2024年"},
	}
	for _, c := range cases {
		if got := ChooseVersion(pair, c.period, c.asOf, today); got.To != c.to || got.Time != c.words {
			t.Errorf("%s: %s %q, want %s %q", c.name, got.To, got.Time, c.to, c.words)
		}
	}
}

// The day of an answer is one on which it holds, where there is one.
func TestChosenDayIsInForce(t *testing.T) {
	pair := knowledge.QAPair{Question: "汇算", Answers: []knowledge.Answer{{EffectiveFrom: "2024-03-01", EffectiveTo: "2024-06-30", Text: "march"}}}
	got := ChooseVersion(pair, FindPeriod("2024年", "2026-11-23"), "", "2026-11-23")
	if got.To != "2024-06-30" || got.Standing != Superseded {
		t.Errorf("%s %s", got.To, got.Standing)
	}
	pair.Answers = append([]knowledge.Answer{{EffectiveFrom: "2025-03-01", EffectiveTo: "2025-06-30", Text: "2024年度，三月"}}, pair.Answers...)
	if got := ChooseVersion(pair, FindPeriod("2024年", "2026-11-23"), "", "2026-11-23"); got.To != "2025-03-01" || got.Answer.Text != "2024年度，三月" {
		t.Errorf("the day of a tax year's answer is %s: %s", got.To, got.Answer.Text)
	}
}

func TestHeldBy(t *testing.T) {
	cited := func(titles ...string) []knowledge.Citation {
		var out []knowledge.Citation
		for _, title := range titles {
			out = append(out, knowledge.Citation{Title: title})
		}
		return out
	}
	pair := knowledge.QAPair{Answers: []knowledge.Answer{
		{EffectiveFrom: "2026-01-01", Citations: cited("公告2026年第10号", "公告2020年第5号")},
		{EffectiveFrom: "2023-01-01", EffectiveTo: "2025-12-31", Citations: cited("公告2023年第19号", "公告2020年第5号")},
		{EffectiveTo: "2022-12-31", Citations: cited("财税〔2009〕9号")},
	}}
	for text, want := range map[string]civil.Date{
		"公告2023年第19号":             "2025-12-31",
		"财税〔2009〕9号":              "2022-12-31",
		"公告2026年第10号":             "", // in force
		"公告2020年第5号":              "", // rests on it still
		"公告2024年第1号":              "", // not cited
		"公告2023年第19号和公告2026年第10号": "",
		"": "",
	} {
		got, ok := heldBy(pair, knowledge.FindDocumentNumbers(text), "2026-11-23")
		if got.To != want || ok != (want != "") {
			t.Errorf("%s: %+v %v, want until %q", text, got, ok, want)
		}
	}
}
