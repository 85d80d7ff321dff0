//go:build linux

package wire

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"qanat/emu/tpacket"
)

// retag puts a VLAN tag back, if the kernel took one, into the frame of data that
// follow TagBytes of room in whole, and returns the data.
func retag(t tpacket.Tag, whole []byte) (data []byte) {
	if !t.Taken() {
		return whole[tpacket.TagBytes:]
	}
	const addresses = 2 * 6
	t.Insert(whole, virtioHeader+addresses)
	if whole[0]&unix.VIRTIO_NET_HDR_F_NEEDS_CSUM != 0 {
		start := whole[6:] // where what the checksum is of begins, in the frame
		binary.NativeEndian.PutUint16(start, binary.NativeEndian.Uint16(start)+tpacket.TagBytes)
	}
	return whole
}
