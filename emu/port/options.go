package port

import (
	"fmt"
	"slices"
	"strings"
)

// Options say what to open.
type Options struct {
	// Pool is where frames live; the port leaves it open. Ports between which
	// frames move share one.
	Pool *Pool
	// Namespace is where the interface is: a name that the ip command knows, or
	// an absolute path. Empty is where this program is.
	Namespace string
	// Interface is the name of the interface; that of a TAP device is made. For a
	// ring it is a name at which two ports meet.
	Interface string
	// Room is how many frames may wait in the port, a power of two; DefaultRoom
	// unless set. Those of a socket are counted in memory: it is room for about as
	// many.
	Room int
	// Read and Write are capture files; either may be empty. Write is made anew.
	Read, Write string
	// Alone keeps what arrives from the kernel's own stack, for raw sockets; with
	// AF_XDP it is always so. Otherwise the kernel answers, forwards or rejects it
	// as well, and spends time on that.
	Alone bool
	// Copy keeps AF_XDP from having the driver write into the pool's memory.
	Copy bool
	// Generic keeps AF_XDP from running in the driver.
	Generic bool
	// Note, if any, is told what the port does differently from what was asked, or
	// has changed of the interface, in a sentence.
	Note func(string)
}

// DefaultRoom is how many frames may wait in a port unless Options say otherwise.
const DefaultRoom = 2048

// Kinds are the names of ports that Open knows.
var Kinds = []string{"ring", "af_packet", "tpacket", "mmsg", "af_xdp", "tap", "pcap"}

// Open opens a port by the name of its kind:
//
//	ring       one end of a ring between goroutines; the other is opened by the same name
//	af_packet  an interface, by a raw socket that shares memory with the kernel
//	tpacket    the same with memory in blocks (TPACKET_V3): cheaper per frame, but a
//	           frame may wait a millisecond until its block is full
//	mmsg       the same without shared memory, a call for each batch: dearer per
//	           frame, with memory only for what waits
//	af_xdp     an interface, frames going from the driver straight into the pool
//	tap        an interface that is made, whose other side is the port
//	pcap       capture files
//
// Errors name the cure.
func Open(kind string, o Options) (Port, error) {
	ports, err := OpenSpread(kind, o, 1)
	if err != nil {
		return nil, err
	}
	return ports[0], nil
}

// OpenSpread opens n ports, one for each of n threads. An interface's flows are
// spread among them: a flow's frames all arrive on the same one.
func OpenSpread(kind string, o Options, n int) (ports []Port, err error) {
	if o.Room == 0 {
		o.Room = DefaultRoom
	}
	if o.Note == nil {
		o.Note = func(string) {}
	}
	at := slices.Index(Kinds, kind)
	switch {
	case at < 0:
		err = fmt.Errorf("there is no such kind: name one of %s", strings.Join(Kinds, ", "))
	case o.Pool == nil:
		err = fmt.Errorf("no pool is given: make one with NewPool")
	case n < 1:
		err = fmt.Errorf("%d ports: must be at least one", n)
	case o.Room < 1 || o.Room&(o.Room-1) != 0:
		err = fmt.Errorf("room for %d frames: must be a power of two", o.Room)
	case kind != "pcap" && o.Interface == "":
		err = fmt.Errorf("no interface is named")
	case n > 1 && (kind == "pcap" || kind == "ring"):
		err = fmt.Errorf("it cannot be spread over %d threads: open one port", n)
	case kind == "ring":
		ports, err = one(o.Pool.meet(o.Interface, o.Room))
	case kind == "pcap":
		ports, err = one(openCapture(o))
	default:
		ports, err = openInterface(kind, o, n)
	}
	if err != nil {
		return nil, fmt.Errorf("port %s: %w", strings.TrimSpace(kind+" "+o.Interface), err)
	}
	return ports, nil
}

func one(p Port, err error) ([]Port, error) { return []Port{p}, err }

// meet returns one end of a ring with a name: the second caller gets the end that
// faces the first one's.
func (p *Pool) meet(name string, room int) (Port, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	other, met := p.met[name]
	switch {
	case !met:
		a, b, err := Pair(p, room)
		if err != nil {
			return nil, err
		}
		if p.met == nil {
			p.met = map[string]Port{}
		}
		p.met[name] = b
		return a, nil
	case other == nil:
		return nil, fmt.Errorf("both ends of this ring are open: use another name")
	}
	p.met[name] = nil
	return other, nil
}
