package firewall

import (
	"fmt"
	"net/netip"
	"strings"

	"qanat/middlebox/packet"
)

// Rule says what becomes of packets that match all of its fields.
type Rule struct {
	Allow bool
	// Protocol is a number of IANA's registry; AnyProtocol matches all.
	Protocol int
	// Source and Target are of one version of IP; the zero prefix matches all.
	Source, Target netip.Prefix
	// SourcePorts and TargetPorts match TCP and UDP alone, unless they are zero.
	SourcePorts, TargetPorts Ports
}

// AnyProtocol is the Protocol of rules for all.
const AnyProtocol = -1

// Ports is a range of ports, both ends included. The zero value matches every
// packet, also those without ports.
type Ports struct{ First, Last uint16 }

// Rules is a list of rules, of which the first that matches decides.
type Rules struct {
	List []Rule
	// Allow tells whether packets pass that match none.
	Allow bool
}

// protocols are those with a name.
var protocols = []struct {
	name   string
	number int
}{
	{"ip", AnyProtocol}, {"tcp", int(packet.TCP)}, {"udp", int(packet.UDP)}, {"icmp", int(packet.ICMP)}, {"icmp6", int(packet.ICMPv6)},
}

// String returns the rule as Parse reads it.
func (r Rule) String() string {
	var b strings.Builder
	b.WriteString(action(r.Allow))
	b.WriteByte(' ')
	b.WriteString(protocolName(r.Protocol))
	for _, end := range []struct {
		word   string
		prefix netip.Prefix
		ports  Ports
	}{{"from", r.Source, r.SourcePorts}, {"to", r.Target, r.TargetPorts}} {
		fmt.Fprintf(&b, " %s ", end.word)
		if end.prefix.IsValid() {
			b.WriteString(end.prefix.String())
		} else {
			b.WriteString("any")
		}
		switch {
		case end.ports == Ports{}:
		case end.ports.First == end.ports.Last:
			fmt.Fprintf(&b, " port %d", end.ports.First)
		default:
			fmt.Fprintf(&b, " port %d-%d", end.ports.First, end.ports.Last)
		}
	}
	return b.String()
}

func protocolName(number int) string {
	for _, p := range protocols {
		if p.number == number {
			return p.name
		}
	}
	return fmt.Sprint(number)
}

func action(allow bool) string {
	if allow {
		return "allow"
	}
	return "deny"
}

// check returns what is wrong with a rule.
func (r Rule) check() error {
	for _, ports := range []Ports{r.SourcePorts, r.TargetPorts} {
		switch {
		case ports == Ports{}:
		case ports.First == 0 || ports.Last < ports.First:
			return fmt.Errorf("ports %d-%d: write the lower one first, from 1 to 65535", ports.First, ports.Last)
		case r.Protocol != int(packet.TCP) && r.Protocol != int(packet.UDP):
			return fmt.Errorf("ports of %s: only tcp and udp have ports; write a rule for each", protocolName(r.Protocol))
		}
	}
	switch {
	case r.Protocol < AnyProtocol || r.Protocol > 255:
		return fmt.Errorf("protocol %d: numbers go from 0 to 255", r.Protocol)
	case r.Source.IsValid() && r.Target.IsValid() && r.Source.Addr().Is4() != r.Target.Addr().Is4():
		return fmt.Errorf("from %v to %v: both must be of one version of IP", r.Source, r.Target)
	}
	return nil
}

// versions tells whether the rule can match packets of a version of IP.
func (r Rule) matchesVersion(version uint8) bool {
	for _, prefix := range []netip.Prefix{r.Source, r.Target} {
		if prefix.IsValid() && prefix.Addr().Is4() != (version == 4) {
			return false
		}
	}
	return true
}
