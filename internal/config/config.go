// Package config reads the settings of the program: defaults, then a YAML file, then the environment, each overriding the
// one before. The annotated sample yueyue.sample.yaml is tested equal to the defaults, so it is the reference of every
// setting, its unit and its range.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Config is the whole configuration. The zero value is not usable; start from Default.
type Config struct {
	Listen          string        `yaml:"listen" env:"LISTEN"`
	Var             string        `yaml:"var" env:"VAR"`
	Assets          string        `yaml:"assets" env:"ASSETS"`
	Region          string        `yaml:"region" env:"REGION"`
	ShutdownTimeout time.Duration `yaml:"shutdown_timeout" env:"SHUTDOWN_TIMEOUT"`
	Log             Log           `yaml:"log" envPrefix:"LOG_"`
	Database        Database      `yaml:"database" envPrefix:"DATABASE_"`
	Embedding       Embedding     `yaml:"embedding" envPrefix:"EMBEDDING_"`
	Web             Web           `yaml:"web" envPrefix:"WEB_"`
	Rate            Rate          `yaml:"rate" envPrefix:"RATE_"`
	Identity        Identity      `yaml:"identity" envPrefix:"IDENTITY_"`
	Contact         Contact       `yaml:"contact" envPrefix:"CONTACT_"`
	Index           Index         `yaml:"index" envPrefix:"INDEX_"`
	Ingest          Ingest        `yaml:"ingest" envPrefix:"INGEST_"`
	Editorial       Editorial     `yaml:"editorial" envPrefix:"EDITORIAL_"`
	Staff           Staff         `yaml:"staff" envPrefix:"STAFF_"`
	Uploads         Uploads       `yaml:"uploads" envPrefix:"UPLOADS_"`
}

// Log says what is logged and how.
type Log struct {
	Level  string `yaml:"level" env:"LEVEL"`
	Format string `yaml:"format" env:"FORMAT"`
}

// Database names the store. An empty DSN is the SQLite file yueyue.db under Var.
type Database struct {
	DSN string `yaml:"dsn" env:"DSN"`
}

// Web sets what browsers and proxies may do.
type Web struct {
	Origins         []string `yaml:"origins" env:"ORIGINS"`
	TrustedProxies  []string `yaml:"trusted_proxies" env:"TRUSTED_PROXIES"`
	MetricsNetworks []string `yaml:"metrics_networks" env:"METRICS_NETWORKS"`
}

// Rate limits askers, per address and minute; 0 is no limit.
type Rate struct {
	Anonymous int `yaml:"anonymous" env:"ANONYMOUS"`
}

// Identity says whose signed tokens name a taxpayer. An empty KeysFile turns host identity off.
type Identity struct {
	Issuer   string `yaml:"issuer" env:"ISSUER"`
	Audience string `yaml:"audience" env:"AUDIENCE"`
	KeysFile string `yaml:"keys_file" env:"KEYS_FILE"`
}

// Contact is what 悦悦 says when somebody wants a person.
type Contact struct {
	Hotline string `yaml:"hotline" env:"HOTLINE"`
	Hours   string `yaml:"hours" env:"HOURS"`
}

// Ingest sets how files are taken in. An empty Watch watches no folder.
type Ingest struct {
	Threads int           `yaml:"threads" env:"THREADS"`
	Watch   string        `yaml:"watch" env:"WATCH"`
	Settle  time.Duration `yaml:"settle" env:"SETTLE"`
}

// Editorial sets how strict the desk is.
type Editorial struct {
	OnePersonDesk bool `yaml:"one_person_desk" env:"ONE_PERSON_DESK"`
}

// Staff sets how staff log in. Idle and Session bound a login that is unused and one that is used.
type Staff struct {
	Idle    time.Duration `yaml:"idle" env:"IDLE"`
	Session time.Duration `yaml:"session" env:"SESSION"`
	OIDC    OIDC          `yaml:"oidc" envPrefix:"OIDC_"`
}

