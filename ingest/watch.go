package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
)

// The folders inside a watched one that files are moved to.
const (
	doneFolder   = "done"   // all of it was taken in
	failedFolder = "failed" // something was not; the report says what
)

// WatchConfig says what a Watcher watches.
type WatchConfig struct {
	Folder string        // made when absent
	Settle time.Duration // how long a file must not change before it is read; default 5 s
	Actor  audit.Actor   // the author of the proposals
}

// Watcher takes in what people put into a folder: each file, or folder of files, becomes a proposal by itself and is moved to
// done/ or failed/ inside the watched folder, with a report beside it. It never publishes.
type Watcher struct {
	ingester *Ingester
	config   WatchConfig
	taken    func(name string, result Result) // for tests; may be nil
}

// Report is what stands beside a file that was taken in, as JSON.
type Report struct {
	TakenAt time.Time `json:"taken_at"`
	Draft   int64     `json:"draft,omitempty"`
	Title   string    `json:"title,omitempty"` // of the draft
	Error   string    `json:"error,omitempty"` // why the run ended early
	Rows    []Row     `json:"rows"`
}

// NewWatcher makes a Watcher on an Ingester. taken is told of each thing that was taken in and moved; it may be nil. No folder or no
// author is fault.Invalid, a folder that cannot be made fault.Unavailable.
func NewWatcher(ingester *Ingester, config WatchConfig, taken func(name string, result Result)) (*Watcher, error) {
	if config.Folder == "" || config.Actor.Name == "" {
		return nil, fault.New(fault.Invalid, "ingest.NewWatcher", "watch_invalid", "监视文件夹需要写明文件夹和导入人。")
	}
	if config.Settle <= 0 {
		config.Settle = 5 * time.Second
	}
	w := &Watcher{ingester, config, taken}
	for _, folder := range []string{"", doneFolder, failedFolder} {
		if err := os.MkdirAll(filepath.Join(config.Folder, folder), 0o750); err != nil {
			return nil, w.unavailable("ingest.NewWatcher", err)
		}
	}
	return w, nil
}

// state is what a file or folder was like when it was looked at.
type state struct {
	size    int64 // of all its files
	files   int
	changed time.Time // the newest of them
}

// Run watches until ctx ends, and takes in what lies there already. A folder that cannot be watched is fault.Unavailable. What cannot
// be taken in because the database is away is tried again.
func (w *Watcher) Run(ctx context.Context) error {
	const op = "ingest.Watcher.Run"
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return w.unavailable(op, err)
	}
	defer func() { _ = events.Close() }() // nothing was written to it
	if err := events.Add(w.config.Folder); err != nil {
		return w.unavailable(op, err)
	}
	known := map[string]seen{}
	for {
		w.round(ctx, known)
		// While something waits it is looked at by the clock. When nothing does an event says that something came, and a slow clock
		// stands in for the drives that give no events.
		period, coming := max(w.config.Settle/2, 20*time.Millisecond), events.Events
		if len(known) > 0 {
			coming = nil
		} else {
			period = idle
		}
		select {
		case <-ctx.Done():
			return nil
		case <-coming:
		case err := <-events.Errors:
			w.ingester.parts.Logger.WarnContext(ctx, "watching a folder", "error", err)
		case <-time.After(period):
		}
	}
}

// idle is how often an empty folder is looked at where events do not come.
const idle = 30 * time.Second

func (w *Watcher) unavailable(op string, err error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: op, Code: "watch_unavailable", Err: err,
		Message: "监视的文件夹 " + w.config.Folder + " 不能使用，请检查配置项 ingest.watch 的路径和权限。",
	}
}

// seen is a state and since when a thing is in it.
type seen struct {
	state
	since time.Time
	taken *outcome // it was taken in as it is; nil: not yet
}

// outcome is what became of a thing that was taken in. It is kept until the thing can be moved, so that it is not taken in twice.
type outcome struct {
	report Report
	result Result
	folder string // to move it to
}

