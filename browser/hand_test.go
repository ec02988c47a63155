package browser

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

//go:embed eyes.js
var eyes string

// element describes what a person points at.
type element struct {
	in     place
	css    string
	text   string // contained in it; empty: any
	at     int    // which of those that match, from 0; below 0 from the end
	anyway bool   // whether it is seen or not
}

// the names an element of the window by its data-testid.
func the(id string) element { return element{in: window, css: "[data-testid=" + id + "]"} }

// loaders names an element of the loader by its data-testid.
func loaders(id string) element { return element{in: host, css: "[data-testid=" + id + "]"} }

// under is a part of an element, by a selector.
func (e element) under(css string) element { e.css += " " + css; return e }

// saying narrows to what contains a text.
func (e element) saying(text string) element { e.text = text; return e }

// last is the last of those that match.
func (e element) last() element { e.at = -1; return e }

// nth is one of those that match, from 0.
func (e element) nth(at int) element { e.at = at; return e }

// hidden counts also what is not seen.
func (e element) hidden() element { e.anyway = true; return e }

// js is the description as eyes.js takes it.
func (e element) js() string {
	text, err := json.Marshal(map[string]any{"css": e.css, "text": e.text, "at": e.at, "anyway": e.anyway})
	if err != nil {
		panic(err) // strings and numbers
	}
	return string(text)
}

// one is the expression of the element.
func (e element) one() string { return fmt.Sprintf("eyes.nth(eyes.find(%s), %d)", e.js(), e.at) }

// sees waits until the element is there.
func (p *page) sees(e element) {
	p.t.Helper()
	p.until("waiting for "+e.js(), e.in, e.one()+" !== undefined")
}

// loses waits until the element is gone.
func (p *page) loses(e element) {
	p.t.Helper()
	p.until("waiting for the end of "+e.js(), e.in, e.one()+" === undefined")
}

// count is how many elements match now.
func (p *page) count(e element) int {
	p.t.Helper()
	return look[int](p, e.in, fmt.Sprintf("eyes.find(%s).length", e.js()))
}

// text is what an element says, once it is there.
func (p *page) text(e element) string {
	p.t.Helper()
	p.sees(e)
	return look[string](p, e.in, "eyes.textOf("+e.one()+")")
}

// texts is what all elements that match say now.
func (p *page) texts(e element) []string {
	p.t.Helper()
	return look[[]string](p, e.in, fmt.Sprintf("eyes.find(%s).map(eyes.textOf)", e.js()))
}

// attribute is an attribute of an element, empty when it has none.
func (p *page) attribute(e element, name string) string {
	p.t.Helper()
	p.sees(e)
	return look[string](p, e.in, fmt.Sprintf("%s.getAttribute(%q) ?? ''", e.one(), name))
}

// value is what stands in an input.
func (p *page) value(e element) string {
	p.t.Helper()
	p.sees(e)
	return look[string](p, e.in, e.one()+".value")
}

type spot struct {
	X, Y float64
	Why  string
}

// press presses an element with mouse or finger, once it stands still and nothing covers it.
func (p *page) press(e element) {
	p.t.Helper()
	var before, at spot
	err := eventually(func() error {
		var err error
		if at, err = p.spot(e); err != nil {
			return err
		}
		if at != before {
			before = at
			return errors.New("it moves")
		}
		return nil
	})
	if err != nil {
		p.fail(fmt.Errorf("pressing %s: %w", e.js(), err))
	}
	if p.screen.touch {
		p.must(chromedp.Do(p.ctx, chromedp.TapXY(at.X, at.Y)))
		return
	}
	p.must(chromedp.Do(p.ctx, chromedp.MouseEvent(chromedp.MouseMoved, at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y)))
}

// spot is where to press in the tab.
func (p *page) spot(e element) (spot, error) {
	at, err := eval[spot](p, e.in, fmt.Sprintf("eyes.spot(%s)", e.js()))
	if err != nil {
		return at, err
	}
	if at.Why != "" {
		return at, errors.New(at.Why)
	}
	if e.in == window {
		frame, err := eval[spot](p, host, "(({left, top}) => ({X: left, Y: top}))("+loaders("widget-frame").one()+".getBoundingClientRect())")
		if err != nil {
			return at, err
		}
		at.X += frame.X
		at.Y += frame.Y
	}
	return at, nil
}

// write puts text where the focus is, as an input method does.
func (p *page) write(text string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text})
	p.must(err)
}

// key is a key of the keyboard. text is what it writes when nobody prevents that.
type key struct {
	name, code, text string
	number           int64 // of Windows
}

var (
	enter  = key{"Enter", "Enter", "\r", 13}
	tab    = key{"Tab", "Tab", "", 9}
	escape = key{"Escape", "Escape", "", 27}
	space  = key{" ", "Space", " ", 32}
	up     = key{"ArrowUp", "ArrowUp", "", 38}
)

const shift = chromedp.ModifierShift

// strike presses and lets go a key. Down and its character are one event, as from a keyboard: who prevents the one prevents
// the other.
func (p *page) strike(k key, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	event := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: k.name, Code: k.code, Text: k.text, WindowsVirtualKeyCode: k.number,
	}
	if k.text == "" {
		event.Type = input.DispatchKeyEventTypeRawKeyDown
	}
	for _, modifier := range modifiers {
		event.Modifiers |= int64(modifier)
	}
	released := event
	released.Type, released.Text = input.DispatchKeyEventTypeKeyUp, ""
	p.must(chromedp.Do(p.ctx, call(input.DispatchKeyEvent, event), call(input.DispatchKeyEvent, released)))
}

// focus names what has the focus in a document.
func (p *page) focus(in place) string {
	p.t.Helper()
	return look[string](p, in, "eyes.name(eyes.focused())")
}

// focusComesTo waits until an element of the window has the focus.
func (p *page) focusComesTo(in place, name string) {
	p.t.Helper()
	p.until("waiting for the focus on "+name, in, fmt.Sprintf("eyes.name(eyes.focused()) === %q", name))
}
