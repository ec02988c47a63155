package config

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestSampleEqualsDefaults(t *testing.T) {
	got, err := Load("../../yueyue.sample.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("yueyue.sample.yaml\n got %+v\nwant %+v", got, want)
	}
}

func TestLoad(t *testing.T) {
	cases := []struct {
		name    string
		file    string
		environ []string
		listen  string
		problem string
	}{
		{name: "defaults", listen: "127.0.0.1:8080"},
		{name: "file", file: "listen: 0.0.0.0:90\n", listen: "0.0.0.0:90"},
		{name: "environment wins", file: "listen: 0.0.0.0:90\n", environ: []string{"YUEYUE_LISTEN=:7"}, listen: ":7"},
		{name: "environment list", environ: []string{"YUEYUE_WEB_ORIGINS=https://a.example,https://b.example"}, listen: "127.0.0.1:8080"},
		{name: "unknown setting", file: "lisen: :1\n", problem: "lisen"},
		{name: "wrong type", file: "rate:\n  anonymous: many\n", problem: "line 2"},
		{name: "number of wrong type", environ: []string{"YUEYUE_RATE_ANONYMOUS=x"}, problem: `环境变量 YUEYUE_RATE_ANONYMOUS 的值 "x" 应为整数`},
		{name: "time of wrong type", environ: []string{"YUEYUE_SHUTDOWN_TIMEOUT=10"}, problem: `环境变量 YUEYUE_SHUTDOWN_TIMEOUT 的值 "10" 应为带单位的时长`},
		{name: "switch of wrong type", environ: []string{"YUEYUE_EMBEDDING_ENABLED=aus"}, problem: `环境变量 YUEYUE_EMBEDDING_ENABLED 的值 "aus" 应为 true 或 false`},
		{name: "second of two wrong ones", environ: []string{"YUEYUE_RATE_ANONYMOUS=x", "YUEYUE_EMBEDDING_THREADS=y"}, problem: "YUEYUE_EMBEDDING_THREADS"},
		{name: "misspelt variable", environ: []string{"YUEYUE_LISTN=:7"}, problem: "没有环境变量 YUEYUE_LISTN 这项设置，最接近的是 YUEYUE_LISTEN"},
		{name: "variable without its group", environ: []string{"YUEYUE_ORIGINS="}, problem: "YUEYUE_WEB_ORIGINS"},
		{name: "lower case", environ: []string{"YUEYUE_log_level=debug"}, problem: "YUEYUE_LOG_LEVEL"},
		{name: "variables of others", environ: []string{
			"YUEYUE_TEST_POSTGRES=postgres://x", "YUEYUE_SHARED=/x", "YUEYUE_CHROMIUM=/x", "YUEYUE_DEV_BACKEND=http://x", "YUEYUE_OPENAPI=/x", "PATH=/bin", "YUEYUE=x",
		}, listen: "127.0.0.1:8080"},
		{name: "nearly one of others", environ: []string{"YUEYUE_SHARED_FOLDER=/x"}, problem: "YUEYUE_SHARED_FOLDER"},
		{name: "negative rate", file: "rate: {anonymous: -1}", problem: "rate.anonymous"},
		{name: "bad level", environ: []string{"YUEYUE_LOG_LEVEL=loud"}, problem: "log.level"},
		{name: "bad format", environ: []string{"YUEYUE_LOG_FORMAT=xml"}, problem: "log.format"},
		{name: "bad dsn", environ: []string{"YUEYUE_DATABASE_DSN=mysql://x"}, problem: "database.dsn"},
		{name: "origin with a wildcard", environ: []string{"YUEYUE_WEB_ORIGINS=https://*.etax.example"}, problem: `"https://*.etax.example" 不能用通配符`},
		{name: "any origin", file: "web: {origins: ['*']}", problem: "不能用通配符"},
		{name: "origin with a question", file: "web: {origins: ['https://a.example?x=1']}", problem: "web.origins"},
		{name: "origin with path", environ: []string{"YUEYUE_WEB_ORIGINS=https://a.example/x"}, problem: "web.origins"},
		{name: "bad proxy", environ: []string{"YUEYUE_WEB_TRUSTED_PROXIES=ten"}, problem: "web.trusted_proxies"},
		{name: "bad metrics network", environ: []string{"YUEYUE_WEB_METRICS_NETWORKS=all"}, problem: "web.metrics_networks"},
		{name: "keys without issuer", environ: []string{"YUEYUE_IDENTITY_KEYS_FILE=k.json"}, problem: "identity"},
		{name: "no port", environ: []string{"YUEYUE_LISTEN=localhost"}, problem: "listen"},
		{name: "stop too long", environ: []string{"YUEYUE_SHUTDOWN_TIMEOUT=1h"}, problem: "shutdown_timeout"},
		{name: "threads", environ: []string{"YUEYUE_EMBEDDING_THREADS=-1"}, problem: "embedding.threads"},
		{name: "bad region", file: "region: anhui", problem: "region"},
		{name: "idle longer than the session", environ: []string{"YUEYUE_STAFF_IDLE=13h"}, problem: "配置项 staff idle"},
		{name: "role without value", environ: []string{"YUEYUE_STAFF_OIDC_ROLES=content_editor"}, problem: `staff.oidc.roles 中的 "content_editor"`},
		{name: "roles", environ: []string{"YUEYUE_STAFF_OIDC_ROLES=a=content_editor,a=content_reviewer"}, listen: "127.0.0.1:8080"},
		{name: "uploads smaller than a file", file: "uploads: {file_mb: 10, total_mb: 5}", problem: "uploads"},
		{name: "empty var", file: "var: \"\"", problem: "配置项 var"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := ""
			if c.file != "" {
				path = filepath.Join(t.TempDir(), "yueyue.yaml")
				if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Load(path, c.environ)
			if c.problem == "" {
				if err != nil || got.Listen != c.listen {
					t.Errorf("listen %q, error %v; want %q", got.Listen, err, c.listen)
				}
			} else if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("error %v does not name %q", err, c.problem)
			}
		})
	}
}

func TestRolesByValue(t *testing.T) {
	got := OIDC{Roles: []string{"editors=content_editor", " cn=a,dc=b = administrator", "editors=content_reviewer"}}.RolesByValue()
	want := map[string][]string{"editors": {"content_editor", "content_reviewer"}, "cn=a,dc=b": {"administrator"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Every variable that the sample and the README speak of by name is one.
func TestDocumentedVariablesExist(t *testing.T) {
	known := Variables()
	for _, file := range []string{"../../README.md", "../../README.zh-CN.md", "../../CONTRIBUTING.md", "../../yueyue.sample.yaml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`YUEYUE_[A-Z_]+`).FindAllString(string(text), -1) {
			if !slices.Contains(known, name) && !isForeign(name) && name != prefix {
				t.Errorf("%s speaks of %s, which is no setting", file, name)
			}
		}
	}
}

func TestLoadNamedFileMustExist(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil); err == nil {
		t.Error("a configuration file that was named and is not there must be an error")
	}
}
