package embed

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"yueyue/internal/fault"
)

// assets is the folder of model and runtime: YUEYUE_ASSETS, else assets at the root of the repository.
func assets(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("YUEYUE_ASSETS")
	if dir == "" {
		dir = filepath.Join("..", "..", "assets")
	}
	if _, err := os.Stat(filepath.Join(dir, modelFile.name)); err != nil {
		tb.Skip("the model is absent (make assets fetches it):", err)
	}
	return dir
}

func open(tb testing.TB, config Config) *ONNX {
	tb.Helper()
	config.Dir = assets(tb)
	e, err := Open(config)
	if err != nil {
		tb.Fatal(fault.MessageOf(err), err)
	}
	tb.Cleanup(func() { e.Close() })
	return e
}

func TestVectorsAgainstReference(t *testing.T) {
	e := open(t, Config{})
	content, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Text, Vector string }
	if err := json.Unmarshal(content, &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) < 20 {
		t.Errorf("%d recorded vectors", len(rows))
	}
	for _, row := range rows {
		packed, err := base64.StdEncoding.DecodeString(row.Vector)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]int16, dims)
		if err := binary.Read(bytes.NewReader(packed), binary.LittleEndian, want); err != nil {
			t.Fatal(err)
		}
		got, err := e.EmbedQuery(t.Context(), row.Text)
		if err != nil {
			t.Fatal(err)
		}
		dot, square := 0.0, 0.0
		for i, x := range want {
			dot += float64(x) * float64(got[i])
			square += float64(x) * float64(x)
		}
		if similarity := dot / math.Sqrt(square); similarity < 0.9999 {
			t.Errorf("%.60q: cosine %.6f with the reference", row.Text, similarity)
		}
	}
}

