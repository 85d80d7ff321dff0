package impair

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// longestDelay is more than any link on Earth has.
const longestDelay = time.Minute

// ParseTime reads a time such as "25ms" or "150us", from 0 to a minute. A number
// without unit is an error, "0" included.
func ParseTime(s string) (time.Duration, error) {
	text := strings.ReplaceAll(s, " ", "")
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return 0, fmt.Errorf("%q has no unit: write for example \"%sms\"", s, text)
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no time: write for example \"25ms\", \"150us\" or \"1.5s\"", s)
	case d < 0:
		return 0, fmt.Errorf("%q is negative: times start at 0s", s)
	case d > longestDelay:
		return 0, fmt.Errorf("%q is more than %v, which no link takes", s, longestDelay)
	}
	return d, nil
}

// mostQueued bounds what a queue may hold, so that a slip of the keyboard does
// not fill the memory.
const mostQueued = 1_000_000

// ParseQueue reads a number of packets such as "200 packets".
func ParseQueue(s string) (int, error) {
	text, found := strings.CutSuffix(strings.TrimSpace(s), "packets")
	if !found {
		text, found = strings.CutSuffix(text, "packet")
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no queue: write for example \"200 packets\"", s)
	case !found:
		return 0, fmt.Errorf("%q has no unit: write \"%d packets\"", s, n)
	case n < 1 || n > mostQueued:
		return 0, fmt.Errorf("%q is outside 1 to %d packets", s, mostQueued)
	}
	return n, nil
}
