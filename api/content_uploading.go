package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"time"

	"yueyue/internal/fault"
)

var reflectUpload = reflect.TypeFor[Upload]()

const (
	uploadsKept = 30 * 24 * time.Hour // how long the results of an upload can be read
	filesListed = 20                  // names of files that an upload tells
	rowsGiven   = 1000                // rows that one reply has
)

// uploads keeps what was uploaded in a folder: for each upload upload.json, the files until they were read, rows.jsonl with one line
// for each, and end.json when it is over. One that has no end and is not at work in this process was cut off by a crash. They are
// read one after another, so that two people who upload much do not double the memory. It is safe for concurrent use.
type uploads struct {
	folder string
	config UploadConfig
	intake Intake
	logger *slog.Logger
	now    func() time.Time

	ctx     context.Context //nolint:containedctx // of the work behind the requests; ended by stop
	cancel  context.CancelFunc
	turn    chan struct{}
	working sync.WaitGroup
	mu      sync.Mutex
	running map[string]bool
	stopped bool
}

// end is what becomes of an upload.
type end struct {
	State UploadState `json:"state"`
	Notes []string    `json:"notes"`
	Error string      `json:"error,omitempty"`
	At    time.Time   `json:"at"`
}

func newUploads(config UploadConfig, intake Intake, logger *slog.Logger, now func() time.Time) *uploads {
	u := &uploads{folder: config.Folder, config: config, intake: intake, logger: logger, now: now, turn: make(chan struct{}, 1), running: map[string]bool{}}
	u.ctx, u.cancel = context.WithCancel(context.Background())
	return u
}

// start notes an upload that has come whole and reads its files behind the request.
func (u *uploads) start(t *tray) (Upload, error) {
	const op = "api.uploads.start"
	if err := writeWhole(filepath.Join(t.folder, "upload.json"), t.upload); err != nil {
		t.discard()
		return Upload{}, fault.Wrap(fault.Unavailable, op, err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stopped {
		t.discard()
		return Upload{}, fault.New(fault.Unavailable, op, "stopping", "服务正在重启，请稍后再上传。")
	}
	u.running[t.upload.ID] = true
	u.working.Go(func() {
		u.work(t)
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.running, t.upload.ID)
	})
	return t.upload, nil
}

// work reads the files of an upload, when those before it are read, and notes what became of it.
func (u *uploads) work(t *tray) {
	select {
	case u.turn <- struct{}{}:
		defer func() { <-u.turn }()
	case <-u.ctx.Done():
		return // without an end it counts as interrupted
	}
	notes, err := u.take(t)
	if u.ctx.Err() != nil {
		return
	}
	over := end{State: UploadDone, Notes: append([]string{}, notes...), At: u.now().UTC()}
	if err != nil {
		over.State, over.Error = UploadFailed, fault.MessageOf(err)
		u.logger.Warn("an upload was not read to its end", "error", err)
	}
	if err := writeWhole(filepath.Join(t.folder, "end.json"), over); err != nil {
		u.logger.Error("the end of an upload could not be written", "error", err)
		return
	}
	if err := os.RemoveAll(t.files()); err != nil { // originals are kept where they are needed
		u.logger.Warn("the files of an upload could not be removed", "error", err)
	}
}

func (u *uploads) take(t *tray) ([]string, error) {
	rows, err := os.OpenFile(filepath.Join(t.folder, "rows.jsonl"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "api.uploads.take", err)
	}
	defer rows.Close()
	var lost error
	notes, err := u.intake.Take(u.ctx, t.actor, t.upload.Proposal, t.files(), func(row UploadRow) {
		line, err := json.Marshal(row)
		if err == nil {
			_, err = rows.Write(append(line, '\n'))
		}
		lost = errors.Join(lost, err)
	})
	if err == nil && lost != nil {
		err = fault.Wrap(fault.Unavailable, "api.uploads.take", lost)
	}
	return notes, err
}

// stop ends the work; what is cut off counts as interrupted. It waits until ctx ends.
func (u *uploads) stop(ctx context.Context) error {
	u.mu.Lock()
	u.stopped = true
	u.mu.Unlock()
	u.cancel()
	done := make(chan struct{})
	go func() {
		u.working.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
