//go:build linux

package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"syscall"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// change is what the kernel is asked to do in a namespace.
type change struct {
	what    string // for errors
	message []byte // of netlink
}

// ask lets a change wait for Commit.
func (n *Namespace) ask(request *nl.NetlinkRequest, what string, args ...any) {
	n.waiting = append(n.waiting, change{fmt.Sprintf(what, args...), request.Serialize()})
}

// Waiting is how many changes the next Commit makes.
func (n *Namespace) Waiting() int { return len(n.waiting) }

// Commit makes all changes that wait, in order: many in one call of the kernel, each
// of which would else wait for its own turn among all who change networks. The error
// is the first that the kernel tells; it has tried those after it, up to a hundred,
// and none is left waiting.
func (n *Namespace) Commit() error {
	const atOnce = 100 // errors of so many fit what a socket holds
	waiting := n.waiting
	n.waiting = nil
	for some := range slices.Chunk(waiting, atOnce) {
		if err := n.commit(some); err != nil {
			return fmt.Errorf("namespace %s: %w", n.Name, err)
		}
	}
	return nil
}

// commit makes changes in one call. Only the last is to be acknowledged: those that
// fail are told anyway.
func (n *Namespace) commit(changes []change) error {
	var all []byte
	for k, c := range changes {
		header := c.message[:unix.SizeofNlMsghdr]
		flags := binary.NativeEndian.Uint16(header[6:]) &^ unix.NLM_F_ACK
		if k == len(changes)-1 {
			flags |= unix.NLM_F_ACK
		}
		binary.NativeEndian.PutUint16(header[6:], flags)
		binary.NativeEndian.PutUint32(header[8:], uint32(k))
		all = append(all, c.message...)
	}
	if _, err := unix.Write(n.socket, all); err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	return n.answers(changes)
}

// answers reads what the kernel says to changes; all of it is there by now.
func (n *Namespace) answers(changes []change) (failed error) {
	var buffer [4096]byte
	for {
		size, _, err := unix.Recvfrom(n.socket, buffer[:], unix.MSG_DONTWAIT)
		if err != nil {
			return errors.Join(failed, fmt.Errorf("netlink: %w", err))
		}
		messages, err := syscall.ParseNetlinkMessage(buffer[:size])
		if err != nil {
			return errors.Join(failed, fmt.Errorf("netlink: %w", err))
		}
		for _, m := range messages {
			if m.Header.Type != unix.NLMSG_ERROR || int(m.Header.Seq) >= len(changes) {
				continue
			}
			if code := -int32(binary.NativeEndian.Uint32(m.Data)); code != 0 && failed == nil {
				failed = fmt.Errorf("%s: %w", changes[m.Header.Seq].what, unix.Errno(code))
			}
			if int(m.Header.Seq) == len(changes)-1 {
				return failed
			}
		}
	}
}
