package telemetry

import (
	"bytes"
	"context"
	"io"
	"log"
	"log/slog"
	"regexp"
)

// NewLogger writes one line an entry to w, format "json" or "text". An entry logged with the context of a request carries
// its request_id.
func NewLogger(w io.Writer, level slog.Leveler, format string) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(w, options)
	if format == "json" {
		handler = slog.NewJSONHandler(w, options)
	}
	return slog.New(requestHandler{handler})
}

// requestHandler adds the request id of the context to every entry.
type requestHandler struct{ slog.Handler }

func (h requestHandler) Handle(ctx context.Context, record slog.Record) error {
	if id := RequestID(ctx); id != "" {
		record = record.Clone()
		record.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, record)
}

func (h requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attrs)}
}

func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name)}
}

// ServerErrors is a logger for http.Server.ErrorLog: each line becomes a warning of logger, without the addresses of
// whoever was connected.
func ServerErrors(logger *slog.Logger) *log.Logger {
	return log.New(serverErrors{logger}, "", 0)
}

type serverErrors struct{ logger *slog.Logger }

// address is an IPv4 address or a bracketed IPv6 address, with or without a port.
var address = regexp.MustCompile(`\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b|\[[0-9A-Fa-f:.%\w]+\](?::\d+)?`)

func (s serverErrors) Write(line []byte) (int, error) {
	first, _, _ := bytes.Cut(line, []byte("\n"))
	s.logger.Warn("http server", "error", address.ReplaceAllString(string(first), "(address)"))
	return len(line), nil
}
