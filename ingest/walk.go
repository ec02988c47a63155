package ingest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yueyue/ingest/reader"
	"yueyue/internal/fault"
)

// file is something to read, or the reason why it is not read.
type file struct {
	path string // where it lies, symbolic links resolved
	name string // as people named it
	size int64
	err  error
}

// walk finds the files of paths: each path itself, or what a folder holds, in the order in which they are read. Hidden files and the
// lock files of office programs are passed over. A symbolic link that a folder holds is followed only to a file inside the folder.
func walk(ctx context.Context, paths []string) ([]file, error) {
	var files []file
	seen := map[string]bool{}
	add := func(f file) {
		if f.err == nil && seen[f.path] {
			return
		}
		seen[f.path] = true
		files = append(files, f)
	}
	for _, path := range paths {
		root, err := filepath.EvalSymlinks(path)
		if err != nil {
			add(file{name: reader.CleanName(path), err: missing(err)})
			continue
		}
		if root, err = filepath.Abs(root); err != nil {
			add(file{name: reader.CleanName(path), err: missing(err)})
			continue
		}
		err = filepath.WalkDir(root, func(at string, entry fs.DirEntry, err error) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			inside, _ := filepath.Rel(root, at) // below root by construction
			name := reader.CleanName(filepath.Join(path, inside))
			switch {
			case err != nil:
				add(file{name: name, err: missing(err)})
				return nil
			case at != root && passedOver(entry.Name()):
				if entry.IsDir() {
					return fs.SkipDir
				}
			case !entry.IsDir():
				add(look(root, at, name, entry))
			}
			return nil
		})
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, "ingest.walk", err)
		}
	}
	slices.SortStableFunc(files, func(a, b file) int {
		if d := rank(a.name) - rank(b.name); d != 0 {
			return d
		}
		return strings.Compare(a.name, b.name)
	})
	return files, nil
}

// look is one entry of a folder, or the path that was named.
func look(root, at, name string, entry fs.DirEntry) file {
	target := at
	if entry.Type()&fs.ModeSymlink != 0 {
		resolved, err := filepath.EvalSymlinks(at)
		if err != nil {
			return file{name: name, err: missing(err)}
		}
		if inside, err := filepath.Rel(root, resolved); err != nil || !filepath.IsLocal(inside) {
			return file{name: name, err: fault.New(fault.Invalid, "ingest.walk", "link_outside", "这是指向文件夹之外的链接，没有读取。")}
		}
		target = resolved
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return file{name: name, err: missing(err)}
	case !info.Mode().IsRegular():
		return file{name: name, err: fault.New(fault.Invalid, "ingest.walk", "file_special", "这不是普通文件，没有读取。")}
	}
	return file{path: target, name: name, size: info.Size()}
}

func passedOver(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || name == "Thumbs.db" || name == "__MACOSX"
}

func missing(err error) error {
	message := "文件打不开。"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		message = "没有这个文件。"
	case errors.Is(err, fs.ErrPermission):
		message = "没有读取这个文件的权限。"
	}
	return &fault.Error{Kind: fault.Invalid, Op: "ingest.walk", Code: reader.CodeMissing, Message: message, Err: err}
}

// ranks are the endings by how well the format keeps the structure of a text.
var ranks = []string{".md .markdown", ".docx", ".html .htm .jsp", ".doc", ".txt", ".pdf", ""}

func rank(name string) int {
	ending := strings.ToLower(filepath.Ext(name))
	for i, endings := range ranks {
		if ending != "" && slices.Contains(strings.Fields(endings), ending) {
			return i
		}
	}
	if ending == ".zip" {
		return len(ranks)
	}
	return len(ranks) - 1
}
