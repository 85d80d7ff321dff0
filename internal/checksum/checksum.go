// Package checksum computes the Internet checksum (RFC 1071), for middleboxes,
// ports and traffic alike. Sums are kept in 64 bits, so that parts of a packet, and
// differences from rewriting it (RFC 1624), add up before they are folded.
package checksum

import "encoding/binary"

// Sum adds up the 16-bit words of data, the first of which begins at its start.
// The sum of less than 4 GB does not overflow.
func Sum(data []byte) (sum uint64) {
	for ; len(data) >= 4; data = data[4:] {
		sum += uint64(binary.BigEndian.Uint32(data))
	}
	if len(data) >= 2 {
		sum += uint64(binary.BigEndian.Uint16(data))
		data = data[2:]
	}
	if len(data) == 1 {
		sum += uint64(data[0]) << 8
	}
	return sum
}

// Fold makes a sum 16 bits: as 2^16 is 1 modulo 2^16-1, all above them is added to
// them. The checksum of what was added up is its complement.
func Fold(sum uint64) uint16 {
	sum = sum>>32 + sum&(1<<32-1)
	sum = sum>>16 + sum&(1<<16-1)
	sum = sum>>16 + sum&(1<<16-1)
	return uint16(sum>>16 + sum)
}
