//go:build linux

package wire

import (
	"encoding/binary"
	"fmt"
	"net"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/mmsg"
)

const (
	// batch is how many packets one system call receives or sends.
	batch = 32
	// longest is the largest frame that is carried, with the header in front of
	// it that says what is left to do.
	longest      = 2048
	virtioHeader = 10
	// received is how much may wait in the kernel for this process, in bytes of
	// its memory: a tenth of a second at 100,000 packets/s.
	received = 32 << 20
)

// port is one side of a link: a raw socket on an interface.
type port struct {
	fd    int
	index int // of the interface
}

// openPort opens a socket on an interface of the thread's namespace.
func openPort(name string) (*port, error) {
	face, err := net.InterfaceByName(name)
	if err != nil {
		return nil, fmt.Errorf("interface %s: %w", name, err)
	}
	// No protocol yet: nothing may arrive before the options are set.
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("interface %s: socket: %w", name, err)
	}
	for _, o := range []struct {
		level, name, value int
	}{
		{unix.SOL_PACKET, unix.PACKET_VNET_HDR, 1},
		{unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1},
		{unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS, 1},
		{unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1},
	} {
		if err = unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
			break
		}
	}
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, received) != nil {
		// Not permitted: what anybody may have. What does not fit counts as missed.
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, received)
	}
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: binary.BigEndian.Uint16([]byte{0x03, 0x00}), Ifindex: face.Index})
	}
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("interface %s: %w", name, err)
	}
	return &port{fd: fd, index: face.Index}, nil
}

func (p *port) close() { unix.Close(p.fd) }

// missed returns how many packets the kernel dropped, since it was last asked,
// because this process did not fetch them.
func (p *port) missed() uint64 {
	stats, err := unix.GetsockoptTpacketStats(p.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS)
	if err != nil {
		return 0
	}
	return uint64(stats.Drops)
}

// stamp is the control message that SO_TIMESTAMPNS adds.
type stamp struct {
	unix.Cmsghdr
	at unix.Timespec
}

// inbox is room for one batch of packets.
type inbox struct {
	pool     *pool
	buffers  [batch][]byte
	messages []mmsg.Message
	vectors  [batch]unix.Iovec
	stamps   [batch]stamp
}

func newInbox(p *pool) *inbox {
	in := &inbox{pool: p}
	in.messages = mmsg.Over(in.vectors[:])
	for k := range in.messages {
		in.refill(k)
		in.vectors[k].SetLen(virtioHeader + longest)
		in.messages[k].Control = (*byte)(unsafe.Pointer(&in.stamps[k]))
	}
	return in
}

// refill gives a message a new buffer.
func (in *inbox) refill(k int) {
	in.buffers[k] = in.pool.take()
	in.vectors[k].Base = &in.buffers[k][0]
}

// receive fetches what has arrived, at most a batch, without waiting.
func (in *inbox) receive(p *port) int {
	for k := range in.messages {
		in.messages[k].SetControllen(int(unsafe.Sizeof(stamp{})))
	}
	n, errno := mmsg.ReceiveNow(p.fd, in.messages, unix.MSG_TRUNC)
	if errno != 0 {
		return 0 // nothing there, or the interface is gone
	}
	return n
}

// arrival is when the kernel received message k, or now if it did not tell.
func (in *inbox) arrival(k int, now int64) int64 {
	s := &in.stamps[k]
	if in.messages[k].Controllen < uint64(unsafe.Sizeof(stamp{})) || s.Level != unix.SOL_SOCKET || s.Type != unix.SO_TIMESTAMPNS {
		return now
	}
	return s.at.Nano()
}

// outbox is one batch of packets to be sent.
type outbox struct {
	messages []mmsg.Message
	vectors  [batch]unix.Iovec
}

func newOutbox() *outbox {
	out := &outbox{}
	out.messages = mmsg.Over(out.vectors[:])
	return out
}

// put sets message k.
func (out *outbox) put(k int, buffer []byte, length int) {
	out.vectors[k].Base = &buffer[0]
	out.vectors[k].SetLen(length)
}

// send gives n messages to a port and returns how many it took. A message that
// cannot be sent is passed over.
func (out *outbox) send(p *port, n int) (sent int) {
	for from := 0; from < n; {
		done, errno := mmsg.SendNow(p.fd, out.messages[from:n])
		if errno != 0 {
			from++
			continue
		}
		sent += done
		from += done
	}
	return sent
}

// pool keeps buffers that are free.
type pool struct{ free [][]byte }

func (p *pool) take() []byte {
	last := len(p.free) - 1
	if last < 0 {
		return make([]byte, virtioHeader+longest)
	}
	b := p.free[last]
	p.free = p.free[:last]
	return b
}

func (p *pool) give(b []byte) { p.free = append(p.free, b) }
