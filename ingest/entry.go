package ingest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"yueyue/internal/fault"
)

// The bounds of looking for an entry of an archive that was read before, under tighter bounds, by package reader.
const (
	nesting     = 4        // archives within archives
	entryLimit  = 64 << 20 // bytes of an entry, as reader.Limits.Size by default
	searchLimit = 16 << 30 // bytes unpacked altogether, as reader.Limits.Total by default
)

// search looks for the entry of an archive that has a hash. Names of entries come in many encodings, so they only say where to
// look first.
type search struct {
	hash string
	base string // the last part of its name
	left int64  // bytes that may still be unpacked
}

// in gives the bytes of the entry; nil when the archive does not hold it. likely looks only at entries of the name and at archives.
func (s *search) in(archive io.ReaderAt, size int64, likely bool, depth int) ([]byte, error) {
	z, err := zip.NewReader(archive, size)
	if err != nil {
		return nil, nil //nolint:nilerr // no archive: it holds nothing
	}
	for _, entry := range z.File {
		nested := strings.HasSuffix(strings.ToLower(entry.Name), ".zip")
		if entry.FileInfo().IsDir() || likely && !nested && !strings.HasSuffix(entry.Name, s.base) {
			continue
		}
		data, err := s.unpack(entry)
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) == s.hash {
			return data, nil
		}
		if depth > 0 && bytes.HasPrefix(data, []byte("PK\x03\x04")) {
			if found, err := s.in(bytes.NewReader(data), int64(len(data)), likely, depth-1); found != nil || err != nil {
				return found, err
			}
		}
	}
	return nil, nil
}

// unpack gives the bytes of an entry; none where it is larger than what is taken in, or broken.
func (s *search) unpack(entry *zip.File) ([]byte, error) {
	from, err := entry.Open()
	if err != nil {
		return nil, nil // a broken entry is not the one
	}
	defer from.Close()
	data, err := io.ReadAll(io.LimitReader(from, entryLimit+1))
	if s.left -= int64(len(data)); s.left < 0 {
		return nil, fault.New(fault.Invalid, "ingest.Files.Open", "archive_bomb", "压缩包解开后太大，没有打开。")
	}
	if len(data) > entryLimit || err != nil && !errors.Is(err, io.EOF) {
		return nil, nil
	}
	return data, nil
}

// unpacked is an entry in memory.
type unpacked struct{ *bytes.Reader }

// Close does nothing: the bytes are the garbage collector's.
func (unpacked) Close() error { return nil }
