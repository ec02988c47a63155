package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"yueyue/internal/config"
	"yueyue/internal/telemetry"
	"yueyue/retriever/eval"
)

// logger writes to standard error, at the configured level; a command that is no server asks for warnings only.
func (e *environment) logger(cfg config.Config, quiet bool) (*slog.Logger, error) {
	level, err := cfg.LogLevel()
	if err != nil {
		return nil, err
	}
	if quiet {
		level = max(level, slog.LevelWarn)
	}
	return telemetry.NewLogger(e.stderr, level, cfg.Log.Format), nil
}

// progress shows how far a long work is: one line that is written over on a terminal, a line every few seconds elsewhere.
func progress(w io.Writer) func(stage eval.Stage, done, total int) {
	period, end := 5*time.Second, "\n"
	if file, ok := w.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			period, end = 100*time.Millisecond, "\r"
		}
	}
	var last time.Time
	return func(stage eval.Stage, done, total int) {
		if now := time.Now(); now.Sub(last) >= period {
			last = now
			fmt.Fprintf(w, "%-6s %d/%d%s", stage, done, total, end)
		}
	}
}
