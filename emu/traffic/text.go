package traffic

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"qanat/topo"
)

// Text is a Spec as command lines write it, every rate and time with its unit.
type Text struct {
	Rate       string // "100kpps", "10Mbit"
	Gaps       string // "constant", "poisson"
	For        string // "10s"; empty: no limit
	Packets    uint64 // 0: no limit
	Flows      int
	NewFlows   string // "1000/s"
	Popularity string // "uniform", "zipf:1.1", "trace"
	Sizes      string // bytes: "64", "64,512,1514", or "imix"
	Protocol   string // "udp", "tcp"
	From, To   EndsText
	Stream     uint8
}

// EndsText is Ends as command lines write it. A range is "first-last"; addresses
// may also be a prefix.
type EndsText struct{ MAC, Address, Ports string }

// Spec reads the text and checks what it says. All mistakes are named at once,
// each with the flag that it is in.
func (t *Text) Spec() (Spec, error) {
	s := Spec{Packets: t.Packets, Flows: t.Flows, Stream: t.Stream}
	var wrong []error
	flag := func(name string, err error) {
		if err != nil {
			wrong = append(wrong, fmt.Errorf("--%s: %w", name, err))
		}
	}
	var err error
	s.PacketsPerSecond, s.BitsPerSecond, err = ParseRate(t.Rate)
	flag("rate", err)
	s.Poisson, err = oneOf(t.Gaps, "constant", "poisson")
	flag("gaps", err)
	if t.For != "" {
		s.Duration, err = ParseTime(t.For)
		flag("for", err)
	}
	if t.NewFlows != "" {
		s.NewFlowsPerSecond, err = parsePerSecond(t.NewFlows, "/s")
		flag("new-flows", err)
	}
	s.Popularity, s.Exponent, err = parsePopularity(t.Popularity)
	flag("popularity", err)
	s.TCP, err = oneOf(t.Protocol, "udp", "tcp")
	flag("protocol", err)
	t.From.read("from", &s.From, flag)
	t.To.read("to", &s.To, flag)
	if len(wrong) == 0 { // the smallest size depends on the headers
		s.Sizes, err = s.parseSizes(t.Sizes)
		flag("size", err)
	}
	if len(wrong) > 0 {
		return s, errors.Join(wrong...)
	}
	return s, s.Check()
}

// oneOf tells whether a text is the second of two words.
func oneOf(text, no, yes string) (bool, error) {
	if text != no && text != yes {
		return false, fmt.Errorf("%q is neither %q nor %q", text, no, yes)
	}
	return text == yes, nil
}

// ParseRate reads a rate in packets/s, as "100kpps" or "1.5Mpps", or in bit/s, as
// "10Mbit". The other one is 0.
func ParseRate(text string) (packetsPerSecond, bitsPerSecond float64, err error) {
	lower := strings.ToLower(strings.TrimSpace(text))
	if strings.HasSuffix(lower, "pps") {
		packetsPerSecond, err = parsePerSecond(lower, "pps")
		return packetsPerSecond, 0, err
	}
	if _, err := strconv.ParseFloat(lower, 64); err == nil {
		return 0, 0, fmt.Errorf("%q has no unit: write for example \"%spps\" for packets, \"%sMbit\" for bits per second", text, lower, lower)
	}
	rate, err := topo.ParseRate(text)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is no rate: write for example \"100kpps\" or \"10Mbit\"", text)
	}
	return 0, float64(rate) * 1000, nil
}

// parsePerSecond reads a number with a unit and perhaps k or M before that.
func parsePerSecond(text, unit string) (float64, error) {
	number, found := strings.CutSuffix(strings.ToLower(strings.ReplaceAll(text, " ", "")), unit)
	if !found {
		return 0, fmt.Errorf("%q has no unit: write for example \"1000%s\" or \"10k%s\"", text, unit, unit)
	}
	factor := 1.0
	switch {
	case strings.HasSuffix(number, "k"):
		number, factor = number[:len(number)-1], 1e3
	case strings.HasSuffix(number, "m"):
		number, factor = number[:len(number)-1], 1e6
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) || value < 0 {
		return 0, fmt.Errorf("%q is no number of so many per second: write for example \"1000%s\"", text, unit)
	}
	return value * factor, nil
}

// ParseTime reads a time with its unit, such as "10s", which is more than 0.
func ParseTime(text string) (time.Duration, error) {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return 0, fmt.Errorf("%q has no unit: write for example \"%ss\"", text, text)
	}
	d, err := time.ParseDuration(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		return 0, fmt.Errorf("%q is no time: write for example \"10s\" or \"500ms\"", text)
	}
	if d <= 0 {
		return 0, fmt.Errorf("%q is not more than 0", text)
	}
	return d, nil
}

func parsePopularity(text string) (Popularity, float64, error) {
	word, exponent, given := strings.Cut(text, ":")
	switch {
	case text == "uniform":
		return Uniform, 0, nil
	case text == "trace":
		return Trace, 0, nil
	case word == "zipf" && given:
		if s, err := strconv.ParseFloat(exponent, 64); err == nil {
			return Zipf, s, nil
		}
	}
	return 0, 0, fmt.Errorf("%q is no popularity: write \"uniform\", \"zipf:1.1\" or \"trace\"", text)
}

// parseSizes reads sizes in bytes. The smallest of IMIX is that of the headers,
// where those need more.
func (s *Spec) parseSizes(text string) (sizes []Size, err error) {
	if text == "imix" {
		for _, size := range IMIX {
			sizes = append(sizes, Size{max(size.Bytes, s.smallest()), size.Weight})
		}
		return sizes, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		bytes, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(word), "B"))
		if err != nil {
			return nil, fmt.Errorf("%q is no size in bytes: write for example \"64\", \"64,512,1514\" or \"imix\"", word)
		}
		sizes = append(sizes, Size{bytes, 1})
	}
	return sizes, nil
}
