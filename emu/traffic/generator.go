package traffic

import (
	"encoding/binary"
	"math/rand/v2"

	"qanat/emu/port"
)

// Generator makes the packets of a spec, one after another, and says when each is
// due. It allocates nothing.
type Generator struct {
	spec      *Spec
	layout    layout
	flows     *flows
	templates []template
	sizes     []uint16 // an index of templates for each unit of weight
	sizeRNG   *rand.Rand
	gapRNG    *rand.Rand

	at       float64 // when the next packet is due, ns after the start
	next     *template
	sequence uint64
	bytes    uint64 // of all packets so far
	limit    float64
	most     uint64
}

// NewGenerator checks a spec and prepares its packets. All that is random is drawn
// from rng, so that equal specs and generators make equal packets.
func NewGenerator(s Spec, rng *rand.Rand) (*Generator, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	// Each choice has random numbers of its own: other sizes leave the flows as
	// they are.
	split := func() *rand.Rand { return rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64())) }
	g := &Generator{spec: &s, layout: s.layout(), flows: newFlows(&s, split()), sizeRNG: split(), gapRNG: split()}
	for k, size := range s.Sizes {
		g.templates = append(g.templates, s.template(size.Bytes))
		for range size.Weight {
			g.sizes = append(g.sizes, uint16(k))
		}
	}
	g.limit, g.most = float64(s.Duration), s.Packets
	if s.Duration == 0 {
		g.limit = float64(MaxDuration)
	}
	if s.Packets == 0 {
		g.most = MaxPackets
	}
	g.choose()
	return g, nil
}

// choose draws the size of the next packet.
func (g *Generator) choose() {
	k := uint16(0)
	if len(g.templates) > 1 {
		k = g.sizes[scale(uint32(g.sizeRNG.Uint64()), len(g.sizes))]
	}
	g.next = &g.templates[k]
}

// Due is when the next packet should be sent, in ns after the start; false if
// there is none.
func (g *Generator) Due() (at int64, more bool) {
	return int64(g.at), g.at < g.limit && g.sequence < g.most
}

// Sequence is the number of the next packet: how many there were.
func (g *Generator) Sequence() uint64 { return g.sequence }

// Bytes is the size of all packets so far.
func (g *Generator) Bytes() uint64 { return g.bytes }

// Skip leaves a packet out, as if it were lost.
func (g *Generator) Skip() {
	g.flows.pick(g.at)
	g.advance()
}

// advance goes to the next packet. At a rate in bit/s, the gap after a packet is
// as long as its own bits take.
func (g *Generator) advance() {
	gap := 1e9 / g.spec.PacketsPerSecond
	if g.spec.BitsPerSecond > 0 {
		gap = 8e9 * float64(len(g.next.data)) / g.spec.BitsPerSecond
	}
	if g.spec.Poisson {
		gap *= g.gapRNG.ExpFloat64()
	}
	g.at += gap
	g.bytes += uint64(len(g.next.data))
	g.sequence++
	g.choose()
}

// Build writes the next packet into an empty frame, stamped as sent at a time of
// the clock, in ns, and so much after it was due; false if the frame has no room.
func (g *Generator) Build(f *port.Frame, sent, late int64) bool {
	t := g.next
	if !f.Reserve(len(t.data)) {
		return false
	}
	flow := g.flows.pick(g.at)
	mark := stamp{stream: g.spec.Stream, sequence: uint32(g.sequence), flow: flow.number, sent: sent, late: late}
	g.write(f.Data, t, flow, &mark)
	g.advance()
	return true
}

// End writes a packet that marks the end of the stream, of the same flow as some
// other, into an empty frame.
func (g *Generator) End(f *port.Frame, sent int64) bool {
	t := &g.templates[0]
	if !f.Reserve(len(t.data)) {
		return false
	}
	flow := g.flows.pick(g.at)
	g.write(f.Data, t, flow, &stamp{stream: g.spec.Stream | endBit, sequence: uint32(g.sequence), flow: flow.number, sent: sent})
	return true
}

// write makes a packet of a template.
func (g *Generator) write(data []byte, t *template, f *flow, mark *stamp) {
	copy(data, t.data)
	if g.spec.From.MACs > 1 || g.spec.To.MACs > 1 {
		putMAC(data[3:], lowMAC(g.spec.To.MAC)+uint32(f.toMAC))
		putMAC(data[9:], lowMAC(g.spec.From.MAC)+uint32(f.fromMAC))
	}
	a, b, c := mark.pack()
	payload := data[g.layout.payload:]
	binary.BigEndian.PutUint64(payload, a)
	binary.BigEndian.PutUint64(payload[8:], b)
	binary.BigEndian.PutUint16(payload[16:], c)

	if g.layout.v6 {
		binary.BigEndian.PutUint32(data[etherBytes+20:], f.from)
		binary.BigEndian.PutUint32(data[etherBytes+36:], f.to)
	} else {
		binary.BigEndian.PutUint32(data[etherBytes+12:], f.from)
		binary.BigEndian.PutUint32(data[etherBytes+16:], f.to)
		binary.BigEndian.PutUint16(data[etherBytes+10:], fold(t.ip+uint64(f.sum)))
	}
	segment := data[g.layout.transport:]
	ports := uint32(f.fromPort)<<16 | uint32(f.toPort)
	binary.BigEndian.PutUint32(segment, ports)
	total := t.transport + uint64(f.sum) + uint64(ports) + halves(a) + halves(b) + uint64(c)
	if g.layout.tcp {
		total += f.sequenceTCP(segment, len(data)-g.layout.payload)
		binary.BigEndian.PutUint16(segment[16:], fold(total))
		return
	}
	checksum := fold(total)
	if checksum == 0 {
		checksum = 0xffff // 0 would say that there is none
	}
	binary.BigEndian.PutUint16(segment[6:], checksum)
}

// sequenceTCP writes what changes in a flow of TCP and returns its sum: the first
// packet opens it, the others follow.
func (f *flow) sequenceTCP(segment []byte, payload int) uint64 {
	const syn, push, ack = 0x02, 0x08, 0x10
	flags := byte(push | ack)
	begin := f.number * 0x9e3779b1 // spread over all numbers
	sequence := begin + f.bytes
	acknowledged := uint32(1)
	if f.bytes == 0 {
		flags, acknowledged = syn, 0
		f.bytes = 1
	}
	f.bytes = max(f.bytes+uint32(payload), 1) // 0 would open it again
	segment[13] = flags
	binary.BigEndian.PutUint32(segment[4:], sequence)
	binary.BigEndian.PutUint32(segment[8:], acknowledged)
	return uint64(flags) + uint64(sequence) + uint64(acknowledged)
}

func halves(v uint64) uint64 { return v>>32 + v&0xffffffff }

func putMAC(to []byte, low uint32) {
	to[0], to[1], to[2] = byte(low>>16), byte(low>>8), byte(low)
}
