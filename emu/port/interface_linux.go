package port

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"qanat/emu/kernel"
)

// openInterface opens n ports on one interface, in its namespace.
func openInterface(kind string, o Options, n int) (ports []Port, err error) {
	open := map[string]func(Options, int) ([]Port, error){
		"af_packet": openPacket, "tpacket": openPacketRing, "af_xdp": openXDP, "tap": openTap,
	}[kind]
	err = o.inside(func() error {
		ports, err = open(o, n)
		return err
	})
	return ports, explain(err)
}

// inside runs f in the namespace of the interface, on a thread of its own.
func (o *Options) inside(f func() error) error {
	if o.Namespace == "" {
		return f()
	}
	if _, err := os.Stat(kernel.Path(o.Namespace)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no namespace %s: 'ip netns' lists those that have names", o.Namespace)
	}
	return kernel.Do(o.Namespace, f)
}

// face finds the interface, in the thread's namespace. Before the data of a frame
// some room is needed.
func (o *Options) face(before int) (*net.Interface, error) {
	face, err := net.InterfaceByName(o.Interface)
	if err == nil {
		const ether = 18 // header and VLAN tag
		if room := o.Pool.size - max(o.Pool.head, before); face.MTU+ether > room {
			return nil, fmt.Errorf("its frames have up to %d bytes, and the pool's room for %d: lower the interface's MTU ('ip link set dev %s mtu %d'), or make the pool of larger frames", face.MTU+ether, room, face.Name, room-ether)
		}
		return face, nil
	}
	there := ""
	all, _ := net.Interfaces() // only for the hint
	for _, f := range all {
		there += " " + f.Name
	}
	where := ""
	if o.Namespace != "" {
		where = " in namespace " + o.Namespace
	}
	return nil, fmt.Errorf("no such interface%s; there are:%s", where, there)
}

// explain adds the cure to errors whose cause is known.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case (errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES)) && os.Geteuid() != 0:
		return fmt.Errorf("%w: run as root, or in a lab's node", err)
	case errors.Is(err, unix.EPERM):
		return fmt.Errorf("%w: root may not do this here, as in a container without CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF", err)
	case errors.Is(err, unix.EAFNOSUPPORT):
		return fmt.Errorf("%w: this kernel was built without it; use another kind of port", err)
	case errors.Is(err, unix.ENOBUFS), errors.Is(err, unix.ENOMEM):
		return fmt.Errorf("%w: memory is short; give the port less room or the pool fewer frames", err)
	}
	return err
}

// closeAll closes what was opened before something failed.
func closeAll(ports []Port, err error) ([]Port, error) {
	for _, p := range ports {
		err = errors.Join(err, p.Close())
	}
	return nil, err
}

// errno is an error of a raw system call, nil if there was none.
func errno(e syscall.Errno) error {
	if e == 0 {
		return nil
	}
	return e
}
