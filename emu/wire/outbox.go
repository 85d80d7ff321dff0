//go:build linux

package wire

import (
	"golang.org/x/sys/unix"

	"qanat/emu/mmsg"
)

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
func (out *outbox) put(k int, data []byte) {
	out.vectors[k].Base = &data[0]
	out.vectors[k].SetLen(len(data))
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
type pool struct{ free []*buffer }

// buffer is room for virtio's header and a frame.
type buffer [virtioHeader + longest]byte

func (p *pool) take() *buffer {
	last := len(p.free) - 1
	if last < 0 {
		return new(buffer)
	}
	b := p.free[last]
	p.free = p.free[:last]
	return b
}

func (p *pool) give(b *buffer) { p.free = append(p.free, b) }
