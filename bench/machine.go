package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// printMachine says what the figures were taken on.
func printMachine(out io.Writer) {
	fmt.Fprintf(out, "machine      %s, %d processors, %s memory, %s, %s/%s, load %s\n",
		field("/proc/cpuinfo", "model name"), runtime.NumCPU(), field("/proc/meminfo", "MemTotal"), runtime.Version(), runtime.GOOS, runtime.GOARCH, load())
}

// resident is the resident memory of this process in MB, 0 where the system does not tell.
func resident() int {
	kb, _ := strconv.Atoi(strings.TrimSuffix(field("/proc/self/status", "VmRSS"), " kB"))
	return kb >> 10
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

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
