package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// started are the times from starting the binary until it says that it is ready.
type started struct {
	First, Again []time.Duration // on an empty folder, and on the same one again
	Why          string          // why there are none
}

// start starts the binary on empty folders and again on the same ones.
func start(ctx context.Context, c options) (started, error) {
	binary, err := filepath.Abs(c.Binary)
	if err != nil {
		return started{}, err
	}
	if _, err := os.Stat(binary); errors.Is(err, fs.ErrNotExist) {
		return started{Why: "not measured: there is no " + c.Binary + ", which make builds"}, nil
	}
	assets, err := filepath.Abs(c.Assets)
	if err != nil {
		return started{}, err
	}
	var s started
	for range c.Starts {
		first, again, err := startTwice(ctx, binary, assets)
		if err != nil {
			return started{}, err
		}
		s.First, s.Again = append(s.First, first), append(s.Again, again)
	}
	return s, nil
}

func startTwice(ctx context.Context, binary, assets string) (first, again time.Duration, err error) {
	folder, err := os.MkdirTemp("", "bench-start-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(folder)
	if first, err = startOnce(ctx, binary, assets, folder); err != nil {
		return 0, 0, err
	}
	again, err = startOnce(ctx, binary, assets, folder)
	return first, again, err
}

const (
	patience = 2 * time.Minute      // for the binary to be ready
	look     = 5 * time.Millisecond // between looks whether it is
)

// startOnce gives the time until /readyz is 200, then stops the binary in order.
func startOnce(ctx context.Context, binary, assets, folder string) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	cmd.Dir = folder
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "YUEYUE_") }),
		"YUEYUE_VAR="+filepath.Join(folder, "var"), "YUEYUE_LISTEN=127.0.0.1:0", "YUEYUE_ASSETS="+assets, "YUEYUE_LOG_LEVEL=warn")
	said, err := cmd.StderrPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if ended := cmd.Wait(); err == nil && ended != nil {
			err = fmt.Errorf("%s: %w", binary, ended)
		}
	}()
	lines := bufio.NewScanner(said)
	address := ""
	for address == "" {
		if !lines.Scan() {
			return 0, fmt.Errorf("%s has ended: %w", binary, lines.Err())
		}
		if _, after, ok := strings.Cut(lines.Text(), "http://"); ok {
			address = "http://" + after + "readyz"
		}
	}
	go func() {
		for lines.Scan() { //nolint:revive // what it says later must be read, else it waits
		}
	}()
	for !ready(ctx, address) {
		if ctx.Err() != nil {
			return 0, fmt.Errorf("%s was not ready within %s", binary, patience)
		}
		time.Sleep(look)
	}
	return time.Since(began), nil
}

func ready(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// median is the middle of some times.
func median(times []time.Duration) time.Duration {
	times = slices.Sorted(slices.Values(times))
	return times[len(times)/2]
}
