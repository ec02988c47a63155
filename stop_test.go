package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"yueyue/dialog"
	"yueyue/internal/config"
	"yueyue/internal/telemetry"
)

// TestStopBySignal: SIGTERM lets in nobody new, answers what is under way and ends with status 0.
func TestStopBySignal(t *testing.T) {
	t.Parallel()
	s := spawn(t, settings(t.TempDir()))
	under := s.begin("/api/v1/ask", "", map[string]string{"question": question, "as_of": "2026-11-22"})
	s.cancel()
	s.awaitClosed()
	if got := as[answer](t, under.finish(), http.StatusOK); got.Kind != "answer" || !strings.Contains(got.Text, "10万元") {
		t.Errorf("answered %+v", got)
	}
	if status := s.wait(); status != 0 {
		t.Errorf("status %d:\n%s", status, s.journal)
	}
	expectQuietLog(t, s.journal.String())
}

// TestStopForced: a request that does not end is cut off at the deadline, which is told.
func TestStopForced(t *testing.T) {
	t.Parallel()
	s := spawn(t, settings(t.TempDir(), "YUEYUE_SHUTDOWN_TIMEOUT=1s", "YUEYUE_LOG_LEVEL=error"))
	s.begin("/api/v1/ask", "", map[string]string{"question": question})
	began := time.Now()
	s.cancel()
	if status := s.wait(); status != 1 || time.Since(began) < time.Second {
		t.Errorf("status %d after %v", status, time.Since(began))
	}
	_, told, _ := strings.Cut(s.journal.String(), "yueyue: ")
	expectLine(t, "yueyue: "+told, "等待 1s", "shutdown_timeout")
}

// TestStopAtOnce: a second signal cuts it off long before the deadline.
func TestStopAtOnce(t *testing.T) {
	t.Parallel()
	s := spawn(t, settings(t.TempDir(), "YUEYUE_SHUTDOWN_TIMEOUT=5m"))
	s.begin("/api/v1/ask", "", map[string]string{"question": question})
	s.cancel()
	s.awaitClosed()
	select {
	case status := <-s.ended:
		t.Fatalf("status %d before the second signal", status)
	case <-time.After(100 * time.Millisecond): // the request holds it up
	}
	s.cancel()
	if status := s.wait(); status != -1 || s.child.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("after the second signal: status %d, %v", status, s.child.ProcessState)
	}
}

// TestCutOffRequestsStoreNothing: a request that a forced stop has cut off may still be at work while the parts are closed.
// Whatever it is left with, it must not store an answer that it would not have given.
func TestCutOffRequestsStoreNothing(t *testing.T) {
	t.Parallel()
	cfg := config.Default()
	cfg.Var, cfg.Embedding.Enabled = t.TempDir(), false
	p, err := openProgram(t.Context(), cfg, telemetry.NewLogger(t.Output(), nil, "text"))
	check(t, err)
	check(t, p.retriever.CatchUp(t.Context()))
	steps := p.releases()
	if len(steps) < 2 {
		t.Fatalf("%d parts to close", len(steps))
	}
	for n, release := range steps {
		release()
		if reply, err := p.dialog.Ask(t.Context(), dialog.Question{Text: question}); err == nil {
			t.Errorf("after step %d the program still answers, and stores %s %q", n+1, reply.Kind, reply.Text)
		}
	}
}

// TestStopDuringStart: whoever is told to stop before it serves stops, and nothing went wrong.
func TestStopDuringStart(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	errs := newJournal()
	if status := run(ctx, []string{"serve"}, settings(t.TempDir()), io.Discard, errs); status != 0 || errs.String() != "" {
		t.Errorf("status %d: %s", status, errs)
	}
}

// awaitClosed waits until nobody new is let in.
func (s *server) awaitClosed() {
	s.t.Helper()
	eventually(s.t, "nobody new is let in", func() bool {
		conn, err := net.Dial("tcp", s.address)
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
}
