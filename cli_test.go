package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"yueyue/internal/knowledge"
)

// yueyue runs a command as main does.
func yueyue(environ []string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	ctx, cancel := context.WithTimeout(context.Background(), patience) // a server that should not start would never end
	defer cancel()
	status = run(ctx, args, environ, &out, &errs)
	return status, out.String(), errs.String()
}

// expectLine holds that a failure is told in one clear line: Chinese, and with each of the hints.
func expectLine(t testing.TB, stderr string, hints ...string) {
	t.Helper()
	line, rest, whole := strings.Cut(stderr, "\n")
	if !whole || rest != "" || !strings.HasPrefix(line, "yueyue: ") || strings.ContainsFunc(line, unicode.IsControl) {
		t.Errorf("not one line: %q", stderr)
	}
	if !strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("no Chinese: %s", stderr)
	}
	for _, hint := range hints {
		if !strings.Contains(line, hint) {
			t.Errorf("%q does not say %q", line, hint)
		}
	}
}

// TestWrongUse: status 2, one line, nothing else; no part is opened, so that nothing is written.
func TestWrongUse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		hint string
	}{
		{"unknown command", []string{"nope"}, `"nope"`},
		{"unknown help topic", []string{"help", "nope"}, `"nope"`},
		{"unknown flag", []string{"--nope"}, "--nope"},
		{"unknown flag of ask", []string{"ask", "问", "--nope"}, "--nope"},
		{"unknown short flag", []string{"ask", "问", "-z"}, "-z"},
		{"flag without its value", []string{"ask", "问", "--as-of"}, "--as-of"},
		{"flag with a wrong value", []string{"ask", "问", "--json=perhaps"}, "--json"},
		{"flag that is none", []string{"ask", "问", "--=1"}, "--=1"},
		{"no question", []string{"ask"}, "yueyue ask"},
		{"two questions", []string{"ask", "一", "二"}, "yueyue ask"},
		{"empty question", []string{"ask", ""}, "问题"},
		{"blank question", []string{"ask", " \t　\n"}, "问题"},
		{"30 February", []string{"ask", "问", "--as-of", "2025-02-30"}, "2026-01-31"},
		{"date of another form", []string{"ask", "--as-of=2025/6/30", "问"}, "2026-01-31"},
		{"a year before any rule", []string{"ask", "问", "--as-of", "1989-12-31"}, "--as-of 日期应为真实存在的日期，格式如 2026-01-31，年份在 1990 到 2100 之间"},
		{"a year beyond all rules", []string{"ask", "问", "--as-of", "2101-01-01"}, "1990 到 2100"},
		{"nothing but control characters", []string{"ask", "\x01\x02"}, "无法识别"},
		{"nothing that shows", []string{"ask", "\u200b\u2060"}, "无法识别"},
		{"broken UTF-8", []string{"ask", "问\xff"}, "无法识别"},
		{"an endless question", []string{"ask", strings.Repeat("税", 2001)}, "2000"},
		{"wishes since 30 February", []string{"wishes", "--since", "2025-02-30"}, "2026-01-31"},
		{"wishes with an argument", []string{"wishes", "x"}, "yueyue wishes"},
		{"unknown audience", []string{"ask", "问", "--audience", "foo"}, "natural_person"},
		{"region of letters", []string{"ask", "问", "--region", "abc"}, "340000"},
		{"region of five digits", []string{"ask", "--region", "34010", "问"}, "340000"},
		{"region in full-width digits", []string{"ask", "--region", "３４０１００", "问"}, "340000"},
		{"no answer id", []string{"answer"}, "yueyue answer"},
		{"eval of nothing", []string{"eval"}, "--data"},
		{"eval with an argument", []string{"eval", "x"}, "--data"},
		{"serve with an argument", []string{"serve", "x"}, "serve"},
		{"doctor with an argument", []string{"doctor", "x"}, "doctor"},
		{"migrate with an argument", []string{"migrate", "x"}, "migrate"},
		{"version with an argument", []string{"version", "x"}, "version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "var")
			status, stdout, stderr := yueyue(settings(folder), c.args...)
			if status != 2 || stdout != "" {
				t.Errorf("status %d, stdout %q", status, stdout)
			}
			expectLine(t, stderr, c.hint)
			if _, err := os.Stat(folder); err == nil {
				t.Error("something was written")
			}
		})
	}
}

