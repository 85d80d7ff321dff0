//go:build linux

package wire

import (
	"encoding/binary"
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

const (
	// batch is how many packets are received or sent before others have their turn.
	batch = 32
	// longest is the largest frame that is carried, with the header in front of
	// it that says what is left to do.
	longest      = 2048
	virtioHeader = 10
)

// port is one side of a link: a raw socket on an interface.
type port struct {
	fd int
	inlet
}

// inlet is one of the ways in which a socket's packets come in.
type inlet interface {
	// receive returns packets that have arrived, at most a batch, and does not wait
	// for any. They are valid until done.
	receive() []arrival
	done()
	close()
}

// arrival is a packet that has arrived.
type arrival struct {
	at     int64  // when the kernel received it: ns, real time
	length int    // of the frame; if that is more than longest, perhaps not all of it is there
	data   []byte // virtio's header and the frame
}

// openPort opens a socket on an interface of the thread's namespace. Packets come in
// through a ring of blocks, if there are to be any, or else by way of the tray.
func openPort(name string, blocks int, t *tray) (p *port, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("interface %s: %w", name, err)
		}
	}()
	face, err := net.InterfaceByName(name)
	if err != nil {
		return nil, err
	}
	// No protocol yet: nothing may arrive before the options are set.
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	p = &port{fd: fd}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	for _, o := range []struct{ level, name int }{
		{unix.SOL_PACKET, unix.PACKET_VNET_HDR}, {unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING}, {unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS},
		{unix.SOL_SOCKET, unix.SO_TIMESTAMPNS},
	} {
		if err := unix.SetsockoptInt(fd, o.level, o.name, 1); err != nil {
			return p, err
		}
	}
	var in inlet
	if blocks > 0 {
		in, err = openRing(fd, blocks)
	} else {
		in, err = openQueue(fd, t)
	}
	if err != nil {
		return p, err
	}
	p.inlet = in
	return p, unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: binary.BigEndian.Uint16([]byte{0x03, 0x00}), Ifindex: face.Index})
}

func (p *port) close() {
	if p.inlet != nil {
		p.inlet.close()
	}
	unix.Close(p.fd)
}
