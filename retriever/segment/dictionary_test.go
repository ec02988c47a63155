package segment

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"yueyue/internal/fault"
)

func TestDamagedCacheIsRepaired(t *testing.T) {
	needPack(t)
	dir := t.TempDir()
	want := unpacked(t, dir)
	for _, damage := range []struct {
		name string
		do   func(path string) error
	}{
		{"gone", os.Remove},
		{"cut short", func(path string) error { return os.Truncate(path, 10) }},
		{"other content of the same size", func(path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("x", len(want[filepath.Base(path)]))), 0o600)
		}},
	} {
		for name := range want {
			if err := damage.do(filepath.Join(folderIn(t, dir), name)); err != nil {
				t.Fatal(err)
			}
		}
		for name, content := range unpacked(t, dir) {
			if content != want[name] || content == "" {
				t.Errorf("%s: %s has %d bytes, want %d", damage.name, name, len(content), len(want[name]))
			}
		}
	}
}

func TestNewAtOnce(t *testing.T) {
	needPack(t)
	dir := t.TempDir()
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			s, err := New(Config{CacheDir: dir, Terms: taxTerms})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if got := strings.Join(s.Words("数电票红冲"), "/"); got != "数电票/红冲" {
				t.Errorf("Words = %s", got)
			}
		})
	}
	group.Wait()
	if files := unpacked(t, dir); len(files) != 4 {
		t.Errorf("the cache holds %d files, want the four dictionaries", len(files))
	}
}

func TestNewErrors(t *testing.T) {
	needPack(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, dir, code string
		kind            fault.Kind
		says            string
	}{
		{"empty", "", "cache_dir_invalid", fault.Invalid, "不能为空"},
		{"several paths for jieba", "a;b", "cache_dir_invalid", fault.Invalid, "a;b"},
		{"several paths for jieba, the other way", "a|b", "cache_dir_invalid", fault.Invalid, "a|b"},
		{"a file in its place", file, "dictionary_unwritable", fault.Unavailable, file},
		{"impossible name", "a\x00b", "dictionary_unwritable", fault.Unavailable, "目录权限"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := New(Config{CacheDir: test.dir})
			if s != nil || fault.KindOf(err) != test.kind || fault.CodeOf(err) != test.code || !strings.Contains(fault.MessageOf(err), test.says) {
				t.Errorf("New = %v, %v: %s", s, err, fault.MessageOf(err))
			}
		})
	}
}

func TestProgramWithoutDictionaries(t *testing.T) {
	_, err := readPack(fstest.MapFS{})
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.MessageOf(err), "make") {
		t.Errorf("%v: %s", err, fault.MessageOf(err))
	}
}

// unpacked brings the pack into dir and reads back what is there.
func unpacked(t *testing.T, dir string) map[string]string {
	t.Helper()
	packed, err := readPack(shipped)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unpack(packed, dir); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folderIn(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(folderIn(t, dir), entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(content)
	}
	return files
}

func folderIn(t *testing.T, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "jieba-*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("folders %v, %v", found, err)
	}
	return found[0]
}
