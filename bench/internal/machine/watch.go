package machine

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Peaks are the highest resident memory in MB since a Watch began.
type Peaks struct {
	Own      int // of this process
	Children int // of the process below it that held most
	Together int // of all of them at one moment, as it was seen every 20 ms
}

// Watch looks at the memory of this process and of those that it started, until it is stopped.
func Watch() (stop func() Peaks) {
	ForgetHighest()
	var p Peaks
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			p.look()
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	})
	return func() Peaks {
		close(done)
		watching.Wait()
		_, p.Own = Resident()
		return p
	}
}

func (p *Peaks) look() {
	together, _ := Resident()
	for _, pid := range children("self") {
		now, highest := residentOf(pid)
		together += now
		p.Children = max(p.Children, highest)
	}
	p.Together = max(p.Together, together)
}

// children are the processes that a process has started and those below them.
func children(pid string) []string {
	lists, _ := filepath.Glob("/proc/" + pid + "/task/*/children")
	var all []string
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a task that has ended has none
		for _, child := range strings.Fields(string(text)) {
			all = append(append(all, child), children(child)...)
		}
	}
	return all
}

// ChildrenTime is what the processes below this one, also those that have ended, have used of all processors so far.
func ChildrenTime() time.Duration {
	var ended syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &ended); err != nil {
		return 0
	}
	used := time.Duration(ended.Utime.Nano() + ended.Stime.Nano())
	for _, pid := range children("self") {
		if n, err := strconv.Atoi(pid); err == nil {
			used += ProcessorTimeOf(n)
		}
	}
	return used
}

func residentOf(pid string) (now, highest int) {
	in := func(name string) int {
		kb, err := strconv.Atoi(strings.TrimSuffix(field(fmt.Sprintf("/proc/%s/status", pid), name), " kB"))
		if err != nil {
			return 0
		}
		return kb >> 10
	}
	return in("VmRSS"), in("VmHWM")
}
