//go:build linux

package wire

import (
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"qanat/emu/ontime"
)

// idle is how long a worker sleeps at most: what stops all of the program's threads
// waits for it.
const idle = 100 * time.Millisecond

// Worker is a thread that serves links.
type Worker struct {
	epoll, wake int
	pool        pool
	tray        *tray
	out         *outbox
	ways        []*direction
	byPort      map[int32]*direction // by its file descriptor
	busy        byDue
	due         []int64
	spin        ontime.Spin
	rhythm      rhythm
	stopped     bool

	mutex sync.Mutex // guards what follows, and wake
	asked []func()
	over  bool // wake is closed
	ended chan struct{}
}

// newEpoll returns a descriptor on which epoll_pwait2 works.
func newEpoll() (int, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return -1, fmt.Errorf("epoll: %w", err)
	}
	now := unix.Timespec{}
	if _, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT2, uintptr(epoll), uintptr(unsafe.Pointer(&[1]unix.EpollEvent{})), 1, uintptr(unsafe.Pointer(&now)), 0, 0); errno != 0 {
		unix.Close(epoll)
		return -1, fmt.Errorf("user-space links need epoll_pwait2, of Linux 5.11: %w", errno)
	}
	return epoll, nil
}

// NewWorker starts a worker without links.
func NewWorker() (*Worker, error) {
	epoll, err := newEpoll()
	if err != nil {
		return nil, err
	}
	wake, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		unix.Close(epoll)
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	w := &Worker{epoll: epoll, wake: wake, tray: newTray(), out: newOutbox(), byPort: map[int32]*direction{}, ended: make(chan struct{})}
	if err := w.watch(wake); err != nil {
		unix.Close(epoll)
		unix.Close(wake)
		return nil, err
	}
	go w.run()
	return w, nil
}

func (w *Worker) watch(fd int) error {
	err := unix.EpollCtl(w.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
	if err != nil {
		return fmt.Errorf("epoll: %w", err)
	}
	return nil
}

// do runs f on the worker's thread and waits for it, unless the worker has ended.
func (w *Worker) do(f func()) {
	done := make(chan struct{})
	w.mutex.Lock()
	if !w.over {
		w.asked = append(w.asked, func() { f(); close(done) })
		one := uint64(1)
		unix.Write(w.wake, (*[8]byte)(unsafe.Pointer(&one))[:]) // full only if it is awake anyway
	}
	w.mutex.Unlock()
	select {
	case <-done:
	case <-w.ended:
	}
}

// Close ends the worker and forgets the packets on their way.
func (w *Worker) Close() {
	w.do(func() { w.stopped = true })
	<-w.ended
}

// run is the worker's thread.
func (w *Worker) run() {
	runtime.LockOSThread() // and not unlocked: its priority goes with it
	defer close(w.ended)
	now := time.Now().UnixNano()
	w.rhythm.waited(now-int64(breath), now)
	for !w.stopped {
		now = time.Now().UnixNano()
		w.wait(now, w.sendDue(now))
	}
	w.close()
}

// close closes all ports, several at a time: the kernel waits for all processors, once
// for each or for many.
func (w *Worker) close() {
	const together = 32
	var group errgroup.Group
	group.SetLimit(together)
	for _, d := range w.ways {
		group.Go(func() error {
			d.from.close()
			return nil
		})
	}
	_ = group.Wait() // none fails
	unix.Close(w.epoll)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	unix.Close(w.wake)
	w.over = true
}

// obey does what other goroutines have asked for.
func (w *Worker) obey() {
	var count [8]byte
	unix.Read(w.wake, count[:]) // resets it; there is nothing else to read
	w.mutex.Lock()
	asked := w.asked
	w.asked = nil
	w.mutex.Unlock()
	for _, f := range asked {
		f()
	}
}
