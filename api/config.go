package api

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"yueyue/internal/fault"
)

// Config sets what browsers, proxies and strangers may do. The zero value is usable: no foreign origin, no proxy, nobody
// reads the metrics, no limits on askers, and the times and sizes of Sockets as they are documented.
type Config struct {
	Origins         []string // of host pages that may embed the window, https://host[:port] without wildcard; the server's own pages always may
	TrustedProxies  []string // networks whose X-Forwarded-For is believed
	MetricsNetworks []string // networks that may read /metrics
	RateAnonymous   int      // requests a minute and address for whoever is not signed in; 0 is no limit
	ShutdownTimeout time.Duration
	Sockets         SocketConfig
	Uploads         UploadConfig
}

// UploadConfig bounds what content staff upload at once. A zero field stands for its default.
type UploadConfig struct {
	Folder     string // where uploads lie; made when it is not there; "uploads" in the folder for temporary files
	FileBytes  int64  // of one file; 1 GiB
	TotalBytes int64  // of all files of one upload; 2 GiB
	Files      int    // of one upload; 500
}

// SocketConfig bounds the WebSockets. A zero field stands for its default.
type SocketConfig struct {
	Hello           time.Duration // until the first frame has come; 10 s
	Ping            time.Duration // between signs of life, and between looks at the database; 25 s
	Place           time.Duration // until a place among the sockets of the conversation must be free; 5 s
	Write           time.Duration // until a frame must be taken by the client; 10 s
	All             int           // open at once; 10,000
	PerConversation int           // open at once; 8
}

func (c Config) withDefaults() Config {
	set(&c.ShutdownTimeout, 10*time.Second)
	set(&c.Uploads.Folder, filepath.Join(os.TempDir(), "uploads"))
	set(&c.Uploads.FileBytes, 1<<30)
	set(&c.Uploads.TotalBytes, 2<<30)
	set(&c.Uploads.Files, 500)
	set(&c.Sockets.Hello, 10*time.Second)
	set(&c.Sockets.Ping, 25*time.Second)
	set(&c.Sockets.Place, 5*time.Second)
	set(&c.Sockets.Write, 10*time.Second)
	set(&c.Sockets.All, 10_000)
	set(&c.Sockets.PerConversation, 8)
	return c
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Validate names everything that cannot be used.
func (c Config) Validate() error {
	var problems []error
	for _, origin := range c.Origins {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || origin != u.Scheme+"://"+u.Host || strings.Contains(origin, "*") {
			problems = append(problems, fmt.Errorf("origin %q is not scheme://host", origin))
		}
	}
	for _, list := range [][]string{c.TrustedProxies, c.MetricsNetworks} {
		if _, err := networks(list); err != nil {
			problems = append(problems, err)
		}
	}
	if c.RateAnonymous < 0 || c.ShutdownTimeout < 0 {
		problems = append(problems, errors.New("a rate or time is negative"))
	}
	if s := c.Sockets; s.Hello < 0 || s.Ping < 0 || s.Place < 0 || s.Write < 0 || s.All < 0 || s.PerConversation < 0 {
		problems = append(problems, errors.New("a bound of the sockets is negative"))
	}
	if u := c.Uploads; u.FileBytes < 0 || u.TotalBytes < 0 || u.Files < 0 {
		problems = append(problems, errors.New("a bound of the uploads is negative"))
	}
	return fault.Wrap(fault.Invalid, "api.Config", errors.Join(problems...))
}

func networks(list []string) ([]netip.Prefix, error) {
	parsed := make([]netip.Prefix, 0, len(list))
	for _, text := range list {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, network)
	}
	return parsed, nil
}
