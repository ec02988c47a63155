package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"yueyue/bench/internal/machine"
	"yueyue/ingest"
)

// rate is how fast files of one kind were taken in without embedding, on one core.
type rate struct {
	Name            string
	Files           int
	Text            int64         // bytes of the text of passages
	Processor, Took time.Duration // of the program and its worker
	Dry, DryTook    time.Duration // of reading, recognising and cutting alone
	Failed          int
}

func (r rate) whole() float64 { return perSecond(r.Text, r.Processor) }
func (r rate) read() float64  { return perSecond(r.Text, r.Dry) }

func perSecond(bytes int64, took time.Duration) float64 { return float64(bytes) / 1e6 / took.Seconds() }

// measureRates takes files of each format in, and the real ones where there are some.
func measureRates(ctx context.Context, c options) ([]rate, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var rates []rate
	for _, way := range formats {
		folder, err := os.MkdirTemp("", "bench-rate-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(folder)
		files := filepath.Join(folder, "files")
		if err := writeStatutes(files, way, c.Text<<20); err != nil {
			return nil, err
		}
		r, err := measureRate(ctx, folder, files)
		if err != nil {
			return nil, err
		}
		r.Name = way.name
		rates = append(rates, r)
	}
	if _, err := os.Stat(c.Policies); errors.Is(err, fs.ErrNotExist) {
		return rates, nil
	}
	folder, err := os.MkdirTemp("", "bench-rate-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	r, err := measureRate(ctx, folder, c.Policies)
	r.Name = "real files, PDF and spreadsheets among them"
	return append(rates, r), err
}

// writeStatutes writes files until they hold so many bytes.
func writeStatutes(folder string, way format, size int) error {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	for n := 0; size > 0; n++ {
		text := way.write(newStatute(n, usual))
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%05d.%s", n, way.ending)), []byte(text), 0o600); err != nil {
			return err
		}
		size -= len(text)
	}
	return nil
}

// measureRate takes a folder in twice: a dry run that writes nothing, then for real.
func measureRate(ctx context.Context, folder, files string) (r rate, err error) {
	d, err := openDesk(ctx, folder, 1)
	if err != nil {
		return rate{}, err
	}
	defer func() {
		if closing := d.close(); err == nil {
			err = closing
		}
	}()
	timed := func(dry bool) (result ingest.Result, used, took time.Duration, err error) {
		runtime.GC()
		before, began := machine.ProcessorTime()+machine.ChildrenTime(), time.Now()
		result, err = d.take(ctx, dry, files)
		return result, machine.ProcessorTime() + machine.ChildrenTime() - before, time.Since(began), err
	}
	for range 2 { // the first run starts the worker and compiles what it needs
		if _, r.Dry, r.DryTook, err = timed(true); err != nil {
			return rate{}, err
		}
	}
	result, used, took, err := timed(false)
	r.Files, r.Text, r.Processor, r.Took, r.Failed = result.Files, result.Text, used, took, result.Failed
	return r, err
}
