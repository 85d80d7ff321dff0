package port

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// ethtool asks the driver of an interface something, or tells it: what begins
// with the number of a command.
func ethtool(name string, command unsafe.Pointer) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	request := struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [16]byte
	}{data: command}
	copy(request.name[:unix.IFNAMSIZ-1], name)
	_, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request)))
	return errno(e)
}

// queues is how many queues of an interface receive.
func queues(name string) int {
	var channels struct {
		command                         uint32
		_                               [4]uint32 // the most there can be
		receive, send, others, combined uint32
	}
	channels.command = unix.ETHTOOL_GCHANNELS
	if ethtool(name, unsafe.Pointer(&channels)) != nil {
		return 1 // drivers that do not tell have one
	}
	return max(1, int(channels.receive+channels.combined))
}
