// Command pack copies the jieba dictionaries out of the gojieba module into one file, which package segment embeds when it
// lies at retriever/segment/dict/jieba.tar.gz. The same module version always gives the same bytes, so that the version of
// a Segmenter does not change from build to build. usage: go run ./retriever/segment/pack FILE
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/yanyiwu/gojieba"

// files are what cutting needs. The large idf table serves keyword extraction only, which is not used.
var files = []string{"jieba.dict.utf8", "hmm_model.utf8", "stop_words.utf8"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pack FILE")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, target string) error {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		return fmt.Errorf("locate %s: %w", module, err)
	}
	packed, err := pack(filepath.Join(strings.TrimSpace(string(out)), "deps", "cppjieba", "dict"))
	if err != nil {
		return err
	}
	part := target + ".part"
	if err := os.WriteFile(part, packed, 0o600); err != nil {
		return err
	}
	return os.Rename(part, target)
}

func pack(folder string) ([]byte, error) {
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(zip)
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		header := &tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(content); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
