package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// beat is how long a pulse sleeps.
const beat = 10 * time.Millisecond

// bePulse sleeps and wakes until in ends and tells by how much it woke too late at the most.
func bePulse(in io.Reader, out io.Writer) error {
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, in)
		close(ended)
	}()
	var latest time.Duration
	for {
		began := time.Now()
		time.Sleep(beat)
		latest = max(latest, time.Since(began)-beat)
		select {
		case <-ended:
			_, err := fmt.Fprintln(out, latest)
			return err
		default:
		}
	}
}

// startPulse runs a pulse in a process of its own, so that nothing of the program under measurement can hold it up but by taking the
// processors. stop gives by how much it woke too late at the most.
func startPulse(ctx context.Context) (stop func() (time.Duration, error), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var told strings.Builder
	cmd := exec.CommandContext(ctx, self, "-pulse") //nolint:gosec // our own program
	cmd.Stdout, cmd.Stderr = &told, os.Stderr
	end, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() (time.Duration, error) {
		end.Close()
		if err := cmd.Wait(); err != nil {
			return 0, fmt.Errorf("the pulse: %w", err)
		}
		return time.ParseDuration(strings.TrimSpace(told.String()))
	}, nil
}
