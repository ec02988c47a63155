package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"yueyue/internal/fault"
	"yueyue/retriever/local"
	"yueyue/retriever/segment"
)

// counting embeds a text by its length in two dimensions and counts; it fails from a given text on.
type counting struct {
	documents, queries int
	failAt             int // 0: never
}

func (c *counting) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if c.documents++; c.documents == c.failAt {
			return nil, errors.New("away")
		}
		vectors[i] = angle(len(text))
	}
	return vectors, nil
}

func (c *counting) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	c.queries++
	return angle(len(text)), nil
}

func angle(n int) []float32 {
	sin, cos := math.Sincos(float64(n) / 2000)
	return []float32{float32(sin), float32(cos)}
}

func little() Set {
	return Set{
		Name: "little",
		Passages: []Passage{
			{ID: "p-vat", Title: "增值税", Text: "小规模纳税人月销售额不超过10万元免征增值税"},
			{ID: "p-iit", Text: "个人所得税综合所得年度汇算"},
			{ID: "p-invoice", Text: "发票丢失后怎么处理"},
			{ID: "p-empty"},
		},
		Queries: []Query{{"q1", "小规模增值税免征"}, {"q2", "个税汇算"}, {"q3", "与此无关"}},
		Qrels:   Qrels{"q1": relevant("p-vat"), "q2": relevant("p-iit"), "unasked": relevant("p-vat")},
	}
}

func TestRun(t *testing.T) {
	clock := time.Unix(0, 0)
	now := func() time.Time { clock = clock.Add(3 * time.Millisecond); return clock }
	folder := t.TempDir()
	var first Report
	for round := range 2 {
		model := &counting{}
		stages := map[Stage][2]int{}
		report, err := Run(t.Context(), Options{
			VectorFolder: folder, Now: now,
			Progress: func(stage Stage, done, total int) { stages[stage] = [2]int{done, total} },
		}, little(), Parts{Tokenizer: new(segment.Segmenter), Embedder: model, Model: "counting", Index: local.New()})
		if err != nil {
			t.Fatal(err)
		}
		if want := [2]int{3, 0}[round]; model.documents != want || model.queries != 3 {
			t.Errorf("round %d embedded %d passages and %d queries, want %d and 3", round, model.documents, model.queries, want)
		}
		want := map[Stage][2]int{Counting: {4, 4}, Embedding: {4, 4}, Indexing: {4, 4}, Asking: {3, 3}}
		if !reflect.DeepEqual(stages, want) {
			t.Errorf("progress ended at %v", stages)
		}
		if round == 0 {
			first = report
		} else if !reflect.DeepEqual(report, first) {
			t.Errorf("the second round says %+v, the first %+v", report, first)
		}
	}
	if first.Queries != 3 || first.Unasked != 1 || first.Passages != 4 || first.P50 != 3 || first.P99 != 3 || len(first.Rankings) != 3 {
		t.Errorf("report %+v", first)
	}
	if top := byQuery(first.Rankings); top["q1"][0] != "p-vat" || top["q2"][0] != "p-iit" || first.RecallAt1 != 2.0/3 {
		t.Errorf("rankings %v, recall@1 %v", top, first.RecallAt1)
	}
	text, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "p50_ms", "p99_ms"} {
		if !bytes.Contains(text, []byte(`"`+name+`":`)) {
			t.Errorf("%s is not in %s", name, text)
		}
	}
}

func TestRunOnWordsOnly(t *testing.T) {
	report, err := Run(t.Context(), Options{}, little(), Parts{Tokenizer: new(segment.Segmenter), Index: local.New()})
	if err != nil {
		t.Fatal(err)
	}
	if rankings := byQuery(report.Rankings); rankings["q1"][0] != "p-vat" || len(rankings["q3"]) != 0 {
		t.Errorf("rankings %v", rankings)
	}
}

func TestRunWithoutJudgements(t *testing.T) {
	_, err := Run(t.Context(), Options{}, Set{}, Parts{Tokenizer: new(segment.Segmenter), Index: local.New()})
	if err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestVectorsSurvive(t *testing.T) {
	folder := t.TempDir()
	texts := make([]string, 3000)
	for i := range texts {
		texts[i] = strings.Repeat("x", i)
	}
	of := func(model string, embedder *counting) ([][]float32, error) {
		vectors, err := OpenVectors(embedder, model, folder)
		if err != nil {
			t.Fatal(err)
		}
		defer vectors.Close()
		return vectors.Of(t.Context(), texts, func(int) {})
	}
	if _, err := of("m", &counting{failAt: 2500}); err == nil || fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("a failing model: %v", err)
	}
	rest := &counting{}
	got, err := of("m", rest)
	if err != nil {
		t.Fatal(err)
	}
	if rest.documents > 2999-2400 {
		t.Errorf("%d embedded again", rest.documents)
	}
	for i, vector := range got {
		if want := angle(i); i > 0 && !reflect.DeepEqual(vector, want) || i == 0 && vector != nil {
			t.Fatalf("text %d: %v, want %v", i, vector, want)
		}
	}
	reopened, err := OpenVectors(nil, "m", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer reopened.Close()
	if vector, err := reopened.Known(texts[7]); err != nil || !reflect.DeepEqual(vector, angle(7)) {
		t.Errorf("Known = %v, %v", vector, err)
	}
	if vector, err := reopened.Known("never seen"); err != nil || vector != nil {
		t.Errorf("Known of an unknown text = %v, %v", vector, err)
	}
	other := &counting{}
	if _, err := of("another model", other); err != nil || other.documents != 2999 {
		t.Errorf("another model embedded %d, %v", other.documents, err)
	}
	shards, err := filepath.Glob(filepath.Join(folder, "*", "*.vectors"))
	if err != nil || len(shards) == 0 {
		t.Fatal(shards, err)
	}
	for _, shard := range shards {
		if err := os.Truncate(shard, 100); err != nil {
			t.Fatal(err)
		}
	}
	again := &counting{}
	if _, err := of("m", again); err != nil || again.documents != 2999 {
		t.Errorf("damaged files: %d embedded, %v", again.documents, err)
	}
}

func TestWriteRun(t *testing.T) {
	var out strings.Builder
	err := WriteRun(&out, []Ranking{{Query: "q1", Passages: []Scored{{"a", 1.5}, {"b", -0.25}}}, {Query: "q2"}})
	if want := "q1 Q0 a 1 1.500000000 yueyue\nq1 Q0 b 2 -0.250000000 yueyue\n"; err != nil || out.String() != want {
		t.Errorf("%v, wrote %q", err, out.String())
	}
	for _, id := range []string{"", "a b", "a\tb", "甲　乙"} {
		if err := WriteRun(&out, []Ranking{{Query: "q", Passages: []Scored{{id, 1}}}}); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("id %q: %v", id, err)
		}
	}
}

func TestPercentile(t *testing.T) {
	var took []time.Duration
	for i := range 100 {
		took = append(took, time.Duration(100-i)*time.Millisecond)
	}
	for share, want := range map[float64]float64{0: 1, 0.5: 50, 0.99: 99, 1: 100} {
		if got := Percentile(took, share); got != want {
			t.Errorf("%v: %v ms, want %v", share, got, want)
		}
	}
	if got := Percentile(nil, 0.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
}
