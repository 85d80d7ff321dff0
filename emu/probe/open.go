//go:build linux

package probe

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
)

// path is what packets are sent into and received from.
type path struct {
	in, out int
	// header comes before the payload of packets that are sent as frames; those
	// that the kernel addresses have none here.
	header []byte
}

// open opens both ends. The first packet takes no longer than others: it needs no
// addresses resolved, or they are resolved before.
func open(s *Spec) (p *path, err error) {
	p = &path{in: -1, out: -1}
	defer func() {
		if err != nil {
			p.close()
		}
	}()
	var there net.HardwareAddr
	if err := kernel.Do(s.To, func() (err error) {
		if s.Via != "" {
			if there, err = hardwareOf(s.Address); err != nil {
				return err
			}
		}
		p.in, err = listen(s.Address)
		return err
	}); err != nil {
		return p, fmt.Errorf("receiver: %w", err)
	}
	name, err := unix.Getsockname(p.in)
	if err != nil {
		return p, fmt.Errorf("receiver: %w", err)
	}
	if err := kernel.Do(s.From, func() (err error) {
		if s.Via != "" {
			return p.frames(s, there, name.(*unix.SockaddrInet4).Port)
		}
		p.out, err = dial(name)
		return err
	}); err != nil {
		return p, fmt.Errorf("sender: %w", err)
	}
	if s.Via != "" {
		return p, nil
	}
	return p, p.warm()
}

func (p *path) close() {
	for _, fd := range []int{p.in, p.out} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
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
func (p *path) warm() error {
	var buffer [payload]byte
	binary.LittleEndian.PutUint64(buffer[:], warmUp)
	const tries = 200 // of 20 ms each
	for range tries {
		if _, err := unix.Write(p.out, buffer[:]); err != nil {
			return fmt.Errorf("nothing can be sent: %w", err)
		}
		if n, err := unix.Read(p.in, buffer[:]); err == nil && n > 0 {
			return nil
		}
	}
	return fmt.Errorf("%w within %v", ErrSilent, tries*20*time.Millisecond)
}
