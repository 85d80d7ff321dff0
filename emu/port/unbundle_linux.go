package port

import (
	"fmt"
	"net"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
)

// unbundle lets single frames arrive on an interface instead of bundles of up to
// 64 kB: its driver stops joining them, and at the other end of a virtual pair the
// kernel cuts what programs send. That end stays so.
func unbundle(o *Options, face *net.Interface) error {
	for _, command := range []uint32{unix.ETHTOOL_SGRO, unix.ETHTOOL_SFLAGS} {
		// An interface that cannot be told so does not bundle.
		_ = ethtool(face.Name, unsafe.Pointer(&struct{ command, data uint32 }{command, 0}))
	}
	peer, err := kernel.UnbundlePeer(face.Index)
	switch {
	case err != nil:
		o.Note(fmt.Sprintf("%s: frames that its other end bundles are dropped and counted as invalid, unless it is told not to (ip link set dev <it> gso_max_segs 1): %v", face.Name, err))
	case peer != "":
		o.Note(fmt.Sprintf("%s: its other end, %s, sends single frames from now on (gso_max_segs 1)", face.Name, peer))
	}
	return nil
}
