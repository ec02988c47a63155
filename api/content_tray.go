package api

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
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

// tray is an upload whose files are coming.
type tray struct {
	uploads *uploads
	folder  string
	actor   audit.Actor
	upload  Upload
	names   map[string]bool // of the files, in small letters
	bytes   int64
}

func (u *uploads) begin(proposal editorial.ProposalID, actor audit.Actor) (*tray, error) {
	const op = "api.uploads.begin"
	u.prune()
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fault.Wrap(fault.Internal, op, err)
	}
	t := &tray{uploads: u, actor: actor, names: map[string]bool{}, folder: filepath.Join(u.folder, id.String()), upload: Upload{
		ID: id.String(), Proposal: proposal, By: actor.Name, State: UploadRunning, Files: []string{}, Rows: []UploadRow{}, Notes: []string{}, StartedAt: u.now().UTC(),
	}}
	return t, fault.Wrap(fault.Unavailable, op, os.MkdirAll(t.files(), 0o750))
}

// files is where the files of the upload lie.
func (t *tray) files() string { return filepath.Join(t.folder, "files") }

func (t *tray) discard() {
	if err := os.RemoveAll(t.folder); err != nil {
		t.uploads.logger.Warn("an upload could not be removed", "error", err)
	}
}

// add writes a file. Bounds are fault.TooLarge; errors of the source come as they are.
func (t *tray) add(name string, from io.Reader) error {
	const op = "api.tray.add"
	config := t.uploads.config
	if t.upload.FileCount >= config.Files {
		return fault.New(fault.TooLarge, op, "files_too_many", fmt.Sprintf("一次最多上传 %d 个文件，请分几次，或打成压缩包。", config.Files))
	}
	name = t.free(fileName(name))
	file, err := os.OpenFile(filepath.Join(t.files(), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	defer file.Close()
	most := min(config.FileBytes, config.TotalBytes-t.bytes)
	written, err := io.Copy(file, &atMost{from, most})
	t.bytes += written
	switch {
	case errors.Is(err, errTooMuch) && most < config.FileBytes:
		return fault.New(fault.TooLarge, op, "upload_too_large", fmt.Sprintf("一次最多上传 %s，请分几次上传。", size(config.TotalBytes)))
	case errors.Is(err, errTooMuch):
		return fault.New(fault.TooLarge, op, "file_too_large", fmt.Sprintf("文件太大（最多 %s），请拆分后再上传。", size(config.FileBytes)))
	case err != nil:
		if _, disk := errors.AsType[*fs.PathError](err); disk {
			return fault.Wrap(fault.Unavailable, op, err)
		}
		return err
	}
	if t.upload.FileCount++; t.upload.FileCount <= filesListed {
		t.upload.Files = append(t.upload.Files, name)
	}
	return fault.Wrap(fault.Unavailable, op, file.Close())
}

var errTooMuch = errors.New("more than allowed")

// atMost gives errTooMuch behind so many bytes.
type atMost struct {
	from io.Reader
	left int64
}

func (a *atMost) Read(into []byte) (int, error) {
	if int64(len(into)) > a.left+1 {
		into = into[:a.left+1]
	}
	n, err := a.from.Read(into)
	if int64(n) > a.left {
		return int(a.left), errTooMuch
	}
	a.left -= int64(n)
	return n, err
}

func size(bytes int64) string {
	if bytes >= 1<<30 && bytes%(1<<30) == 0 {
		return fmt.Sprintf("%d GB", bytes>>30)
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}

// fileName is the last part of what a browser calls a file, as a name that is safe on the disk, is no hidden file and no
// lock file of an office program.
func fileName(name string) string {
	if !utf8.ValidString(name) {
		name = strings.ToValidUTF8(name, "_")
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|!`, r) { // ! stands between an archive and its entries
			return '_'
		}
		return r
	}, name))
	ending := filepath.Ext(name)
	if len(ending) > 20 {
		ending = ""
	}
	stem := strings.TrimSuffix(name, ending)
	for len(stem)+len(ending) > 200 {
		_, last := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-last]
	}
	if stem == "" || strings.HasPrefix(stem, ".") || strings.HasPrefix(stem, "~$") || stem+ending == "Thumbs.db" || stem+ending == "__MACOSX" {
		stem = "_" + strings.TrimLeft(stem, ".")
	}
	return stem + ending
}

// free is a name that no other file of the upload has.
func (t *tray) free(name string) string {
	ending := filepath.Ext(name)
	free := name
	for n := 2; t.names[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending)
	}
	t.names[strings.ToLower(free)] = true
	return free
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

var errNoUpload = fault.New(fault.NotFound, "api.uploads.get", "upload_unknown", "没有这次上传，或已经超过 30 天。")

// get is an upload into a proposal with rows behind after, which is 0 or the Next of the reply before: how far into rows.jsonl those
// went, so that what was given once is not read again. fault.NotFound when there is no such upload.
func (u *uploads) get(proposal editorial.ProposalID, id string, after int64) (Upload, error) {
	const op = "api.uploads.get"
	upload, err := u.read(id) // before the rows: one that is over has them all
	if err != nil || upload.Proposal != proposal {
		return Upload{}, errors.Join(err, errNoUpload)
	}
	upload.Next = after
	rows, err := os.Open(filepath.Join(u.folder, id, "rows.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return upload, nil
	}
	if err != nil {
		return Upload{}, fault.Wrap(fault.Unavailable, op, err)
	}
	defer rows.Close()
	if _, err := rows.Seek(after, io.SeekStart); err != nil {
		return Upload{}, fault.Wrap(fault.Unavailable, op, err)
	}
	lines := bufio.NewReader(rows)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return Upload{}, fault.Wrap(fault.Unavailable, op, err)
		}
		var row UploadRow
		if err != nil || json.Unmarshal(line, &row) != nil {
			return upload, nil // the end, or a row that is being written or was cut off by a crash
		}
		if len(upload.Rows) == rowsGiven {
			upload.More = true
			return upload, nil
		}
		upload.Rows = append(upload.Rows, row)
		upload.Next += int64(len(line))
	}
}

// read is an upload without its rows.
func (u *uploads) read(id string) (Upload, error) {
	if uuid.Validate(id) != nil || len(id) != 36 {
		return Upload{}, errNoUpload
	}
	u.mu.Lock()
	running := u.running[id]
	u.mu.Unlock()
	var upload Upload
	if found, err := readWhole(filepath.Join(u.folder, id, "upload.json"), &upload); err != nil || !found {
		return Upload{}, errors.Join(err, errNoUpload)
	}
	upload.FileCount = max(upload.FileCount, len(upload.Files))
	var over end
	found, err := readWhole(filepath.Join(u.folder, id, "end.json"), &over)
	switch {
	case err != nil:
		return Upload{}, err
	case found:
		upload.State, upload.Notes, upload.Error, upload.EndedAt = over.State, over.Notes, over.Error, &over.At
	case !running:
		upload.State = UploadInterrupted
	}
	return upload, nil
}

// list are the uploads into a proposal, newest first, without their rows.
func (u *uploads) list(proposal editorial.ProposalID) ([]Upload, error) {
	entries, err := os.ReadDir(u.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Unavailable, "api.uploads.list", err)
	}
	found := []Upload{}
	for _, entry := range slices.Backward(entries) { // their ids begin with the time
		upload, err := u.read(entry.Name())
		if fault.KindOf(err) == fault.NotFound || err == nil && upload.Proposal != proposal {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, upload)
	}
	return found, nil
}

// prune removes what is too old to be read, whether it came whole or not.
func (u *uploads) prune() {
	entries, err := os.ReadDir(u.folder)
	if err != nil {
		return // nothing was uploaded yet
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || uuid.Validate(entry.Name()) != nil || u.now().Sub(info.ModTime()) < uploadsKept {
			continue
		}
		if err := os.RemoveAll(filepath.Join(u.folder, entry.Name())); err != nil {
			u.logger.Warn("an old upload could not be removed", "error", err)
		}
	}
}

// writeWhole writes a value so that it is there whole or not at all.
func writeWhole(file string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// readWhole reads what writeWhole wrote; false when it is not there.
func readWhole(file string, value any) (bool, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, "api.uploads", err)
	}
	return true, fault.Wrap(fault.Internal, "api.uploads", json.Unmarshal(text, value))
}
