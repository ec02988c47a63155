package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// little is a query set whose figures are easily known but not all perfect: q3 is about a passage that shares no word with
// it, so that words alone find it last or not at all.
var little = map[string]string{
	"corpus.jsonl": `{"id":"p1","title":"增值税","text":"小规模纳税人月销售额不超过10万元免征增值税"}
{"id":"p2","title":"","text":"个人所得税综合所得年度汇算清缴的时间"}
{"_id":"p3","title":"发票","text":"发票丢失以后怎么处理"}
{"_id":"p4","title":"契税","text":"购买家庭唯一住房的契税税率"}
`,
	"queries.jsonl": `{"id":"q1","text":"小规模免征增值税"}
{"id":"q2","text":"个人所得税汇算清缴"}
{"_id":"q3","text":"买房要交多少"}
{"_id":"q4","text":"没有标注的问题"}
`,
	"qrels.tsv": "query-id\tcorpus-id\tscore\nq1\tp1\t1\nq1\tp4\t1\nq2\tp2\t1\nq3\tp4\t1\n",
}

// figures are the names of the contract.
var figures = []string{"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "p50_ms", "p99_ms"}

// TestEval measures a set through the command, and scores the run file that it writes by the formulas.
func TestEval(t *testing.T) {
	t.Parallel()
	folder := writeSet(t, filepath.Join(t.TempDir(), "little"))
	environ := settings(t.TempDir())
	runFile := filepath.Join(t.TempDir(), "little.run")
	status, stdout, stderr := yueyue(environ, "eval", "--json", "--data", folder, "--run", runFile)
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	report := map[string]any{}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	for name, want := range scoreRun(t, runFile) {
		if got, ok := report[name].(float64); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, by the formula %v", name, report[name], want)
		}
	}
	if report["mrr@10"].(float64) < 0.6 || report["recall@1"].(float64) < 0.5 {
		t.Errorf("the ranking is poor: %s", stdout)
	}
	p50, p99 := report["p50_ms"].(float64), report["p99_ms"].(float64)
	if p50 <= 0 || p50 > p99 {
		t.Errorf("p50 %v ms, p99 %v ms", p50, p99)
	}

	status, stdout, stderr = yueyue(environ, "eval", "--data="+folder)
	if status != 0 || !strings.HasPrefix(stdout, "set little: 4 passages, 3 queries\n") {
		t.Errorf("status %d: %s%s", status, stdout, stderr)
	}
	for _, name := range figures {
		var value float64
		_, after, _ := strings.Cut(stdout, "\n"+name+" ")
		if _, err := fmt.Sscan(after, &value); err != nil {
			t.Errorf("no %s in\n%s", name, stdout)
		} else if !strings.HasSuffix(name, "_ms") && math.Abs(value-report[name].(float64)) > 0.5e-4 {
			t.Errorf("%s is %v in the text and %v in JSON", name, value, report[name])
		}
	}

	check(t, os.Remove(filepath.Join(folder, "queries.jsonl")))
	status, stdout, stderr = yueyue(environ, "eval", "--data", folder)
	if status != 1 || stdout != "" {
		t.Errorf("a set without questions: status %d, %s", status, stdout)
	}
	expectLine(t, stderr, "queries.jsonl", "--data")
}

// TestEvalOfNothing: a folder that holds no query set is told before anything is opened.
func TestEvalOfNothing(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	file := filepath.Join(t.TempDir(), "set.zip")
	check(t, os.WriteFile(file, nil, 0o600))
	odd := t.TempDir()
	check(t, os.MkdirAll(filepath.Join(odd, "corpus.jsonl"), 0o700)) // a folder, no file
	for _, c := range []struct {
		name, folder string
		hints        []string
	}{
		{"no such folder", filepath.Join(empty, "none"), []string{"none 不存在", "--data"}},
		{"a file", file, []string{"set.zip 不是文件夹", "corpus.jsonl"}},
		{"an empty folder", empty, []string{empty, "没有 corpus.jsonl", "--data"}},
		{"a folder where the corpus should be", odd, []string{odd, "没有 corpus.jsonl"}},
		{"a folder with a name that is a pattern", filepath.Join(empty, "[a"), []string{"[a 不存在"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "var")
			status, stdout, stderr := yueyue(settings(folder), "eval", "--data", c.folder)
			if status != 1 || stdout != "" {
				t.Errorf("status %d: %s", status, stdout)
			}
			expectLine(t, stderr, c.hints...)
			if _, err := os.Stat(folder); err == nil {
				t.Error("the program was opened")
			}
		})
	}
}

func writeSet(t testing.TB, folder string) string {
	t.Helper()
	check(t, os.MkdirAll(folder, 0o700))
	for name, content := range little {
		check(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return folder
}

// scoreRun scores a TREC run file against the judgements of little: Järvelin and Kekäläinen's nDCG with gain 1, mean
// reciprocal rank, and recall as the share of the relevant passages.
func scoreRun(t testing.TB, file string) map[string]float64 {
	t.Helper()
	relevant := map[string][]string{"q1": {"p1", "p4"}, "q2": {"p2"}, "q3": {"p4"}}
	text, err := os.ReadFile(file)
	check(t, err)
	ranked := map[string][]string{}
	last := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		var query, q0, passage, system string
		var place int
		var score float64
		if n, err := fmt.Sscan(line, &query, &q0, &passage, &place, &score, &system); n != 6 || q0 != "Q0" {
			t.Fatalf("run line %q: %v", line, err)
		}
		if above, ok := last[query]; place != len(ranked[query])+1 || ok && score > above {
			t.Errorf("place %d, score %v after %v: %s", place, score, above, line)
		}
		last[query] = score
		ranked[query] = append(ranked[query], passage)
	}
	if len(ranked["q1"]) == 0 || len(ranked["q2"]) == 0 {
		t.Errorf("the run file ranks %v", ranked)
	}
	sum := map[string]float64{}
	for query, wanted := range relevant {
		gain, ideal, reciprocal := 0.0, 0.0, 0.0
		for i, passage := range ranked[query][:min(10, len(ranked[query]))] {
			if slices.Contains(wanted, passage) {
				gain += 1 / math.Log2(float64(i)+2)
				reciprocal = max(reciprocal, 1/float64(i+1))
			}
		}
		for i := range wanted {
			ideal += 1 / math.Log2(float64(i)+2)
		}
		sum["ndcg@10"] += gain / ideal / 3
		sum["mrr@10"] += reciprocal / 3
		for _, depth := range []int{1, 5, 10} {
			found := 0.0
			for _, passage := range ranked[query][:min(depth, len(ranked[query]))] {
				if slices.Contains(wanted, passage) {
					found++
				}
			}
			sum[fmt.Sprintf("recall@%d", depth)] += found / float64(len(wanted)) / 3
		}
	}
	return sum
}
