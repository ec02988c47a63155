package civil

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	cases := []struct {
		text string
		ok   bool
	}{
		{"", true},
		{"2026-01-31", true},
		{"2024-02-29", true},
		{"2026-02-29", false},
		{"2026-1-31", false},
		{"2026-13-01", false},
		{"0026-01-01", false},
		{"昨天", false},
		{"2026-01-31x", false},
	}
	for _, c := range cases {
		got, err := Parse(c.text)
		if (err == nil) != c.ok || (c.ok && string(got) != c.text) {
			t.Errorf("Parse(%q) = %q, %v; want ok %v", c.text, got, err, c.ok)
		}
	}
}

func TestIn(t *testing.T) {
	cases := []struct {
		date, from, to Date
		want           bool
	}{
		{"2026-01-01", "2026-01-01", "2026-01-01", true},
		{"2026-01-01", "", "", true},
		{"2025-12-31", "2026-01-01", "", false},
		{"2026-01-02", "", "2026-01-01", false},
		{"2030-01-01", "2026-01-01", "", true},
	}
	for _, c := range cases {
		if got := c.date.In(c.from, c.to); got != c.want {
			t.Errorf("%s in %s..%s = %v, want %v", c.date, c.from, c.to, got, c.want)
		}
	}
}

func TestOfIsShanghai(t *testing.T) {
	if got := Of(time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)); got != "2026-01-01" {
		t.Errorf("16:00 UTC on New Year's Eve is %s in Shanghai, want 2026-01-01", got)
	}
	if got := Of(time.Date(2025, 12, 31, 15, 59, 59, 0, time.UTC)); got != "2025-12-31" {
		t.Errorf("15:59 UTC on New Year's Eve is %s in Shanghai, want 2025-12-31", got)
	}
}

func TestChinese(t *testing.T) {
	for date, want := range map[Date]string{"2026-01-31": "2026年1月31日", "2027-12-31": "2027年12月31日", "": "", "bad": ""} {
		if got := date.Chinese(); got != want {
			t.Errorf("%q.Chinese() = %q, want %q", date, got, want)
		}
	}
}
