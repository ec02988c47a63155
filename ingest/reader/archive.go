package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// handle is an open file.
type handle interface {
	io.Reader
	io.ReaderAt
	Stat() (fs.FileInfo, error)
}

// walker reads a file, or all entries of an archive, in an order that does not change from one run to the next.
type walker struct {
	parser  *parser
	begin   func(index int, name string) error
	end     func(index int, src Source, err error) error
	from    int          // sources before it are through
	dead    map[int]bool // sources that killed a reader: not touched again
	index   int
	entries int
	total   int64
}

// errStop ends a walk: nobody listens any more, or the archive is a bomb.
var errStop = errors.New("stop")

// next begins a source and says whether it is to be read.
func (w *walker) next(name string) (index int, read bool, err error) {
	index = w.index
	w.index++
	if index < w.from || w.dead[index] {
		return index, false, nil
	}
	return index, true, w.begin(index, name)
}

// walk reads the open file.
func (w *walker) walk(ctx context.Context, name string, f handle) error {
	before, err := f.Stat()
	if err != nil {
		return w.refuse(name, refuseFor(err, CodeMissing, "文件打不开。"))
	}
	head := make([]byte, 4)
	n, _ := f.ReadAt(head, 0)
	if string(head[:n]) == "PK\x03\x04" || string(head[:n]) == "PK\x05\x06" {
		if before.Size() > w.parser.limits.Archive {
			return w.refuse(name, refuse(CodeTooLarge, "压缩包有 %s，超过 %s 的上限。", bytesOf(before.Size()), bytesOf(w.parser.limits.Archive)))
		}
		if z, err := zip.NewReader(f, before.Size()); err == nil {
			if format, err := sniffEntries(z); err == nil && format == ZIP {
				return w.archive(ctx, name, z, 1, func() error { return unchanged(f, before) })
			}
		}
	}
	index, read, err := w.next(name)
	if err != nil || !read {
		return err
	}
	if before.Size() > w.parser.limits.Size {
		return w.end(index, Source{Name: name}, refuse(CodeTooLarge, "文件有 %s，超过单个文件 %s 的上限，请拆分后再导入。", bytesOf(before.Size()), bytesOf(w.parser.limits.Size)))
	}
	data, err := io.ReadAll(io.LimitReader(f, w.parser.limits.Size+1))
	if changed := unchanged(f, before); changed != nil || err == nil && int64(len(data)) != before.Size() {
		return w.end(index, Source{Name: name}, refuseFor(changed, CodeChanged, "文件在读取过程中发生了变化，请等它保存完再导入。"))
	}
	if err != nil {
		return w.end(index, Source{Name: name}, refuseFor(err, CodeMissing, "文件读到一半就读不下去了。"))
	}
	return w.source(ctx, index, name, data)
}

// unchanged fails when the file is another than it was.
func unchanged(f handle, before fs.FileInfo) error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	if now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()) {
		return refuse(CodeChanged, "文件在读取过程中发生了变化，请等它保存完再导入。")
	}
	return nil
}

// refuse gives one reason for the whole name.
func (w *walker) refuse(name string, reason error) error {
	index, read, err := w.next(name)
	if err != nil || !read {
		return err
	}
	return w.end(index, Source{Name: name}, reason)
}

// source parses one file within the time that is allowed.
func (w *walker) source(ctx context.Context, index int, name string, data []byte) error {
	limited, cancel := context.WithTimeout(ctx, w.parser.limits.Time)
	src, err := w.parser.guarded(limited, name, data)
	cancel()
	if err := w.end(index, src, err); err != nil {
		return err
	}
	w.parser.tidy()
	return nil
}

// guarded turns a panic into the reason that the file is broken; it is the last resort, for what no reader foresaw.
func (p *parser) guarded(ctx context.Context, name string, data []byte) (src Source, err error) {
	defer func() {
		if recover() != nil {
			src, err = Source{Name: name}, refuse(CodeCrashed, "文件已损坏，读取时出错。")
		}
	}()
	return p.parse(ctx, name, data)
}

// tidy gives memory back that a large file took.
func (p *parser) tidy() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if int64(m.Sys-m.HeapReleased) < p.limits.Memory/3 {
		return
	}
	p.engine.mu.Lock()
	p.engine.stop()
	p.engine.mu.Unlock()
	debug.FreeOSMemory()
}

