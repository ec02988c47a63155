package ingest_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yueyue/ingest"
	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/store/storetest"
)

// watch watches the folder of a house and gives what is taken in.
func (h *house) watch() <-chan string {
	h.t.Helper()
	names := make(chan string, 10)
	watcher, err := ingest.NewWatcher(h.Ingester, ingest.WatchConfig{Folder: h.in, Settle: 500 * time.Millisecond, Actor: wang},
		func(name string, _ ingest.Result) { names <- name })
	check(h.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- watcher.Run(ctx) }()
	h.t.Cleanup(func() {
		cancel()
		check(h.t, <-ended)
	})
	return names
}

func await(t *testing.T, names <-chan string, want string) {
	t.Helper()
	select {
	case name := <-names:
		if name != want {
			t.Fatalf("%s was taken in, not %s", name, want)
		}
	case <-time.After(time.Minute):
		t.Fatalf("%s was not taken in", want)
	}
}

func (h *house) readReport(path string) ingest.Report {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.in, path+".report.json"))
	check(h.t, err)
	var report ingest.Report
	check(h.t, json.Unmarshal(text, &report))
	return report
}

func TestWatch(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	h.write("先到.md", rules(second)) // before anybody watches
	names := h.watch()
	await(t, names, "先到.md")
	if report := h.readReport("done/先到.md"); report.Draft != 1 || len(report.Rows) != 1 || report.Rows[0].File != "先到.md" || report.Rows[0].Error != "" {
		t.Errorf("%+v", report)
	}
	if _, err := os.Stat(filepath.Join(h.in, "done", "先到.md")); err != nil {
		t.Error(err)
	}

	h.write("坏.pdf", []byte("%PDF-1.7\nno page"))
	await(t, names, "坏.pdf")
	if report := h.readReport("failed/坏.pdf"); report.Draft != 0 || report.Rows[0].Error == "" {
		t.Errorf("%+v", report)
	}

	h.write("先到.md", rules("备案时提交纸鸢清单，清单保存十年。")) // of a name that was there
	await(t, names, "先到.md")
	if report := h.readReport("done/先到-2.md"); report.Draft != 2 {
		t.Errorf("%+v", report)
	}
	proposals, err := h.desk.Proposals(t.Context(), editorial.Filter{})
	check(t, err)
	for _, p := range proposals {
		if p.State != editorial.Draft || p.Author != wang.Name {
			t.Errorf("%+v", p)
		}
	}
	edition, err := h.knowledge.CurrentEdition(t.Context())
	check(t, err)
	if edition.Number != 0 || len(proposals) != 2 {
		t.Errorf("edition %d, %d proposals", edition.Number, len(proposals))
	}
}

func TestWatchWaitsUntilAFileIsWhole(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	names := h.watch()
	text := rules(second)
	path := h.write("慢.md", text[:40])
	for from := 40; from < len(text); from += 16 { // each piece well before it has settled
		select {
		case name := <-names:
			t.Fatalf("%s was taken in half written", name)
		case <-time.After(50 * time.Millisecond):
		}
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		check(t, err)
		_, err = file.Write(text[from:min(from+16, len(text))])
		check(t, err)
		check(t, file.Close())
	}
	await(t, names, "慢.md")
	report := h.readReport("done/慢.md")
	if report.Rows[0].Error != "" || report.Rows[0].Documents[0].EffectiveFrom != "2025-03-01" {
		t.Errorf("%+v", report)
	}
}

func TestWatchRefuses(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	if _, err := ingest.NewWatcher(h.Ingester, ingest.WatchConfig{Folder: h.in}, nil); fault.CodeOf(err) != "watch_invalid" {
		t.Errorf("no author: %v", err)
	}
	_, err := ingest.NewWatcher(h.Ingester, ingest.WatchConfig{Folder: filepath.Join(h.write("a.md", nil), "in"), Actor: wang}, nil)
	if fault.CodeOf(err) != "watch_unavailable" || !strings.Contains(fault.MessageOf(err), "ingest.watch") {
		t.Errorf("a folder in a file: %v", err)
	}
}
