package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"yueyue/internal/fault"
)

// Files keeps originals in a folder, each once, under the SHA-256 of its bytes. A file is there whole or not at all. It is safe
// for concurrent use, by several processes as well.
type Files struct {
	root string
}

// Original is what is known of a file that is kept.
type Original struct {
	Name     string `json:"name"` // as it was taken in last
	Format   string `json:"format"`
	Encoding string `json:"encoding"`
	In       string `json:"in,omitempty"` // the hash of the archive that holds it; empty: it is kept by itself
}

// NewFiles keeps files under a folder, which it makes with the first one.
func NewFiles(root string) *Files { return &Files{root: root} }

var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// place is where a hash lies; fault.NotFound for what is none.
func (f *Files) place(hash string) (string, error) {
	if !hashPattern.MatchString(hash) {
		return "", fault.New(fault.NotFound, "ingest.Files", "original_unknown", "没有保存这份原件。")
	}
	return filepath.Join(f.root, hash[:2], hash), nil
}

// Put keeps the file at a path and gives its hash. A file that is kept already is not written again.
func (f *Files) Put(file string) (string, error) {
	const op = "ingest.Files.Put"
	from, err := os.Open(file)
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, op, err)
	}
	defer from.Close()
	if err := os.MkdirAll(f.root, 0o750); err != nil {
		return "", fault.Wrap(fault.Unavailable, op, err)
	}
	to, err := os.CreateTemp(f.root, ".new-*") // mode 0600
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, op, err)
	}
	defer os.Remove(to.Name()) // gone when it was renamed
	defer to.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, sum), from); err != nil {
		return "", fault.Wrap(fault.Unavailable, op, err)
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	place, err := f.place(hash)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(place); err == nil {
		return hash, nil
	}
	return hash, fault.Wrap(fault.Unavailable, op, settle(to, place))
}

// Describe remembers what is known of a hash, over what was known before.
func (f *Files) Describe(hash string, o Original) error {
	const op = "ingest.Files.Describe"
	place, err := f.place(hash)
	if err != nil {
		return err
	}
	text, err := json.Marshal(o)
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o750); err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	to, err := os.CreateTemp(f.root, ".new-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	defer os.Remove(to.Name())
	defer to.Close()
	if _, err := to.Write(text); err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	return fault.Wrap(fault.Unavailable, op, settle(to, place+".json"))
}

// settle brings a written file to its place, whole: on the disk before it has its name.
func settle(file *os.File, place string) error {
	if err := file.Chmod(0o440); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o750); err != nil {
		return err
	}
	return os.Rename(file.Name(), place)
}

// Original is what is known of a hash; fault.NotFound when nothing is.
func (f *Files) Original(hash string) (Original, error) {
	const op = "ingest.Files.Original"
	place, err := f.place(hash)
	if err != nil {
		return Original{}, err
	}
	text, err := os.ReadFile(place + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return Original{}, fault.New(fault.NotFound, op, "original_unknown", "没有保存这份原件。")
	}
	if err != nil {
		return Original{}, fault.Wrap(fault.Unavailable, op, err)
	}
	var o Original
	return o, fault.Wrap(fault.Internal, op, json.Unmarshal(text, &o))
}

// Open opens the bytes of a hash for reading; the caller closes them. What an archive holds is unpacked from it into memory. Never
// serve it as what it claims to be: it is as it came. fault.NotFound when it is not kept.
func (f *Files) Open(hash string) (io.ReadSeekCloser, error) {
	const op = "ingest.Files.Open"
	place, err := f.place(hash)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(place)
	if err == nil {
		return file, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	original, err := f.Original(hash)
	if err != nil {
		return nil, err
	}
	if place, err = f.place(original.In); err != nil {
		return nil, err
	}
	archive, err := os.Open(place)
	if err != nil {
		return nil, fault.New(fault.NotFound, op, "original_unknown", "没有保存这份原件。")
	}
	defer archive.Close()
	info, err := archive.Stat()
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	s := search{hash: hash, base: path.Base(original.Name[strings.LastIndexByte(original.Name, '!')+1:]), left: searchLimit}
	for _, likely := range []bool{true, false} {
		found, err := s.in(archive, info.Size(), likely, nesting)
		if err != nil {
			return nil, err
		}
		if found != nil {
			return unpacked{bytes.NewReader(found)}, nil
		}
	}
	return nil, fault.New(fault.NotFound, op, "original_unknown", "没有保存这份原件。")
}
