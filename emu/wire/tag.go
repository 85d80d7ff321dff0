//go:build linux

package wire

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// tagBytes is the length of a VLAN tag.
const tagBytes = 4

// tag is a VLAN tag, which the kernel takes out of frames that it receives.
type tag struct {
	status    uint32 // whether there is one, and whether its kind is told
	tci, kind uint16
}

// into puts the tag back into the frame of data, which follows tagBytes of room in
// whole, and returns the data with it.
func (t tag) into(whole []byte) (data []byte) {
	if t.status&unix.TP_STATUS_VLAN_VALID == 0 {
		return whole[tagBytes:]
	}
	if t.status&unix.TP_STATUS_VLAN_TPID_VALID == 0 {
		t.kind = unix.ETH_P_8021Q
	}
	const addresses = virtioHeader + 2*6
	copy(whole, whole[tagBytes:tagBytes+addresses])
	binary.BigEndian.PutUint16(whole[addresses:], t.kind)
	binary.BigEndian.PutUint16(whole[addresses+2:], t.tci)
	if whole[0]&unix.VIRTIO_NET_HDR_F_NEEDS_CSUM != 0 {
		start := whole[6:] // where what the checksum is of begins, in the frame
		binary.NativeEndian.PutUint16(start, binary.NativeEndian.Uint16(start)+tagBytes)
	}
	return whole
}
