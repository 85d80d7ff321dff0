package traffic

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// read reads one side, whose flags begin with a word, and hands errors to flag.
func (t *EndsText) read(word string, e *Ends, flag func(name string, err error)) {
	var err error
	e.MAC, e.MACs, err = parseMACs(t.MAC)
	flag(word+"-mac", quoted(t.MAC, err))
	e.Address, e.Addresses, err = parseAddresses(t.Address)
	flag(word, quoted(t.Address, err))
	e.Port, e.Ports, err = parsePorts(t.Ports)
	flag(word+"-ports", quoted(t.Ports, err))
}

// quoted puts a text before what is wrong with it.
func quoted(text string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%q %w", text, err)
}

// parseMACs reads "02:00:00:00:00:01", or a first and a last one with "-" between
// them.
func parseMACs(text string) (first [6]byte, n int, err error) {
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	a, errA := net.ParseMAC(from)
	b, errB := net.ParseMAC(to)
	if errA != nil || errB != nil || len(a) != 6 || len(b) != 6 {
		return first, 0, errors.New("is no MAC address: write for example 02:00:00:00:00:01, or a first and a last one with - between them")
	}
	copy(first[:], a)
	n = int(lowMAC([6]byte(b))) - int(lowMAC(first)) + 1
	if [3]byte(a[:3]) != [3]byte(b[:3]) || n < 1 {
		return first, 0, errors.New("is no range of MAC addresses: the first must come first, and they may differ in the last three bytes only")
	}
	return first, n, nil
}

// parseAddresses reads an address, a prefix, or a first and a last address with
// "-" between them.
func parseAddresses(text string) (first netip.Addr, n int, err error) {
	if p, err := netip.ParsePrefix(text); err == nil {
		hosts := p.Addr().BitLen() - p.Bits()
		if hosts > 32 {
			return first, 0, errors.New("is too wide: addresses may differ in the last four bytes only; write a prefix of 96 bits or more")
		}
		return p.Masked().Addr(), int(min(1<<hosts, int64(1)<<32)), nil
	}
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	first, errA := netip.ParseAddr(from)
	last, errB := netip.ParseAddr(to)
	if errA != nil || errB != nil {
		return first, 0, errors.New("is no address: write for example 10.0.0.1, 10.1.0.0/16 or 10.0.0.1-10.0.0.9")
	}
	a, b := Ends{Address: first}, Ends{Address: last}
	n = int(b.low()) - int(a.low()) + 1
	keep := first.BitLen() - 32
	if first.BitLen() != last.BitLen() || n < 1 || netip.PrefixFrom(first, keep).Masked() != netip.PrefixFrom(last, keep).Masked() {
		return first, 0, errors.New("is no range of addresses: the first must come first, and they may differ in the last four bytes only")
	}
	return first, n, nil
}

// parsePorts reads "80" or "1024-65535".
func parsePorts(text string) (first uint16, n int, err error) {
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	a, errA := strconv.ParseUint(from, 10, 16)
	b, errB := strconv.ParseUint(to, 10, 16)
	if errA != nil || errB != nil || a == 0 || b < a {
		return 0, 0, errors.New("is no port: write one between 1 and 65535, or a first and a last one with - between them")
	}
	return uint16(a), int(b-a) + 1, nil
}
