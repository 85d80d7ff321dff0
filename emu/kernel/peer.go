//go:build linux

package kernel

import (
	"fmt"
	"os"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// UnbundlePeer does for the other end of an interface of the thread's namespace
// what Unbundle does, and returns its name; "" if the interface has no other end.
// It fails if that end is in a namespace that has no name.
func UnbundlePeer(index int) (peer string, err error) {
	link, err := netlink.LinkByIndex(index)
	if err != nil {
		return "", err
	}
	attrs := link.Attrs()
	if link.Type() != "veth" {
		return "", nil
	}
	handle, where, err := namespaceOf(attrs.NetNsID)
	if err != nil {
		return "", err
	}
	defer handle.Close()
	other, err := handle.LinkByIndex(attrs.ParentIndex)
	if err != nil {
		return "", fmt.Errorf("the other end: %w", err)
	}
	if err := handle.LinkSetGSOMaxSegs(other, 1); err != nil {
		return "", fmt.Errorf("the other end: %w", err)
	}
	return other.Attrs().Name + where, nil
}

// namespaceOf finds the namespace that the thread's namespace knows by a number,
// which is -1 for itself.
func namespaceOf(number int) (handle *netlink.Handle, where string, err error) {
	if number < 0 {
		handle, err = netlink.NewHandle(unix.NETLINK_ROUTE)
		return handle, "", err
	}
	names, err := Names("")
	if err != nil {
		return nil, "", err
	}
	for _, name := range names {
		file, err := os.Open(Path(name))
		if err != nil {
			continue // it has just gone
		}
		found, err := netlink.GetNetNsIdByFd(int(file.Fd()))
		if err == nil && found == number {
			handle, err = netlink.NewHandleAt(netns.NsHandle(file.Fd()), unix.NETLINK_ROUTE)
		}
		file.Close()
		if handle != nil || err != nil && found == number {
			return handle, " in " + name, err
		}
	}
	return nil, "", fmt.Errorf("it is in a namespace without a name")
}
