package wire

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
	"qanat/emu/kernel/kerneltest"
	"qanat/emu/tpacket"
)

// inlets are both kinds on one interface, and a socket to send frames to it.
type inlets struct {
	space       string
	ring, queue *port
	out         int
}

func openInlets(t *testing.T, blocks int) *inlets {
	t.Helper()
	space := kerneltest.Spaces(t, 1)[0]
	const mtu = 3000 // frames that wires do not carry
	l, _ := kerneltest.Join(t, kernel.End{In: space, Name: "l", MTU: mtu}, kernel.End{In: space, Name: "r", MTU: mtu})
	x := &inlets{space: space.Name}
	err := kernel.Do(space.Name, func() (err error) {
		if x.ring, err = openPort("r", blocks, nil); err != nil {
			return err
		}
		t.Cleanup(x.ring.close)
		if x.queue, err = openPort("r", 0, newTray()); err != nil {
			return err
		}
		t.Cleanup(x.queue.close)
		if x.out, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0); err != nil {
			return err
		}
		t.Cleanup(func() { unix.Close(x.out) })
		return unix.Bind(x.out, &unix.SockaddrLinklayer{Ifindex: l})
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *inlets) send(t *testing.T, frame []byte) {
	t.Helper()
	if _, err := unix.Write(x.out, frame); err != nil {
		t.Fatal(err)
	}
}

// come returns packets that come in, once there are as many or a second is over.
func come(in inlet, n int) (got []arrival) {
	within(func() bool {
		for _, a := range in.receive() {
			a.data = slices.Clone(a.data)
			got = append(got, a)
		}
		in.done()
		return len(got) >= n
	})
	return got
}

// within waits until something is so, at most a second.
func within(is func() bool) bool {
	for until := time.Now().Add(time.Second); !is(); runtime.Gosched() {
		if time.Now().After(until) {
			return false
		}
	}
	return true
}

// TestInletsAgree: packets come in alike on both ways, at the same time, as they were
// sent, however often the ring goes round.
func TestInletsAgree(t *testing.T) {
	const most = 50
	x := openInlets(t, 2) // of thirty slots each
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var frames [][]byte
		before := time.Now().UnixNano()
		for range 1 + rng.IntN(most) {
			frame := make([]byte, 60+rng.IntN(2900))
			for k := range frame {
				frame[k] = byte(rng.Uint32())
			}
			if kinds := []uint16{0x8100, 0x88a8, 0x88b5}; rng.IntN(2) == 0 {
				binary.BigEndian.PutUint16(frame[12:], kinds[rng.IntN(len(kinds))])
			}
			frames = append(frames, frame)
			x.send(t, frame)
		}
		ring, queue := come(x.ring, len(frames)), come(x.queue, len(frames))
		if len(ring) != len(frames) || len(queue) != len(frames) {
			t.Fatalf("of %d frames %d come in by the ring and %d by the queue", len(frames), len(ring), len(queue))
		}
		for k, frame := range frames {
			r, q := ring[k], queue[k]
			if r.at != q.at || r.at < before || r.at > time.Now().UnixNano() || r.length != len(frame) || q.length != len(frame) {
				t.Fatalf("%d bytes at %d: by the ring %d at %d, by the queue %d at %d", len(frame), before, r.length, r.at, q.length, q.at)
			}
			if len(frame) <= longest && (!bytes.Equal(r.data, q.data) || !bytes.Equal(r.data[virtioHeader:], frame)) {
				t.Fatalf("%d bytes of type % x arrive as % x and % x", len(frame), frame[12:14], r.data[:40], q.data[:40])
			}
		}
	}
	if tpacket.Missed(x.ring.fd) != 0 || tpacket.Missed(x.queue.fd) != 0 {
		t.Error("packets are missed that came in")
	}
}

// TestWhatARingHasNoRoomForIsMissed, and counted once.
func TestWhatARingHasNoRoomForIsMissed(t *testing.T) {
	x := openInlets(t, 1)
	const sent = 100
	for range sent {
		x.send(t, make([]byte, 60))
	}
	slots := x.ring.inlet.(*ring).Slots()
	got := len(come(x.queue, sent)) // when these are there, the others are
	if got != sent {
		t.Errorf("%d of %d packets come in by the queue", got, sent)
	}
	if got, missed := len(come(x.ring, slots)), tpacket.Missed(x.ring.fd); got != slots || uint64(got)+missed != sent {
		t.Errorf("of %d packets %d come in and %d are missed", sent, got, missed)
	}
	if again := tpacket.Missed(x.ring.fd); again != 0 {
		t.Errorf("%d are missed again", again)
	}
}

// TestImpossibleMemoryIsAnError and leaves nothing open.
func TestImpossibleMemoryIsAnError(t *testing.T) {
	x := openInlets(t, 1)
	err := kernel.Do(x.space, func() error {
		_, err := openPort("r", 1<<30, nil)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "bytes of memory") {
		t.Error(err)
	}
}

// TestTagsMoveWhatAChecksumIsOf: where it begins is counted from the frame's first
// byte.
func TestTagsMoveWhatAChecksumIsOf(t *testing.T) {
	for _, left := range []bool{false, true} {
		whole := make([]byte, tpacket.TagBytes+virtioHeader+60)
		if left {
			whole[tpacket.TagBytes] = unix.VIRTIO_NET_HDR_F_NEEDS_CSUM
		}
		binary.NativeEndian.PutUint16(whole[tpacket.TagBytes+6:], 34)
		want := map[bool]uint16{false: 34, true: 38}[left]
		data := retag(tpacket.Tag{Status: unix.TP_STATUS_VLAN_VALID, TCI: 10}, whole)
		if got := binary.NativeEndian.Uint16(data[6:]); got != want {
			t.Errorf("checksum left to do: %v; it begins at %d, want %d", left, got, want)
		}
		if !bytes.Equal(data[virtioHeader+12:virtioHeader+16], []byte{0x81, 0, 0, 10}) {
			t.Errorf("the tag is % x", data[virtioHeader+12:virtioHeader+16])
		}
	}
}
