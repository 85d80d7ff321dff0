//go:build linux

package enginetest

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"qanat/emu/impair"
	"qanat/emu/kernel"
	"qanat/emu/port"
)

// frames: what is sent arrives byte by byte, VLAN tags included. Of two tags one counts
// as payload.
func (s suite) frames(t *testing.T) {
	p := up(t, s.engine, impair.Impairment{Delay: time.Millisecond}, impair.Impairment{})
	// Who sends may count a tag as payload, as raw sockets do.
	if err := kernel.Do(p.Space(0), func() error {
		face, err := netlink.LinkByName("eth0")
		if err == nil {
			err = netlink.LinkSetMTU(face, 1504)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	pool, err := port.NewPool(port.DefaultShape)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var ends [2]port.Port
	for k := range ends {
		if ends[k], err = port.Open("af_packet", port.Options{Pool: pool, Namespace: p.Space(k), Interface: "eth0"}); err != nil {
			t.Fatal(err)
		}
		defer ends[k].Close()
	}
	const ip, experimental, vlan, service = 0x0800, 0x88b5, 0x8100, 0x88a8
	for _, types := range [][]uint16{
		{experimental}, {vlan, 10, experimental}, {vlan, 0, experimental}, {service, 7, experimental}, {service, 7, vlan, 0x6fff, experimental}, {vlan, 10, ip},
	} {
		for _, payload := range []int{46, 47, 1400, 1496, 1500} {
			if len(types) > 3 && payload == 1500 {
				continue
			}
			frame := []byte{255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1}
			for _, x := range types {
				frame = binary.BigEndian.AppendUint16(frame, x)
			}
			for k := range payload {
				frame = append(frame, byte(k*k))
			}
			if got := cross(t, pool, ends, frame); !bytes.Equal(got, frame) {
				t.Errorf("% x with %d bytes arrives with %d, beginning % x", frame[12:24], len(frame), len(got), got[:min(24, len(got))])
			}
		}
	}
}

// cross sends a frame and returns what arrives of the same source.
func cross(t *testing.T, pool *port.Pool, ends [2]port.Port, frame []byte) []byte {
	t.Helper()
	var out, in [1]port.Frame
	if pool.Get(out[:]) != 1 || !out[0].Reserve(len(frame)) {
		t.Fatal("the pool has no frame")
	}
	copy(out[0].Data, frame)
	if n, err := ends[0].Send(out[:]); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for until := time.Now().Add(time.Second); time.Now().Before(until); {
		n, err := ends[1].Receive(in[:])
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			time.Sleep(100 * time.Microsecond)
			continue
		}
		got := slices.Clone(in[0].Data)
		port.Put(in[:])
		if bytes.Equal(got[6:12], frame[6:12]) {
			return got
		}
	}
	return nil
}