// round looks at what waits and takes in what has settled.
func (w *Watcher) round(ctx context.Context, known map[string]seen) {
	entries, err := os.ReadDir(w.config.Folder)
	if err != nil {
		w.ingester.parts.Logger.WarnContext(ctx, "watching a folder", "error", err)
		return
	}
	waiting := map[string]bool{}
	for _, entry := range entries {
		name := entry.Name()
		if passedOver(name) || name == doneFolder || name == failedFolder || entry.Type()&fs.ModeSymlink != 0 {
			continue
		}
		now, err := lookAt(filepath.Join(w.config.Folder, name))
		if err != nil || now.files == 0 {
			continue // going or coming
		}
		waiting[name] = true
		at := w.ingester.parts.Now()
		before, ok := known[name]
		if !ok || before.state != now {
			known[name] = seen{state: now, since: at}
			continue
		} else if at.Sub(before.since) < w.config.Settle {
			continue
		}
		if before.taken == nil {
			before.taken = w.take(ctx, name)
		}
		if before.taken != nil && w.settle(ctx, name, before.taken) {
			delete(known, name)
		} else {
			known[name] = seen{now, at, before.taken} // after another while
		}
		if ctx.Err() != nil {
			return
		}
	}
	for name := range known {
		if !waiting[name] {
			delete(known, name)
		}
	}
}

// lookAt looks at a file, or at all files of a folder.
func lookAt(path string) (state, error) {
	var l state
	err := filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		l.files++
		l.size += info.Size()
		if info.ModTime().After(l.changed) {
			l.changed = info.ModTime()
		}
		return nil
	})
	return l, err
}

// take takes one thing in; nil when it has to wait.
func (w *Watcher) take(ctx context.Context, name string) *outcome {
	path := filepath.Join(w.config.Folder, name)
	report := Report{TakenAt: w.ingester.parts.Now(), Rows: []Row{}}
	result, err := w.ingester.Ingest(ctx, []string{path}, Options{Actor: w.config.Actor}, func(row Row) {
		if rel, relErr := filepath.Rel(w.config.Folder, row.File); relErr == nil {
			row.File = rel
		}
		report.Rows = append(report.Rows, row)
	})
	if ctx.Err() != nil || fault.KindOf(err) == fault.Unavailable {
		w.ingester.parts.Logger.WarnContext(ctx, "a watched file waits", "error", err)
		return nil
	}
	report.Draft, report.Title = result.Draft, result.Title
	folder := doneFolder
	if err != nil || result.Failed > 0 {
		folder = failedFolder
	}
	if err != nil {
		report.Error = fault.MessageOf(err)
	}
	return &outcome{report, result, folder}
}

// settle moves a thing that was taken in away; false when it cannot be moved now.
func (w *Watcher) settle(ctx context.Context, name string, o *outcome) bool {
	log := w.ingester.parts.Logger
	if err := w.move(filepath.Join(w.config.Folder, name), filepath.Join(w.config.Folder, o.folder), o.report); err != nil {
		log.WarnContext(ctx, "a watched file cannot be moved", "error", err)
		return false
	}
	log.InfoContext(ctx, "a watched file was taken in", "draft", o.result.Draft, "failed", o.result.Failed)
	if w.taken != nil {
		w.taken(name, o.result)
	}
	return true
}

// move puts the file into a folder, under another name where its own is taken, and the report beside it: first the report, so that
// a file that was moved always has one. A report of what could not be moved goes again.
func (w *Watcher) move(path, folder string, report Report) error {
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	name := filepath.Base(path)
	target := filepath.Join(folder, name)
	for n := 2; ; n++ {
		file, err := os.OpenFile(target+".report.json", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			ending := filepath.Ext(name)
			target = filepath.Join(folder, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending))
			continue
		}
		if err != nil {
			return err
		}
		_, err = file.Write(append(text, '\n'))
		if err = errors.Join(err, file.Close()); err == nil {
			err = os.Rename(path, target)
		}
		if err != nil {
			return errors.Join(err, os.Remove(file.Name()))
		}
		return nil
	}
}
