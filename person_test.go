package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPerson: who has an account is one person at the command line and in the console, by login or display name.
func TestPerson(t *testing.T) {
	environ := settings(t.TempDir())
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "公告.md"), []byte(kites), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"wangjuan", "王娟", "content_editor,content_reviewer"}, {"lizhang", "李章", "content_reviewer"}, {"chen", "李章", "content_editor"}, {"sun", "孙", "agent"},
	} {
		if status, _, stderr := yueyue(environ, "staff", "add", args[0], "--display-name", args[1], "--role", args[2], "--generate"); status != 0 {
			t.Fatal(stderr)
		}
	}
	status, _, stderr := yueyue(environ, "ingest", folder, "--author", "王娟")
	if status != 0 {
		t.Fatal(stderr)
	}
	if !strings.Contains(stderr, "yueyue.db\n") { // whoever forgot a setting sees it
		t.Errorf("ingest does not say where it wrote: %s", stderr)
	}
	for name, want := range map[string]string{
		"wangjuan": "另一位同事", "王娟": "另一位同事", "WangJuan": "另一位同事", // she wrote it
		"李章": "chen、lizhang", "sun": "content_reviewer", "chen": "content_reviewer",
	} {
		if status, _, stderr := yueyue(environ, "publish", "1", "--reviewer", name); status != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s published: %d %s", name, status, stderr)
		}
	}
	if status, stdout, stderr := yueyue(environ, "publish", "1", "--reviewer", "lizhang"); status != 0 || strings.Contains(stderr, "未经核实") {
		t.Fatalf("%s %s", stdout, stderr)
	}
	if status, _, stderr := yueyue(environ, "ingest", folder, "--author", "过客", "--dry-run"); status != 0 || !strings.Contains(stderr, "“过客”的账号") {
		t.Errorf("a name without an account passes without a word: %s", stderr)
	}
}
