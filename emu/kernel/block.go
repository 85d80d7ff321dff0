//go:build linux

package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// Qdisc begins a netlink request about a queueing discipline of an interface.
func Qdisc(command, flags, index int, parent, handle uint32) *nl.NetlinkRequest {
	r := nl.NewNetlinkRequest(command, flags)
	r.AddData(&nl.TcMsg{Family: nl.FAMILY_ALL, Ifindex: int32(index), Parent: parent, Handle: handle})
	return r
}

// Queue gives an interface of the thread's namespace a queue (pfifo) with room for
// so many packets, in the place of what was there.
func Queue(index int, parent, handle uint32, packets int) error {
	r := Qdisc(unix.RTM_NEWQDISC, unix.NLM_F_CREATE|unix.NLM_F_REPLACE|unix.NLM_F_ACK, index, parent, handle)
	r.AddData(nl.NewRtAttr(nl.TCA_KIND, nl.ZeroTerminated("pfifo")))
	r.AddData(nl.NewRtAttr(nl.TCA_OPTIONS, binary.NativeEndian.AppendUint32(nil, uint32(packets))))
	if _, err := r.Execute(unix.NETLINK_ROUTE, 0); err != nil {
		return fmt.Errorf("pfifo: %w", err)
	}
	return nil
}

// Block lets an interface send nothing, or send again: what it is given meets a
// queue without room.
func Block(space, name string, block bool) error {
	err := Do(space, func() error {
		face, err := net.InterfaceByName(name)
		if err != nil {
			return err
		}
		if !block {
			err := netlink.QdiscDel(&netlink.GenericQdisc{QdiscType: "pfifo", QdiscAttrs: netlink.QdiscAttrs{
				LinkIndex: face.Index, Parent: netlink.HANDLE_ROOT, Handle: netlink.MakeHandle(1, 0)}})
			if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EINVAL) {
				return nil // it was not blocked
			}
			return err
		}
		return Queue(face.Index, netlink.HANDLE_ROOT, netlink.MakeHandle(1, 0), 0)
	})
	if err != nil {
		return fmt.Errorf("interface %s in %s: %w", name, space, err)
	}
	return nil
}
