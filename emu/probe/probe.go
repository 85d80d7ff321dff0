//go:build linux

// Package probe measures what a network does to packets: it sends numbered
// packets from one namespace to another and compares when each was sent with when
// the kernel received it. Sender and receiver share a clock, so delays are
// one-way.
package probe

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
	"qanat/emu/ontime"
)

// Spec says what is sent. Packets are UDP.
type Spec struct {
	From, To string     // names of namespaces
	Address  netip.Addr // of the receiver
	Packets  int
	// PerSecond is the number of packets sent in a second, at equal distances.
	PerSecond float64
	Size      int // of a packet on the wire, with all headers; 106 bytes at least
	// Wait is how long after the last packet the receiver goes on listening:
	// more than the longest delay.
	Wait time.Duration
}

// Packet is what became of one packet.
type Packet struct {
	Sent   int64 // real time, in ns
	Delays []time.Duration
}

// Report is what was measured.
type Report struct {
	Packets  []Packet
	Late     int // packets that the sender sent more than a tenth of their distance, or 0.5 ms, late
	Overrun  int // packets that the receiver's kernel dropped, since it was too slow
	First    int64
	Last     int64 // arrival of the first and of the last packet
	Received int
	// Overtaken counts packets that arrived after one that was sent later.
	Overtaken int
}

const (
	headers  = 14 + 20 + 8
	payload  = 16 // number and time
	smallest = headers + payload
)

// Run sends and receives.
func Run(ctx context.Context, s Spec) (*Report, error) {
	if s.Size < smallest {
		s.Size = smallest
	}
	var in, out int
	if err := kernel.Do(s.To, func() (err error) { in, err = listen(s.Address); return err }); err != nil {
		return nil, fmt.Errorf("probe: receiver: %w", err)
	}
	defer unix.Close(in)
	name, err := unix.Getsockname(in)
	if err != nil {
		return nil, fmt.Errorf("probe: receiver: %w", err)
	}
	if err := kernel.Do(s.From, func() (err error) { out, err = dial(name); return err }); err != nil {
		return nil, fmt.Errorf("probe: sender: %w", err)
	}
	defer unix.Close(out)
	r := &Report{Packets: make([]Packet, s.Packets)}
	if err := warm(out, in); err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	received := make(chan error, 1)
	over := make(chan struct{})
	go func() { received <- r.receive(in, over) }()
	sent := make(chan error, 1)
	go func() { sent <- r.send(ctx, out, &s) }()
	err = <-sent
	time.AfterFunc(s.Wait, func() { close(over) })
	if e := <-received; err == nil {
		err = e
	}
	return r, err
}

func listen(a netip.Addr) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	const buffer = 32 << 20
	unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, buffer) // what it is less shows as overrun
	for _, option := range []int{unix.SO_TIMESTAMPNS, unix.SO_RXQ_OVFL} {
		if err == nil {
			err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, option, 1)
		}
	}
	if err == nil {
		err = unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 20_000})
	}
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrInet4{Addr: a.As4()})
	}
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

func dial(to unix.Sockaddr) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	if err := unix.Connect(fd, to); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// ErrSilent is the error of probes none of which arrives.
var ErrSilent = errors.New("nothing arrives")

// warmUp is the number of a packet that is not part of the measurement.
const warmUp = 1<<64 - 1

// warm sends packets until one arrives, so that addresses are resolved before
// anything is measured.
func warm(out, in int) error {
	var buffer [payload]byte
	binary.LittleEndian.PutUint64(buffer[:], warmUp)
	const tries = 200 // of 20 ms each
	for range tries {
		if _, err := unix.Write(out, buffer[:]); err != nil {
			return fmt.Errorf("nothing can be sent: %w", err)
		}
		if n, err := unix.Read(in, buffer[:]); err == nil && n > 0 {
			return nil
		}
	}
	return fmt.Errorf("%w within %v", ErrSilent, tries*20*time.Millisecond)
}

// dense is the distance of packets below which the sender does not wait for each
// of them: it would keep a processor busy that the receiver needs. It sleeps
// instead, and then sends all that are due.
const dense = 250 * time.Microsecond

// send sends all packets on time, from a thread of its own.
func (r *Report) send(ctx context.Context, fd int, s *Spec) error {
	runtime.LockOSThread() // and not unlocked: its priority goes with it
	ontime.Prompt(ontime.Measures)
	var spin ontime.Spin
	buffer := make([]byte, s.Size-headers)
	every := 1e9 / s.PerSecond
	began := time.Now().UnixNano() + int64(time.Millisecond)
	for k := range r.Packets {
		due := began + int64(float64(k)*every)
		switch {
		case every >= float64(dense):
			spin.Until(due)
		case time.Now().UnixNano() < due:
			nap := unix.NsecToTimespec(int64(dense))
			unix.Nanosleep(&nap, nil) // how long does not matter
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		now := time.Now().UnixNano()
		if late := now - due; float64(late) > max(every/10, float64(2*dense)) {
			r.Late++
		}
		binary.LittleEndian.PutUint64(buffer, uint64(k))
		binary.LittleEndian.PutUint64(buffer[8:], uint64(now))
		r.Packets[k].Sent = now
		if _, err := unix.Write(fd, buffer); err != nil && err != unix.ENOBUFS && err != unix.EAGAIN {
			return fmt.Errorf("send: %w", err)
		}
	}
	return nil
}
