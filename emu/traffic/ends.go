package traffic

import (
	"encoding/binary"
	"fmt"
	"math"
)

func (e *Ends) check(name string) (wrong []error) {
	no := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(name+": "+format, args...))
		}
	}
	no(e.MAC[0]&1 != 0 && name == "from", "the MAC address %x is one of a group: its first byte must be even", e.MAC)
	no(e.MACs < 1 || e.MACs > maxRanks, "%d MAC addresses: must be between 1 and %d", e.MACs, maxRanks)
	no(lowMAC(e.MAC)+uint32(max(e.MACs, 1)-1) >= 1<<24, "%d MAC addresses from %x on: the last three bytes overflow; begin lower", e.MACs, e.MAC)
	no(!e.Address.IsValid() || e.Address.Is4In6() || e.Address.Zone() != "", "no address is given, or one that no packet carries: write for example 10.0.0.1")
	no(e.Addresses < 1, "%d addresses: must be at least 1", e.Addresses)
	no(e.Address.IsValid() && uint64(e.low())+uint64(max(e.Addresses, 1)-1) > math.MaxUint32, "%d addresses from %v on: the last four bytes overflow; begin lower", e.Addresses, e.Address)
	no(e.Ports < 1 || int(e.Port)+e.Ports-1 > math.MaxUint16 || e.Port == 0, "%d ports from %d on: they must lie between 1 and 65535", e.Ports, e.Port)
	return wrong
}

// low is the part of the address that differs within the range.
func (e *Ends) low() uint32 {
	bytes := e.Address.AsSlice()
	return binary.BigEndian.Uint32(bytes[len(bytes)-4:])
}

func lowMAC(mac [6]byte) uint32 { return uint32(mac[3])<<16 | uint32(mac[4])<<8 | uint32(mac[5]) }

// tuples is how many flows the ranges tell apart, at most 2^32.
func (s *Spec) tuples() int {
	product := 1.0
	for _, n := range []int{s.From.Addresses, s.To.Addresses, s.From.Ports, s.To.Ports} {
		product *= float64(n)
	}
	return int(min(product, 1<<32))
}

// meanBytes is the mean size of packets.
func (s *Spec) meanBytes() float64 {
	bytes, weight := 0, 0
	for _, size := range s.Sizes {
		bytes += size.Bytes * size.Weight
		weight += size.Weight
	}
	return float64(bytes) / float64(max(weight, 1))
}

// MeanRate is the rate in packets/s, at the mean size of packets.
func (s *Spec) MeanRate() float64 {
	if s.PacketsPerSecond > 0 {
		return s.PacketsPerSecond
	}
	return s.BitsPerSecond / (8 * max(s.meanBytes(), 1))
}

// Expected is about how many packets will be sent: exactly, unless sizes or gaps
// are random.
func (s *Spec) Expected() uint64 {
	n := uint64(math.Ceil(s.MeanRate() * s.Duration.Seconds()))
	switch {
	case s.Packets == 0:
		return n
	case s.Duration == 0:
		return s.Packets
	}
	return min(n, s.Packets)
}

// headers is the length of all headers of a packet.
func (s *Spec) headers() int {
	n := 14 + 20
	if s.To.Address.Is6() {
		n = 14 + 40
	}
	if s.TCP {
		return n + 20
	}
	return n + 8
}

// smallest is the size of the smallest packets that hold a stamp.
func (s *Spec) smallest() int { return max(MinBytes, s.headers()+stampBytes) }
