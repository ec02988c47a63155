package eval

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"yueyue/internal/fault"
)

// files writes a set into a folder of its own; a name ending in .gz is packed.
func files(t *testing.T, contents map[string]string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "little")
	if err := os.Mkdir(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	for name, content := range contents {
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			w := gzip.NewWriter(f)
			w.Write([]byte(content))
			w.Close()
		} else {
			f.WriteString(content)
		}
		f.Close()
	}
	return folder
}

const (
	corpus  = `{"id":"a","title":"题","text":"文"}` + "\n\n" + `{"_id":"b","text":"只有正文"}`
	queries = "\ufeff" + `{"id":"q1","text":"问","tags":["x"]}` + "\r\n" + `{"id":"q2","text":"再问"}` + "\n"
	qrels   = "query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t2\nq2\tb\t0\n"
)

func TestLoad(t *testing.T) {
	want := Set{
		Name:     "little",
		Passages: []Passage{{ID: "a", Title: "题", Text: "文"}, {ID: "b", Text: "只有正文"}},
		Queries:  []Query{{ID: "q1", Text: "问"}, {ID: "q2", Text: "再问"}},
		Qrels:    Qrels{"q1": relevant("a", "b")},
	}
	for _, name := range []string{"corpus.jsonl", "corpus.jsonl.gz"} {
		got, err := Load(Source{Folder: files(t, map[string]string{name: corpus, "queries.jsonl": queries, "qrels.tsv": qrels})})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	folder := files(t, map[string]string{"corpus.jsonl": corpus, "other.jsonl": `{"id":"z","text":"别的"}`, "other.tsv": "z\ta\t1"})
	got, err := Load(Source{Folder: folder, Queries: filepath.Join(folder, "other.jsonl"), Qrels: filepath.Join(folder, "other.tsv")})
	if err != nil || len(got.Queries) != 1 || !got.Qrels["z"]["a"] {
		t.Errorf("other files: %+v, %v", got, err)
	}
	if content := want.Passages[0].Content() + "|" + want.Passages[1].Content(); content != "题。文|只有正文" {
		t.Errorf("content %q", content)
	}
}

func TestLoadNamesFileAndLine(t *testing.T) {
	for _, tc := range []struct {
		name, file, content, want string
		kind                      fault.Kind
	}{
		{"no JSON", "corpus.jsonl", corpus + "\n{oops", "corpus.jsonl:4", fault.Invalid},
		{"no id", "corpus.jsonl", `{"text":"x"}`, "corpus.jsonl:1", fault.Invalid},
		{"an id twice", "queries.jsonl", queries + `{"id":"q1","text":"x"}`, "queries.jsonl:3", fault.Invalid},
		{"a text that is a number", "queries.jsonl", `{"id":"q1","text":7}`, "queries.jsonl:1", fault.Invalid},
		{"two columns", "qrels.tsv", qrels + "q1\ta", "qrels.tsv:5", fault.Invalid},
		{"a second heading", "qrels.tsv", qrels + "query-id\tcorpus-id\tscore", "qrels.tsv:5", fault.Invalid},
		{"not packed", "corpus.jsonl.gz", "", "corpus.jsonl", fault.NotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			contents := map[string]string{"corpus.jsonl": corpus, "queries.jsonl": queries, "qrels.tsv": qrels}
			contents[tc.file] = tc.content
			if tc.kind == fault.NotFound {
				delete(contents, "corpus.jsonl")
				delete(contents, "corpus.jsonl.gz")
			}
			_, err := Load(Source{Folder: files(t, contents)})
			if err == nil || fault.KindOf(err) != tc.kind || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	folder := files(t, map[string]string{"queries.jsonl": queries, "qrels.tsv": qrels})
	if err := os.WriteFile(filepath.Join(folder, "corpus.jsonl.gz"), []byte("plain"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(Source{Folder: folder}); fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), "corpus.jsonl.gz") {
		t.Errorf("a broken archive: %v", err)
	}
}

func FuzzQrels(f *testing.F) {
	f.Add("q\ta\t1")
	f.Add("q\t\t-1\t")
	f.Fuzz(func(t *testing.T, line string) {
		q := Qrels{}
		if err := q.read(2, []byte(line)); err == nil && len(strings.Split(line, "\t")) < 3 {
			t.Errorf("%q was read", line)
		}
		for query, passages := range q {
			if len(passages) == 0 {
				t.Errorf("%q has no passage", query)
			}
		}
	})
}
