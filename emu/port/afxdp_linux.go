package port

import (
	"errors"
	"fmt"
	"net"
	"sync"

	"golang.org/x/sys/unix"
)

// xdpPort serves some of an interface's queues by AF_XDP.
type xdpPort struct {
	counters
	pool    *Pool
	sockets []*xsk
	turn    int // whose turn it is to be received from
	polls   int // that found nothing
	guide   *guide
}

// openXDP opens n ports that serve the interface's queues among them.
func openXDP(o Options, n int) (ports []Port, err error) {
	face, err := o.face(xdpHead)
	if err != nil {
		return nil, err
	}
	all := queues(face.Name)
	if n > all {
		return nil, fmt.Errorf("%d threads for %d queues: AF_XDP spreads flows over queues alone; ask for fewer threads, or make the interface with more queues ('ip link add ... numrxqueues %d numtxqueues %d')", n, all, n, n)
	}
	g, err := newGuide(&o, face, all)
	if err != nil {
		return nil, err
	}
	g.join() // until all ports are open
	defer func() { err = errors.Join(err, g.leave()) }()
	for k := range n {
		p := &xdpPort{pool: o.Pool, guide: g}
		g.join()
		ports = append(ports, p)
		for queue := k; queue < all; queue += n {
			if err := p.serve(&o, face, queue); err != nil {
				return closeAll(ports, err)
			}
		}
	}
	return ports, nil
}

// serve opens a socket on a queue.
func (p *xdpPort) serve(o *Options, face *net.Interface, queue int) error {
	s, err := openXSK(o, face.Index, queue)
	if err != nil {
		return err
	}
	p.sockets = append(p.sockets, s)
	if queue == 0 && !o.Copy && s.copies() {
		o.Note(fmt.Sprintf("%s: its driver does not write into the pool's memory: the kernel copies frames", face.Name))
	}
	if err := p.guide.sockets.Put(uint32(queue), uint32(s.fd)); err != nil {
		return fmt.Errorf("leading queue %d to its socket: %w", queue, err)
	}
	return nil
}

func (p *xdpPort) Receive(frames []Frame) (int, error) {
	n := 0
	for range p.sockets {
		n += p.sockets[p.turn].receive(frames[n:])
		if n == len(frames) {
			break
		}
		if p.turn++; p.turn == len(p.sockets) {
			p.turn = 0
		}
	}
	add(&p.received, n)
	if n == 0 {
		return 0, p.failed()
	}
	return n, nil
}

// failed asks now and then whether the interface is still there: rings do not
// tell.
func (p *xdpPort) failed() error {
	if p.polls++; p.polls%1024 != 0 {
		return nil
	}
	code, err := unix.GetsockoptInt(p.sockets[0].fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = unix.Errno(code)
	}
	if err != nil {
		return fmt.Errorf("the interface is gone: %w", err)
	}
	return nil
}

func (p *xdpPort) Send(frames []Frame) (int, error) {
	s := p.sockets[0] // one queue alone keeps the order
	s.reclaim()
	kept, full, large := p.pool.adopt(frames)
	n := s.send(frames[:kept])
	err := s.kick()
	if n < kept { // there is room now
		n += s.send(frames[n:kept])
		err = errors.Join(err, s.kick())
	}
	Put(frames[n:kept])
	p.gave(n, full+kept-n, large)
	if err != nil {
		return n, fmt.Errorf("the interface is gone: %w", err)
	}
	return n, nil
}

func (p *xdpPort) Counts() Counts {
	c := p.counters.Counts()
	for _, s := range p.sockets {
		missed, invalid := s.statistics()
		c.Missed += missed
		c.Invalid += invalid
	}
	return c
}

func (p *xdpPort) Close() error {
	for _, s := range p.sockets {
		_ = p.guide.sockets.Delete(uint32(s.queue)) // what arrives from now on is the kernel's
		s.close()
	}
	p.sockets = nil
	return p.guide.leave()
}

// guides guards the users of all guides: ports are seldom opened and closed.
var guides sync.Mutex

func (g *guide) join() {
	guides.Lock()
	g.users++
	guides.Unlock()
}

// leave closes the guide after its last user.
func (g *guide) leave() error {
	guides.Lock()
	defer guides.Unlock()
	if g.users--; g.users > 0 {
		return nil
	}
	return g.close()
}
