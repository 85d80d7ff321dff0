package node

import (
	"encoding/binary"
	"time"

	"qanat/emu/port"
)

// An ARP packet for IPv4 over Ethernet (RFC 826), its frame padded to the least
// that Ethernet carries.
const (
	arpFrame   = 60
	arpLength  = 42
	arpRequest = 1
	arpReply   = 2
)

// other handles a frame that is not IP. It returns whether the frame has become an
// answer to be sent back, and frames that waited for what it says.
func (g *gateway) other(f port.Frame, side uint8, now time.Duration) (answer bool, released []port.Frame) {
	d := f.Data
	if len(d) < arpLength || binary.BigEndian.Uint16(d[12:]) != 0x0806 || binary.BigEndian.Uint64(d[14:])>>16 != 0x0001_0800_0604 {
		return false, nil
	}
	me := &g.sides[side]
	from, wanted := binary.BigEndian.Uint32(d[28:]), binary.BigEndian.Uint32(d[38:])
	sender := [6]byte(d[22:28])
	if !me.has(wanted) || me.has(from) || sender[0]&1 != 0 {
		return false, nil
	}
	released = g.neighbours[side].learn(from, sender, now)
	if binary.BigEndian.Uint16(d[20:]) != arpRequest {
		return false, released
	}
	copy(d[:6], sender[:])
	copy(d[6:12], me.Ethernet[:])
	binary.BigEndian.PutUint16(d[20:], arpReply)
	copy(d[22:28], me.Ethernet[:])
	binary.BigEndian.PutUint32(d[28:], wanted)
	copy(d[32:38], sender[:])
	binary.BigEndian.PutUint32(d[38:], from)
	return true, released
}
