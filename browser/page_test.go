package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// screen is what a page is shown on.
type screen struct {
	width, height int64
	scale         float64 // device pixels to a CSS pixel; a zoomed page has more of them and fewer CSS pixels
	touch         bool    // a phone
}

var desktop = screen{width: 1440, height: 900, scale: 1}

// page is one tab in a profile of its own.
type page struct {
	t      *testing.T
	ctx    context.Context
	screen screen

	mutex    sync.Mutex
	worlds   map[place]runtime.ExecutionContextID
	trouble  []string // what the console complained about
	requests []string // addresses
	allowed  []string // parts of complaints that the test provokes
	hosts    []string // host:port that may be asked
}

// place is a document of the tab.
type place int

const (
	host   place = iota // the page that carries the loader
	window              // 悦悦 in her iframe
)

// open shows an address in a fresh profile. When the test ends, complaints of the console and requests to strangers fail it.
func open(t *testing.T, address string, on screen) *page {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := &page{t: t, ctx: ctx, screen: on, worlds: map[place]runtime.ExecutionContextID{}}
	t.Cleanup(func() {
		p.judge()
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("closing the tab: %v", err)
		}
		cancel()
	})
	p.listen()
	p.must(chromedp.Do(ctx, p.emulate()...))
	p.visit(address)
	return p
}

// listen keeps what the console and the network tell.
func (p *page) listen() {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx))
	_, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{})
	p.must(err)
	console := chromedp.Console(p.ctx)
	requests := chromedp.Events(p.ctx, network.RequestWillBeSent)
	sockets := chromedp.Events(p.ctx, network.WebSocketCreated)
	note := func(list *[]string, line string) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		*list = append(*list, line)
	}
	go func() {
		for message, err := range console {
			if err != nil {
				return
			}
			if message.IsException() || message.Type == "error" || message.Type == "warning" || message.Type == "assert" {
				note(&p.trouble, message.String()+" "+message.URL)
			}
		}
	}()
	go func() {
		for event, err := range requests {
			if err != nil {
				return
			}
			note(&p.requests, event.Request.URL)
		}
	}()
	go func() {
		for event, err := range sockets {
			if err != nil {
				return
			}
			note(&p.requests, event.URL)
		}
	}()
}

// emulate makes the tab what the screen says, looked at and without motion.
func (p *page) emulate() []chromedp.Action[chromedp.Void] {
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(p.screen.scale)}
	if p.screen.touch {
		options = append(options, chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	return []chromedp.Action[chromedp.Void]{
		chromedp.EmulateViewport(p.screen.width, p.screen.height, options...),
		media("light"),
		call(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
	}
}

// media is a reader who wants a colour scheme and no motion.
func media(scheme string) chromedp.Action[chromedp.Void] {
	return call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// call makes an action of a command whose result does not matter.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, command, params)
		return err
	})
}

// visit goes to an address, whose host may be asked from now on.
func (p *page) visit(address string) {
	p.t.Helper()
	parsed, err := url.Parse(address)
	p.must(err)
	p.mayAsk(parsed.Host)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Navigate(address)))
}

// reload loads the host page again, and with it the window.
func (p *page) reload() {
	p.t.Helper()
	p.forgetWorlds()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, chromedp.Reload()))
}

// mayAsk lets the page ask a host.
func (p *page) mayAsk(host string) { p.hosts = append(p.hosts, host) }

// mayComplain lets the console tell of trouble that the test makes.
func (p *page) mayComplain(about ...string) { p.allowed = append(p.allowed, about...) }

// judge fails the test for what no test allows.
func (p *page) judge() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, line := range p.trouble {
		if !slices.ContainsFunc(p.allowed, func(part string) bool { return strings.Contains(line, part) }) {
			p.t.Errorf("the console complains: %s", line)
		}
	}
	if len(p.requests) == 0 {
		p.t.Error("the tab asked for nothing: the record of requests does not work")
	}
	for _, address := range p.requests {
		asked, err := url.Parse(address)
		if err != nil || asked.Scheme != "data" && !slices.Contains(p.hosts, asked.Host) {
			p.t.Errorf("the page asked a stranger: %s", address)
		}
	}
}

// must ends the test for an error of the browser.
func (p *page) must(err error) {
	if err != nil {
		p.t.Helper()
		p.fail(err)
	}
}

// fail ends the test and leaves a picture.
func (p *page) fail(why error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	said, _ := eval[string](p, window, `document.body.innerText`)
	if picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
		file := filepath.Join(p.t.ArtifactDir(), "failed.png")
		_ = os.WriteFile(file, picture, 0o600)
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.t.Fatalf("%v\n--- window:\n%s\n--- console: %q", why, said, p.trouble)
}

var errNoWindow = errors.New("there is no window")

// eval evaluates a JavaScript expression beside the scripts of a document: it sees the same elements but other globals.
func eval[T any](p *page, in place, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for again := true; ; again = false {
		world, err := p.world(ctx, in)
		if err != nil {
			var none T
			return none, err
		}
		result, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, func(params *runtime.EvaluateParams) {
			params.ContextID = world
			params.AwaitPromise = new(true)
		}))
		if err == nil || !again || !strings.Contains(err.Error(), "context") {
			return result, err
		}
		p.forgetWorlds() // the document is another one by now
	}
}

// look is eval for what must work.
func look[T any](p *page, in place, expression string) T {
	p.t.Helper()
	result, err := eval[T](p, in, expression)
	p.must(err)
	return result
}

// script runs a script of the host page itself.
func (p *page) script(source string) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.Evaluate[chromedp.Void](source)))
}

func (p *page) forgetWorlds() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	clear(p.worlds)
}

// world is the place to evaluate in, with the helpers of eyes.js.
func (p *page) world(ctx context.Context, in place) (runtime.ExecutionContextID, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if id, ok := p.worlds[in]; ok {
		return id, nil
	}
	tree, err := chromedp.Call(ctx, protocol.GetFrameTree, cdp.Empty{})
	if err != nil {
		return 0, err
	}
	frame := tree.FrameTree.Frame
	if in == window {
		at := slices.IndexFunc(tree.FrameTree.ChildFrames, func(child *protocol.FrameTree) bool {
			return strings.Contains(child.Frame.URL, "/widget/")
		})
		if at < 0 {
			return 0, errNoWindow
		}
		frame = tree.FrameTree.ChildFrames[at].Frame
	}
	world, err := chromedp.Call(ctx, protocol.CreateIsolatedWorld, protocol.CreateIsolatedWorldParams{FrameID: frame.ID, WorldName: "test"})
	if err != nil {
		return 0, err
	}
	id := world.ExecutionContextID
	_, err = chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](eyes, func(params *runtime.EvaluateParams) { params.ContextID = id }))
	if err != nil {
		return 0, err
	}
	p.worlds[in] = id
	return id, nil
}

// until waits for an expression to be true.
func (p *page) until(what string, in place, expression string) {
	p.t.Helper()
	err := eventually(func() error {
		ok, err := eval[bool](p, in, expression)
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("not yet")
		}
		return nil
	})
	if err != nil {
		p.fail(fmt.Errorf("%s: %w", what, err))
	}
}

// picture saves what is seen, when pictures are wanted.
func (p *page) picture(name string) {
	p.t.Helper()
	if *pictures == "" {
		return
	}
	image, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	p.must(err)
	p.must(os.MkdirAll(*pictures, 0o750))
	p.must(os.WriteFile(filepath.Join(*pictures, name+".png"), image, 0o600))
}
