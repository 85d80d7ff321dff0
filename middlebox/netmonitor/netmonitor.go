package netmonitor

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"

	"qanat/middlebox"
	"qanat/middlebox/flow"
)

// Config is what a network monitor is told.
type Config struct {
	// Permille is the share of all bytes from which a flow is heavy, in
	// thousandths.
	Permille int
	// Cells and Rows are those of the sketch.
	Cells, Rows int
	// Edges, Hosts and Idle are the graph's; Idle is also how long a heavy flow
	// that is silent stays listed.
	Edges, Hosts int
	Idle         time.Duration
}

// DefaultConfig lists flows that have a hundredth of all bytes, and overestimates
// by more than a seven-hundredth of them in one flow of fifty.
var DefaultConfig = Config{Permille: 10, Cells: 2048, Rows: 4, Edges: 50_000, Hosts: 20_000, Idle: 5 * time.Minute}

// Objects of the state, by index; the graph's follow.
const (
	sketch = iota
	total
	heavy
	firstOfGraph
)

// Monitor watches flows and hosts.
type Monitor struct {
	Config
	graph   Graph
	objects []middlebox.Object
}

// New returns a network monitor, or says what is wrong with its configuration.
func New(c Config) (*Monitor, error) {
	if c.Permille < 1 || c.Permille > 1000 {
		return nil, fmt.Errorf("heavy flows of %d thousandths: must be between 1 and 1000", c.Permille)
	}
	m := &Monitor{Config: c, graph: Graph{First: firstOfGraph, Edges: c.Edges, Hosts: c.Hosts, Idle: c.Idle}}
	m.objects = append([]middlebox.Object{
		sketch: {Name: "bytes of flows", Kind: middlebox.Sketch, Words: 1, Capacity: c.Cells, Rows: c.Rows},
		total:  {Name: "bytes of all", Kind: middlebox.Counter, Words: 1, Capacity: 1},
		// At most 2/s flows have half a share; others were heavy and fell silent.
		heavy: {Name: "heavy flows", Kind: middlebox.Map, Words: 1, Capacity: 8 * 1000 / c.Permille, Idle: c.Idle},
	}, m.graph.Objects()...)
	for k := range m.objects {
		if err := m.objects[k].Check(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Objects returns the sketch, the count of all bytes, the heavy flows and the three
// objects of the graph.
func (m *Monitor) Objects() []middlebox.Object { return m.objects }

// Declare looks up the counts of flows, and the edges of packets that contact.
func (m *Monitor) Declare(b *middlebox.Batch) {
	for i := range b.N {
		p := &b.Packets[i]
		if p.Version == 0 {
			continue
		}
		key := flow.Of(p)
		b.Key(sketch, i, key)
		b.Index(total, i, 0)
		b.Key(heavy, i, key)
		m.graph.Declare(b, i)
	}
}

// Process counts.
func (m *Monitor) Process(b *middlebox.Batch, i, j int) {
	for ; i < j; i++ {
		if !b.IsDeclared(sketch, i) {
			continue
		}
		length := uint64(b.Packets[i].Length())
		b.Count(sketch, i, length)
		if all, ok := b.Add(total, i, length); ok {
			m.list(b, i, b.Estimate(sketch, i), all)
		}
		m.graph.Process(b, i)
	}
}

// leastShare is what a heavy flow has at least, in bytes: without it every flow
// would be heavy at first.
const leastShare = 1500

// list notes or forgets a flow, by its bytes of those of all.
func (m *Monitor) list(b *middlebox.Batch, i int, own, all uint64) {
	listed, known := b.Word(heavy, i)
	switch share := max(leastShare, all/1000*uint64(m.Permille)); {
	case known && own < share/2:
		b.Remove(heavy, i, b.KeyOf(heavy, i))
	case own < share:
	case !known:
		b.InsertWord(heavy, i, b.KeyOf(heavy, i), own)
	case own-listed > listed/16:
		if value := b.Update(heavy, i); value != nil {
			value[0] = own
		}
	}
}

// Expire lets silent flows go, and edges with their degrees.
func (m *Monitor) Expire(b *middlebox.Batch, i, object int, key middlebox.Key, value []uint64) bool {
	return object == heavy || m.graph.Expire(b, i, object, value)
}

// Hitter is a heavy flow and the bytes that it had when they were last noted.
type Hitter struct {
	Flow  middlebox.Key
	Bytes uint64
}

// Top returns the n heaviest of the entries of the heavy flows' object, of equal
// ones the one with the smaller key first.
func Top(entries iter.Seq2[middlebox.Key, []uint64], n int) []Hitter {
	var list []Hitter
	for k, v := range entries {
		list = append(list, Hitter{k, v[0]})
	}
	slices.SortFunc(list, func(a, b Hitter) int {
		return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Flow.High, b.Flow.High), cmp.Compare(a.Flow.Low, b.Flow.Low))
	})
	return list[:min(n, len(list))]
}
