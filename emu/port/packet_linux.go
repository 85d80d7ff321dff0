package port

import (
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// packets is a port on an interface: one raw socket to receive on, one to send on,
// so that nobody who sends waits for who receives.
type packets struct {
	counters
	fd     int // to receive on
	in     receiver
	out    sender
	alone  link.Link  // keeps frames from the kernel, if they are to be kept
	asking sync.Mutex // of what the kernel dropped, which it tells once
}

// receiver is one of the ways to fetch frames from a raw socket.
type receiver interface {
	receive(frames []Frame, c *counters) (int, error)
	missed() int // since it was last asked
	close()
}

// receiving makes a receiver of a socket.
type receiving func(fd int) (receiver, error)

// openPacket opens ports that recvmmsg fetches frames for.
func openPacket(o Options, n int) ([]Port, error) {
	return openSockets(o, n, func(fd int) (receiver, error) { return newInbox(o.Pool, fd), nil })
}

func openSockets(o Options, n int, receive receiving) (ports []Port, err error) {
	face, err := o.face(virtioBytes)
	if err != nil {
		return nil, err
	}
	if o.Pool.head < virtioBytes {
		return nil, fmt.Errorf("a pool with %d bytes of room in front of frames: raw sockets need %d", o.Pool.head, virtioBytes)
	}
	if err := unbundle(&o, face); err != nil {
		return nil, err
	}
	group := unix.PACKET_FANOUT_FLAG_UNIQUEID << 16
	for range n {
		p := &packets{fd: -1, out: sender{fd: -1}}
		ports = append(ports, p)
		if err = p.open(&o, face.Index, receive); err == nil && n > 1 {
			group, err = join(p.fd, group)
		}
		if err != nil {
			return closeAll(ports, err)
		}
	}
	return ports, nil
}

// open opens the sockets. Until it binds the one that receives, nothing arrives.
func (p *packets) open(o *Options, index int, receive receiving) (err error) {
	if p.out.fd, err = rawSocket(unix.PACKET_QDISC_BYPASS); err != nil {
		return err
	}
	if p.fd, err = rawSocket(unix.PACKET_VNET_HDR, unix.PACKET_AUXDATA, unix.PACKET_IGNORE_OUTGOING); err != nil {
		return err
	}
	if p.in, err = receive(p.fd); err != nil {
		return err
	}
	grow(p.fd, unix.SO_RCVBUFFORCE, unix.SO_RCVBUF, o.Room)
	grow(p.out.fd, unix.SO_SNDBUFFORCE, unix.SO_SNDBUF, o.Room)
	if o.Alone {
		if p.alone, err = alone(index); err != nil {
			return err
		}
	}
	if err = unix.Bind(p.out.fd, &unix.SockaddrLinklayer{Ifindex: index}); err != nil {
		return fmt.Errorf("binding: %w", err)
	}
	if err = unix.Bind(p.fd, &unix.SockaddrLinklayer{Protocol: everything, Ifindex: index}); err != nil {
		return fmt.Errorf("binding: %w", err)
	}
	return nil
}

// everything is ETH_P_ALL, in the order of bytes of the network.
var everything = binary.NativeEndian.Uint16([]byte{unix.ETH_P_ALL >> 8, unix.ETH_P_ALL & 0xff})

// rawSocket opens a socket that receives nothing yet, with options that are on.
func rawSocket(options ...int) (fd int, err error) {
	fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("raw socket: %w", err)
	}
	for _, name := range options {
		if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, name, 1); err != nil {
			unix.Close(fd)
			return -1, fmt.Errorf("option %d of raw sockets: %w", name, err)
		}
	}
	return fd, nil
}

// grow gives a socket's queue memory for about so many frames, each of which the
// kernel keeps in at least 768 bytes; where that is not permitted, what anybody
// may have.
func grow(fd, force, plain, frames int) {
	const each = 1024
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, force, frames*each) != nil {
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, plain, frames*each) // what does not fit is counted
	}
}

// join lets a socket share an interface's flows with others of its group. The
// first asks for a new group and returns what the others ask for.
func join(fd, group int) (int, error) {
	err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_FANOUT, group|unix.PACKET_FANOUT_HASH<<16)
	if err == nil {
		group, err = unix.GetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_FANOUT)
	}
	if err != nil {
		return 0, fmt.Errorf("spreading flows: %w", err)
	}
	return group & 0xffff, nil
}

func (p *packets) Receive(frames []Frame) (int, error) {
	n, err := p.in.receive(frames, &p.counters)
	add(&p.received, n)
	return n, err
}

func (p *packets) Send(frames []Frame) (int, error) { return p.out.send(frames, &p.counters) }

func (p *packets) Counts() Counts {
	p.asking.Lock()
	add(&p.missed, p.in.missed())
	p.asking.Unlock()
	return p.counters.Counts()
}

func (p *packets) Close() error {
	p.Counts() // what was missed is lost with the socket
	if p.in != nil {
		p.in.close()
	}
	unix.Close(p.fd)
	unix.Close(p.out.fd)
	if p.alone != nil {
		return p.alone.Close()
	}
	return nil
}
