package eval

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func relevant(passages ...string) map[string]bool {
	set := map[string]bool{}
	for _, passage := range passages {
		set[passage] = true
	}
	return set
}

func TestMeasure(t *testing.T) {
	ten := strings.Split("a b c d e f g h i j", " ")
	log2 := func(x float64) float64 { return math.Log2(x) }
	for _, tc := range []struct {
		name    string
		ranking []string
		qrels   map[string]bool
		want    Measures
	}{
		{"first", ten, relevant("a"), Measures{1, 1, 1, 1, 1}},
		{"third", ten, relevant("c"), Measures{0, 1, 1, 1.0 / 3, 1 / log2(4)}},
		{"tenth", ten, relevant("j"), Measures{0, 0, 1, 0.1, 1 / log2(11)}},
		{"eleventh", append(ten[:10:10], "k"), relevant("k"), Measures{}},
		{"not found", ten, relevant("z"), Measures{}},
		{"never asked", nil, relevant("a"), Measures{}},
		{"two of three", ten, relevant("a", "f", "z"), Measures{1.0 / 3, 1.0 / 3, 2.0 / 3, 1, (1 + 1/log2(7)) / (1 + 1/log2(3) + 1/log2(4))}},
		{"a short ranking", ten[:2], relevant("b"), Measures{0, 1, 1, 0.5, 1 / log2(3)}},
		{"more relevant than places", ten, relevant(append(ten, "k", "l")...), Measures{1.0 / 12, 5.0 / 12, 10.0 / 12, 1, 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			// A second query that finds its passage at once halves the distance to 1.
			got := Measure(map[string][]string{"q": tc.ranking, "sure": {"s"}, "unjudged": {"x"}}, Qrels{"q": tc.qrels, "sure": relevant("s")})
			for name, pair := range map[string][2]float64{
				"recall@1": {got.RecallAt1, tc.want.RecallAt1}, "recall@5": {got.RecallAt5, tc.want.RecallAt5},
				"recall@10": {got.RecallAt10, tc.want.RecallAt10}, "mrr@10": {got.MRRAt10, tc.want.MRRAt10},
				"ndcg@10": {got.NDCGAt10, tc.want.NDCGAt10},
			} {
				if want := (1 + pair[1]) / 2; math.Abs(pair[0]-want) > 1e-12 {
					t.Errorf("%s = %v, want %v", name, pair[0], want)
				}
			}
		})
	}
	if got := Measure(nil, nil); got != (Measures{}) {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestMeasureAgreesWithTheScript scores one run with the independent script beside the shared sets.
func TestMeasureAgreesWithTheScript(t *testing.T) {
	script := filepath.Join(shared(t), "eval", "score_run.py")
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	rankings := []Ranking{
		{Query: "q1", Passages: []Scored{{"a", 0.9}, {"b", 0.9}, {"c", 0.1}}},
		{Query: "q2", Passages: []Scored{{"c", 1.25}, {"a", 1.2499999}, {"b", -0.5}}},
		{Query: "q3", Passages: []Scored{{"z", 3}}},
	}
	qrels := Qrels{"q1": relevant("b", "c"), "q2": relevant("a"), "q3": relevant("y"), "q4": relevant("a")}
	folder := t.TempDir()
	run, err := os.Create(filepath.Join(folder, "run"))
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteRun(run, rankings); err != nil {
		t.Fatal(err)
	}
	run.Close()
	var lines strings.Builder
	for query, passages := range qrels {
		for passage := range passages {
			lines.WriteString(query + "\t" + passage + "\t1\n")
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "qrels"), []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "python3", script, run.Name(), filepath.Join(folder, "qrels")).Output()
	if err != nil {
		t.Fatal(err)
	}
	m := Measure(byQuery(rankings), qrels)
	want := fmt.Sprintf("%d %.4f %.4f %.4f %.4f %.4f", len(qrels), m.RecallAt1, m.RecallAt5, m.RecallAt10, m.MRRAt10, m.NDCGAt10)
	if strings.TrimSpace(string(out)) != want {
		t.Errorf("the script says %q, Measure %q", strings.TrimSpace(string(out)), want)
	}
}

// shared is the folder of material that lies beside the repository; a test that reads it skips without it.
func shared(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("YUEYUE_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(folder, "eval")); err != nil {
		t.Skipf("no shared query sets: %v", err)
	}
	return folder
}
