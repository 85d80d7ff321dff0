//go:build linux

package bench

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"runtime"
	"testing"

	"github.com/cilium/ebpf"

	"qanat/internal/privileged"
)

// TestSourceWritesHeadersAnew: whatever the memory held before, and each time as
// the next flow's.
func TestSourceWritesHeadersAnew(t *testing.T) {
	privileged.Require(t, root)
	b, err := newBed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	frame, err := datagram(b.end(1, left), netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.1.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	program, err := injector(b.end(0, right), frame)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	seen := map[uint16]bool{}
	err = onProcessor(b.processors[0], func() error { // each has its own turns
		for range flows + 1 {
			seen[injected(t, program, frame)] = true
		}
		return nil
	})
	if err != nil || len(seen) != flows {
		t.Errorf("%d flows, %v", len(seen), err)
	}
}

// injected returns the source port of a frame, whose headers are otherwise to be
// those of the template.
func injected(t *testing.T, program *ebpf.Program, frame []byte) (from uint16) {
	t.Helper()
	const redirect, port, heads = 4, 14 + 20, 14 + 20 + 8
	run := ebpf.RunOptions{Data: bytes.Repeat([]byte{0xff}, len(frame)), DataOut: make([]byte, len(frame))}
	verdict, err := program.Run(&run)
	if err != nil || verdict != redirect {
		t.Fatalf("verdict %d, %v", verdict, err)
	}
	from = binary.BigEndian.Uint16(run.DataOut[port:])
	copy(run.DataOut[port:], frame[port:port+2])
	if !bytes.Equal(run.DataOut[:heads], frame[:heads]) {
		t.Fatalf("%x instead of %x", run.DataOut[:heads], frame[:heads])
	}
	return from
}
