package reader

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"

	"yueyue/internal/fault"
)

// request asks a worker for one file. Frames are gob, each with its length before it.
type request struct {
	Name, Path, Cache string
	Limits            Limits
	From              int
	Dead              []int
}

// frame is what a worker says.
type frame struct {
	Kind   frameKind
	Index  int
	Name   string // begin
	Blocks []wireBlock
	Source Source // end: without its blocks

	Fault                 fault.Kind // end: "" means that all went well
	Code, Message, Detail string
}

type frameKind uint8

const (
	frameBegin  frameKind = iota + 1 // a source is read now
	frameBlocks                      // some of its blocks
	frameEnd                         // it is through
	frameDone                        // the file is through
)

// wireBlock is a block whose headers are those of the row before it when Same says so: a sheet's headers are sent once.
type wireBlock struct {
	Block
	Same bool
}

// perFrame is how many bytes of blocks a frame holds about.
const perFrame = 256 << 10

// Worker reads files for a Pool until in ends; the hidden command of the program calls it and returns. The process is expected to be
// killed at any time: nothing it holds is needed elsewhere.
func Worker(in io.Reader, out io.Writer) error {
	requests := make(chan request)
	ended := make(chan error, 1)
	go func() {
		dec := gob.NewDecoder(in)
		for {
			var r request
			if err := dec.Decode(&r); err != nil {
				ended <- err
				close(requests)
				return
			}
			requests <- r
		}
	}()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	buffered := bufio.NewWriterSize(out, 64<<10)
	w := &speaker{enc: gob.NewEncoder(buffered), out: buffered}
	finished := make(chan error, 1)
	go func() {
		p := &parser{engine: &engine{}}
		defer p.engine.close()
		for r := range requests {
			if err := w.serve(ctx, p, r); err != nil {
				finished <- err
				return
			}
		}
		finished <- nil
	}()
	select {
	case err := <-finished:
		return err
	case err := <-ended: // whoever asked is gone: a file that hangs must not outlive it
		if errors.Is(err, io.EOF) {
			return nil
		}
		return fmt.Errorf("read request: %w", err)
	}
}

// speaker sends frames.
type speaker struct {
	enc *gob.Encoder
	out *bufio.Writer
}

func (w *speaker) send(f frame) error {
	if err := w.enc.Encode(f); err != nil {
		return fmt.Errorf("send frame: %w", err)
	}
	if f.Kind == frameBlocks {
		return nil
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("send frame: %w", err)
	}
	return nil
}

func (w *speaker) serve(ctx context.Context, p *parser, r request) error {
	debug.SetMemoryLimit(r.Limits.Memory * 3 / 4)
	p.limits, p.engine.cache = r.Limits, r.Cache
	walk := &walker{parser: p, from: r.From, dead: map[int]bool{}, begin: w.begin, end: w.end}
	for _, i := range r.Dead {
		walk.dead[i] = true
	}
	f, err := os.Open(r.Path)
	if err != nil {
		err = walk.refuse(r.Name, refuseFor(err, CodeMissing, "%s", unopened(err)))
	} else {
		err = walk.walk(ctx, r.Name, f)
		f.Close()
	}
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	return w.send(frame{Kind: frameDone})
}

// unopened says why a file cannot be opened.
func unopened(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "文件在读取之前被移走或删除了。"
	case errors.Is(err, fs.ErrPermission):
		return "没有读取这个文件的权限。"
	}
	return "文件打不开。"
}

func (w *speaker) begin(index int, name string) error {
	return w.send(frame{Kind: frameBegin, Index: index, Name: name})
}

func (w *speaker) end(index int, src Source, reason error) error {
	if reason == nil {
		if err := w.blocks(index, src.Blocks); err != nil {
			return err
		}
	}
	src.Blocks = nil
	f := frame{Kind: frameEnd, Index: index, Source: src}
	if reason != nil {
		f.Fault, f.Code, f.Message, f.Detail = fault.KindOf(reason), fault.CodeOf(reason), fault.MessageOf(reason), reason.Error()
	}
	return w.send(f)
}

func (w *speaker) blocks(index int, blocks []Block) error {
	var part []wireBlock
	size := 0
	var header []string
	for i, b := range blocks {
		wire := wireBlock{Block: b}
		if len(b.Header) > 0 && len(header) == len(b.Header) && &header[0] == &b.Header[0] {
			wire.Header, wire.Same = nil, true
		} else if len(b.Header) > 0 {
			header = b.Header
		}
		part = append(part, wire)
		size += 2*len(b.Text) + 64
		if size >= perFrame || i == len(blocks)-1 {
			if err := w.send(frame{Kind: frameBlocks, Index: index, Blocks: part}); err != nil {
				return err
			}
			part, size = part[:0], 0
		}
	}
	return nil
}
