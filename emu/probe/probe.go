//go:build linux

// Package probe measures what a network does to packets: it sends numbered
// packets from one namespace to another and compares when each was sent with when
// the kernel received it. Sender and receiver share a clock, so delays are
// one-way.
package probe

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/ontime"
)

// Spec says what is sent. Packets are UDP.
type Spec struct {
	From, To string     // names of namespaces
	Address  netip.Addr // of the receiver
	Packets  int
	// PerSecond is the number of packets sent in a second, at equal distances.
	PerSecond float64
	Size      int // of a packet on the wire, with all headers; 58 bytes at least
	// Via is the interface of From by which packets leave, as frames for the
	// hardware address of a neighbour that has Address: then no addresses need be
	// resolved, and links of any delay can be probed. If it is empty the kernel
	// finds the way, across other nodes too.
	Via string
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
	payload  = 16 // number and time
	smallest = headers + payload
)

// Run sends and receives.
func Run(ctx context.Context, s Spec) (*Report, error) {
	s.Size = max(s.Size, smallest)
	p, err := open(&s)
	if err != nil {
		return nil, fmt.Errorf("probe: %w", err)
	}
	defer p.close()
	r := &Report{Packets: make([]Packet, s.Packets)}
	received := make(chan error, 1)
	over := make(chan struct{})
	go func() { received <- r.receive(p.in, over) }()
	sent := make(chan error, 1)
	go func() { sent <- r.send(ctx, p, &s) }()
	err = <-sent
	if err == nil {
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-time.After(s.Wait):
		}
	}
	close(over)
	if e := <-received; err == nil {
		err = e
	}
	return r, err
}

// dense is the distance of packets below which the sender does not wait for each
// of them: it would keep a processor busy that the receiver needs. It sleeps
// instead, and then sends all that are due.
const dense = 250 * time.Microsecond

// send sends all packets on time, from a thread of its own.
func (r *Report) send(ctx context.Context, p *path, s *Spec) error {
	runtime.LockOSThread() // and not unlocked: its priority goes with it
	ontime.Prompt(ontime.Measures)
	var spin ontime.Spin
	packet := append(p.header, make([]byte, s.Size-headers)...)
	body := packet[len(p.header):]
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
		binary.LittleEndian.PutUint64(body, uint64(k))
		binary.LittleEndian.PutUint64(body[8:], uint64(now))
		r.Packets[k].Sent = now
		if _, err := unix.Write(p.out, packet); err != nil && err != unix.ENOBUFS && err != unix.EAGAIN {
			return fmt.Errorf("send: %w", err)
		}
	}
	return nil
}
