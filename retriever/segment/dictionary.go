package segment

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/yanyiwu/gojieba"

	"yueyue/internal/fault"
)

// The folder holds jieba.tar.gz once the command in pack has made it; without it the program builds, and New says what is
// missing.
//
//go:embed all:dict
var shipped embed.FS

const packName = "dict/jieba.tar.gz"

// dictionaries are the unpacked files, verified.
type dictionaries struct {
	folder string
	stops  []byte
}

// idfStandIn fills the place of the table for keyword extraction, which is not used and would cost .15 s and 30 MB.
const idfStandIn = "税 1.0\n"

// termFrequency is how often jieba shall believe a term to stand in its 60 million words: often enough to win over two
// common words (自然人 over 自然 and 人), not so often as to tear others apart (一个税务局 keeps 一个).
const termFrequency = 1000

func readPack(files fs.FS) ([]byte, error) {
	packed, err := fs.ReadFile(files, packName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unavailable, "segment.New", "dictionary_missing",
			"程序中没有分词词典：请先运行 make assets，再重新构建。")
	}
	return packed, fault.Wrap(fault.Internal, "segment.New", err)
}

// unpack brings the files of the pack into a folder of cacheDir that is named after their content. Each file is compared
// with the pack and written again unless it is the same, by rename, so that processes that start at once do no harm.
func unpack(packed []byte, cacheDir string) (*dictionaries, error) {
	if cacheDir == "" || strings.ContainsAny(cacheDir, ";|") { // jieba takes these for several paths
		return nil, fault.New(fault.Invalid, "segment.New", "cache_dir_invalid",
			fmt.Sprintf("分词词典的缓存目录 %q 不可用：不能为空，也不能含有 ; 或 |。", cacheDir))
	}
	sum := sha256.Sum256(packed)
	found := &dictionaries{folder: filepath.Join(cacheDir, "jieba-"+hex.EncodeToString(sum[:6]))}
	if err := os.MkdirAll(found.folder, 0o750); err != nil {
		return nil, unwritable(found.folder, err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "segment.New", err)
	}
	for archive := tar.NewReader(zip); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.Wrap(fault.Internal, "segment.New", err)
		}
		content := make([]byte, header.Size)
		if _, err := io.ReadFull(archive, content); err != nil {
			return nil, fault.Wrap(fault.Internal, "segment.New", err)
		}
		if err := keep(found.path(header.Name), content); err != nil {
			return nil, unwritable(found.folder, err)
		}
		if header.Name == stopsName {
			found.stops = content
		}
	}
	if err := keep(found.path(idfName), []byte(idfStandIn)); err != nil {
		return nil, unwritable(found.folder, err)
	}
	return found, nil
}

// The names of the files, as cppjieba ships them.
const (
	dictName  = "jieba.dict.utf8"
	hmmName   = "hmm_model.utf8"
	idfName   = "idf.utf8"
	stopsName = "stop_words.utf8"
)

func (d *dictionaries) path(name string) string { return filepath.Join(d.folder, filepath.Base(name)) }

// load reads the dictionaries with the terms as user words. Jieba ends the process on a bad file, hence the checks before.
func (d *dictionaries) load(terms []string) (*gojieba.Jieba, error) {
	user, err := os.CreateTemp(d.folder, "terms-*.utf8") // needed during the load only
	if err != nil {
		return nil, unwritable(d.folder, err)
	}
	defer os.Remove(user.Name())
	var lines strings.Builder
	for _, term := range terms {
		fmt.Fprintf(&lines, "%s %d n\n", term, termFrequency)
	}
	_, err = io.WriteString(user, lines.String())
	if err := errors.Join(err, user.Close()); err != nil {
		return nil, unwritable(d.folder, err)
	}
	return gojieba.NewJieba(d.path(dictName), d.path(hmmName), user.Name(), d.path(idfName), d.path(stopsName)), nil
}

// keep makes sure that the file holds just content.
func keep(path string, content []byte) error {
	if present, err := os.ReadFile(path); err == nil && bytes.Equal(present, content) {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

func unwritable(folder string, err error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: "segment.New", Code: "dictionary_unwritable", Err: err,
		Message: fmt.Sprintf("无法把分词词典写入 %s：请检查目录权限和磁盘空间。", folder),
	}
}
