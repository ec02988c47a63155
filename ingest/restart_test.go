package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yueyue/ingest"
	"yueyue/internal/editorial"
	"yueyue/internal/store"
	"yueyue/internal/store/storetest"
)

// TestWhatIsReportedIsWritten: a run that ends behind a report has all in the proposal that its rows told of, packages as well.
func TestWhatIsReportedIsWritten(t *testing.T) {
	for name, c := range map[string]struct{ pairs, changes int }{
		"a full batch":  {450, 451}, // and the package
		"a small batch": {3, 4},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				h := newHouse(t, db)
				rows := [][]any{{"问题", "答案", "类型"}}
				for n := range c.pairs {
					rows = append(rows, []any{fmt.Sprintf("第%d种纸鸢怎么登记", n), fmt.Sprintf("在第%d号窗口登记。", n), "guide"})
				}
				first := h.write("一.xlsx", workbook(t, rows...))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var shown []ingest.Row
				_, err := h.Ingest(ctx, []string{first}, ingest.Options{Actor: wang}, func(row ingest.Row) {
					shown = append(shown, row)
					cancel()
				})
				if err != nil && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				if len(shown) != 1 || shown[0].Pairs != c.pairs || shown[0].Draft == 0 {
					t.Fatalf("shown %+v", shown)
				}
				changes := h.changes(shown[0].Draft)
				if len(changes) != c.changes || !strings.HasPrefix(strings.Join(changes, "\n"), "package ") {
					t.Errorf("%d changes are in the proposal: %.80q", len(changes), changes)
				}
			})
		})
	}
}

// TestPackagesGrowWithTheRun: a package that was written with one file is written again with the next.
func TestPackagesGrowWithTheRun(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	for file := range 2 {
		rows := [][]any{{"问题", "答案", "类型", "套餐"}}
		for n := range 420 {
			rows = append(rows, []any{fmt.Sprintf("第%d-%d种纸鸢怎么登记", file, n), fmt.Sprintf("在第%d号窗口登记。", n), "guide", "纸鸢登记"})
		}
		h.write(fmt.Sprintf("%d/纸鸢.xlsx", file), workbook(t, rows...))
	}
	_, result := h.take(ingest.Options{}, h.in)
	if result.Pairs != 840 || len(h.changes(result.Draft)) != result.Added || result.Changed != 0 {
		t.Errorf("%+v, %d changes", result, len(h.changes(result.Draft)))
	}
	edition := h.publish(result.Draft)
	packages, err := h.knowledge.Packages(t.Context(), edition)
	check(t, err)
	pairs := 0
	for _, p := range packages {
		pairs += len(p.Pairs)
	}
	if len(packages) != 1 || pairs != 840 {
		t.Errorf("%d packages of %d pairs", len(packages), pairs)
	}
}

// TestWatchTakesInOnceWhatCannotBeMoved: a folder of that name is in the way until it has been tried three times.
func TestWatchTakesInOnceWhatCannotBeMoved(t *testing.T) {
	h := newHouse(t, storetest.Open(t, storetest.SQLite(t)))
	tried := make(chan struct{}, 100)
	ingester, err := ingest.New(ingest.Parts{
		Reader: files, Understand: ingest.Understand, Contents: h.knowledge, Links: h.knowledge, Desk: h.desk, Files: h.files, Now: time.Now,
		Logger: slog.New(slog.NewTextHandler(lines(func(line string) {
			if strings.Contains(line, "cannot be moved") {
				tried <- struct{}{}
			}
		}), nil)),
	})
	check(t, err)
	h.Ingester = ingester
	check(t, os.MkdirAll(filepath.Join(h.in, "done", "卡.md", "里"), 0o750))
	h.write("卡.md", rules(second))
	names := h.watch()
	for range 3 {
		select {
		case <-tried:
		case <-time.After(time.Minute):
			t.Fatal("it was not tried again")
		}
	}
	proposals, err := h.desk.Proposals(t.Context(), editorial.Filter{})
	check(t, err)
	if len(proposals) != 1 {
		t.Errorf("%d proposals", len(proposals))
	}
	check(t, os.RemoveAll(filepath.Join(h.in, "done", "卡.md")))
	await(t, names, "卡.md")
	if report := h.readReport("done/卡.md"); report.Draft != 1 || len(report.Rows) != 1 || len(report.Rows[0].Warnings) > 0 {
		t.Errorf("%+v", report)
	}
	reports, err := filepath.Glob(filepath.Join(h.in, "done", "*.report.json"))
	check(t, err)
	if len(reports) != 1 {
		t.Errorf("reports %q", reports)
	}
}

// lines takes what a logger writes.
type lines func(string)

func (l lines) Write(text []byte) (int, error) {
	l(string(text))
	return len(text), nil
}
