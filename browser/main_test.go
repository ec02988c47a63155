package browser

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// root is the repository.
const root = ".."

var (
	pictures = flag.String("pictures", "", "folder for the pictures of the scenes")
	scratch  string // of this run
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	// Most of a test is waiting for the window, so more of them run at once than there are cores.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	var err error
	if scratch, err = os.MkdirTemp("", "yueyue-browser-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	code := m.Run()
	closeChromium()
	if err := stopShared(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// need skips the test when the machine lacks what it needs, and says what.
func need(t *testing.T) {
	t.Helper()
	if chromiumPath() == "" {
		t.Skip("no Chromium: install the package chromium, or name the binary in YUEYUE_CHROMIUM")
	}
	for _, page := range []string{"index.html", "loader.js", "widget/index.html"} {
		if _, err := os.Stat(filepath.Join(root, "api/web/dist", page)); err != nil {
			t.Skipf("the pages are not built (make build): %v", err)
		}
	}
}

func chromiumPath() string {
	if path := os.Getenv("YUEYUE_CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// closeChromium ends the browser, if one was started.
var closeChromium = func() {}

// chromium is the one browser of the run. It never speaks to its maker.
var chromium = sync.OnceValues(func() (context.Context, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromiumPath()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("lang", "zh-CN"),
		chromedp.UserDataDir(filepath.Join(scratch, "profile")),
	)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	closeChromium = func() {
		_ = chromedp.Cancel(ctx) // ends what is left; nothing depends on how it goes
		cancel()
		cancelAllocator()
	}
	return ctx, chromedp.Do(ctx)
})

// program builds the binary and gives its path.
var program = sync.OnceValues(func() (string, error) {
	if err := lookAtSources(); err != nil {
		return "", err
	}
	path := filepath.Join(scratch, "yueyue")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return path, nil
})

// lookAtSources reads the folders that the binary is built from, so that the test cache knows what this test depends on.
func lookAtSources() error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // somebody is building
		}
		if err != nil || !entry.IsDir() || path == root {
			return err
		}
		switch name := entry.Name(); {
		case strings.HasPrefix(name, "."), name == "node_modules", name == "var", name == "assets" && filepath.Dir(path) == root:
			return filepath.SkipDir
		}
		return nil
	})
}