func TestEmbedDocuments(t *testing.T) {
	e := open(t, Config{Threads: 2})
	texts := []string{
		"增值税税率是多少", "", "增值税的税率有几档？", "今天天气不错", "\xff\x00", "VAT rate", strings.Repeat("印花税", 2000), "增值税税率是多少",
	}
	vectors, err := e.EmbedDocuments(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range texts {
		alone, err := e.EmbedQuery(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(alone, vectors[i]) {
			t.Errorf("%.20q has another vector alone (cosine %f)", text, cosine(alone, vectors[i]))
		}
		if len(alone) != e.Dims() || math.Abs(cosine(alone, alone)-1) > 1e-5 {
			t.Errorf("%.20q: %d dims, length² %f", text, len(alone), cosine(alone, alone))
		}
	}
	if near, far := cosine(vectors[0], vectors[2]), cosine(vectors[0], vectors[3]); near < far+0.2 {
		t.Errorf("the paraphrase has cosine %.3f, the unrelated text %.3f", near, far)
	}
	if none, err := e.EmbedDocuments(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("no texts: %v, %v", none, err)
	}
}

func TestMaxTokens(t *testing.T) {
	short, long := open(t, Config{Threads: 1, MaxTokens: 8}), open(t, Config{Threads: 1, MaxTokens: 512})
	text := "一二三四五六" + strings.Repeat("税", 600)
	for _, test := range []struct {
		embedder *ONNX
		same     string // has the same vector
		other    string // has another one
	}{
		{short, "一二三四五六", "一二三四五"},
		{long, "一二三四五六" + strings.Repeat("税", 504), "一二三四五六" + strings.Repeat("税", 300)},
	} {
		var vectors [3][]float32
		for i, text := range []string{text, test.same, test.other} {
			var err error
			if vectors[i], err = test.embedder.EmbedQuery(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(vectors[0], vectors[1]) || slices.Equal(vectors[0], vectors[2]) {
			t.Errorf("%s: cosines %f and %f", test.embedder.Model(), cosine(vectors[0], vectors[1]), cosine(vectors[0], vectors[2]))
		}
	}
	if short.Model() == long.Model() {
		t.Errorf("both are %s", short.Model())
	}
}

func TestOpenErrors(t *testing.T) {
	whole := assets(t)
	library, err := libraryFile(platform())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{modelFile.name, tokenizerFile.name, library.name} {
		for _, test := range []struct {
			name, code string
			spoil      func(path string) error
		}{
			{"missing", "model_missing", os.Remove},
			{"cut short", "model_damaged", func(path string) error {
				return errors.Join(os.Remove(path), os.WriteFile(path, []byte("short"), 0o600))
			}},
			{"a folder", "model_unreadable", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }},
		} {
			t.Run(name+" "+test.name, func(t *testing.T) {
				dir := t.TempDir()
				for _, file := range []string{modelFile.name, tokenizerFile.name, library.name} {
					full, err := filepath.Abs(filepath.Join(whole, file))
					if err != nil {
						t.Fatal(err)
					}
					if err := os.Symlink(full, filepath.Join(dir, file)); err != nil {
						t.Fatal(err)
					}
				}
				if err := test.spoil(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
				e, err := Open(Config{Dir: dir})
				if e != nil || fault.KindOf(err) != fault.Unavailable || fault.CodeOf(err) != test.code ||
					!strings.Contains(fault.MessageOf(err), filepath.Join(dir, name)) {
					t.Errorf("Open = %v, %v: %s", e, err, fault.MessageOf(err))
				}
			})
		}
	}
	if _, err := libraryFile("plan9/mips"); fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.MessageOf(err), "plan9/mips") {
		t.Errorf("an unknown platform: %v", err)
	}
}

func TestConfigErrors(t *testing.T) {
	for _, config := range []Config{{Threads: -1}, {MaxTokens: 1}, {MaxTokens: 513}, {MaxTokens: -5}} {
		if e, err := Open(config); e != nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%+v: %v, %v", config, e, err)
		}
	}
}

func TestContextEndsWhileWaiting(t *testing.T) {
	e := open(t, Config{Threads: 1})
	busy := <-e.free // the only worker is away
	ctx, cancel := context.WithCancel(t.Context())
	results := make(chan error, 2)
	go func() {
		_, err := e.EmbedQuery(ctx, "税")
		results <- err
	}()
	go func() {
		_, err := e.EmbedDocuments(ctx, []string{"税", "费"})
		results <- err
	}()
	cancel()
	for range 2 {
		if err := <-results; !errors.Is(err, context.Canceled) || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("error %v", err)
		}
	}
	e.free <- busy
	if _, err := e.EmbedQuery(ctx, "税"); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
	if _, err := e.EmbedQuery(t.Context(), "税"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestCloseBesideCalls(t *testing.T) {
	for range 3 { // opening again must work
		e := open(t, Config{Threads: 2})
		want, err := e.EmbedQuery(t.Context(), "契税")
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				for {
					got, err := e.EmbedQuery(t.Context(), "契税")
					if err == nil && slices.Equal(got, want) {
						continue
					}
					if fault.CodeOf(err) != "model_closed" {
						t.Errorf("%v, %v", got, err)
					}
					return
				}
			})
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		group.Wait()
		if err := e.Close(); err != nil {
			t.Errorf("closing again: %v", err)
		}
		if _, err := e.EmbedDocuments(t.Context(), []string{"契税"}); fault.CodeOf(err) != "model_closed" {
			t.Errorf("after Close: %v", err)
		}
	}
}

func TestFetchedFilesAreTheCheckedOnes(t *testing.T) {
	source, err := os.ReadFile("fetch/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []asset{modelFile, tokenizerFile, libraryFiles["linux/amd64"], libraryFiles["linux/arm64"]} {
		if !bytes.Contains(source, []byte(file.name+`", "`+file.sha256)) {
			t.Errorf("fetch does not bring %s with sha256 %s", file.name, file.sha256)
		}
	}
}

func TestNormalizeRefusesWhatHasNoDirection(t *testing.T) {
	for _, vector := range [][]float32{{0, 0}, {float32(math.NaN()), 1}, {float32(math.Inf(1)), 1}} {
		if got, err := normalize(vector); err == nil {
			t.Errorf("normalize(%v) = %v", vector, got)
		}
	}
}

func cosine(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func BenchmarkOpen(b *testing.B) {
	dir := assets(b)
	for b.Loop() {
		e, err := Open(Config{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}

func BenchmarkEmbed(b *testing.B) {
	for _, tokens := range []int{20, 200} {
		text := strings.Repeat("小规模纳税人月销售额多少可以免增值税", 12)
		text = string([]rune(text)[:tokens-2])
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("tokens=%d/goroutines=%d", tokens, threads), func(b *testing.B) {
				e := open(b, Config{Threads: threads})
				texts := slices.Repeat([]string{text}, threads)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := e.EmbedDocuments(b.Context(), texts); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*threads)/b.Elapsed().Seconds(), "texts/s")
			})
		}
	}
}
