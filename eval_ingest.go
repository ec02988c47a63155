package main

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"yueyue/ingest/measure"
	"yueyue/ingest/reader"
	"yueyue/ingest/truth"
)

// evalIngest compares what is read in the sample files of a folder with what a person read in them: the shipped truth, or that of
// the folder itself where it has a subfolder truth.
func (e *environment) evalIngest(ctx context.Context, folder string) error {
	cfg, err := e.config()
	if err != nil {
		return err
	}
	logger, err := e.logger(cfg, true)
	if err != nil {
		return err
	}
	pool, err := openReader(cfg, logger)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }() // its workers end with this process anyway
	read := func(ctx context.Context, path string) iter.Seq2[reader.Source, error] {
		return pool.Read(ctx, filepath.Base(path), path)
	}
	var files fs.FS = truth.Files
	if own := filepath.Join(folder, "truth"); isFolder(own) {
		files = os.DirFS(own)
	}
	report, err := measure.Measure(ctx, files, folder, read)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.stdout, report.Markdown())
	return err
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
