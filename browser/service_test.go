package browser

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a condition may take on a loaded machine.
const patience = 45 * time.Second

// service is the program as a child process.
type service struct {
	folder      string // everything it writes
	environment []string
	address     string // host:port; the first start finds a free one, the next ones take it again

	command *exec.Cmd
	ended   chan error
	log     *journal
}

// journal keeps what a service writes to its standard error.
type journal struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (j *journal) add(line string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.text.WriteString(line + "\n")
}

func (j *journal) String() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.text.String()
}

// stopShared stops the common service, if one was started, in an orderly way and says when that went wrong.
var stopShared = func() error { return nil }

// sharedService is the one that tests share; nobody may stop it.
var sharedService = sync.OnceValues(func() (*service, error) {
	s := newService(filepath.Join(scratch, "shared"))
	if err := s.start(); err != nil {
		s.kill()
		return nil, err
	}
	stopShared = s.stop
	return s, nil
})

// shared gives the common service, or skips the test.
func shared(t *testing.T) *service {
	t.Helper()
	need(t)
	s, err := sharedService()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// own starts a service for one test, with settings as NAME=value.
func own(t *testing.T, settings ...string) *service {
	t.Helper()
	need(t)
	s := newService(filepath.Join(t.TempDir(), "var"), settings...)
	t.Cleanup(s.kill)
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	return s
}

func newService(folder string, settings ...string) *service {
	environment := []string{
		"YUEYUE_VAR=" + folder, "YUEYUE_LISTEN=127.0.0.1:0", "YUEYUE_EMBEDDING_ENABLED=false", "YUEYUE_RATE_ANONYMOUS=0",
	}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "YUEYUE_") {
			environment = append(environment, variable)
		}
	}
	return &service{folder: folder, environment: append(environment, settings...), log: &journal{}}
}

var printed = regexp.MustCompile(`http://(127\.0\.0\.1:\d+)/`)

// start runs the program until it answers. A port that is still held by its predecessor's connections is tried again.
func (s *service) start() error {
	path, err := program()
	if err != nil {
		return err
	}
	environment := s.environment
	if s.address != "" {
		environment = append(environment, "YUEYUE_LISTEN="+s.address)
	}
	s.command = exec.Command(path, "serve")
	s.command.Dir, s.command.Env = filepath.Dir(path), environment
	stderr, err := s.command.StderrPipe()
	if err != nil {
		return err
	}
	if err := s.command.Start(); err != nil {
		return err
	}
	addresses := make(chan string, 1)
	s.ended = make(chan error, 1)
	go func() {
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			s.log.add(lines.Text())
			if found := printed.FindStringSubmatch(lines.Text()); found != nil && len(addresses) == 0 {
				addresses <- found[1]
			}
		}
		s.ended <- s.command.Wait()
	}()
	select {
	case s.address = <-addresses:
	case err := <-s.ended:
		s.ended <- err
		return fmt.Errorf("the program ended: %w\n%s", err, s.log)
	case <-time.After(patience):
		return fmt.Errorf("the program printed no address\n%s", s.log)
	}
	return eventually(func() error {
		response, err := http.Get(s.url() + "readyz")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("readyz: %s", response.Status)
		}
		return nil
	})
}

// eventually looks again until a condition gives no error, and gives the last one when patience ends.
func eventually(condition func() error) error {
	return within(patience, condition)
}

func within(patience time.Duration, condition func() error) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := condition()
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-deadline.C:
			return fmt.Errorf("waited %v: %w", patience, err)
		}
	}
}

// url is the address of the demo host page, with the slash at its end.
func (s *service) url() string { return "http://" + s.address + "/" }

// kill ends the program as a power cut would.
func (s *service) kill() {
	if s.command == nil || s.command.Process == nil {
		return
	}
	_ = s.command.Process.Kill()
	<-s.ended
	s.command = nil
}

// stop ends the program as an operator would.
func (s *service) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("the program had ended before: %w\n%s", err, s.log)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			return fmt.Errorf("the program did not stop well: %w\n%s", err, s.log)
		}
		return nil
	case <-time.After(patience):
		s.kill()
		return fmt.Errorf("the program did not stop within %v\n%s", patience, s.log)
	}
}

// post speaks to the API as another device of the taxpayer: body goes out as JSON, the reply is decoded into out.
func (s *service) post(t *testing.T, path, token string, body, out any) {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, s.url()+"api/v1/"+path, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	s.do(t, request, out)
}

// get reads from the API.
func (s *service) get(t *testing.T, path, token string, out any) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.url()+"api/v1/"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	s.do(t, request, out)
}

func (s *service) do(t *testing.T, request *http.Request, out any) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("%s %s: %s %s", request.Method, request.URL.Path, response.Status, text)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatal(err)
	}
}

// command runs another command of the program on the same folder and gives what it prints.
func (s *service) run(t *testing.T, arguments ...string) []byte {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, arguments...)
	command.Dir, command.Env = filepath.Dir(path), s.environment
	out, err := command.Output()
	if err != nil {
		t.Fatalf("yueyue %s: %v", strings.Join(arguments, " "), err)
	}
	return out
}
