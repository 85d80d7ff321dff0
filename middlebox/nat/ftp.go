package nat

import (
	"bytes"
	"fmt"
	"strconv"

	"qanat/middlebox"
	"qanat/middlebox/flow"
	"qanat/middlebox/packet"
)

// An FTP client that waits for data tells the server its address in the control
// connection: PORT h1,h2,h3,h4,p1,p2 (RFC 959, section 4.1.2). Behind a NAT that
// address is of no use, so it is replaced by a public one, for which a session from
// the server's data port is opened. The command may become longer or shorter, and
// then so do all sequence numbers behind it.
const (
	ftpControl = 21
	ftpData    = 20 // the server's, one below its control port (section 3.2)
)

// shift is what is known of the sequence numbers of a control connection: from
// position on they are after larger than the client's, before it before. The
// command there asked for private and got public, which a repetition gets again.
type shift struct {
	position        uint32
	before, after   uint32 // modulo 2^32, so that less is more
	private, public mapping
}

// shiftWords is the size of a shift in state.
const shiftWords = 4

func (s shift) words() [shiftWords]uint64 {
	return [shiftWords]uint64{uint64(s.position), uint64(s.before)<<32 | uint64(s.after), uint64(s.private), uint64(s.public)}
}

func shiftOf(w []uint64) shift {
	return shift{position: uint32(w[0]), before: uint32(w[1] >> 32), after: uint32(w[1]), private: mapping(w[2]), public: mapping(w[3])}
}

// at returns by how much a sequence number of the client's is shifted.
func (s shift) at(sequence uint32) uint32 {
	if int32(sequence-s.position) >= 0 {
		return s.after
	}
	return s.before
}

// isControl tells whether a packet, as it arrives, is of a control connection.
func isControl(p *packet.Packet) bool {
	if p.Protocol != packet.TCP || p.Later {
		return false
	}
	to := p.Ports()
	return uint16(to) == ftpControl || to>>16 == ftpControl
}

// follow translates a packet of a control connection that was begun inside.
func (n *Mazu) follow(b *middlebox.Batch, i int, m mapping) bool {
	p := &b.Packets[i]
	key := b.KeyOf(flows, i)
	switch {
	case m&toSource != 0 && uint16(p.Ports()) == ftpControl:
		return n.request(b, i, key, m)
	case m&toSource == 0 && p.Ports()>>16 == ftpControl:
		if value := b.Find(control, i, original(key, m)); value != nil {
			s := shiftOf(value)
			ack := p.Acknowledged() - s.after
			if int32(ack-s.position) < 0 {
				ack = p.Acknowledged() - s.before
			}
			p.SetAcknowledged(ack)
		}
	}
	m.translate(p)
	return true
}

// request translates what the client sends.
func (n *Mazu) request(b *middlebox.Batch, i int, key middlebox.Key, m mapping) bool {
	p := &b.Packets[i]
	s := shift{}
	value := b.Find(control, i, key)
	if value != nil {
		s = shiftOf(value)
	}
	sequence := p.Sequence()
	private, said := readPort(p.Body())
	if !said {
		m.translate(p)
		p.SetSequence(sequence + s.at(sequence))
		return true
	}
	repeated := value != nil && int32(sequence-s.position) < 0 && private == s.private
	if !repeated {
		public, ok := n.expect(b, i, key, private)
		if !ok {
			return false
		}
		s.private, s.public, s.before = private, public, s.at(sequence)
	}
	body := writePort(s.public)
	if !repeated {
		s.position = sequence + uint32(len(p.Body()))
		s.after = s.before + uint32(len(body)-len(p.Body()))
		words := s.words()
		if !b.Insert(control, i, key, words[:]) {
			return false
		}
	}
	if !p.SetBody(body) {
		return false
	}
	m.translate(p)
	p.SetSequence(sequence + s.before)
	return true
}

// expect opens the session of a data connection, from where the client waits to the
// server.
func (n *Mazu) expect(b *middlebox.Batch, i int, key middlebox.Key, private mapping) (mapping, bool) {
	t, _ := flow.TupleOf(key)
	forth := flow.Tuple{Source: private.address(), Target: t.Target, SourcePort: private.port(), TargetPort: ftpData, Protocol: packet.TCP}
	return n.open(b, i, forth.Key())
}

// readPort reads a PORT command that is all of a segment; false if it is
// something else.
func readPort(body []byte) (mapping, bool) {
	line, found := bytes.CutSuffix(body, []byte("\r\n"))
	if !found || len(line) < 5 || !bytes.EqualFold(line[:5], []byte("PORT ")) {
		return 0, false
	}
	m := mapping(0)
	fields := bytes.Split(bytes.TrimSpace(line[5:]), []byte(","))
	for _, field := range fields {
		v, err := strconv.ParseUint(string(field), 10, 8)
		if err != nil {
			return 0, false
		}
		m = m<<8 | mapping(v)
	}
	return m << 16, len(fields) == 6
}

// writePort returns the command for a public address and port.
func writePort(m mapping) []byte {
	a, p := m.address(), m.port()
	return fmt.Appendf(nil, "PORT %d,%d,%d,%d,%d,%d\r\n", a>>24, a>>16&255, a>>8&255, a&255, p>>8, p&255)
}