// OIDC names the identity provider of the house. An empty Issuer: staff log in by password alone. Roles are written as
// value=role, a value of the claim and what it allows here.
type OIDC struct {
	Issuer       string   `yaml:"issuer" env:"ISSUER"`
	ClientID     string   `yaml:"client_id" env:"CLIENT_ID"`
	ClientSecret string   `yaml:"client_secret" env:"CLIENT_SECRET"`
	RedirectURL  string   `yaml:"redirect_url" env:"REDIRECT_URL"`
	Scopes       []string `yaml:"scopes" env:"SCOPES"`
	NameClaim    string   `yaml:"name_claim" env:"NAME_CLAIM"`
	RoleClaim    string   `yaml:"role_claim" env:"ROLE_CLAIM"`
	Roles        []string `yaml:"roles" env:"ROLES"`
}

// RolesByValue are the roles that each value of the role claim allows.
func (o OIDC) RolesByValue() map[string][]string {
	roles := map[string][]string{}
	for _, entry := range o.Roles {
		if at := strings.LastIndexByte(entry, '='); at > 0 {
			value := strings.TrimSpace(entry[:at])
			roles[value] = append(roles[value], strings.TrimSpace(entry[at+1:]))
		}
	}
	return roles
}

// Uploads bounds what content staff upload at once; sizes are in MiB.
type Uploads struct {
	FileMB  int `yaml:"file_mb" env:"FILE_MB"`
	TotalMB int `yaml:"total_mb" env:"TOTAL_MB"`
	Files   int `yaml:"files" env:"FILES"`
}

// Default is the configuration of a fresh machine.
func Default() Config {
	return Config{
		Listen:          "127.0.0.1:8080",
		Var:             "var",
		Region:          "340000",
		ShutdownTimeout: 10 * time.Second,
		Log:             Log{Level: "info", Format: "text"},
		Embedding:       Embedding{Enabled: true, Endpoint: Endpoint{Timeout: 10 * time.Second}},
		Web:             Web{Origins: []string{}, TrustedProxies: []string{}, MetricsNetworks: []string{"127.0.0.0/8", "::1/128"}},
		Rate:            Rate{Anonymous: 60},
		Contact:         Contact{Hotline: "12366", Hours: "法定工作日的上班时间"},
		Index:           Index{Qdrant: Qdrant{Alias: "yueyue", SearchTimeout: 2 * time.Second, ApplyTimeout: time.Minute}},
		Ingest:          Ingest{Settle: 5 * time.Second},
		Staff: Staff{Idle: 2 * time.Hour, Session: 12 * time.Hour, OIDC: OIDC{
			Scopes: []string{"profile"}, NameClaim: "preferred_username", RoleClaim: "roles", Roles: []string{},
		}},
		Uploads: Uploads{FileMB: 1024, TotalMB: 2048, Files: 500},
	}
}

var regionCode = regexp.MustCompile(`^\d{6}$`)

