package data_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"yueyue/data"
	"yueyue/internal/civil"
	"yueyue/internal/knowledge"
)

// topic is one row of the fact sheet, the only source of what the shipped pairs may state.
type topic struct {
	ID            knowledge.PairID   `json:"id"`
	Kind          knowledge.PairKind `json:"kind"`
	Title         string             `json:"title"`
	Rule          string             `json:"rule"`
	Figures       []string           `json:"figures"` // each stands literally in the current answer or its citations
	EffectiveFrom civil.Date         `json:"effective_from"`
	EffectiveTo   civil.Date         `json:"effective_to"`
	SourceNo      string             `json:"source_no"`
	PreviousRule  string             `json:"previous_rule"` // ground of the earlier answers
	CiteURL       string             `json:"cite_url"`      // the one address that may be shown
	Confidence    string             `json:"confidence"`
	Confirmed     bool               `json:"confirmed"`
}

// topics reads the fact sheet, which lies beside the repository and not in it.
func topics(t *testing.T) []topic {
	t.Helper()
	shared := cmp.Or(os.Getenv("YUEYUE_SHARED"), filepath.Join("..", "..", "shared"))
	file, err := os.Open(filepath.Join(shared, "knowledge", "topics.jsonl"))
	if os.IsNotExist(err) {
		t.Skipf("no fact sheet to compare with: %v (YUEYUE_SHARED names the folder)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []topic
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row topic
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// shipped is the knowledge of this folder by pair.
func shipped(t *testing.T) (*knowledge.Seed, map[knowledge.PairID]knowledge.QAPair) {
	t.Helper()
	seed, err := knowledge.LoadSeed(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	pairs := map[knowledge.PairID]knowledge.QAPair{}
	for _, pair := range seed.Pairs {
		pairs[pair.ID] = pair
	}
	return seed, pairs
}

// dated reports whether an end of validity is stated in ground: as a date, as the day before one (2018年9月前), or as the
// first or last day of a month or year that is. An open end needs no statement.
func dated(end civil.Date, ground string) bool {
	if end == "" {
		return true
	}
	day, err := time.Parse(time.DateOnly, string(end))
	if err != nil {
		return false
	}
	marks := claimsOf(ground).granting().marks
	for _, bound := range []time.Time{day, day.AddDate(0, 0, 1)} {
		before := bound.AddDate(0, 0, -1)
		switch {
		case marks[bound.Format(time.DateOnly)],
			bound.Day() == 1 && (marks[bound.Format("2006-01")] || marks[before.Format("2006-01")] && bound != day),
			bound.YearDay() == 1 && (marks[bound.Format("2006")] || marks[before.Format("2006")] && bound != day):
			return true
		}
	}
	return false
}

var (
	unseen   = regexp.MustCompile(`[^。；，]*(?:未见|网传|虚构|未查到|推断)[^。；]*`)
	someYear = regexp.MustCompile(`(?:19|20)\d{2}`)
)

// speaksOfYears reports whether a previous rule dates itself, apart from the numbers of documents and what was not seen.
func speaksOfYears(rule string) bool {
	rule = document.ReplaceAllString(unseen.ReplaceAllString(rule, ""), "")
	return someYear.MatchString(rule)
}

func TestDated(t *testing.T) {
	const ground = "2024-12-01前；2022年四季度；2019—2021年；2018年9月前；公告2016年第36号"
	for end, want := range map[civil.Date]bool{
		"": true, "2024-12-01": true, "2024-11-30": true, "2022-12-31": true, "2022-01-01": true, "2021-12-31": true, "2019-01-01": true,
		"2018-12-31": true, "2018-08-31": true, "2018-09-30": true, "2024-11-29": false, "2022-06-30": false, "2023-01-01": false, "2016-12-31": false, "2018-07-31": false,
	} {
		if got := dated(end, ground); got != want {
			t.Errorf("%q is dated: %v, want %v", end, got, want)
		}
	}
}

func TestSpeaksOfYears(t *testing.T) {
	for rule, want := range map[string]bool{
		"2025年底前为500元。":                     true,
		"2019—2025年：其余可免。":                  true,
		"原国税发〔2010〕40号、2012年第24号。":          false,
		"更早2021-04至2022-12为月15万（后一句未见页面）。":  false,
		"此前由办税厅受理。":                         false,
		"网传2026-08起恢复全免为虚构文件。":              false,
		"2024—2025年免征。网传2026-08起恢复全免为虚构文件。": true,
	} {
		if got := speaksOfYears(rule); got != want {
			t.Errorf("%q speaks of years: %v, want %v", rule, got, want)
		}
	}
}
