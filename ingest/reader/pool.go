package reader

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"yueyue/internal/fault"
)

// Config says how files are read.
type Config struct {
	// Command starts a worker; default is this program with the argument "read-worker". It must call Worker with its standard streams.
	Command []string
	Cache   string // folder for compiled code, made when absent; "" pays 1 s more for the first PDF of each worker
	Workers int    // how many files are read at the same time; default 1, at most 16
	Limits  Limits // the zero value means DefaultLimits
	Log     *slog.Logger
}

// Pool reads files in child processes. It is safe for concurrent use: up to Workers files are read at once, others wait. Its memory is
// that of one source for each.
type Pool struct {
	config Config
	slots  chan *child // nil where no process runs yet
	mu     sync.Mutex
	closed bool
}

// Open makes a pool; processes start with the first file. The caller owes a Close.
func Open(config Config) (*Pool, error) {
	if config.Limits == (Limits{}) {
		config.Limits = DefaultLimits()
	}
	if err := config.Limits.Validate(); err != nil {
		return nil, err
	}
	if len(config.Command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fault.Wrap(fault.Internal, "reader.Open", err)
		}
		config.Command = []string{self, "read-worker"}
	}
	if config.Workers == 0 {
		config.Workers = 1
	}
	config.Workers = min(max(config.Workers, 1), 16, max(runtime.NumCPU(), 2))
	if config.Cache != "" {
		if err := os.MkdirAll(config.Cache, 0o750); err != nil {
			return nil, fault.Wrap(fault.Internal, "reader.Open", err)
		}
	}
	p := &Pool{config: config, slots: make(chan *child, config.Workers)}
	for range config.Workers {
		p.slots <- nil
	}
	return p, nil
}

// Close ends all processes. It waits for files that are being read.
func (p *Pool) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	for range cap(p.slots) {
		if c := <-p.slots; c != nil {
			c.kill()
		}
	}
	close(p.slots)
	return nil
}

// Read gives the sources of the file at path: one, or those of an archive one after another. name is what people call the file. An
// error belongs to the source beside it, of which the name is set, and never ends the others; it is a *fault.Error of kind Invalid with
// one of the codes of this package, or of kind Unavailable when no worker could be started, after which nothing follows. When ctx ends
// Read gives its error and stops.
func (p *Pool) Read(ctx context.Context, name, path string) iter.Seq2[Source, error] {
	return func(yield func(Source, error) bool) {
		var c *child
		select {
		case got, ok := <-p.slots:
			if !ok {
				yield(Source{Name: name}, fault.New(fault.Unavailable, "reader.Read", "reader_closed", "读取程序已经停止。"))
				return
			}
			c = got
		case <-ctx.Done():
			yield(Source{Name: name}, fault.Wrap(fault.Unavailable, "reader.Read", ctx.Err()))
			return
		}
		r := &reading{pool: p, child: c, ask: request{Name: name, Path: path, Cache: p.config.Cache, Limits: p.config.Limits}}
		defer func() {
			if !r.clean {
				r.drop()
			}
			p.slots <- r.child
		}()
		r.run(ctx, yield)
	}
}

// reading is one file on its way through workers.
type reading struct {
	pool  *Pool
	child *child
	ask   request
	clean bool // the child is through with the file and ready for the next
}

func (r *reading) drop() {
	if r.child != nil {
		r.child.kill()
		r.child = nil
	}
}

// run asks a worker, and another one behind each source that kills one.
func (r *reading) run(ctx context.Context, yield func(Source, error) bool) {
	for {
		again, ok := r.once(ctx, yield)
		if !ok || !again {
			return
		}
	}
}

// once reads until the file is through or the worker dies; again says that there may be more behind the source that killed it, ok is
// false when nobody listens any more.
func (r *reading) once(ctx context.Context, yield func(Source, error) bool) (again, ok bool) {
	reused := r.child != nil
	if r.child == nil {
		c, err := start(r.pool.config)
		if err != nil {
			return false, yield(Source{Name: r.ask.Name}, &fault.Error{
				Kind: fault.Unavailable, Op: "reader.Read", Code: "reader_unavailable", Message: "读取程序启动不了。", Err: err,
			})
		}
		r.child = c
	}
	r.clean = false
	if err := r.child.ask(r.ask); err != nil {
		r.drop()
		if reused { // it died between two files
			return true, true
		}
		return false, yield(Source{Name: r.ask.Name}, refuseFor(err, CodeCrashed, "读取程序意外退出。"))
	}
	grace := r.ask.Limits.Time + r.ask.Limits.Time/5 + time.Second
	timer := time.NewTimer(grace)
	defer timer.Stop()
	current, index := r.ask.Name, -1
	var blocks []Block
	for {
		var f frame
		var died error
		select {
		case got, alive := <-r.child.frames:
			if f = got; !alive {
				died = r.child.cause()
			}
		case <-timer.C:
			died = refuse(CodeTime, "读取超过 %s，已经放弃。", r.ask.Limits.Time)
		case <-ctx.Done():
			return false, yield(Source{Name: current}, fault.Wrap(fault.Unavailable, "reader.Read", ctx.Err()))
		}
		if died != nil {
			r.drop()
			r.log(died)
			if index < 0 && reused && fault.CodeOf(died) == CodeCrashed { // it was dead before
				return true, true
			}
			if index < 0 {
				return false, yield(Source{Name: current}, died)
			}
			r.ask.From, r.ask.Dead = index+1, append(r.ask.Dead, index)
			return true, yield(Source{Name: current}, died)
		}
		switch f.Kind {
		case frameBegin:
			current, index, blocks = f.Name, f.Index, nil
			timer.Reset(grace)
		case frameBlocks:
			blocks = appendWire(blocks, f.Blocks)
		case frameEnd:
			f.Source.Blocks = blocks
			blocks = nil
			if !yield(f.Source, f.reason()) {
				return false, false
			}
			r.ask.From = f.Index + 1
		case frameDone:
			r.clean = true
			return false, true
		}
	}
}

func (r *reading) log(err error) {
	if log := r.pool.config.Log; log != nil {
		log.Warn("a file ended its reader", "code", fault.CodeOf(err))
	}
}

// reason is the error that a worker sent.
func (f *frame) reason() error {
	if f.Fault == "" {
		return nil
	}
	kind := f.Fault
	if kind == fault.Internal {
		kind = fault.Unavailable // a part of the reader is missing; the file may be fine
	}
	return &fault.Error{Kind: kind, Op: "reader.Read", Code: f.Code, Message: f.Message, Err: errors.New(f.Detail)}
}

func appendWire(to []Block, from []wireBlock) []Block {
	for _, w := range from {
		if w.Same {
			for i := len(to) - 1; i >= 0; i-- {
				if to[i].Header != nil {
					w.Header = to[i].Header
					break
				}
			}
		}
		to = append(to, w.Block)
	}
	return to
}
