//go:build linux

package probe

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/net/ipv4"
)

// TestFramesAreReadAsTheyAreWritten: other code than ours finds in a frame's header
// what was put there, and its checksum right.
func TestFramesAreReadAsTheyAreWritten(t *testing.T) {
	from, to := net.HardwareAddr{2, 0, 0, 0, 0, 1}, net.HardwareAddr{2, 0, 0, 0, 0, 2}
	for _, size := range []int{smallest, 106, 1514} {
		h := Header{from, to, netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("255.254.253.252"), 40000, size}.Bytes()
		if len(h) != headers || string(h[:6]) != string(to) || string(h[6:12]) != string(from) || h[12] != 8 || h[13] != 0 {
			t.Fatalf("the frame begins with % x", h)
		}
		p, err := ipv4.ParseHeader(h[ethernet:])
		if err != nil || p.Len != ip || p.TotalLen != size-ethernet || p.Protocol != 17 || p.TTL == 0 || p.Flags != ipv4.DontFragment ||
			p.Src.String() != "10.0.0.1" || p.Dst.String() != "255.254.253.252" {
			t.Errorf("%d bytes: %v, %v", size, p, err)
		}
		sum := uint32(0) // of all 16-bit words, the checksum included: 0xffff in one's complement
		for k := ethernet; k < ethernet+ip; k += 2 {
			sum += uint32(binary.BigEndian.Uint16(h[k:]))
		}
		if sum&0xffff+sum>>16 != 0xffff {
			t.Errorf("%d bytes: the checksum %04x is wrong", size, p.Checksum)
		}
		if u := h[ethernet+ip:]; binary.BigEndian.Uint16(u[2:]) != 40000 || int(binary.BigEndian.Uint16(u[4:])) != size-ethernet-ip {
			t.Errorf("%d bytes: UDP begins with % x", size, u)
		}
	}
}
