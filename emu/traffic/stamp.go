package traffic

import (
	"encoding/binary"
	"math/bits"
)

// A stamp begins the payload of a packet. It has 18 bytes, big-endian, so that it
// fits the smallest Ethernet frame, whose headers of Ethernet, IPv4 and UDP leave
// just as many:
//
//	byte  0      magic, 0x51
//	      1-3    check of bytes 4-17
//	      4      stream; the top bit marks the end of a stream
//	      5-8    sequence number, modulo 2^32
//	      9-11   number of the flow, modulo 2^24
//	     12-17   36 bits: when it was sent, in ns of the clock modulo 2^36 (68.7 s)
//	             12 bits: how late that was, in ns, as 5 bits of exponent and 7 of
//	             mantissa (rounded down, by less than 1 in 128)
//
// What is cut off is restored by who receives: sequence numbers from the ones
// before, times from the time of arrival. Other traffic passes for a stamp once in
// 2^32 packets. The mark of an end has the number of packets sent as its sequence
// number.
const (
	stampBytes = 18
	magic      = 0x51
	endBit     = 0x80
)

// A stamp is what a packet carries.
type stamp struct {
	stream   uint8 // with endBit
	sequence uint32
	flow     uint32 // 24 bits
	sent     int64  // ns, modulo 2^36
	late     int64  // ns
}

const (
	timeBits = 36
	timeMask = 1<<timeBits - 1
	lateBits = 12
)

// pack returns the stamp as two words and a half, those of bytes 0-7, 8-15 and
// 16-17.
func (s *stamp) pack() (a, b uint64, c uint16) {
	tail := uint64(s.sent&timeMask)<<lateBits | packLate(s.late) // 48 bits
	low := uint64(s.stream)<<24 | uint64(s.sequence)>>8          // bytes 4-7
	b = uint64(s.sequence&0xff)<<56 | uint64(s.flow&0xffffff)<<32 | tail>>16
	c = uint16(tail)
	return uint64(magic)<<56 | check(low, b, c)<<32 | low, b, c
}

// read takes a stamp from the beginning of a payload; false if there is none.
func (s *stamp) read(payload []byte) bool {
	if len(payload) < stampBytes {
		return false
	}
	a, b, c := binary.BigEndian.Uint64(payload), binary.BigEndian.Uint64(payload[8:]), binary.BigEndian.Uint16(payload[16:])
	low := a & 0xffffffff
	if a>>56 != magic || a>>32&0xffffff != check(low, b, c) {
		return false
	}
	tail := b<<16 | uint64(c) // its top bits are not of the tail
	s.stream = uint8(low >> 24)
	s.sequence = uint32(low)<<8 | uint32(b>>56)
	s.flow = uint32(b>>32) & 0xffffff
	s.sent = int64(tail >> lateBits & timeMask)
	s.late = unpackLate(tail & (1<<lateBits - 1))
	return true
}

// check mixes all bits of a stamp into 24, by two multiplications (the constants
// are those of MurmurHash3's finalizer).
func check(low, b uint64, c uint16) uint64 {
	x := (low<<16 | uint64(c)) * 0xff51afd7ed558ccd
	x = (x ^ x>>32 ^ b) * 0xc4ceb9fe1a85ec53
	return x >> 40
}

// packLate makes 12 bits of a time: below 256 ns as it is, else its 8 leading bits,
// the first of which is known, and how far they are shifted.
func packLate(late int64) uint64 {
	v := uint64(max(late, 0))
	shift := uint64(0)
	if n := uint64(bits.Len64(v)); n > 8 {
		shift = n - 8
	}
	if shift > maxShift {
		return 1<<lateBits - 1
	}
	v >>= shift
	if v < 128 {
		return v // exponent 0: not shifted, and without a leading one
	}
	return (shift+1)<<7 | v&127
}

// maxShift is the largest shift that 5 bits hold: some five minutes.
const maxShift = 30

func unpackLate(packed uint64) int64 {
	exponent, mantissa := packed>>7, packed&127
	if exponent == 0 {
		return int64(mantissa)
	}
	return int64((mantissa | 128) << (exponent - 1))
}

// since restores when a packet was sent from when it arrived: the last time before
// it, or up to a quarter of the cycle later, which clocks that differ could cause.
func since(arrived, sent int64) int64 {
	delay := (arrived - sent) & timeMask
	if delay > timeMask-timeMask/4 {
		delay -= timeMask + 1
	}
	return delay
}
