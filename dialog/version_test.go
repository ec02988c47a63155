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
