package node

import (
	"encoding/binary"
	"sync"
	"time"

	"qanat/emu/port"
)

const (
	// fresh is how long a neighbour is believed before it is asked again, and
	// gone how long until it is no longer believed without an answer.
	fresh, gone = 30 * time.Second, 120 * time.Second
	// askEvery is how often the same question may be asked.
	askEvery = time.Second
	// mostWaiting is how many frames may wait for one neighbour, mostNeighbours
	// how many there may be: strangers can make a gateway ask for any address.
	mostWaiting, mostNeighbours = 16, 4096
)

// neighbour is what is known of a host on the network.
type neighbour struct {
	ethernet     [6]byte
	heard, asked time.Duration
	known        bool
	waiting      []port.Frame
}

// neighbours finds Ethernet addresses by ARP (RFC 826), for all threads of a node.
type neighbours struct {
	mu   sync.Mutex
	side *Side
	pool *port.Pool
	by   map[uint32]*neighbour
	last uint32 // asked for last, and what was found: mostly it is the same again
	hit  *neighbour
}

func newNeighbours(s *Side, pool *port.Pool) *neighbours {
	return &neighbours{side: s, pool: pool, by: map[uint32]*neighbour{}}
}

// find returns a neighbour's address, if it is known, and a question to be sent if
// it is time for one.
func (n *neighbours) find(address uint32, now time.Duration) (ethernet [6]byte, known bool, question *port.Frame) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.hit == nil || n.last != address {
		if n.hit = n.by[address]; n.hit == nil {
			if len(n.by) >= mostNeighbours {
				n.forget(now)
			}
			n.hit = &neighbour{asked: now - askEvery}
			n.by[address] = n.hit
		}
		n.last = address
	}
	h := n.hit
	if h.known && now-h.heard < fresh {
		return h.ethernet, true, nil
	}
	if now-h.asked >= askEvery {
		h.asked = now
		question = n.ask(address)
	}
	if h.known && now-h.heard < gone {
		return h.ethernet, true, question
	}
	h.known = false
	return ethernet, false, question
}

// forget drops the neighbours that never answered, and what waits for them.
func (n *neighbours) forget(now time.Duration) {
	for address, h := range n.by {
		if !h.known || now-h.heard > gone {
			port.Put(h.waiting)
			delete(n.by, address)
		}
	}
	n.hit = nil
}

// wait keeps a frame until its neighbour answers; false if there is no room.
func (n *neighbours) wait(address uint32, f port.Frame) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	h := n.by[address]
	if h == nil || len(h.waiting) >= mostWaiting {
		return false
	}
	h.waiting = append(h.waiting, f)
	return true
}

// learn notes what a neighbour said of itself and returns what waited for it,
// addressed.
func (n *neighbours) learn(address uint32, ethernet [6]byte, now time.Duration) []port.Frame {
	n.mu.Lock()
	defer n.mu.Unlock()
	h := n.by[address]
	if h == nil {
		if len(n.by) >= mostNeighbours {
			n.forget(now)
		}
		h = &neighbour{}
		n.by[address] = h
	}
	h.ethernet, h.heard, h.known = ethernet, now, true
	released := h.waiting
	h.waiting = nil
	for _, f := range released {
		copy(f.Data[:6], ethernet[:])
		copy(f.Data[6:12], n.side.Ethernet[:])
	}
	return released
}

// ask returns the question for an address, nil if there is no frame for it.
func (n *neighbours) ask(address uint32) *port.Frame {
	var one [1]port.Frame
	if n.pool.Get(one[:]) == 0 {
		return nil
	}
	f := &one[0]
	f.Reserve(arpFrame)
	d := f.Data
	clear(d)
	for i := range 6 {
		d[i] = 0xff
	}
	copy(d[6:], n.side.Ethernet[:])
	copy(d[12:], []byte{8, 6, 0, 1, 8, 0, 6, 4, 0, arpRequest})
	copy(d[22:], n.side.Ethernet[:])
	binary.BigEndian.PutUint32(d[28:], number(n.side.Address.Addr()))
	binary.BigEndian.PutUint32(d[38:], address)
	return f
}
