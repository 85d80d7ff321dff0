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
		r := nl.NewNetlinkRequest(unix.RTM_NEWQDISC, unix.NLM_F_CREATE|unix.NLM_F_REPLACE|unix.NLM_F_ACK)
		r.AddData(&nl.TcMsg{Family: nl.FAMILY_ALL, Ifindex: int32(face.Index), Parent: netlink.HANDLE_ROOT, Handle: netlink.MakeHandle(1, 0)})
		r.AddData(nl.NewRtAttr(nl.TCA_KIND, nl.ZeroTerminated("pfifo")))
		r.AddData(nl.NewRtAttr(nl.TCA_OPTIONS, binary.NativeEndian.AppendUint32(nil, 0)))
		_, err = r.Execute(unix.NETLINK_ROUTE, 0)
		return err
	})
	if err != nil {
		return fmt.Errorf("interface %s in %s: %w", name, space, err)
	}
	return nil
}
