package traffic

import (
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

// Due implements Source.
func (g *Generator) Due() (at int64, more bool) {
	return int64(g.at), g.at < g.limit && g.sequence < g.most
}

// Made implements Source.
func (g *Generator) Made() (packets, bytes uint64) { return g.sequence, g.bytes }

// Asked implements Source.
func (g *Generator) Asked() (stream uint8, packetsPerSecond float64) {
	return g.spec.Stream, g.spec.MeanRate()
}

// Skip implements Source.
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

// Build implements Source: the packet is stamped with both times.
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