// Load reads path over the defaults and the environment over both. An empty path reads yueyue.yaml in the working folder
// where there is one. Every problem found is named in the one error returned.
func Load(path string, environ []string) (Config, error) {
	cfg := Default()
	named := path != ""
	if !named {
		path = "yueyue.yaml"
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
	case err != nil:
		return Config{}, fmt.Errorf("读取配置文件失败：%w", err)
	default:
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&cfg); err != nil && !errors.Is(err, io.EOF) {
			return Config{}, fmt.Errorf("配置文件 %s 有误：%w", path, err)
		}
	}
	if err := readEnvironment(&cfg, environ); err != nil {
		return Config{}, err
	}
	if err := cfg.Validate(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// Validate names every setting that cannot be used.
func (c Config) Validate() error {
	var problems []error
	bad := func(setting, why string) { problems = append(problems, fmt.Errorf("配置项 %s %s", setting, why)) }
	if !strings.Contains(c.Listen, ":") {
		bad("listen", "应写成 地址:端口，例如 127.0.0.1:8080")
	}
	if c.Var == "" {
		bad("var", "不能为空")
	}
	if !regionCode.MatchString(c.Region) {
		bad("region", "应为六位行政区划代码，例如 340000")
	}
	if c.ShutdownTimeout < time.Second || c.ShutdownTimeout > 5*time.Minute {
		bad("shutdown_timeout", "应在 1s 到 5m 之间")
	}
	if _, err := c.LogLevel(); err != nil {
		bad("log.level", "应为 debug、info、warn 或 error")
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		bad("log.format", "应为 text 或 json")
	}
	if dsn := c.Database.DSN; dsn != "" && !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		bad("database.dsn", "留空使用 SQLite，或以 postgres:// 开头")
	}
	if c.Embedding.Threads < 0 || c.Embedding.Threads > 256 {
		bad("embedding.threads", "应在 0（每个处理器核一个）到 256 之间")
	}
	for _, origin := range c.Web.Origins {
		switch u, err := url.Parse(origin); {
		case strings.Contains(origin, "*"):
			bad("web.origins", fmt.Sprintf("中的 %q 不能用通配符 *，请把每个网站的来源逐个写出，例如 https://etax.example", origin))
		case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || origin != u.Scheme+"://"+u.Host:
			bad("web.origins", fmt.Sprintf("中的 %q 应写成 https://主机[:端口]，后面不带路径", origin))
		}
	}
	for _, list := range [][2]any{{"web.trusted_proxies", c.Web.TrustedProxies}, {"web.metrics_networks", c.Web.MetricsNetworks}} {
		for _, network := range list[1].([]string) {
			if _, err := netip.ParsePrefix(network); err != nil {
				bad(list[0].(string), fmt.Sprintf("中的 %q 应写成网段，例如 10.0.0.0/8", network))
			}
		}
	}
	if c.Rate.Anonymous < 0 {
		bad("rate.anonymous", "不能小于 0")
	}
	if c.Identity.KeysFile != "" && (c.Identity.Issuer == "" || c.Identity.Audience == "") {
		bad("identity", "设置了 keys_file 时，issuer 和 audience 都必须填写")
	}
	if c.Index.Qdrant.SearchTimeout <= 0 || c.Index.Qdrant.ApplyTimeout <= 0 {
		bad("index.qdrant", "等待时间应大于 0")
	}
	if c.Ingest.Threads < 0 || c.Ingest.Threads > 16 {
		bad("ingest.threads", "应在 0（两个）到 16 之间")
	}
	if c.Ingest.Settle < 100*time.Millisecond || c.Ingest.Settle > time.Hour {
		bad("ingest.settle", "应在 100ms 到 1h 之间")
	}
	if c.Staff.Idle < time.Minute || c.Staff.Idle > c.Staff.Session || c.Staff.Session > 30*24*time.Hour {
		bad("staff", "idle 应不少于 1m 且不超过 session，session 不超过 720h")
	}
	for _, entry := range c.Staff.OIDC.Roles {
		if at := strings.LastIndexByte(entry, '='); at < 1 || at == len(entry)-1 {
			bad("staff.oidc.roles", fmt.Sprintf("中的 %q 应写成 取值=角色，例如 content-team=content_editor", entry))
		}
	}
	if u := c.Uploads; u.FileMB < 1 || u.TotalMB < u.FileMB || u.TotalMB > 1<<20 || u.Files < 1 || u.Files > 100_000 {
		bad("uploads", "file_mb 应不小于 1，total_mb 不小于 file_mb，files 在 1 到 100000 之间")
	}
	return errors.Join(problems...)
}

// LogLevel is Log.Level as slog knows it.
func (c Config) LogLevel() (slog.Level, error) {
	var level slog.Level
	err := level.UnmarshalText([]byte(c.Log.Level))
	return level, err
}

// DatabasePath is where the SQLite file lies.
func (c Config) DatabasePath() string { return filepath.Join(c.Var, "yueyue.db") }

// AssetsFolder is where the model and its runtime lie: Assets, else the folder assets beside the program, whatever Var
// and the working folder are.
func (c Config) AssetsFolder() string {
	if c.Assets != "" {
		return c.Assets
	}
	program, err := os.Executable()
	if err != nil {
		return "assets"
	}
	if target, err := filepath.EvalSymlinks(program); err == nil {
		program = target
	}
	return filepath.Join(filepath.Dir(program), "assets")
}