// archive reads the entries of a zip in their order. still says whether the file is the one that was opened.
func (w *walker) archive(ctx context.Context, name string, z *zip.Reader, depth int, still func() error) error {
	index, read, err := w.next(name)
	if err != nil || w.dead[index] {
		return err
	}
	fail := func(reason error) error {
		if !read {
			return nil
		}
		return w.end(index, Source{Name: name, Format: ZIP, Encoding: "binary"}, reason)
	}
	if depth > w.parser.limits.Depth {
		return fail(refuse(CodeBomb, "压缩包里套压缩包超过 %d 层，没有解开。", w.parser.limits.Depth))
	}
	files := 0
	for _, f := range z.File {
		entry := entryName(f)
		if f.FileInfo().IsDir() || litter(entry) {
			continue
		}
		files++
		if w.entries++; w.entries > w.parser.limits.Entries {
			return w.stop(name, refuse(CodeBomb, "压缩包里超过 %d 个文件，后面的没有读取。", w.parser.limits.Entries))
		}
		if w.total > w.parser.limits.Total {
			return w.stop(name, refuse(CodeBomb, "压缩包解开后超过 %s，后面的没有读取。", bytesOf(w.parser.limits.Total)))
		}
		if err := still(); err != nil {
			return w.stop(name, err)
		}
		if err := w.entry(ctx, name+"!"+entry, entry, f, depth, still); err != nil {
			return err
		}
	}
	if files == 0 {
		return fail(refuse(CodeEmpty, "压缩包里没有文件。"))
	}
	return nil
}

// stop gives the reason why the rest of an archive is not read, and ends the walk.
func (w *walker) stop(name string, reason error) error {
	if err := w.refuse(name, reason); err != nil {
		return err
	}
	return errStop
}

func (w *walker) entry(ctx context.Context, name, entry string, f *zip.File, depth int, still func() error) error {
	index, read, err := w.next(name)
	if err != nil {
		return err
	}
	w.total += int64(min(f.UncompressedSize64, 1<<40))
	if w.dead[index] || !read && !nested(f) {
		return nil
	}
	data, err := w.unpack(ctx, entry, f)
	if err == nil && still() != nil {
		err = still()
	}
	if err != nil {
		if !read {
			return nil
		}
		return w.end(index, Source{Name: name}, err)
	}
	if nested(f) {
		if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
			if format, err := sniffEntries(z); err == nil && format == ZIP {
				return w.archive(ctx, name, z, depth+1, still)
			}
		}
	}
	if !read {
		return nil
	}
	return w.source(ctx, index, name, data)
}

// nested says whether the entry begins as a zip: it has to be opened even when it is through, to count what is in it.
func nested(f *zip.File) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	head := make([]byte, 4)
	_, err = io.ReadFull(r, head)
	return err == nil && (string(head) == "PK\x03\x04" || string(head) == "PK\x05\x06")
}

// unpack reads one entry into memory.
func (w *walker) unpack(ctx context.Context, entry string, f *zip.File) ([]byte, error) {
	switch {
	case escapes(entry) || escapes(strings.ReplaceAll(f.Name, "\\", "/")):
		return nil, refuse(CodePath, "压缩包里的文件名带有越界的路径，没有读取。")
	case f.Mode()&fs.ModeSymlink != 0:
		return nil, refuse(CodePath, "压缩包里的这一项是链接，不是文件，没有读取。")
	case !f.Mode().IsRegular():
		return nil, refuse(CodePath, "压缩包里的这一项不是普通文件，没有读取。")
	case f.Flags&1 != 0:
		return nil, refuse(CodeEncrypted, "压缩包加了密码，请去掉密码后再导入。")
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, refuseFor(err, CodeUnknown, "压缩包用了不支持的压缩方法，请改用普通 ZIP。")
	}
	if err != nil {
		return nil, refuseFor(err, CodeBroken, "压缩包已损坏，这个文件解不开。")
	}
	defer r.Close()
	limited, cancel := context.WithTimeout(ctx, w.parser.limits.Time)
	defer cancel()
	data, err := io.ReadAll(&guard{ctx: limited, r: r, packed: int64(min(f.CompressedSize64, 1<<40)), limits: w.parser.limits})
	switch {
	case limited.Err() != nil:
		return nil, refuseFor(err, CodeTime, "读取超过 %s，已经放弃。", w.parser.limits.Time.Round(time.Second))
	case isRefusal(err):
		return nil, err
	case err != nil:
		return nil, refuseFor(err, CodeBroken, "压缩包已损坏，这个文件解不开。")
	}
	return data, nil
}

// entryName is an entry's name as people see it, its folders apart by slashes.
func entryName(f *zip.File) string { return CleanName(strings.ReplaceAll(f.Name, "\\", "/")) }

// longestName is how many characters of a name are shown.
const longestName = 300

// CleanName is a file's name as people see it: old Chinese programs wrote names in GBK; characters that cannot be seen go, and of a
// very long name only the end is kept.
func CleanName(name string) string {
	if !utf8.ValidString(name) {
		if out, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = out
		}
		name = strings.ToValidUTF8(name, "\uFFFD")
	}
	name = strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, name)
	if all := []rune(name); len(all) > longestName {
		name = "…" + string(all[len(all)-longestName:])
	}
	return name
}

// escapes says whether a name leads out of the archive.
func escapes(name string) bool {
	if name == "" || strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' {
		return true
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}

// litter says whether an entry is what systems leave in archives.
func litter(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || base == ".DS_Store" || base == "Thumbs.db" || base == "desktop.ini" || strings.HasPrefix(base, "~$") ||
		strings.HasPrefix(base, "._")
}
