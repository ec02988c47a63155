package ingest

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"strings"

	"golang.org/x/sync/errgroup"

	"yueyue/ingest/qa"
	"yueyue/ingest/reader"
	"yueyue/internal/fault"
	"yueyue/internal/knowledge"
)

// taken is one source, read and understood.
type taken struct {
	file      file
	source    reader.Source // without its blocks
	documents []Understood
	answers   qa.Result
	packages  []knowledge.QAPackage // of a file in the format of data/
	whole     bool                  // the pairs are whole: nothing that is published adds to them
	err       error                 // nothing of the source was taken
	last      bool                  // the file is through; the source may be none
}

// stream reads and understands files, several at a time, and hands their sources to take in the order of the files. One source for
// each file that is being read waits at most.
func (i *Ingester) stream(ctx context.Context, files []file, take func(context.Context, taken) error) error {
	group, ctx := errgroup.WithContext(ctx)
	queue := make(chan chan taken, i.parts.Config.Threads-1)
	group.Go(func() error {
		defer close(queue)
		for _, f := range files {
			out := make(chan taken, 1)
			select {
			case queue <- out:
			case <-ctx.Done():
				return ctx.Err()
			}
			group.Go(func() error {
				defer close(out)
				return i.read(ctx, f, out)
			})
		}
		return nil
	})
	group.Go(func() error {
		for out := range queue {
			for t := range out {
				if err := take(ctx, t); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return group.Wait()
}

// read gives the sources of one file, understood.
func (i *Ingester) read(ctx context.Context, f file, out chan<- taken) error {
	send := func(t taken) error {
		t.file = f
		select {
		case out <- t:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if f.err != nil {
		return send(taken{source: reader.Source{Name: f.name}, err: f.err, last: true})
	}
	if t, ok := i.readYAML(ctx, f); ok {
		return send(t)
	}
	unpacked := int64(yamlUnpacked)
	var held *taken // the last source is marked, so each waits for the next
	for source, err := range i.parts.Reader.Read(ctx, f.name, f.path) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if held != nil {
			if err := send(*held); err != nil {
				return err
			}
		}
		t, ok := i.entryYAML(ctx, f, source, &unpacked)
		switch {
		case ok:
			source.Format, source.Encoding, source.Warnings = t.source.Format, t.source.Encoding, nil
		case err == nil:
			t = i.guarded(source)
		default:
			t.err = err
		}
		source.Blocks = nil
		t.source = source
		held = &t
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if held == nil { // an archive that holds nothing
		held = &taken{source: reader.Source{Name: f.name, Format: reader.ZIP}, err: fault.New(fault.Invalid, "ingest.read", reader.CodeEmpty, "压缩包里没有文件。")}
	}
	held.last = true
	return send(*held)
}

// restEnough is how many characters beside tables of questions are a document of their own.
const restEnough = 500

// guarded is understand, which turns a panic into the reason why a source is not taken in: what no recogniser foresaw costs one row,
// never the program.
func (i *Ingester) guarded(source reader.Source) (t taken) {
	defer func() {
		if p := recover(); p != nil {
			i.parts.Logger.Error("a source was not understood", "format", source.Format, "stack", string(debug.Stack()))
			t = taken{err: fault.New(fault.Invalid, "ingest.understand", "content_crashed", "文件读出来了，但识别内容时出错，没有导入；请把文件交给技术人员。")}
		}
	}()
	return i.understand(source)
}

// understand tells questions from documents.
func (i *Ingester) understand(source reader.Source) taken {
	t := taken{}
	var unread []qa.Problem
	for _, p := range source.Problems {
		unread = append(unread, qa.Problem{Place: qa.Place{Row: p.Line}, Text: p.Text})
	}
	t.answers.Problems = unread
	tables, rest := qa.Split(source.Blocks)
	if len(tables) > 0 {
		t.answers = qa.Read(tables, qa.Options{Title: baseTitle(source.Name), Region: i.parts.Region})
		t.answers.Problems = append(unread, t.answers.Problems...)
		size := 0
		for _, block := range rest {
			size += len([]rune(block.Text))
		}
		if size < restEnough {
			if size > 0 {
				t.answers.Warnings = append(t.answers.Warnings, "问答表格以外的文字没有作为文件导入")
			}
			return t
		}
		source.Blocks = rest
	}
	t.documents = i.parts.Understand(source)
	return t
}

// baseTitle is the name of a file without folders and ending.
func baseTitle(name string) string {
	name = name[strings.LastIndexByte(name, '!')+1:]
	name = filepath.Base(name)
	return strings.TrimSpace(strings.TrimSuffix(name, filepath.Ext(name)))
}

// readYAML takes a file in the format of data/; false for all others. It is read here and not by a Reader because its lines and
// indentation count, and because its parser expands nothing.
func (i *Ingester) readYAML(ctx context.Context, f file) (taken, bool) {
	ending := strings.ToLower(filepath.Ext(f.path))
	if ending != ".yaml" && ending != ".yml" && ending != ".json" {
		return taken{}, false
	}
	in, err := os.Open(f.path)
	if err != nil {
		return taken{source: reader.Source{Name: f.name}, err: missing(err), last: true}, true
	}
	defer in.Close()
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(in, head)
	if err != nil && n == 0 || !qa.IsYAML(string(head[:n])) {
		return taken{}, false
	}
	rest, err := io.ReadAll(io.LimitReader(in, i.parts.Config.YAML))
	if err != nil {
		return taken{source: reader.Source{Name: f.name}, err: missing(err), last: true}, true
	}
	text := append(head[:n], rest...)
	t := i.yaml(ctx, text)
	t.source.Name, t.source.Hash, t.last = f.name, hashOf(text), true
	return t, true
}

// yaml reads a text in the format of data/.
func (i *Ingester) yaml(ctx context.Context, text []byte) taken {
	t := taken{source: reader.Source{Format: "yaml", Encoding: "utf-8"}, whole: true}
	if int64(len(text)) > i.parts.Config.YAML {
		t.err = fault.New(fault.Invalid, "ingest.read", reader.CodeTooLarge,
			fmt.Sprintf("文件超过 %d MB，请拆成几个文件再导入：每一项以“- id:”开头，在两项之间分开。", i.parts.Config.YAML>>20))
		return t
	}
	t.answers, t.packages, t.err = qa.ReadYAML(ctx, text)
	return t
}

// yamlUnpacked is how many bytes of one archive are unpacked again for the files in it that may be in the format of data/.
const yamlUnpacked = 1 << 30

// entryYAML takes an entry of an archive in the format of data/, which the Reader has read as something else; false for all others.
func (i *Ingester) entryYAML(ctx context.Context, f file, source reader.Source, left *int64) (taken, bool) {
	inside := strings.LastIndexByte(source.Name, '!')
	ending := strings.ToLower(filepath.Ext(source.Name))
	if source.Name == f.name || inside < 0 || source.Hash == "" || ending != ".yaml" && ending != ".yml" && ending != ".json" {
		return taken{}, false
	}
	archive, err := os.Open(f.path)
	if err != nil {
		return taken{}, false
	}
	defer archive.Close()
	info, err := archive.Stat()
	if err != nil {
		return taken{}, false
	}
	looking := search{hash: source.Hash, base: path.Base(source.Name[inside+1:]), left: *left}
	text, err := looking.in(archive, info.Size(), true, nesting)
	*left = looking.left
	if err != nil || text == nil || !qa.IsYAML(string(text[:min(len(text), 64<<10)])) {
		return taken{}, false
	}
	return i.yaml(ctx, text), true
}
