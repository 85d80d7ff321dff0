//go:build linux

package wire

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"qanat/emu/mmsg"
	"qanat/emu/tpacket"
)

// queue fetches packets from the socket's own queue, a batch by one system call, to
// a tray. The kernel has memory only for packets that wait.
type queue struct {
	fd   int
	tray *tray
}

// queued is how much may wait in a queue, in bytes of the kernel's memory: a tenth of
// a second at 100,000 packets/s.
const queued = 32 << 20

func openQueue(fd int, t *tray) (*queue, error) {
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, queued) != nil {
		// Not permitted: what anybody may have. What does not fit counts as missed.
		_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, queued)
	}
	return &queue{fd, t}, unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_AUXDATA, 1)
}

// tray is room for a batch of packets, whichever queue they come from.
type tray struct {
	data     [batch][tpacket.TagBytes + virtioHeader + longest]byte
	vectors  [batch]unix.Iovec
	controls [batch]control
	messages []mmsg.Message
	got      [batch]arrival
}

// control is what the kernel tells of a packet: SO_TIMESTAMPNS, then PACKET_AUXDATA.
type control struct {
	stamp unix.Cmsghdr
	at    unix.Timespec
	aux   unix.Cmsghdr
	tag   unix.TpacketAuxdata
	_     [4]byte // to the next multiple of eight
}

func newTray() *tray {
	t := &tray{}
	t.messages = mmsg.Over(t.vectors[:])
	for k := range t.messages {
		t.vectors[k].Base = &t.data[k][tpacket.TagBytes]
		t.vectors[k].SetLen(virtioHeader + longest)
		t.messages[k].Control = (*byte)(unsafe.Pointer(&t.controls[k]))
	}
	return t
}

func (q *queue) receive() []arrival {
	t := q.tray
	for k := range t.messages {
		t.messages[k].SetControllen(int(unsafe.Sizeof(control{})))
	}
	n, errno := mmsg.ReceiveNow(q.fd, t.messages, unix.MSG_TRUNC)
	if errno != 0 {
		return nil // nothing there, or the interface is gone
	}
	for k := range n {
		t.got[k] = t.arrival(k)
	}
	return t.got[:n]
}

// arrival is the packet of a message. One of which the kernel tells nothing arrived
// now, without a tag.
func (t *tray) arrival(k int) arrival {
	c := &t.controls[k]
	at, tagged := time.Now().UnixNano(), tpacket.Tag{}
	if room := t.messages[k].Controllen; room >= uint64(unsafe.Offsetof(c.aux)) && c.stamp.Level == unix.SOL_SOCKET && c.stamp.Type == unix.SO_TIMESTAMPNS {
		at = c.at.Nano()
		if room >= uint64(unsafe.Offsetof(c.tag)+unsafe.Sizeof(c.tag)) && c.aux.Level == unix.SOL_PACKET && c.aux.Type == unix.PACKET_AUXDATA {
			tagged = tpacket.Tag{Status: c.tag.Status, TCI: c.tag.Vlan_tci, Kind: c.tag.Vlan_tpid}
		}
	}
	length := int(t.messages[k].Length)
	data := retag(tagged, t.data[k][:tpacket.TagBytes+min(length, virtioHeader+longest)])
	return arrival{at: at, length: len(data) - virtioHeader + max(0, length-virtioHeader-longest), data: data}
}

func (q *queue) done() {}

func (q *queue) close() {}