// TestAsk asks at the command line and looks the answers up again.
func TestAsk(t *testing.T) {
	t.Parallel()
	environ := settings(t.TempDir())

	status, stdout, stderr := yueyue(environ, "ask", "--as-of", "2026-11-22", question)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	for _, part := range []string{"10万元", "\n依据：\n", "财政部 税务总局公告2026年第10号", "第二十三条  本答复适用期间：2026年1月1日至2027年12月31日", "\n相关问题：\n", "2026-11-22"} {
		if !strings.Contains(stdout, part) {
			t.Errorf("no %q in the answer:\n%s", part, stdout)
		}
	}
	if strings.Contains(stdout, "**") {
		t.Errorf("Markdown at the terminal:\n%s", stdout)
	}
	id := regexp.MustCompile(`答复编号 ([0-9a-f-]{36})`).FindStringSubmatch(stdout)
	if id == nil {
		t.Fatalf("no answer id:\n%s", stdout)
	}
	status, shown, stderr := yueyue(environ, "answer", id[1])
	if status != 0 || stderr != "" || !strings.Contains(shown, question) {
		t.Errorf("answer: status %d, %s%s", status, shown, stderr)
	}

	// The rule of an earlier date, flags behind the question.
	status, stdout, stderr = yueyue(environ, "ask", question, "--json", "--region", "340100", "--as-of=2025-06-30", "--audience", "enterprise")
	if status != 0 || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	past := as[answer](t, reply{200, stdout}, 200)
	if past.Kind != "answer" || past.AsOf != "2025-06-30" || !strings.Contains(past.Text, "2025年12月31日") {
		t.Errorf("the answer for 2025-06-30: %+v", past)
	}
	for _, c := range past.Citations {
		if c.EffectiveFrom > "2025-06-30" || c.EffectiveTo != "" && c.EffectiveTo < "2025-06-30" {
			t.Errorf("cites %+v", c)
		}
	}
	if len(past.Citations) == 0 {
		t.Error("cites nothing")
	}
	status, shown, stderr = yueyue(environ, "answer", past.ID)
	var stored struct {
		ID, Question, Region, Audience string
		Reply                          answer
		Decision                       struct {
			Kind  string
			Why   []string
			Found struct{ Candidates []any }
		}
	}
	if err := json.Unmarshal([]byte(shown), &stored); err != nil || status != 0 || stderr != "" {
		t.Fatalf("answer: status %d, %v: %s%s", status, err, shown, stderr)
	}
	if stored.ID != past.ID || stored.Question != question || stored.Region != "340100" || stored.Audience != "enterprise" || stored.Reply.Text != past.Text {
		t.Errorf("stored %+v", stored)
	}
	if stored.Decision.Kind != "answer" || len(stored.Decision.Why) == 0 || len(stored.Decision.Found.Candidates) == 0 {
		t.Errorf("the decision is stored as %+v", stored.Decision)
	}

	for _, unknown := range []string{"00000000-0000-4000-8000-000000000000", "nope", "", "'; DROP TABLE answers; --"} {
		status, stdout, stderr = yueyue(environ, "answer", unknown)
		if status != 1 || stdout != "" {
			t.Errorf("answer %q: status %d, stdout %q", unknown, status, stdout)
		}
		expectLine(t, stderr, "没有找到这条答复")
	}
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	status, stdout, stderr := yueyue(settings(folder), "doctor")
	if status != 0 || stderr != "" {
		t.Errorf("healthy, status %d: %s", status, stderr)
	}
	for _, part := range []string{"database   ok        SQLite 3.", "index      ok ", "embedding  degraded ", "identity   ok ", "question   ok "} {
		if !strings.Contains(stdout, part) {
			t.Errorf("no %q in\n%s", part, stdout)
		}
	}
	status, stdout, stderr = yueyue(settings(folder, "YUEYUE_EMBEDDING_ENABLED=true", "YUEYUE_ASSETS="+t.TempDir()), "doctor")
	if status != 1 || !strings.Contains(stdout, "embedding  degraded ") || !strings.Contains(stdout, "make assets") {
		t.Errorf("without the model: status %d\n%s", status, stdout)
	}
	warning, last, _ := strings.Cut(stderr, "\n")
	if !strings.Contains(warning, "level=WARN") {
		t.Errorf("no warning: %s", stderr)
	}
	expectLine(t, last, "组成部分")
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	environ := settings(filepath.Join(t.TempDir(), "new", "folder"))
	for range 2 { // the second time there is nothing to do
		status, stdout, stderr := yueyue(environ, "migrate")
		if status != 0 || stderr != "" || !regexp.MustCompile(`^数据库结构版本 [1-9]\d*\n$`).MatchString(stdout) {
			t.Errorf("status %d: %q %q", status, stdout, stderr)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := yueyue(nil, "version")
	if status != 0 || stderr != "" || !regexp.MustCompile(`^yueyue \S+ (\S+ )?go1\.\S+\n$`).MatchString(stdout) {
		t.Errorf("status %d: %q %q", status, stdout, stderr)
	}
}

// TestWrongKnowledgeIsListed: each error of the knowledge files has a line of its own, with its file and line; any other
// failure is one line.
func TestWrongKnowledgeIsListed(t *testing.T) {
	t.Parallel()
	_, err := knowledge.LoadSeed(fstest.MapFS{
		"pairs/a.yaml":  {Data: []byte("- id: x\n")},
		"trending.yaml": {Data: []byte("- id: t\n  question: 问\n  pair: nobody\n")},
	})
	text := complaint(err)
	first, rest, _ := strings.Cut(text, "\n")
	lines := strings.Split(rest, "\n")
	if !strings.HasPrefix(first, "随程序发布的知识有误") || len(lines) < 2 {
		t.Fatalf("told as %q", text)
	}
	for _, line := range lines {
		if !regexp.MustCompile(`^  [a-z/-]+(\.(yaml|json))?(:\d+)?: .`).MatchString(line) {
			t.Errorf("a line without its place: %q", line)
		}
	}
	for _, place := range []string{"pairs/a.yaml:", "trending.yaml:"} {
		if !strings.Contains(rest, "  "+place) {
			t.Errorf("no line for %s in\n%s", place, rest)
		}
	}
	if other := complaint(errors.Join(errors.New("一"), errors.New("二"))); other != "一；二" {
		t.Errorf("two other errors are told as %q", other)
	}
}

// TestHelp: every command says what it is for, in Chinese.
func TestHelp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		says []string
	}{
		{nil, []string{"用法：", "serve", "ask", "answer", "wishes", "eval", "doctor", "migrate", "version", "help", "--config"}},
		{[]string{"help"}, []string{"用法：", "serve", "--config"}},
		{[]string{"--help"}, []string{"用法：", "serve", "--config"}},
		{[]string{"help", "ask"}, []string{"yueyue ask 问题", "--as-of", "--json", "--region", "--audience", "--config"}},
		{[]string{"wishes", "-h"}, []string{"yueyue wishes", "--since", "--json"}},
		{[]string{"eval", "-h"}, []string{"yueyue eval", "--data", "--queries", "--qrels", "--run", "--json"}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			status, stdout, stderr := yueyue(nil, append([]string{}, c.args...)...)
			if status != 0 || stderr != "" {
				t.Errorf("status %d: %s", status, stderr)
			}
			for _, word := range c.says {
				if !strings.Contains(stdout, word) {
					t.Errorf("no %q in\n%s", word, stdout)
				}
			}
			for _, english := range []string{"Usage", "Flags", "Available", "help for", "about any"} {
				if strings.Contains(stdout, english) {
					t.Errorf("%q in\n%s", english, stdout)
				}
			}
		})
	}
}
