//go:build linux

package wire

import (
	"errors"
	"math/rand/v2"

	"qanat/emu/impair"
	"qanat/emu/tpacket"
)

// direction is one way through a link.
type direction struct {
	from, to *port
	channel  *impair.Channel
	waiting  schedule
	limit    int  // packets that may wait
	cut      bool // nothing passes
	place    int  // in the worker's heap
	counts   Counts
}

// Counts is what became of the packets of one direction.
type Counts struct {
	impair.Counts
	Sent    uint64 // and taken by the other side
	Cut     uint64 // arrived while the link was down
	Full    uint64 // arrived while as many were on their way as there is room for, or was not taken by the other side
	Missed  uint64 // lost before they reached this process, which was too slow
	TooLong uint64
}

// Link is a link that a worker serves.
type Link struct {
	worker *Worker
	ways   [2]*direction
}

// Spec is a link to be carried.
type Spec struct {
	First, Second string // interfaces of the calling thread's namespace
	// Ways are what happens from the first to the second, and back.
	Ways [2]impair.Impairment
	Rand *rand.Rand // feeds its chances
	// Blocks is how many blocks of memory (tpacket.BlockBytes) each interface gets
	// for what comes in. Without, the kernel keeps packets that wait elsewhere.
	Blocks int
}

// Add begins to carry packets.
func (w *Worker) Add(s Spec) (*Link, error) {
	var ports [2]*port
	for k, name := range []string{s.First, s.Second} {
		p, err := openPort(name, s.Blocks, w.tray)
		if err != nil {
			if k == 1 {
				ports[0].close()
			}
			return nil, err
		}
		ports[k] = p
	}
	l := &Link{worker: w}
	for k := range l.ways {
		source := rand.New(rand.NewPCG(s.Rand.Uint64(), s.Rand.Uint64()))
		l.ways[k] = &direction{from: ports[k], to: ports[1-k], channel: impair.NewChannel(s.Ways[k], source), limit: room(&s.Ways[k]), place: -1}
	}
	err := errEnded
	w.do(func() { err = w.begin(l) })
	if err != nil {
		ports[0].close()
		ports[1].close()
		return nil, err
	}
	return l, nil
}

// errEnded is of what is asked of a worker that was closed.
var errEnded = errors.New("links in user space have ended")

// begin lets the worker know a link. If it may not watch one of its sides, it forgets
// both.
func (w *Worker) begin(l *Link) error {
	for _, d := range l.ways {
		if err := w.watch(d.from.fd); err != nil {
			return err // closing takes the other side's descriptor out of the set
		}
	}
	for _, d := range l.ways {
		w.byPort[int32(d.from.fd)] = d
		w.ways = append(w.ways, d)
	}
	return nil
}

// mostHeld bounds the memory that one direction takes, about half a gigabyte.
const mostHeld = 250_000

// room is how many packets of a direction may be on their way or queued.
func room(m *impair.Impairment) int { return min(mostHeld, m.InFlight()+m.QueueLimit()) }

// Set replaces what happens in one direction; packets on their way keep their
// times.
func (l *Link) Set(way int, m impair.Impairment) {
	l.worker.do(func() {
		l.ways[way].channel.Set(m)
		l.ways[way].limit = room(&m)
	})
}

// Cut lets nothing pass, or lets packets pass again. Those on their way arrive.
func (l *Link) Cut(cut bool) {
	l.worker.do(func() {
		for _, d := range l.ways {
			d.cut = cut
		}
	})
}

// Counts returns what became of one direction's packets so far.
func (l *Link) Counts(way int) (c Counts) {
	l.worker.do(func() {
		d := l.ways[way]
		d.counts.Missed += tpacket.Missed(d.from.fd)
		c = d.counts
		c.Counts = d.channel.Counts
	})
	return c
}

// byDue is a heap of directions by their next packet.
type byDue []*direction

func (h byDue) Len() int { return len(h) }
func (h byDue) Less(i, j int) bool {
	return h[i].waiting.next().due < h[j].waiting.next().due
}
func (h byDue) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}
func (h *byDue) Push(x any) {
	d := x.(*direction)
	d.place = len(*h)
	*h = append(*h, d)
}
func (h *byDue) Pop() any {
	last := (*h)[len(*h)-1]
	last.place = -1
	*h = (*h)[:len(*h)-1]
	return last
}
