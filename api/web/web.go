// Package web holds the pages that the front-end build leaves in dist, and makes them ready to be served: named by route,
// compressed once, with the times that browsers may keep them.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Pages is the built front-end; without `make` it holds no page.
func Pages() fs.FS {
	pages, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return pages
}

// File is one file with the path at which it is served. It is immutable.
type File struct {
	Route       string // /, /widget/, /loader.js, /assets/main-1a2b3c4d.js
	ContentType string
	Immutable   bool // its name changes with its content

	plain, packed []byte // packed is nil where compression does not pay
	tag           string
}

// contentTypes are those of the files that a front-end build makes. The system's table is not asked: it differs from machine
// to machine.
var contentTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".txt":         "text/plain; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".jpg":         "image/jpeg",
	".webp":        "image/webp",
	".ico":         "image/x-icon",
	".woff2":       "font/woff2",
}

// hashed is a name that the build made from the content: name-Bd1fGh2k.js. One hash in seventy has neither a capital nor a
// digit; it is taken for a plain word, and the file is asked for again each time.
var hashed = regexp.MustCompile(`^assets/.+-([A-Za-z0-9_-]{8})\.[a-z0-9]+$`)

func isHashed(name string) bool {
	match := hashed.FindStringSubmatch(name)
	return match != nil && strings.ContainsAny(match[1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
}

// Files reads all files of a folder but those whose name begins with a dot. An index.html is served at its folder.
func Files(folder fs.FS) ([]File, error) {
	var files []File
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		files = append(files, newFile(name, content))
		return nil
	})
	return files, err
}

func newFile(name string, content []byte) File {
	sum := sha256.Sum256(content)
	f := File{
		Route: "/" + name, ContentType: contentTypes[path.Ext(name)], Immutable: isHashed(name),
		plain: content, tag: `"` + hex.EncodeToString(sum[:8]) + `"`,
	}
	if path.Base(name) == "index.html" {
		f.Route = strings.TrimSuffix(f.Route, "index.html")
	}
	if f.ContentType == "" {
		f.ContentType = "application/octet-stream"
	}
	if packed := pack(content); len(packed) < len(content)*9/10 {
		f.packed = packed
	}
	return f
}

// IsPage reports whether browsers show the file as a page of its own.
func (f File) IsPage() bool { return strings.HasPrefix(f.ContentType, "text/html") }

// ServeHTTP sends the file, or 304 when the client has it. Hashed files are kept for a year, all others are asked for again
// each time.
func (f File) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", f.ContentType)
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", "no-cache")
	if f.Immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, tag := f.plain, f.tag
	if f.packed != nil {
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body, tag = f.packed, strings.TrimSuffix(f.tag, `"`)+`-gzip"` // another representation, another strong tag
		}
	}
	header.Set("ETag", tag)
	for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == tag {
			header.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a client that has gone needs no answer
	}
}

func pack(content []byte) []byte {
	var out bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = writer.Write(content)                                 // a Buffer takes everything
	_ = writer.Close()
	return out.Bytes()
}

// acceptsGzip reads an Accept-Encoding header: gzip or *, unless its weight is 0.
func acceptsGzip(header string) bool {
	accepted := false
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "gzip" && name != "*" {
			continue
		}
		_, q, found := strings.Cut(strings.TrimSpace(weight), "=")
		value, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		wanted := !found || err == nil && value > 0
		if name == "gzip" {
			return wanted
		}
		accepted = wanted
	}
	return accepted
}
