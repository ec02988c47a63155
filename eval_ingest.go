package main

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"

	"yueyue/ingest/measure"
	"yueyue/ingest/reader"
)

// evalIngest compares what is read in the sample files of a folder with what a person read in them.
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
	report, err := measure.Measure(ctx, folder, read)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(e.stdout, report.Markdown())
	return err
}
