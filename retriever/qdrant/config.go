package qdrant

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"time"

	"yueyue/internal/fault"
)

// Config says where the server is and how long to wait for it. The zero value is not usable; start from Default.
type Config struct {
	URL           string        // http or https, host and gRPC port, for example https://qdrant.example.gov.cn:6334
	APIKey        string        // empty: none; sent in the clear over http
	CAFile        string        // PEM certificates that the server's must come from; empty: those of the system
	Alias         string        // names the standing collection and begins the names of all of them
	SearchTimeout time.Duration // for one Search or Score, repetitions included
	ApplyTimeout  time.Duration // for one write of at most 512 units, and for each step of building
}

// Default is a server on this machine.
func Default() Config {
	return Config{URL: "http://127.0.0.1:6334", Alias: "yueyue", SearchTimeout: 2 * time.Second, ApplyTimeout: time.Minute}
}

const defaultPort = 6334

var aliasName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,62}$`)

// Validate refuses what cannot work. The error is fault.Invalid with a sentence for the operator.
func (c Config) Validate() error {
	const op = "qdrant.Config.Validate"
	refuse := func(message string) error { return fault.New(fault.Invalid, op, "index_config", message) }
	at, err := url.Parse(c.URL)
	switch {
	case err != nil || (at.Scheme != "http" && at.Scheme != "https") || at.Hostname() == "":
		return refuse("Qdrant 的地址要写成 https://主机:6334 的样子。")
	case at.User != nil || (at.Path != "" && at.Path != "/") || at.RawQuery != "" || at.Fragment != "":
		return refuse("Qdrant 的地址只能有协议、主机和端口；密钥请写在 API 密钥一栏。")
	case at.Port() == "6333":
		return refuse("Qdrant 的地址要写 gRPC 端口（通常是 6334），6333 是 HTTP 端口。")
	case c.CAFile != "" && at.Scheme != "https":
		return refuse("设置了 Qdrant 的 CA 证书，地址就要用 https。")
	case !aliasName.MatchString(c.Alias):
		return refuse("Qdrant 的集合别名只能用小写字母、数字、“-”和“_”，以字母开头，最长 63 个字符。")
	case c.SearchTimeout <= 0 || c.ApplyTimeout <= 0:
		return refuse("Qdrant 的等待时间要大于 0。")
	}
	return nil
}

// address gives host and port of a valid configuration, and whether the connection is encrypted.
func (c Config) address() (host string, port int, secure bool, err error) {
	at, err := url.Parse(c.URL)
	if err != nil {
		return "", 0, false, err
	}
	port = defaultPort
	if at.Port() != "" {
		if port, err = strconv.Atoi(at.Port()); err != nil {
			return "", 0, false, err
		}
	}
	host = at.Hostname()
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		host = "[" + host + "]"
	}
	return host, port, at.Scheme == "https", nil
}

// certificates gives the TLS configuration.
func (c Config) certificates() (*tls.Config, error) {
	const op = "qdrant.Open"
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CAFile == "" {
		return settings, nil
	}
	text, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: op, Code: "index_config", Message: "读不了 Qdrant 的 CA 证书文件。", Err: err}
	}
	settings.RootCAs = x509.NewCertPool()
	if !settings.RootCAs.AppendCertsFromPEM(text) {
		return nil, fault.New(fault.Invalid, op, "index_config", "Qdrant 的 CA 证书文件里没有 PEM 格式的证书。")
	}
	return settings, nil
}
