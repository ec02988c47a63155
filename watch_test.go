package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestServeWatchesAFolder(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "in")
	environ := settings(t.TempDir(), "YUEYUE_INGEST_WATCH="+folder, "YUEYUE_INGEST_SETTLE=100ms")
	running := boot(t, environ)
	if err := os.WriteFile(filepath.Join(folder, "公告.md"), []byte(kites), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the file is taken in", func() bool {
		_, err := os.Stat(filepath.Join(folder, "done", "公告.md"))
		return err == nil
	})
	if status := running.stop(); status != 0 {
		t.Fatalf("status %d: %s", status, running.journal)
	}
	if status, stdout, stderr := yueyue(environ, "publish", "1", "--reviewer", "赵"); status != 0 {
		t.Errorf("what was taken in is no draft: %s %s", stdout, stderr)
	}
}

func TestServeRefusesAFolderThatCannotBeWatched(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := yueyue(settings(t.TempDir(), "YUEYUE_INGEST_WATCH="+filepath.Join(file, "in"), "YUEYUE_LOG_LEVEL=warn"), "serve")
	if status != 1 {
		t.Fatalf("status %d", status)
	}
	expectLine(t, stderr, "ingest.watch")
}
