package cut_test

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yueyue/ingest/cut"
	"yueyue/ingest/policy"
	"yueyue/ingest/reader"
	"yueyue/internal/knowledge"
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

// samples gives the passages of every sample policy that can be read, by file, and checks each document on the way.
func samples(t *testing.T) map[string][]knowledge.Passage {
	t.Helper()
	folder := filepath.Join(cmp.Or(os.Getenv("YUEYUE_SHARED"), filepath.Join("..", "..", "..", "shared")), "policies")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skipf("no sample policies to read: %v (YUEYUE_SHARED names the folder around policies)", err)
	}
	pool, err := reader.Open(reader.Config{Cache: filepath.Join(os.TempDir(), "yueyue-reader-test-cache")})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	all := map[string][]knowledge.Passage{}
	for _, entry := range entries {
		for source, err := range pool.Read(t.Context(), entry.Name(), filepath.Join(folder, entry.Name())) {
			if err != nil {
				continue // the readers have their own tests
			}
			for _, r := range policy.Recognise(source) {
				passages := cut.Cut(r.Document, r.Blocks)
				if err := whole(r.Blocks, passages); err != nil {
					t.Errorf("%s: %v", entry.Name(), err)
				}
				all[entry.Name()] = append(all[entry.Name()], passages...)
			}
		}
	}
	return all
}

// Nothing of any sample is lost or doubled, and a PDF gives the same passages as the Markdown file of the same name.
func TestSamples(t *testing.T) {
	all := samples(t)
	if len(all) < 50 {
		t.Errorf("only %d samples were read", len(all))
	}
	twins := 0
	for name, passages := range all {
		twin, ok := strings.CutPrefix(name, "md_")
		if !ok {
			continue
		}
		other := all["pdf_"+strings.TrimSuffix(twin, ".md")+".pdf"]
		if other == nil {
			continue
		}
		twins++
		same, size := 0, 0
		texts := map[string]knowledge.Passage{}
		for _, p := range other {
			texts[squeeze(p.Text)] = p
		}
		for _, p := range passages {
			text := squeeze(p.Text)
			size += len(text)
			if q, ok := texts[text]; ok && q.ID == p.ID && strings.Join(q.Path, "/") == strings.Join(p.Path, "/") {
				same += len(text)
			}
		}
		if same*100 < size*97 {
			t.Errorf("%s: %d of %d bytes are in passages that the PDF has too", name, same, size)
		}
	}
	if twins < 3 {
		t.Errorf("%d twins were compared, want 3", twins)
	}
}
