package reader

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// child is a running worker.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	enc    *gob.Encoder
	frames chan frame // closed when the process is gone
	stop   chan struct{}
	once   sync.Once
	limit  int64
	fat    atomic.Bool // killed for its memory
}

// every is how often a worker's memory is looked at: between two looks a process can take some 50 MB more. Looking for processes that
// it has started costs as much as twenty looks at its own memory; the few that there are, antiword among them, are small.
const (
	every         = 20 * time.Millisecond
	childrenEvery = 10 // looks
)

// start runs a worker in a process group of its own, so that the programs it starts end with it. It gets no settings of this
// program: what reads foreign files must not know keys.
func start(config Config) (*child, error) {
	cmd := exec.Command(config.Command[0], config.Command[1:]...) //nolint:gosec,noctx // our own program; it outlives the request that starts it
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = []string{}
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "LANG", "GOCOVERDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start worker: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start worker: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start worker: %w", err)
	}
	c := &child{cmd: cmd, in: in, enc: gob.NewEncoder(in), frames: make(chan frame), stop: make(chan struct{}), limit: config.Limits.Memory}
	go c.listen(out)
	go c.watch()
	return c, nil
}

func (c *child) ask(r request) error {
	if err := c.enc.Encode(r); err != nil {
		return fmt.Errorf("ask worker: %w", err)
	}
	return nil
}

// listen passes frames on until the process ends.
func (c *child) listen(out io.Reader) {
	defer close(c.frames)
	dec := gob.NewDecoder(out)
	for {
		var f frame
		if err := dec.Decode(&f); err != nil {
			break
		}
		select {
		case c.frames <- f:
		case <-c.stop:
			_ = c.cmd.Wait()
			return
		}
	}
	c.kill()
	_ = c.cmd.Wait()
}

// watch kills the process when it and what it started hold too much memory.
func (c *child) watch() {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for look := 0; ; look++ {
		select {
		case <-c.stop:
			return
		case <-tick.C:
		}
		held := resident(c.cmd.Process.Pid)
		if look%childrenEvery == 0 {
			held += descendants(c.cmd.Process.Pid)
		}
		if held > c.limit {
			c.fat.Store(true)
			c.kill()
			return
		}
	}
}

// kill ends the process group; it may be called more than once.
func (c *child) kill() {
	c.once.Do(func() {
		close(c.stop)
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
		c.in.Close()
	})
}

// cause is why the process ended.
func (c *child) cause() error {
	if c.fat.Load() {
		return refuse(CodeMemory, "读取需要的内存超过 %s，已经放弃。", bytesOf(c.limit))
	}
	return refuse(CodeCrashed, "文件已损坏，读取程序意外退出。")
}

// resident is the memory of a process in bytes; 0 once it is gone.
func resident(pid int) int64 {
	statm, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "statm"))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(statm)
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(fields[1]), 10, 64) // as the kernel writes it
	return pages * int64(os.Getpagesize())
}

// descendants is the memory of the processes that a process has started, and theirs, in bytes.
func descendants(pid int) (total int64) {
	tasks, _ := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "children")) // the pattern is sound
	for _, task := range tasks {
		children, _ := os.ReadFile(task) // it may have ended by now
		for field := range bytes.FieldsSeq(children) {
			if n, err := strconv.Atoi(string(field)); err == nil {
				total += resident(n) + descendants(n)
			}
		}
	}
	return total
}
