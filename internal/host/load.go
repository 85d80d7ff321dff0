package host

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Load is the time that all processors together have spent since the machine
// started, in ticks of the kernel (1/100 s).
type Load struct {
	Busy   uint64 // at work for programs and the kernel
	Stolen uint64 // wanted, but given to others by the machine below a virtual one
}

// statistics is where Linux keeps the loads; see proc_stat(5).
const statistics = "/proc/stat"

// Now returns the load so far. Systems other than Linux do not tell: that is an
// error.
func Now() (Load, error) {
	text, err := os.ReadFile(statistics)
	if err != nil {
		return Load{}, fmt.Errorf("load of the processors: %w", err)
	}
	return parse(string(text))
}

// parse reads the first line: user, nice, system, idle, iowait, irq, softirq and
// stolen.
func parse(text string) (l Load, err error) {
	first, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(first)
	if len(fields) < 9 || fields[0] != "cpu" {
		return l, fmt.Errorf("%s begins with %q, not with the time of all processors", statistics, first)
	}
	for k, field := range fields[1:9] {
		ticks, err := strconv.ParseUint(field, 10, 64)
		if err != nil {
			return l, fmt.Errorf("%s: %w", statistics, err)
		}
		switch k {
		case 3, 4: // idle
		case 7:
			l.Stolen = ticks
		default:
			l.Busy += ticks
		}
	}
	return l, nil
}

// StolenSince returns the share of the processor time wanted since an earlier
// load that was given to others, 0 to 1.
func (l Load) StolenSince(before Load) float64 {
	stolen := float64(l.Stolen - before.Stolen)
	wanted := float64(l.Busy-before.Busy) + stolen
	if wanted == 0 {
		return 0
	}
	return stolen / wanted
}
