//go:build linux

package wire

import (
	"qanat/emu/tpacket"
)

// ring is memory that the kernel fills: nothing is called to fetch a packet, and the
// copy is made by who sent it. All of the memory is taken from the start.
type ring struct {
	*tpacket.Ring
	got []arrival
}

// openRing gives a socket a ring of so many blocks of memory.
func openRing(fd, blocks int) (*ring, error) {
	r, err := tpacket.New(fd, blocks, longest)
	return &ring{Ring: r}, err
}

func (r *ring) receive() []arrival {
	r.got = r.got[:0]
	for k := range r.Filled(batch) {
		h, slot := r.Slot(k)
		from := int(h.Mac) - virtioHeader
		data := retag(tpacket.Tag{Status: h.Status, TCI: h.Vlan_tci, Kind: h.Vlan_tpid}, slot[from-tpacket.TagBytes:from+virtioHeader+int(h.Snaplen)])
		r.got = append(r.got, arrival{
			at:     int64(h.Sec)*1e9 + int64(h.Nsec),
			length: len(data) - virtioHeader + int(h.Len-h.Snaplen),
			data:   data,
		})
	}
	return r.got
}

func (r *ring) done() { r.Free(len(r.got)) }

func (r *ring) close() { r.Close() }
