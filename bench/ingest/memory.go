package main

import (
	"archive/zip"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"yueyue/bench/internal/house"
	"yueyue/bench/internal/machine"
	"yueyue/ingest"
)

// kept is what taking an archive in cost.
type kept struct {
	Text, Packed int64 // bytes of the entries, and of the archive
	Entries      int
	Idle         int // resident MB of the program with its database open, before the archive
	Peaks        machine.Peaks
	Result       ingest.Result
	Took         time.Duration
}

// above is the most that program and workers held above idle in MB, as if all had been at their highest at once.
func (k kept) above() int { return max(k.Peaks.Own+k.Peaks.Children, k.Peaks.Together) - k.Idle }

// measureMemory takes an archive of c.Archive MB of text in.
func measureMemory(ctx context.Context, c options) (k kept, err error) {
	folder, err := os.MkdirTemp("", "bench-archive-")
	if err != nil {
		return kept{}, err
	}
	defer os.RemoveAll(folder)
	archive := filepath.Join(folder, "policies.zip")
	if err := k.pack(archive, int64(c.Archive)<<20); err != nil {
		return kept{}, err
	}
	d, err := openDesk(ctx, folder, 2)
	if err != nil {
		return kept{}, err
	}
	defer func() {
		if closing := d.close(); err == nil {
			err = closing
		}
	}()
	k.Idle = house.Settled()
	began, stop := time.Now(), machine.Watch()
	k.Result, err = d.take(ctx, false, archive)
	k.Took, k.Peaks = time.Since(began), stop()
	return k, err
}

// Entries of an archive: most have some tens of kilobytes, every fiftieth some megabytes.
const (
	usual, large = 300, 6000 // articles
	everyLarge   = 50
)

// pack writes an archive of statutes that hold so many bytes.
func (k *kept) pack(archive string, size int64) error {
	file, err := os.Create(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	z := zip.NewWriter(file)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for ; k.Text < size; k.Entries++ {
		articles, way := usual, formats[k.Entries%len(formats)]
		if k.Entries%everyLarge == everyLarge-1 {
			articles = large
		}
		w, err := z.Create(fmt.Sprintf("%02d/%05d.%s", k.Entries%100, k.Entries, way.ending))
		if err != nil {
			return err
		}
		n, err := io.WriteString(w, way.write(newStatute(k.Entries, articles)))
		if err != nil {
			return err
		}
		k.Text += int64(n)
	}
	if err := z.Close(); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	k.Packed = info.Size()
	return file.Close()
}
