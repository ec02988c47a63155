package auth

import (
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// maxKeyFile bounds the JWKS file, in bytes.
const maxKeyFile = 1 << 20

// keyFile follows a JWKS file. It looks at the file's time and size before each use, which costs about 2 µs and lets a new
// key count at once. A damaged new file is logged once and the last good keys stay in use.
type keyFile struct {
	path   string
	logger *slog.Logger
	keys   atomic.Pointer[keySet]

	mu   sync.Mutex // held while the file is looked at
	seen stamp
}

// stamp is how a change of the file shows; the zero stamp means that there was none.
type stamp struct {
	modified time.Time
	size     int64
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.ModTime(), info.Size()} }

// openKeyFile reads the file; unlike later readings the first must succeed.
func openKeyFile(path string, logger *slog.Logger) (*keyFile, error) {
	f := &keyFile{path: path, logger: logger}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f.seen = stampOf(info)
	return f, f.read()
}

// current gives the keys as the file has them now.
func (f *keyFile) current() keySet {
	f.mu.Lock()
	defer f.mu.Unlock()
	var now stamp
	if info, err := os.Stat(f.path); err == nil {
		now = stampOf(info)
	}
	if now != f.seen {
		f.seen = now
		if err := f.read(); err != nil {
			f.logger.Error("identity keys not reloaded, the last good ones stay in use", "error", err)
		} else {
			f.logger.Info("identity keys reloaded", "keys", len(*f.keys.Load()))
		}
	}
	return *f.keys.Load()
}

func (f *keyFile) read() error {
	file, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	document, err := readAll(file, maxKeyFile)
	if err != nil {
		return err
	}
	keys, err := parseKeys(document)
	if err != nil {
		return err
	}
	f.keys.Store(&keys)
	return nil
}
