package main

import (
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"yueyue/internal/auth/authtest"
)

// TestBadStart: whatever keeps the program from starting is told in one line that says what to do, and nothing serves.
func TestBadStart(t *testing.T) {
	t.Parallel()
	file := func(t *testing.T, name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		check(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	yaml := func(content string) func(*testing.T) ([]string, []string) {
		return func(t *testing.T) ([]string, []string) {
			return []string{"--config", file(t, "yueyue.yaml", content)}, settings(t.TempDir())
		}
	}
	environ := func(variables ...string) func(*testing.T) ([]string, []string) {
		return func(t *testing.T) ([]string, []string) { return nil, settings(t.TempDir(), variables...) }
	}
	for _, c := range []struct {
		name  string
		start func(*testing.T) (args, environ []string)
		hints []string
	}{
		{"a file where the folder should be", func(t *testing.T) ([]string, []string) {
			return nil, settings(file(t, "var", ""))
		}, []string{"/var ", "YUEYUE_VAR"}},
		{"a file above the folder", func(t *testing.T) ([]string, []string) {
			return nil, settings(filepath.Join(file(t, "file", ""), "var"))
		}, []string{"/file/var ", "YUEYUE_VAR"}},
		{"a folder that nobody can write", func(t *testing.T) ([]string, []string) {
			if _, err := os.Stat("/proc/self"); err != nil {
				t.Skip("no /proc, the one folder that even root cannot write:", err)
			}
			return nil, settings("/proc/self")
		}, []string{"/proc/self", "YUEYUE_VAR"}},
		{"a folder where the database should be", func(t *testing.T) ([]string, []string) {
			folder := t.TempDir()
			check(t, os.Mkdir(filepath.Join(folder, "yueyue.db"), 0o700))
			return nil, settings(folder)
		}, []string{"yueyue.db", "YUEYUE_VAR"}},
		{"no database in the file", func(t *testing.T) ([]string, []string) {
			return nil, settings(filepath.Dir(file(t, "yueyue.db", strings.Repeat("这不是数据库。", 1000))))
		}, []string{"yueyue.db", "备份"}},
		{"a newer database", func(t *testing.T) ([]string, []string) {
			return nil, settings(newerDatabase(t))
		}, []string{"999", "较新的 yueyue"}},
		{"port in use", func(t *testing.T) ([]string, []string) {
			taken, err := net.Listen("tcp", "127.0.0.1:0")
			check(t, err)
			t.Cleanup(func() { taken.Close() })
			return nil, settings(t.TempDir(), "YUEYUE_LISTEN="+taken.Addr().String())
		}, []string{"端口被占用", "127.0.0.1:", "YUEYUE_LISTEN"}},
		{"no such port", environ("YUEYUE_LISTEN=127.0.0.1:99999"), []string{"127.0.0.1:99999", "YUEYUE_LISTEN"}},
		{"not this machine's address", environ("YUEYUE_LISTEN=192.0.2.1:8080"), []string{"192.0.2.1:8080", "YUEYUE_LISTEN"}},
		{"no port", environ("YUEYUE_LISTEN=localhost"), []string{"listen", "127.0.0.1:8080"}},
		{"a variable of the wrong type", environ("YUEYUE_RATE_ANONYMOUS=many"), []string{"many"}},
		{"PostgreSQL away", environ("YUEYUE_DATABASE_DSN=postgres://yueyue:geheim@127.0.0.1:1/yueyue"), []string{"PostgreSQL", "DSN"}},
		{"no configuration file", func(t *testing.T) ([]string, []string) {
			return []string{"--config", "missing.yaml"}, settings(t.TempDir())
		}, []string{"missing.yaml", "--config"}},
		{"a folder for a configuration file", func(t *testing.T) ([]string, []string) {
			return []string{"--config", t.TempDir()}, settings(t.TempDir())
		}, []string{"配置文件"}},
		{"no YAML", yaml("listen: [\n"), []string{"yueyue.yaml", "line 1", "yueyue.sample.yaml"}},
		{"unknown settings", yaml("lisen: 127.0.0.1:1\nlog:\n  colour: red\n"), []string{"line 1", "lisen", "line 3", "colour", "yueyue.sample.yaml"}},
		{"wrong values", yaml("shutdown_timeout: 1h\nlog:\n  format: xml\n"), []string{"shutdown_timeout", "log.format", "yueyue.sample.yaml"}},
		{
			"no keys of the host", environ("YUEYUE_IDENTITY_KEYS_FILE=missing.json", "YUEYUE_IDENTITY_ISSUER="+authtest.Issuer, "YUEYUE_IDENTITY_AUDIENCE="+authtest.Audience),
			[]string{"missing.json", "identity.keys_file"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			args, environ := c.start(t)
			status, stdout, stderr := yueyue(append(environ, "YUEYUE_LOG_LEVEL=warn"), append(args, "serve")...)
			if status != 1 || stdout != "" || strings.Contains(stderr, "geheim") {
				t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
			}
			expectLine(t, stderr, c.hints...)
		})
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newerDatabase is a folder with a database of a later program.
func newerDatabase(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if status, _, stderr := yueyue(settings(folder), "migrate"); status != 0 {
		t.Fatal(stderr)
	}
	db, err := sql.Open("sqlite3", filepath.Join(folder, "yueyue.db"))
	check(t, err)
	defer db.Close()
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	check(t, err)
	return folder
}

// TestMissingModel: the program serves all the same, and says once in the log and once to whoever started it what is
// missing and how to get it.
func TestMissingModel(t *testing.T) {
	t.Parallel()
	s := boot(t, settings(t.TempDir(), "YUEYUE_EMBEDDING_ENABLED=true", "YUEYUE_ASSETS="+t.TempDir()))
	expectReady(s, "degraded")
	if got := expectAnswer(s); got.PairID == "" {
		t.Error("no pair")
	}
	if status := s.stop(); status != 0 {
		t.Errorf("status %d", status)
	}
	for _, say := range []string{"level=WARN msg=\"no embedding model", "\n悦悦: 没有向量模型"} {
		_, after, found := strings.Cut(s.journal.String(), say)
		line, _, _ := strings.Cut(after, "\n")
		if !found || !strings.Contains(line, "make assets") {
			t.Errorf("%q is not followed by what to do:\n%s", say, s.journal)
		}
	}
}

// TestDamagedModel: a file of the model that is not what it should be ends the start; answering from words alone without a
// word would hide it.
func TestDamagedModel(t *testing.T) {
	t.Parallel()
	withModel(t) // skips when there is none
	folder := t.TempDir()
	if status, _, stderr := yueyue(settings(folder), "migrate"); status != 0 { // which would be logged beside the one line
		t.Fatal(stderr)
	}
	names, err := os.ReadDir(assets())
	check(t, err)
	for _, c := range []struct {
		damaged string
		args    []string
	}{{modelName, []string{"serve"}}, {"libonnxruntime.so", []string{"doctor"}}} {
		copied := t.TempDir()
		for _, name := range names {
			check(t, os.Symlink(filepath.Join(assets(), name.Name()), filepath.Join(copied, name.Name())))
		}
		content, err := os.ReadFile(filepath.Join(copied, c.damaged))
		check(t, err)
		content[len(content)/2] ^= 1
		check(t, os.Remove(filepath.Join(copied, c.damaged)))
		check(t, os.WriteFile(filepath.Join(copied, c.damaged), content, 0o600))
		status, stdout, stderr := yueyue(settings(folder, "YUEYUE_EMBEDDING_ENABLED=true", "YUEYUE_ASSETS="+copied), c.args...)
		if status != 1 || stdout != "" {
			t.Errorf("%v with damaged %s: status %d, %s", c.args, c.damaged, status, stdout)
		}
		expectLine(t, stderr, c.damaged, "make assets")
	}
}
