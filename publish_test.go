package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPublishContradictions: what taxpayers are told today is not told otherwise by a draft without a word. The same question with
// another figure is put right first; one that is only answered by the same pair today is confirmed by the reviewer.
func TestPublishContradictions(t *testing.T) {
	environ := settings(t.TempDir(), withModel(t)...)
	draft := func(question string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "问答.csv")
		table := "问题,答案,依据,生效日期\n" + question + ",每个子女每月1000元。,《个人所得税专项附加扣除暂行办法》第五条,2023-01-01\n"
		if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, stderr := yueyue(environ, "ingest", file, "--author", "王"); status != 0 {
			t.Fatal(stderr)
		}
	}
	answered := func() string {
		t.Helper()
		status, stdout, stderr := yueyue(environ, "ask", "子女教育专项附加扣除的标准是多少？")
		if status != 0 {
			t.Fatal(stderr)
		}
		return stdout
	}

	draft("子女教育专项附加扣除的标准是多少？")
	status, stdout, stderr := yueyue(environ, "publish", "1", "--reviewer", "赵", "--accept-contradictions")
	if status != 1 || !strings.Contains(stdout, "要先改正") || !strings.Contains(stdout, "2000元") || !strings.Contains(stderr, "要先改正") {
		t.Errorf("the same question with another figure: %d %s %s", status, stdout, stderr)
	}
	if status, _, stderr := yueyue(environ, "discard", "1", "--author", "王"); status != 0 {
		t.Fatal(stderr)
	}

	draft("小孩上学个税每个月能扣多少钱") // the letters are all others
	status, stdout, _ = yueyue(environ, "publish", "2", "--reviewer", "赵")
	if status != 1 || !strings.Contains(stdout, "矛盾：") || !strings.Contains(stdout, "--accept-contradictions") {
		t.Errorf("the same question in other words with another figure: %d %s", status, stdout)
	}
	if reply := answered(); !strings.Contains(reply, "2000元") || strings.Contains(reply, "1000元") {
		t.Errorf("what was not published is answered: %s", reply)
	}
	status, stdout, stderr = yueyue(environ, "publish", "2", "--reviewer", "赵", "--accept-contradictions")
	if status != 0 || !strings.Contains(stdout, "已发布为第 2 版") || !strings.Contains(stdout, "矛盾：") {
		t.Errorf("confirmed: %d %s %s", status, stdout, stderr)
	}
}
