// Package machine says what figures were taken on: processors, memory, load, and what a process has used of them.
package machine

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Print says what the figures were taken on.
func Print(out io.Writer) {
	fmt.Fprintf(out, "machine      %s, %d processors, %s memory, %s, %s/%s, load at the start %s\n",
		field("/proc/cpuinfo", "model name"), runtime.NumCPU(), field("/proc/meminfo", "MemTotal"), runtime.Version(), runtime.GOOS,
		runtime.GOARCH, Load())
}

// Load is the mean number of programs that wanted a processor in the last minute.
func Load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// Resident is the resident memory of this process in MB, now and at its highest; 0 where the system does not tell.
func Resident() (now, highest int) { return residentOf("self") }

// ForgetHighest makes the highest resident memory count from now on.
func ForgetHighest() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) // where it fails the figure is too high, never too low
}

// field reads the value of the first line "name: value" of a file.
func field(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return "unknown"
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// ProcessorTime is what this process has used of all processors so far.
func ProcessorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// ProcessorTimeOf is what another process has used of all processors so far, 0 where the system does not tell. It counts in
// hundredths of a second.
func ProcessorTimeOf(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, values, _ := strings.Cut(string(text), ") ") // after the name: state ppid …; utime and stime are the 12th and 13th
	fields := strings.Fields(values)
	var used time.Duration
	for _, i := range []int{11, 12} {
		if i < len(fields) {
			ticks, _ := strconv.ParseInt(fields[i], 10, 64)
			used += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return used
}

// AllProcessors is what all programs of the machine together, and the machine that lends it its processors, have used so far;
// 0 where the system does not tell. It counts in hundredths of a second.
func AllProcessors() time.Duration {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	var used time.Duration
	for i, value := range strings.Fields(line) { // cpu user nice system idle iowait irq softirq steal guest guest_nice
		ticks, err := strconv.ParseInt(value, 10, 64)
		if err == nil && i != 4 && i != 5 && i <= 8 {
			used += time.Duration(ticks) * 10 * time.Millisecond
		}
	}
	return used
}
