package monitor

import (
	"fmt"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
)

// Config is what a monitor is told.
type Config struct {
	// Threads is how many an instance has at most.
	Threads int
	// Sharing is how many threads share one counter.
	Sharing int
	// Flows is how many flows are counted at a time, each by itself; 0 counts
	// across flows. Idle is how long a flow stays without packets.
	Flows int
	Idle  time.Duration
}

// DefaultConfig counts across flows on up to eight threads, each for itself.
var DefaultConfig = Config{Threads: 8, Sharing: 1, Idle: time.Minute}

// counters is the only object, by index.
const counters = 0

// apart is how many counters lie from one that is used to the next: a cache line.
const apart = 8

// Monitor counts packets.
type Monitor struct {
	Config
	objects []middlebox.Object
}

// New returns a monitor, or says what is wrong with its configuration.
func New(c Config) (*Monitor, error) {
	m := &Monitor{Config: c}
	if c.Flows != 0 {
		m.objects = []middlebox.Object{{Name: "flows", Kind: middlebox.Counters, Words: 1, Capacity: c.Flows, Idle: c.Idle}}
		return m, m.objects[counters].Check()
	}
	switch {
	case c.Threads < 1 || c.Threads > 1024:
		return nil, fmt.Errorf("%d threads: must be between 1 and 1024", c.Threads)
	case c.Sharing < 1 || c.Sharing > c.Threads:
		return nil, fmt.Errorf("a sharing level of %d: must be between 1 and the %d threads", c.Sharing, c.Threads)
	}
	shared := (c.Threads + c.Sharing - 1) / c.Sharing
	m.objects = []middlebox.Object{{Name: "packets", Kind: middlebox.Counter, Words: 1, Capacity: shared * apart}}
	return m, nil
}

// Objects returns the counters.
func (m *Monitor) Objects() []middlebox.Object { return m.objects }

// Index is where in the vector a thread counts.
func (m *Monitor) Index(thread int) uint64 { return uint64(thread/m.Sharing) * apart }

// Declare says where packets are counted.
func (m *Monitor) Declare(b *middlebox.Batch) {
	for i := range b.N {
		switch {
		case m.Flows == 0:
			b.Index(counters, i, m.Index(b.Thread))
		case b.Packets[i].Version != 0:
			b.Key(counters, i, flow.Of(&b.Packets[i]))
		}
	}
}

// Process counts.
func (m *Monitor) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if b.IsDeclared(counters, i) {
			b.Add(counters, i, 1)
		}
	}
}
