package port

import (
	"fmt"
	"sync"
	"unsafe"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// tap is a port to an interface that it made: what is sent on the port arrives on
// the interface. The kernel finishes checksums and cuts bundles before frames get
// here, since the port does not offer to do so.
type tap struct {
	counters
	fd     int
	pool   *Pool
	index  int
	handle *netlink.Handle // in the interface's namespace
	first  bool            // of its interface's queues
	spare  [Batch]Frame
	left   int // of the spare frames

	asking sync.Mutex // the interface what it dropped, while it is there
	closed bool
}

// openTap makes a TAP device with n queues, one for each port. The kernel spreads
// flows over them.
func openTap(o Options, n int) (ports []Port, err error) {
	for k := range n {
		p, err := openQueue(&o, n > 1)
		if err != nil {
			return closeAll(ports, err)
		}
		p.first = k == 0
		ports = append(ports, p)
	}
	return ports, nil
}

func openQueue(o *Options, several bool) (*tap, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/net/tun: %w: TAP devices need the module tun, and root", err)
	}
	t := &tap{fd: fd, pool: o.Pool}
	if err := t.make(o, several); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return t, nil
}

func (t *tap) make(o *Options, several bool) error {
	request, err := unix.NewIfreq(o.Interface)
	if err != nil {
		return fmt.Errorf("the name of an interface has 1 to 15 letters: %w", err)
	}
	flags := uint16(unix.IFF_TAP | unix.IFF_NO_PI)
	if several {
		flags |= unix.IFF_MULTI_QUEUE
	}
	request.SetUint16(flags)
	switch err := unix.IoctlIfreq(t.fd, unix.TUNSETIFF, request); err {
	case nil:
	case unix.EBUSY:
		return fmt.Errorf("another program has this TAP device: end it, or use another name: %w", err)
	case unix.EINVAL:
		return fmt.Errorf("there is an interface with this name that is no such TAP device: use another name: %w", err)
	default:
		return fmt.Errorf("making it: %w", err)
	}
	if t.handle, err = netlink.NewHandle(unix.NETLINK_ROUTE); err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	link, err := t.handle.LinkByName(o.Interface)
	if err == nil {
		t.index = link.Attrs().Index
		err = t.handle.LinkSetTxQLen(link, o.Room)
	}
	if err == nil {
		err = t.handle.LinkSetUp(link)
	}
	if err != nil {
		t.handle.Close()
		return fmt.Errorf("setting it up: %w", err)
	}
	return nil
}

func (t *tap) Receive(frames []Frame) (n int, err error) {
	for n < len(frames) {
		if t.left == 0 {
			if t.left = t.pool.Get(t.spare[:]); t.left == 0 {
				break
			}
		}
		f := &t.spare[t.left-1]
		size, _, e := unix.RawSyscall(unix.SYS_READ, uintptr(t.fd), uintptr(unsafe.Pointer(unsafe.SliceData(f.Data))), uintptr(cap(f.Data)))
		if e != 0 {
			err = ended(e)
			break
		}
		if int(size) == cap(f.Data) { // the kernel does not say that there is more
			add(&t.cut, 1)
			continue
		}
		f.Data = f.Data[:size]
		frames[n] = *f
		t.left--
		n++
	}
	add(&t.received, n)
	return n, err
}

func (t *tap) Send(frames []Frame) (int, error) {
	sent, large := 0, 0
	var err error
	for k := range frames {
		data := frames[k].Data
		_, _, e := unix.RawSyscall(unix.SYS_WRITE, uintptr(t.fd), uintptr(unsafe.Pointer(unsafe.SliceData(data))), uintptr(len(data)))
		switch e {
		case 0:
			sent++
		case unix.EINVAL, unix.EMSGSIZE:
			large++
		default:
			err = ended(e)
		}
	}
	Put(frames)
	return t.gave(sent, len(frames)-sent-large, large), err
}

// ended is an error after which nothing will come, nil for others.
func ended(e unix.Errno) error {
	if e == unix.EBADFD || e == unix.EBADF {
		return fmt.Errorf("the TAP device is gone: %w", e)
	}
	return nil
}

// Counts asks the interface what it had no room for, as long as it is there. It
// counts for all queues, so the first alone tells.
func (t *tap) Counts() Counts {
	t.asking.Lock()
	defer t.asking.Unlock()
	c := t.counters.Counts()
	if t.first && !t.closed {
		c.Missed += t.dropped()
	}
	return c
}

func (t *tap) dropped() uint64 {
	link, err := t.handle.LinkByIndex(t.index)
	if err != nil || link.Attrs().Statistics == nil {
		return 0
	}
	return link.Attrs().Statistics.TxDropped
}

func (t *tap) Close() error {
	t.asking.Lock()
	if t.first {
		t.missed.Add(t.dropped())
	}
	t.closed = true
	t.asking.Unlock()
	unix.Close(t.fd)
	t.handle.Close()
	Put(t.spare[:t.left])
	t.left = 0
	return nil
}
