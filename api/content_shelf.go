package api

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/uuid"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
)

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
