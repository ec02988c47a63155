package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"yueyue/internal/fault"
)

// mortal is the output of a worker that has an accident as soon as it says that it begins with a file of an unlucky name.
type mortal struct{}

func (mortal) Write(p []byte) (int, error) {
	n, err := os.Stdout.Write(p)
	switch {
	case bytes.Contains(p, []byte("毒.txt")):
		os.Exit(3)
	case bytes.Contains(p, []byte("睡.txt")):
		select {}
	case bytes.Contains(p, []byte("胖.txt")):
		for hoard := [][]byte{}; ; {
			hoard = append(hoard, bytes.Repeat([]byte{1}, 1<<20))
			time.Sleep(time.Millisecond / 2)
		}
	}
	return n, err
}

func openPool(t testing.TB, config Config, worker string) *Pool {
	t.Helper()
	if len(config.Command) == 0 {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		config.Command = []string{self, worker}
	}
	config.Cache = testEngine.cache
	p, err := Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func saved(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func all(p *Pool, ctx context.Context, name, path string) []outcome {
	var out []outcome
	for src, err := range p.Read(ctx, name, path) {
		out = append(out, outcome{src, err})
	}
	return out
}

func TestPoolReadsLikeTheParser(t *testing.T) {
	var d pdfBuilder
	d.page(func(p *pdfPageBuilder) { p.text(72, 700, 12, "一页文字") })
	files := map[string][]byte{
		"a.md": []byte("# 标题\n\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n| 3 | 4 |\n"), "a.pdf": d.bytes(""), "a.xls": workbookXLS(), "a.docx": docx(t, wp("正文")),
		"坏.pdf": []byte("%PDF-1.7\n"), "长.txt": []byte(strings.Repeat("正文一句话。\n", 100_000)),
	}
	p := openPool(t, Config{}, "read-worker")
	for name, data := range files {
		want, wantErr := read(t, name, data)
		got := all(p, context.Background(), name, saved(t, name, data))
		if len(got) != 1 {
			t.Fatalf("%s: %d sources", name, len(got))
		}
		if g := got[0]; fault.CodeOf(g.err) != fault.CodeOf(wantErr) || !reflect.DeepEqual(g.src.Blocks, want.Blocks) || g.src.Hash != want.Hash ||
			g.src.Format != want.Format || g.src.Encoding != want.Encoding || !slices.Equal(g.src.Warnings, want.Warnings) {
			t.Errorf("%s: %s, want %s with %d blocks and %v", name, g, want.Format, len(want.Blocks), wantErr)
		}
		checkBlocks(t, got[0].src.Blocks)
	}
	if got := all(p, context.Background(), "无.txt", "/nowhere/无.txt"); len(got) != 1 || got[0].String() != "无.txt: file_missing" {
		t.Error(got)
	}
}

func TestAccidentsCostOneSource(t *testing.T) {
	limits := DefaultLimits()
	limits.Time, limits.Memory = 500*time.Millisecond, 150<<20
	p := openPool(t, Config{Limits: limits}, "mortal-worker")
	inner := zipped(t, "1.txt", "正文", "毒.txt", "x", "2.txt", "正文")
	path := saved(t, "a.zip", zipped(t, "甲.txt", "正文", "毒.txt", "x", "乙.txt", "正文", "睡.txt", "x", "内.zip", string(inner), "胖.txt", "x", "毒.txt.zip", string(inner), "丙.txt", "正文"))
	for range 2 {
		if got, want := lines(all(p, context.Background(), "a.zip", path)), strings.TrimSpace(`
a.zip!甲.txt: text
a.zip!毒.txt: read_crashed
a.zip!乙.txt: text
a.zip!睡.txt: read_timeout
a.zip!内.zip!1.txt: text
a.zip!内.zip!毒.txt: read_crashed
a.zip!内.zip!2.txt: text
a.zip!胖.txt: read_memory
a.zip!毒.txt.zip: read_crashed
a.zip!丙.txt: text`); got != want {
			t.Fatalf("got:\n%s\nwant:\n%s", got, want)
		}
	}
}

func TestFilesThatEndTheirReader(t *testing.T) {
	limits := DefaultLimits()
	limits.Memory = 64 << 20
	fat := saved(t, "a.txt", []byte(strings.Repeat("正文一句话。\n", 2_500_000)))
	p := openPool(t, Config{Limits: limits}, "read-worker")
	if got := all(p, context.Background(), "a.txt", fat); len(got) != 1 || got[0].String() != "a.txt: read_memory" {
		t.Errorf("%v", got)
	}
	if got := all(p, context.Background(), "b.txt", saved(t, "b.txt", []byte("正文"))); len(got) != 1 || got[0].err != nil {
		t.Errorf("the next file: %v", got)
	}

	limits = DefaultLimits()
	limits.Time, limits.Memory = 100*time.Millisecond, 8<<30 // time is to run out first, also under the race detector
	slow := openPool(t, Config{Limits: limits}, "read-worker")
	if got := all(slow, context.Background(), "a.txt", fat); len(got) != 1 || got[0].String() != "a.txt: read_timeout" {
		t.Errorf("%v", got)
	}

	for code, command := range map[string][]string{CodeTime: {"sleep", "60"}, CodeCrashed: {"false"}, "reader_unavailable": {"/nowhere/reader"}} {
		p := openPool(t, Config{Limits: limits, Command: command}, "")
		if got := all(p, context.Background(), "a.txt", fat); len(got) != 1 || fault.CodeOf(got[0].err) != code {
			t.Errorf("%s: %v", code, got)
		}
	}
}

func TestWorkersAreUsedAgain(t *testing.T) {
	p := openPool(t, Config{}, "read-worker")
	path := saved(t, "a.txt", []byte("正文"))
	pid := 0
	for range 5 {
		if got := all(p, context.Background(), "a.txt", path); got[0].err != nil {
			t.Fatal(got[0].err)
		}
		c := <-p.slots
		if pid != 0 && c.cmd.Process.Pid != pid {
			t.Error("a worker was started for each file")
		}
		pid = c.cmd.Process.Pid
		p.slots <- c
	}
	// A worker that dies between two files is replaced unseen.
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for resident(pid) > 0 {
		time.Sleep(time.Millisecond)
	}
	if got := all(p, context.Background(), "a.txt", path); len(got) != 1 || got[0].err != nil {
		t.Errorf("after a death: %v", got)
	}
}

func TestLeavingEarly(t *testing.T) {
	p := openPool(t, Config{}, "read-worker")
	var files []string
	for i := range 50 {
		files = append(files, strconv.Itoa(i)+".txt", "正文"+strconv.Itoa(i))
	}
	path := saved(t, "a.zip", zipped(t, files...))
	n := 0
	for range p.Read(context.Background(), "a.zip", path) {
		if n++; n == 3 {
			break
		}
	}
	if got := all(p, context.Background(), "a.zip", path); len(got) != 50 || got[49].src.Blocks[0].Text != "正文49" {
		t.Errorf("%d sources after leaving early", len(got))
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n = 0
	var last error
	for _, err := range p.Read(ctx, "a.zip", path) {
		if n++; n == 3 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || n > 10 {
		t.Errorf("%d sources, then %v", n, last)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if got := all(p, context.Background(), "a.zip", path); len(got) != 1 || fault.CodeOf(got[0].err) != "reader_closed" {
		t.Errorf("after closing: %v", got)
	}
}

func TestReadersAtOnce(t *testing.T) {
	p := openPool(t, Config{Workers: 2}, "read-worker")
	var wg sync.WaitGroup
	for i := range 8 {
		path := saved(t, "a.txt", []byte(fmt.Sprintf("正文%d", i)))
		wg.Go(func() {
			for range 5 {
				got := all(p, context.Background(), "a.txt", path)
				if len(got) != 1 || got[0].err != nil || got[0].src.Blocks[0].Text != fmt.Sprintf("正文%d", i) {
					t.Errorf("%v", got)
				}
			}
		})
	}
	wg.Wait()
}

func TestLimits(t *testing.T) {
	if err := DefaultLimits().Validate(); err != nil {
		t.Error(err)
	}
	if _, err := Open(Config{Limits: Limits{Time: time.Second}}); fault.CodeOf(err) != "limits_invalid" {
		t.Errorf("%v", err)
	}
}

// The archive has 64 MB, or as many as YUEYUE_READER_ARCHIVE_MB says.
func TestMemoryOfAnArchive(t *testing.T) {
	size := 64
	if v, err := strconv.Atoi(os.Getenv("YUEYUE_READER_ARCHIVE_MB")); err == nil {
		size = v
	}
	path := filepath.Join(t.TempDir(), "a.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	text := []byte(strings.Repeat("第一条 对月销售额十万元以下的增值税小规模纳税人，免征增值税。\n\n", (16<<20)/96))
	for i := range size / 16 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%03d.md", i)})
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	limits := DefaultLimits()
	limits.Memory *= heavier
	p := openPool(t, Config{Limits: limits}, "read-worker")
	for range p.Read(context.Background(), "b.txt", saved(t, "b.txt", []byte("正文"))) { // starts the worker
	}
	before := resident(os.Getpid())
	var peak atomic.Int64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				peak.Store(max(peak.Load(), resident(os.Getpid())))
			}
		}
	}()
	start := time.Now()
	n := 0
	for src, err := range p.Read(context.Background(), "a.zip", path) {
		if err != nil || len(src.Blocks) == 0 {
			t.Fatalf("%s: %v", src.Name, err)
		}
		n++
	}
	close(stop)
	t.Logf("%d entries, %d MB in %s, %d MB above idle", n, size, time.Since(start).Round(time.Millisecond), (peak.Load()-before)>>20)
	if n != size/16 || peak.Load()-before > heavier*300<<20 {
		t.Errorf("%d entries, %d MB above idle", n, (peak.Load()-before)>>20)
	}
}
