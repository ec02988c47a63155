package knowledge_test

import (
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

func TestAnswerAt(t *testing.T) {
	period := func(from, to civil.Date) knowledge.Answer {
		return knowledge.Answer{EffectiveFrom: from, EffectiveTo: to, Text: string(from) + ".." + string(to)}
	}
	always := []knowledge.Answer{period("", "")}
	dated := []knowledge.Answer{period("2026-01-01", "2027-12-31"), period("2023-01-01", "2025-12-31")}
	open := []knowledge.Answer{period("2026-01-01", ""), period("", "2025-12-31")}
	gap := []knowledge.Answer{period("2026-01-01", "2026-12-31"), period("2024-01-01", "2024-12-31")}
	for _, c := range []struct {
		name     string
		answers  []knowledge.Answer
		date     civil.Date
		want     string
		validity knowledge.Validity
	}{
		{"no dates", always, "2026-11-22", "..", knowledge.InForce},
		{"now", dated, "2026-11-22", "2026-01-01..2027-12-31", knowledge.InForce},
		{"first day", dated, "2026-01-01", "2026-01-01..2027-12-31", knowledge.InForce},
		{"last day", dated, "2027-12-31", "2026-01-01..2027-12-31", knowledge.InForce},
		{"last day of the period before", dated, "2025-12-31", "2023-01-01..2025-12-31", knowledge.InForce},
		{"first day of the period before", dated, "2023-01-01", "2023-01-01..2025-12-31", knowledge.InForce},
		{"after all", dated, "2028-01-01", "2026-01-01..2027-12-31", knowledge.Ended},
		{"long after all", dated, "2099-01-01", "2026-01-01..2027-12-31", knowledge.Ended},
		{"before all", dated, "2022-12-31", "2023-01-01..2025-12-31", knowledge.NotYetInForce},
		{"long before all", dated, "1994-01-01", "2023-01-01..2025-12-31", knowledge.NotYetInForce},
		{"open end", open, "2099-01-01", "2026-01-01..", knowledge.InForce},
		{"open beginning", open, "1994-01-01", "..2025-12-31", knowledge.InForce},
		{"gap, nearer to the earlier", gap, "2025-02-01", "2024-01-01..2024-12-31", knowledge.Ended},
		{"gap, nearer to the later", gap, "2025-11-30", "2026-01-01..2026-12-31", knowledge.NotYetInForce},
		{"gap, in the middle", gap, "2025-07-02", "2024-01-01..2024-12-31", knowledge.Ended}, // 183 days after one and before the other
		{"gap, a day past the middle", gap, "2025-07-03", "2026-01-01..2026-12-31", knowledge.NotYetInForce},
		{"nothing", nil, "2026-11-22", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer, validity := knowledge.QAPair{Answers: c.answers}.AnswerAt(c.date)
			if answer.Text != c.want || validity != c.validity {
				t.Errorf("got %s, %s", answer.Text, validity)
			}
		})
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		name           string
		from, to, date civil.Date
		want           knowledge.LegalStatus
	}{
		{"no dates", "", "", "2026-11-22", knowledge.StatusInForce},
		{"first day", "2026-11-22", "", "2026-11-22", knowledge.StatusInForce},
		{"last day", "", "2026-11-22", "2026-11-22", knowledge.StatusInForce},
		{"inside", "2026-01-01", "2027-12-31", "2026-11-22", knowledge.StatusInForce},
		{"the day after", "2026-01-01", "2026-11-21", "2026-11-22", knowledge.StatusRepealed},
		{"the day before", "2026-11-23", "2027-12-31", "2026-11-22", knowledge.StatusNotYetInForce},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := knowledge.Status(c.from, c.to, c.date); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
