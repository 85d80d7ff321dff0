//go:build linux

package wire

import (
	"container/heap"
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"

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
	in          *inbox
	out         *outbox
	ways        []*direction
	byPort      map[int32]*direction // by its file descriptor
	busy        byDue
	due         []int64
	spin        ontime.Spin
	rhythm      rhythm
	stopped     bool

	mutex sync.Mutex // guards asked
	asked []func()
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
	w := &Worker{epoll: epoll, wake: wake, out: newOutbox(), byPort: map[int32]*direction{}, ended: make(chan struct{})}
	w.in = newInbox(&w.pool)
	if err := w.watch(wake); err != nil {
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

// do runs f on the worker's thread and waits for it.
func (w *Worker) do(f func()) {
	done := make(chan struct{})
	w.mutex.Lock()
	w.asked = append(w.asked, func() { f(); close(done) })
	w.mutex.Unlock()
	one := uint64(1)
	unix.Write(w.wake, (*[8]byte)(unsafe.Pointer(&one))[:]) // full only if it is awake anyway
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
	for _, d := range w.ways {
		d.from.close()
	}
	unix.Close(w.epoll)
	unix.Close(w.wake)
}

// sendDue sends what is due and returns when the next packet is.
func (w *Worker) sendDue(now int64) (next int64) {
	for len(w.busy) > 0 {
		d := w.busy[0]
		if at := d.waiting.next().due; at > now {
			return at
		}
		w.send(d, now)
		if d.waiting.len() == 0 {
			heap.Pop(&w.busy)
		} else {
			heap.Fix(&w.busy, 0)
		}
	}
	return now + int64(idle)
}

// send sends a batch of a direction's packets that are due.
func (w *Worker) send(d *direction, now int64) {
	var used [batch][]byte
	n := 0
	for n < batch && d.waiting.len() > 0 && d.waiting.next().due <= now {
		p := d.waiting.take()
		w.out.put(n, p.buffer, p.length)
		used[n] = p.buffer
		n++
	}
	sent := w.out.send(d.to, n)
	d.counts.Sent += uint64(sent)
	d.counts.Full += uint64(n - sent)
	for _, b := range used[:n] {
		w.pool.give(b)
	}
}

// wait sleeps until something arrives or the next packet is nearly due, and
// takes what has arrived. The runtime does not know that the thread sleeps: it
// would give its place to another one, and now and then take a second to give it
// back.
func (w *Worker) wait(now, next int64) {
	var events [64]unix.EpollEvent
	n := 0
	nap := next - now - int64(w.spin.Window())
	if nap <= 0 {
		w.rhythm.busy(now)
		r, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT, uintptr(w.epoll), uintptr(unsafe.Pointer(&events)), uintptr(len(events)), 0, 0, 0)
		if errno == 0 {
			n = int(r)
		}
	} else {
		timeout := unix.NsecToTimespec(nap)
		r, _, errno := unix.RawSyscall6(unix.SYS_EPOLL_PWAIT2, uintptr(w.epoll), uintptr(unsafe.Pointer(&events)), uintptr(len(events)), uintptr(unsafe.Pointer(&timeout)), 0, 0)
		if errno == 0 {
			n = int(r)
		}
		woken := time.Now().UnixNano()
		if n == 0 {
			w.spin.Woke(time.Duration(woken - now - nap))
		}
		w.rhythm.waited(now, woken)
	}
	for _, e := range events[:n] {
		if int(e.Fd) == w.wake {
			w.obey()
			continue
		}
		if d := w.byPort[e.Fd]; d != nil {
			for range batches {
				if w.receive(d) < batch {
					break
				}
			}
		}
	}
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

// batches is how many batches of a direction are received before others, and
// packets that are due, have their turn.
const batches = 4

// receive takes a batch of packets, decides their fates, and returns how many they
// were.
func (w *Worker) receive(d *direction) int {
	now := time.Now().UnixNano()
	n := w.in.receive(d.from)
	for k := range n {
		length := int(w.in.messages[k].Length)
		switch {
		case d.cut:
			d.counts.Cut++
			continue
		case length > virtioHeader+longest:
			d.counts.TooLong++
			continue
		}
		at := w.in.arrival(k, now)
		w.due = d.channel.Arrive(at, length-virtioHeader, w.due[:0])
		for i, due := range w.due {
			if d.waiting.len() >= d.limit {
				d.counts.Full++
				continue
			}
			buffer := w.in.buffers[k]
			if i > 0 || len(w.due) > 1 {
				buffer = append(w.pool.take()[:0], w.in.buffers[k][:length]...)[:virtioHeader+longest]
			} else {
				w.in.refill(k)
			}
			d.waiting.add(packet{due: due, buffer: buffer, length: length})
		}
	}
	w.place(d)
	return n
}

// place keeps the heap of busy directions in order.
func (w *Worker) place(d *direction) {
	switch {
	case d.waiting.len() == 0:
	case d.place < 0:
		heap.Push(&w.busy, d)
	default:
		heap.Fix(&w.busy, d.place)
	}
}
