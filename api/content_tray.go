package api

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"yueyue/internal/editorial"
	"yueyue/internal/fault"
	"yueyue/internal/staff/audit"
)

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
