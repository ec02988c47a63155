// Package browser tests the whole program as a taxpayer meets it: the built binary as a child process, in front of it a real
// Chromium, and between them nothing of ours but a pointer and a keyboard. It holds no code of the program.
//
// The binary is built once a run from the working tree and started with a folder and a port of its own, in words-only mode:
// what the window does never depends on vectors, and without them it starts in a second. Tests that stop the server, give it
// host keys or other knowledge start one of their own; the others share one. All of them share one Chromium, each tab with a
// profile of its own, so that no test sees another's storage.
//
// Whatever a test is about, it also fails when the console tells of an error that the test did not provoke, or when anything
// is requested from a host that is not the program or the test's own page.
//
// Nothing waits for a time. A condition is looked at again and again until it holds or its patience ends; the picture of a tab
// that failed lies in the test's artifacts (go test -artifacts).
//
// TestLayout goes through the scenes of the window on four screens in light and dark and measures them; with
// -pictures DIR it also leaves their pictures there:
//
//	go test ./browser -run TestLayout -pictures /tmp/pictures
package browser
