package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// childSwitch makes the test binary the program itself, for tests that need a process to signal or to kill.
const childSwitch = "YUEYUE_TEST_CHILD"

// repository is where the tests were started: the root of the repository.
var repository string

// TestMain runs the tests in an empty folder, so that no yueyue.yaml of a developer counts and nothing is written into the
// repository.
func TestMain(m *testing.M) {
	if os.Getenv(childSwitch) != "" || len(os.Args) == 2 && os.Args[1] == "read-worker" { // which a pool of readers starts
		main()
	}
	flag.Parse()
	// Most of a test is waiting for a program, so more of them run at once than there are cores.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	os.Exit(inEmptyFolder(m.Run))
}

func inEmptyFolder(tests func() int) int {
	var err error
	if repository, err = os.Getwd(); err != nil {
		panic(err)
	}
	folder, err := os.MkdirTemp("", "yueyue-test-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	if err := os.Chdir(folder); err != nil {
		panic(err)
	}
	return tests()
}

// patience is how long a test waits for something that takes a second on an idle machine.
const patience = 120 * time.Second

// settings is the environment of a program that answers from words alone, keeps everything in folder and takes a free port.
func settings(folder string, more ...string) []string {
	return append([]string{
		"YUEYUE_VAR=" + folder, "YUEYUE_LISTEN=127.0.0.1:0", "YUEYUE_EMBEDDING_ENABLED=false", "YUEYUE_RATE_ANONYMOUS=0",
	}, more...)
}

// withModel are the settings that turn the embedding model on; without its files the test is skipped.
func withModel(t testing.TB) []string {
	t.Helper()
	folder := assets()
	if _, err := os.Stat(filepath.Join(folder, modelName)); err != nil {
		t.Skip("the model is absent (make assets fetches it):", err)
	}
	return []string{"YUEYUE_EMBEDDING_ENABLED=true", "YUEYUE_ASSETS=" + folder}
}

const modelName = "bge-small-zh-v1.5-q.onnx"

// assets is the folder of model and runtime: YUEYUE_ASSETS, else assets at the root of the repository.
func assets() string {
	if folder := os.Getenv("YUEYUE_ASSETS"); filepath.IsAbs(folder) {
		return folder
	}
	return filepath.Join(repository, "assets")
}

// journal is what a program writes to standard error. It may be read while it is written.
type journal struct {
	mu      sync.Mutex
	text    bytes.Buffer
	address chan string // gets the address that the program announces
	found   bool
}

func newJournal() *journal { return &journal{address: make(chan string, 1)} }

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.text.Write(p)
	if _, after, announced := strings.Cut(j.text.String(), "悦悦: http://"); announced && !j.found {
		if address, _, whole := strings.Cut(after, "/\n"); whole {
			j.found = true
			j.address <- address
		}
	}
	return len(p), nil
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// server is a running program with an address, inside this process or as a child of it.
type server struct {
	t       testing.TB
	address string // host:port
	journal *journal
	cancel  context.CancelFunc
	child   *exec.Cmd // nil inside this process
	ended   chan int  // the exit status, once; -1 of a child that a signal ended
}

// boot starts the whole program inside this process and waits until it can answer.
func boot(t testing.TB, environ []string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{t: t, journal: newJournal(), cancel: cancel, ended: make(chan int, 1)}
	go func() { s.ended <- run(ctx, []string{"serve"}, environ, io.Discard, s.journal) }()
	t.Cleanup(func() {
		cancel()
		s.wait()
	})
	s.awaitReady()
	return s
}

// spawn starts the program as a child and waits until it can answer. Cancelling is a SIGTERM.
func spawn(t testing.TB, environ []string) *server {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, journal: newJournal(), child: exec.Command(program, "serve"), ended: make(chan int, 1)}
	// The race detector would let each child sleep for a second at its end.
	s.child.Env = append([]string{childSwitch + "=1", "GORACE=atexit_sleep_ms=0"}, environ...)
	s.child.Stderr = s.journal
	if err := s.child.Start(); err != nil {
		t.Fatal(err)
	}
	s.cancel = func() { _ = s.child.Process.Signal(syscall.SIGTERM) } // it may have ended
	go func() {
		_ = s.child.Wait() // the state says it
		s.ended <- s.child.ProcessState.ExitCode()
	}()
	t.Cleanup(func() {
		_ = s.child.Process.Kill()
		s.wait()
	})
	s.awaitReady()
	return s
}

// awaitReady waits for the address and then for the index.
func (s *server) awaitReady() {
	s.t.Helper()
	select {
	case s.address = <-s.journal.address:
	case status := <-s.ended:
		s.ended <- status
		s.t.Fatalf("ended with status %d before it served:\n%s", status, s.journal)
	case <-time.After(patience):
		s.t.Fatalf("no address announced:\n%s", s.journal)
	}
	eventually(s.t, "the program is ready", func() bool { return s.get("/readyz", "").status == http.StatusOK })
}

// wait gives the exit status. It may be called again.
func (s *server) wait() int {
	s.t.Helper()
	select {
	case status := <-s.ended:
		s.ended <- status
		return status
	case <-time.After(patience):
		s.t.Fatalf("did not stop:\n%s", s.journal)
		return -1
	}
}

// stop asks the program to stop and gives its exit status.
func (s *server) stop() int {
	s.t.Helper()
	s.cancel()
	return s.wait()
}

// eventually waits until something holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not in %v: %s", patience, what)
		}
	}
}
