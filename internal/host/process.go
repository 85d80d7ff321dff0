package host

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Process is what the kernel keeps about a process.
type Process struct {
	State byte   // a letter of proc_pid_stat(5): Z if it has ended
	Start uint64 // ticks (1/100 s) since the machine started: tells it from others that had its number
	Used  uint64 // processor time, in ticks
}

// ProcessOf looks a process up.
func ProcessOf(pid int) (Process, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return Process{}, err
	}
	return parseProcess(string(text))
}

// parseProcess reads the fields behind the program's name, which is in brackets
// and may hold anything.
func parseProcess(text string) (p Process, err error) {
	f := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	const state, user, system, start = 0, 11, 12, 19
	if len(f) <= start {
		return p, fmt.Errorf("%q is not what the kernel tells of a process", text)
	}
	p.State = f[state][0]
	for _, field := range []struct {
		at int
		to *uint64
	}{{user, &p.Used}, {system, &p.Used}, {start, &p.Start}} {
		value, err := strconv.ParseUint(f[field.at], 10, 64)
		if err != nil {
			return p, fmt.Errorf("%q is not what the kernel tells of a process: %w", text, err)
		}
		*field.to += value
	}
	return p, nil
}
