package measure_test

import (
	"cmp"
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yueyue/ingest/measure"
	"yueyue/ingest/reader"
	"yueyue/ingest/truth"
	"yueyue/internal/fault"
)

// TestMain runs a worker when a pool of a test starts this binary as one, and otherwise the tests.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "read-worker" {
		if err := reader.Worker(os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// samples is the folder of sample policies, which lies beside the repository and not in it.
func samples(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(cmp.Or(os.Getenv("YUEYUE_SHARED"), filepath.Join("..", "..", "..", "shared")), "policies")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no sample policies to read: %v (YUEYUE_SHARED names the folder around policies)", err)
	}
	return folder
}

// share is the share of compared fields that are right, 0..1.
func share(report measure.Report) float64 {
	right := 0
	for _, f := range report.Fields {
		if f.Verdict == measure.Right {
			right++
		}
	}
	return float64(right) / float64(max(1, len(report.Fields)))
}

func TestMeasure(t *testing.T) {
	dir := samples(t)
	pool, err := reader.Open(reader.Config{Cache: filepath.Join(os.TempDir(), "yueyue-reader-test-cache")})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	report, err := measure.Measure(t.Context(), truth.Files, dir, func(ctx context.Context, path string) iter.Seq2[reader.Source, error] {
		return pool.Read(ctx, filepath.Base(path), path)
	})
	if err != nil {
		t.Fatal(err)
	}
	text := report.Markdown()
	if len(report.Fields) < 250 || report.Documents < 75 {
		t.Errorf("%d fields of %d documents were compared", len(report.Fields), report.Documents)
	}
	if share(report) < 0.95 {
		t.Errorf("%.3f of the fields are right\n%s", share(report), text)
	}
	t.Log("\n" + text)
	if path := os.Getenv("YUEYUE_MEASURE_OUT"); path != "" {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Error(err)
		}
	}
}

// A recogniser that reads nothing, or in the wrong file, is told so: everything is missing, or invented.
func TestMeasureTellsWhatIsWrong(t *testing.T) {
	dir := samples(t)
	none := func(context.Context, string) iter.Seq2[reader.Source, error] {
		return func(yield func(reader.Source, error) bool) {
			yield(reader.Source{}, fault.New(fault.Invalid, "test", "file_broken", "坏文件。"))
		}
	}
	report, err := measure.Measure(t.Context(), truth.Files, dir, none)
	if err != nil {
		t.Fatal(err)
	}
	if share(report) != 0 || report.Found != 0 {
		t.Errorf("%.2f right and %d found although nothing could be read", share(report), report.Found)
	}
	for _, f := range report.Fields {
		if f.Verdict != measure.Missing {
			t.Fatalf("%s of %s is %s, want missing", f.Name, f.File, f.Verdict)
		}
	}
	other := func(context.Context, string) iter.Seq2[reader.Source, error] {
		return func(yield func(reader.Source, error) bool) {
			yield(reader.Source{Blocks: []reader.Block{
				{Kind: reader.Paragraph, Line: 1, Text: "国家税务总局关于另一件事的公告"},
				{Kind: reader.Paragraph, Line: 2, Text: "国家税务总局公告2001年第999号"},
				{Kind: reader.Paragraph, Line: 3, Text: "本公告自2001年2月3日起施行。"},
				{Kind: reader.Paragraph, Line: 4, Text: "国家税务总局"},
				{Kind: reader.Paragraph, Line: 5, Text: "2001年2月1日"},
			}}, nil)
		}
	}
	report, err = measure.Measure(t.Context(), truth.Files, dir, other)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[measure.Verdict]int{}
	for _, f := range report.Fields {
		verdicts[f.Verdict]++
	}
	if verdicts[measure.Wrong] < 50 || verdicts[measure.Invented] < 50 || verdicts[measure.Missing] < 50 || share(report) > 0.05 {
		t.Errorf("verdicts on another document are %v", verdicts)
	}
	if text := report.Markdown(); !strings.Contains(text, "| title | wrong |") || !strings.Contains(text, "| statutes |") {
		t.Errorf("the report does not tell what was wrong:\n%s", text[:min(len(text), 2000)])
	}
}

func TestMeasureWithoutSamples(t *testing.T) {
	_, err := measure.Measure(t.Context(), truth.Files, filepath.Join(t.TempDir(), "none"), nil)
	if fault.CodeOf(err) != "samples_missing" {
		t.Errorf("error is %v", err)
	}
}
