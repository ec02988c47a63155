package knowledge_test

import (
	"testing"

	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

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
