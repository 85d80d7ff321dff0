package tpacket

import "encoding/binary"

// TagBytes is the length of a VLAN tag.
const TagBytes = 4

// Tag is a VLAN tag that the kernel may have taken out of a frame.
type Tag struct {
	Status    uint32 // of the packet: TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID
	TCI, Kind uint16 // priority and number; 802.1Q unless told
}

// Taken tells whether there was one.
func (t Tag) Taken() bool {
	const valid = 1 << 4 // TP_STATUS_VLAN_VALID
	return t.Status&valid != 0
}

// Insert puts the tag into a frame that begins TagBytes after whole, so that at bytes
// are before it.
func (t Tag) Insert(whole []byte, at int) {
	const kindValid, vlan = 1 << 6, 0x8100 // TP_STATUS_VLAN_TPID_VALID, ETH_P_8021Q
	if t.Status&kindValid == 0 {
		t.Kind = vlan
	}
	copy(whole, whole[TagBytes:TagBytes+at])
	binary.BigEndian.PutUint16(whole[at:], t.Kind)
	binary.BigEndian.PutUint16(whole[at+2:], t.TCI)
}
