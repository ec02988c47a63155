package eval

import (
	"fmt"
	"math"
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

// TestMeasureAgreesWithAnotherScorer scores a run file that an independent script (score_run.py of the query sets) has
// scored; its line is: queries, recall@1, recall@5, recall@10, mrr@10, ndcg@10.
func TestMeasureAgreesWithAnotherScorer(t *testing.T) {
	const (
		wantRun = `q1 Q0 a 1 0.900000000 yueyue
q1 Q0 b 2 0.900000000 yueyue
q1 Q0 c 3 0.100000000 yueyue
q2 Q0 c 1 1.250000000 yueyue
q2 Q0 a 2 1.249999900 yueyue
q2 Q0 b 3 -0.500000000 yueyue
q3 Q0 z 1 3.000000000 yueyue
`
		wantLine = "4 0.0000 0.5000 0.5000 0.2500 0.3311"
	)
	rankings := []Ranking{
		{Query: "q1", Passages: []Scored{{"a", 0.9}, {"b", 0.9}, {"c", 0.1}}},
		{Query: "q2", Passages: []Scored{{"c", 1.25}, {"a", 1.2499999}, {"b", -0.5}}},
		{Query: "q3", Passages: []Scored{{"z", 3}}},
	}
	qrels := Qrels{"q1": relevant("b", "c"), "q2": relevant("a"), "q3": relevant("y"), "q4": relevant("a")}
	var run strings.Builder
	if err := WriteRun(&run, rankings); err != nil {
		t.Fatal(err)
	}
	m := Measure(byQuery(rankings), qrels)
	line := fmt.Sprintf("%d %.4f %.4f %.4f %.4f %.4f", len(qrels), m.RecallAt1, m.RecallAt5, m.RecallAt10, m.MRRAt10, m.NDCGAt10)
	if run.String() != wantRun || line != wantLine {
		t.Errorf("got %s\nof the run\n%s", line, run.String())
	}
}
