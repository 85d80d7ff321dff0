package boxtest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// Addresses of Mix, the first of each few: hosts inside, servers inside, hosts
// outside, and the public address that middleboxes by default have.
const (
	Hosts   = 10<<24 | 0<<8
	Servers = 10<<24 | 1<<8
	World   = 192<<24 | 2<<8
	Public  = 203<<24 | 113<<8 | 1
)

// Mix is a random frame of few hosts that talk about few things in no order: so
// few that what one frame begins others answer and end.
func Mix(r *rand.Rand) Sent {
	f := Frame{Tuple: flow.Tuple{
		Source: Hosts | uint32(r.IntN(3)), Target: World | uint32(r.IntN(3)),
		SourcePort: uint16(20000 + r.IntN(4)), TargetPort: []uint16{25, 53, 80}[r.IntN(3)],
		Protocol: []packet.Protocol{packet.TCP, packet.TCP, packet.TCP, packet.UDP, packet.ICMP}[r.IntN(5)],
	}, Six: r.IntN(5) == 0, Reply: r.IntN(2) == 0, Flags: flags[r.IntN(len(flags))], Seq: r.Uint32(), Ack: r.Uint32()}
	side := uint8(r.IntN(2))
	switch r.IntN(6) {
	case 0: // of a service with a public address, and from one of its servers
		f.Source, f.Target, f.TargetPort, side = World|uint32(r.IntN(3)), Public, 80, middlebox.Outside
	case 1:
		f.Source, f.Target, f.SourcePort, f.TargetPort = Servers|uint32(1+r.IntN(3)), World|uint32(r.IntN(3)), 80, f.SourcePort
		side = middlebox.Inside
	case 2: // to what a translator gave out
		f.Source, f.Target, f.SourcePort, f.TargetPort = f.Target, Public, f.TargetPort, uint16(50000+r.IntN(20))
		side = middlebox.Outside
	}
	switch {
	case f.Protocol == packet.ICMP && f.Six:
		f.Protocol = packet.ICMPv6
		fallthrough
	case f.Protocol == packet.ICMP:
		f.TargetPort = f.SourcePort
	case side == middlebox.Outside && f.Target != Public:
		f.Source, f.Target, f.SourcePort, f.TargetPort = f.Target, f.Source, f.TargetPort, f.SourcePort
	}
	switch r.IntN(3) {
	case 0:
		f.Body = fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: example.com\r\n\r\n", r.IntN(20))
	case 1:
		f.Body = strings.Repeat("x", r.IntN(1400))
	}
	return Sent{Frame: f, Side: side}
}

// flags are those of segments that stacks and scanners send.
var flags = []uint8{
	packet.SYN, packet.SYN, packet.SYN | packet.ACK, packet.ACK, packet.PSH | packet.ACK, packet.ACK,
	packet.FIN | packet.ACK, packet.RST, packet.RST | packet.ACK, 0,
}
