package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// lastMoment bounds the times of events: a lab that runs longer than a day is
// better driven from outside.
const lastMoment = 24 * time.Hour

// parseMoment reads a time of an event or a limit, such as "2s" or "1.5m". Unlike
// delays they may be hours.
func parseMoment(s string) (time.Duration, error) {
	text := strings.ReplaceAll(s, " ", "")
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return 0, fmt.Errorf("%q has no unit: write for example \"%ss\"", s, text)
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no time: write for example \"2s\" or \"500ms\"", s)
	}
	if d < 0 || d > lastMoment {
		return 0, fmt.Errorf("%q is outside 0s to %v", s, lastMoment)
	}
	return d, nil
}
