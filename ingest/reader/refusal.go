package reader

import (
	"fmt"

	"yueyue/internal/fault"
)

// Stable codes of the reasons for which a file is not read. All are of kind Invalid.
const (
	CodeEmpty       = "file_empty"     // no bytes, or nothing but white space
	CodeNoText      = "file_no_text"   // pages or sheets, but no text on them: scanned pictures
	CodeEncrypted   = "file_encrypted" // needs a password
	CodeBroken      = "file_broken"    // not what it begins as
	CodeUnsafe      = "file_unsafe"    // holds what only an attack holds
	CodeUnknown     = "format_unknown"
	CodeUnsupported = "format_needs_program" // readable with a program that this machine lacks
	CodeTooLarge    = "file_too_large"
	CodeChanged     = "file_changed" // while it was read
	CodeMissing     = "file_missing" // cannot be opened
	CodeBomb        = "archive_bomb"
	CodePath        = "archive_path" // an entry whose name leads out of the archive
	CodeTime        = "read_timeout"
	CodeMemory      = "read_memory"
	CodeCrashed     = "read_crashed" // the reader died on it
)

// refuse is the reason why a file is not read. The operation is the same for all: the code tells them apart.
func refuse(code, format string, args ...any) error {
	return fault.New(fault.Invalid, "reader.Read", code, fmt.Sprintf(format, args...))
}

// refuseFor is refuse with the cause for the log.
func refuseFor(cause error, code, format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Op: "reader.Read", Code: code, Message: fmt.Sprintf(format, args...), Err: cause}
}

// isRefusal says whether err already is a reason for people.
func isRefusal(err error) bool { return err != nil && fault.CodeOf(err) != string(fault.Internal) }

// bytesOf says a size as people do.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	default:
		return fmt.Sprintf("%d KB", max(1, n>>10))
	}
}
