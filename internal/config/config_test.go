package config

import (
	"os"
	"path/filepath"
	"reflect"
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
		{name: "environment of wrong type", environ: []string{"YUEYUE_RATE_ANONYMOUS=x"}, problem: "环境变量"},
		{name: "negative rate", file: "rate: {anonymous: -1}", problem: "rate.anonymous"},
		{name: "bad level", environ: []string{"YUEYUE_LOG_LEVEL=loud"}, problem: "log.level"},
		{name: "bad format", environ: []string{"YUEYUE_LOG_FORMAT=xml"}, problem: "log.format"},
		{name: "bad dsn", environ: []string{"YUEYUE_DATABASE_DSN=mysql://x"}, problem: "database.dsn"},
		{name: "origin with path", environ: []string{"YUEYUE_WEB_ORIGINS=https://a.example/x"}, problem: "web.origins"},
		{name: "bad proxy", environ: []string{"YUEYUE_WEB_TRUSTED_PROXIES=ten"}, problem: "web.trusted_proxies"},
		{name: "bad metrics network", environ: []string{"YUEYUE_WEB_METRICS_NETWORKS=all"}, problem: "web.metrics_networks"},
		{name: "keys without issuer", environ: []string{"YUEYUE_IDENTITY_KEYS_FILE=k.json"}, problem: "identity"},
		{name: "no port", environ: []string{"YUEYUE_LISTEN=localhost"}, problem: "listen"},
		{name: "stop too long", environ: []string{"YUEYUE_SHUTDOWN_TIMEOUT=1h"}, problem: "shutdown_timeout"},
		{name: "threads", environ: []string{"YUEYUE_EMBEDDING_THREADS=-1"}, problem: "embedding.threads"},
		{name: "bad region", file: "region: anhui", problem: "region"},
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

func TestLoadNamedFileMustExist(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil); err == nil {
		t.Error("a configuration file that was named and is not there must be an error")
	}
}
