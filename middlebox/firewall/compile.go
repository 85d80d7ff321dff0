package firewall

import (
	"encoding/binary"
	"math"
	"math/bits"
	"net/netip"
	"slices"

	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// number is a value of a field: an address, a port or a protocol.
type number = middlebox.Key

func less(a, b number) bool { return a.High < b.High || a.High == b.High && a.Low < b.Low }

// field divides the values of a field of headers into intervals within which the
// same rules match, and has the set of rules of each.
type field struct {
	bounds []number // where intervals begin, the first at zero
	sets   []uint64 // words bits per interval, one per rule
	words  int
}

// find returns the set of rules that match a value.
func (f *field) find(value number) []uint64 {
	low := 0
	for n := len(f.bounds); n > 1; {
		half := n / 2
		if !less(value, f.bounds[low+half]) {
			low += half
		}
		n -= half
	}
	return f.sets[low*f.words : (low+1)*f.words]
}

// span is the values of a field that a rule matches, both ends included; none if
// the rule matches no packet of the version.
type span struct {
	first, last number
	none        bool
}

func newField(spans []span) field {
	bounds := []number{{}}
	for _, s := range spans {
		bounds = append(bounds, s.first)
		if end := plusOne(s.last); end != (number{}) {
			bounds = append(bounds, end)
		}
	}
	slices.SortFunc(bounds, func(a, b number) int {
		switch {
		case less(a, b):
			return -1
		case less(b, a):
			return 1
		}
		return 0
	})
	f := field{bounds: slices.Compact(bounds), words: max(1, (len(spans)+63)/64)}
	f.sets = make([]uint64, len(f.bounds)*f.words)
	for rule, s := range spans {
		for k, from := range f.bounds {
			if !s.none && !less(from, s.first) && !less(s.last, from) {
				f.sets[k*f.words+rule/64] |= 1 << (rule % 64)
			}
		}
	}
	return f
}

func plusOne(n number) number {
	low, carry := bits.Add64(n.Low, 1, 0)
	return number{High: n.High + carry, Low: low}
}

// classifier finds the first rule that matches packets of one version of IP.
type classifier struct{ source, target, sourcePort, targetPort, protocol field }

// noPort is the value of a packet's ports if it has none.
const noPort = math.MaxUint16 + 1

func newClassifier(rules []Rule, version uint8) *classifier {
	spans := make([][5]span, len(rules))
	for k, r := range rules {
		s := &spans[k]
		s[0], s[1] = addresses(r.Source, version), addresses(r.Target, version)
		s[2], s[3] = ports(r.SourcePorts), ports(r.TargetPorts)
		s[4] = span{last: number{Low: math.MaxUint8}}
		if r.Protocol != AnyProtocol {
			s[4] = span{first: number{Low: uint64(r.Protocol)}, last: number{Low: uint64(r.Protocol)}}
		}
		s[4].none = !r.matchesVersion(version)
	}
	fields := [5]field{}
	column := make([]span, len(rules))
	for f := range fields {
		for k := range rules {
			column[k] = spans[k][f]
		}
		fields[f] = newField(column)
	}
	return &classifier{fields[0], fields[1], fields[2], fields[3], fields[4]}
}

func ports(p Ports) span {
	if p == (Ports{}) {
		return span{last: number{Low: noPort}}
	}
	return span{first: number{Low: uint64(p.First)}, last: number{Low: uint64(p.Last)}}
}

// addresses are those of a prefix; all, if it is none of the version.
func addresses(p netip.Prefix, version uint8) span {
	all := number{Low: math.MaxUint32}
	if version == 6 {
		all = number{High: math.MaxUint64, Low: math.MaxUint64}
	}
	if !p.IsValid() || p.Addr().Is4() != (version == 4) {
		return span{last: all}
	}
	host := p.Addr().BitLen() - p.Bits()
	rest := number{Low: 1<<min(host, 64) - 1, High: 1<<max(host-64, 0) - 1}
	first := numberOf(p.Addr().AsSlice())
	return span{first: first, last: number{High: first.High | rest.High, Low: first.Low | rest.Low}}
}

func numberOf(address []byte) number {
	if len(address) == 4 {
		return number{Low: uint64(binary.BigEndian.Uint32(address))}
	}
	return number{High: binary.BigEndian.Uint64(address), Low: binary.BigEndian.Uint64(address[8:])}
}

// match returns the first rule that a packet matches, -1 if there is none.
func (c *classifier) match(p *packet.Packet) int {
	var from, to, fromPort, toPort number
	if p.Version == 4 {
		a := p.Addresses4()
		from.Low, to.Low = a>>32, a&math.MaxUint32
	} else {
		a := p.Addresses6()
		from, to = numberOf(a[:16]), numberOf(a[16:])
	}
	fromPort.Low, toPort.Low = noPort, noPort
	if p.HasPorts() {
		fromPort.Low, toPort.Low = uint64(p.Ports()>>16), uint64(p.Ports()&0xffff)
	}
	sets := [5][]uint64{c.source.find(from), c.target.find(to), c.sourcePort.find(fromPort), c.targetPort.find(toPort), c.protocol.find(number{Low: uint64(p.Protocol)})}
	for w := range sets[0] {
		if all := sets[0][w] & sets[1][w] & sets[2][w] & sets[3][w] & sets[4][w]; all != 0 {
			return w*64 + bits.TrailingZeros64(all)
		}
	}
	return -1
}
