//go:build linux

package wire

import (
	"container/heap"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

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
	var used [batch]*buffer
	n := 0
	for n < batch && d.waiting.len() > 0 && d.waiting.next().due <= now {
		p := d.waiting.take()
		w.out.put(n, p.buffer[:p.length])
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
			if e.Events&unix.EPOLLERR != 0 {
				_, _ = unix.GetsockoptInt(d.from.fd, unix.SOL_SOCKET, unix.SO_ERROR) // else epoll tells it for ever
			}
			for range batches {
				if w.receive(d) < batch {
					break
				}
			}
		}
	}
}

// batches is how many batches of a direction are received before others, and
// packets that are due, have their turn.
const batches = 4

// receive takes a batch of packets, decides their fates, and returns how many they
// were.
func (w *Worker) receive(d *direction) int {
	got := d.from.receive()
	for k := range got {
		switch {
		case d.cut:
			d.counts.Cut++
		case got[k].length > longest:
			d.counts.TooLong++
		default:
			w.arrive(d, &got[k])
		}
	}
	d.from.done()
	w.place(d)
	return len(got)
}

// arrive schedules a packet, as often as it is to be sent.
func (w *Worker) arrive(d *direction, a *arrival) {
	w.due = d.channel.Arrive(a.at, a.length, w.due[:0])
	for _, due := range w.due {
		if d.waiting.len() >= d.limit {
			d.counts.Full++
			continue
		}
		b := w.pool.take()
		copy(b[:], a.data)
		d.waiting.add(packet{due: due, buffer: b, length: len(a.data)})
	}
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
