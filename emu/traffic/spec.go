package traffic

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Spec is what is sent. Check says whether it makes sense.
type Spec struct {
	// PacketsPerSecond or BitsPerSecond is the rate, and the other one is 0.
	PacketsPerSecond float64
	BitsPerSecond    float64
	Poisson          bool // gaps are exponential with that mean, else all alike

	// Duration and Packets bound what is sent; 0 leaves one of them open.
	Duration time.Duration
	Packets  uint64

	// Flows is how many there are at a time.
	Flows int
	// NewFlowsPerSecond is how many of them end and are replaced by others.
	NewFlowsPerSecond float64
	Popularity        Popularity
	Exponent          float64 // s of Zipf: the flow of rank k has a share in proportion to k^-s

	Sizes []Size // which sizes packets have, and how often
	TCP   bool   // else UDP
	From  Ends
	To    Ends

	Stream uint8 // tells senders apart whose packets meet, 0 to MaxStream
}

// Size is a size of packets.
type Size struct {
	Bytes  int // of the Ethernet frame without check sequence
	Weight int // how often it is chosen, relative to the others
}

// Ends are what one side's packets say they are from or for. A range begins with
// the first and goes on upwards.
type Ends struct {
	MAC       [6]byte
	MACs      int // at most 65,536, which differ in the last three bytes
	Address   netip.Addr
	Addresses int // which differ in the last four bytes
	Port      uint16
	Ports     int
}

// Popularity is how packets are spread over flows.
type Popularity int

// The kinds of popularity.
const (
	Uniform Popularity = iota
	Zipf
	// Trace imitates a captured trace: sizes of flows have a heavy tail and
	// packets of a flow come in trains; a flow that has sent all of its packets is
	// replaced, so that NewFlowsPerSecond must be 0. See trainEnds and flowShape.
	Trace
)

// Bounds of a Spec. They keep a slip of the keyboard from filling the memory or
// the day.
const (
	MaxStream   = 127
	MaxDuration = 24 * time.Hour
	MaxPackets  = 1 << 40
	MaxFlows    = 1 << 22
	MaxRate     = 100e6 // packets/s
	MinBytes    = 60    // the smallest Ethernet frame
	MaxBytes    = 4000  // fits a frame of the largest pool
	maxRanks    = 65536 // MACs or ports
)

// IMIX is the simple Internet mix that testers use: 7 IP packets of 40 bytes to 4 of
// 576 and one of 1,500, as Ethernet frames.
var IMIX = []Size{{60, 7}, {590, 4}, {1514, 1}}

// Check returns everything that is wrong with the spec, nil if nothing is.
func (s *Spec) Check() error {
	var wrong []error
	no := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	no((s.PacketsPerSecond > 0) == (s.BitsPerSecond > 0), "rate: %g packets/s and %g bit/s are given: give one of them, more than 0", s.PacketsPerSecond, s.BitsPerSecond)
	no(!(s.MeanRate() <= MaxRate), "rate: %.4g packets/s are more than %g: no machine sends that", s.MeanRate(), float64(MaxRate))
	no(s.Duration == 0 && s.Packets == 0, "nothing bounds what is sent: give a duration, a number of packets, or both")
	no(s.Duration < 0 || s.Duration > MaxDuration, "duration %v: must be between 0 and %v", s.Duration, MaxDuration)
	no(s.Packets > MaxPackets, "%d packets: at most %d", s.Packets, MaxPackets)
	no(s.Stream > MaxStream, "stream %d: at most %d", s.Stream, MaxStream)
	wrong = append(wrong, s.checkFlows()...)
	wrong = append(wrong, s.checkSizes()...)
	for _, e := range []struct {
		name string
		Ends
	}{{"from", s.From}, {"to", s.To}} {
		wrong = append(wrong, e.check(e.name)...)
	}
	no(s.From.Address.Is4() != s.To.Address.Is4(), "from %v to %v: both must be IPv4, or both IPv6", s.From.Address, s.To.Address)
	return errors.Join(wrong...)
}

func (s *Spec) checkFlows() (wrong []error) {
	no := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	no(s.Flows < 1 || s.Flows > MaxFlows, "%d flows: must be between 1 and %d", s.Flows, MaxFlows)
	no(!(s.NewFlowsPerSecond >= 0 && s.NewFlowsPerSecond <= MaxRate), "%g new flows/s: must be between 0 and %g", s.NewFlowsPerSecond, float64(MaxRate))
	no(s.Popularity < Uniform || s.Popularity > Trace, "popularity %d: must be uniform, Zipf or trace", s.Popularity)
	no(s.Popularity == Zipf && !(s.Exponent > 0 && s.Exponent <= 10), "zipf:%g: the exponent must be more than 0 and at most 10", s.Exponent)
	no(s.Popularity == Trace && s.NewFlowsPerSecond != 0, "%g new flows/s: in a trace flows end when all of their packets are sent; leave it 0", s.NewFlowsPerSecond)
	if space := s.tuples(); space > 0 {
		no(s.Flows > space, "%d flows, but addresses and ports make only %d: widen a range", s.Flows, space)
	}
	return wrong
}

func (s *Spec) checkSizes() (wrong []error) {
	if len(s.Sizes) == 0 || len(s.Sizes) > maxSizes {
		return []error{fmt.Errorf("%d sizes of packets: give 1 to %d, such as 64", len(s.Sizes), maxSizes)}
	}
	for _, size := range s.Sizes {
		if least := s.smallest(); size.Bytes < least || size.Bytes > MaxBytes {
			wrong = append(wrong, fmt.Errorf("packets of %d bytes: with these headers and the stamp of %d bytes they have %d to %d", size.Bytes, stampBytes, least, MaxBytes))
		}
		if size.Weight < 1 || size.Weight > maxWeight {
			wrong = append(wrong, fmt.Errorf("weight %d of packets of %d bytes: must be between 1 and %d", size.Weight, size.Bytes, maxWeight))
		}
	}
	return wrong
}

// The table of sizes has a place for each unit of weight.
const (
	maxSizes  = 64
	maxWeight = 1000
)
