package node

import (
	"qanat/emu/port"
	"qanat/middlebox"
	"qanat/middlebox/packet"
)

// Counts is what became of frames in a chain.
type Counts struct {
	Passed    uint64                `json:"passed"`
	Malformed [packet.Faults]uint64 `json:"malformed"` // by fault, see packet.Fault
	Dropped   []uint64              `json:"dropped"`   // by each middlebox, as it decided
	Lost      uint64                `json:"lost"`      // of a gateway: no route, no neighbour, or no life left
}

// batch is packets between stages, with the frames they lie in.
type batch struct {
	n       int
	frames  [middlebox.MaxBatch]port.Frame
	packets [middlebox.MaxBatch]packet.Packet
}

// chain passes batches through middleboxes.
type chain struct {
	stages []middlebox.Stage
	counts Counts
	dropped
}

// dropped gathers frames that go back to their pool.
type dropped struct {
	list [middlebox.MaxBatch]port.Frame
	n    int
}

func (d *dropped) add(f port.Frame) {
	d.list[d.n] = f
	d.n++
}

// flush puts what was dropped back.
func (d *dropped) flush() {
	port.Put(d.list[:d.n])
	d.n = 0
}

func newChain(stages []middlebox.Stage) *chain {
	return &chain{stages: stages, counts: Counts{Dropped: make([]uint64, len(stages))}}
}

// pass sends a batch that came in from a side through all middleboxes, the last
// first if it came from outside. What is left of the batch leaves.
func (c *chain) pass(b *batch, side uint8, now int64) {
	for k := range c.stages {
		if side == middlebox.Outside {
			k = len(c.stages) - 1 - k
		}
		if b.n == 0 {
			break
		}
		c.stage(k, b, side, now)
	}
	for i := range b.n {
		b.frames[i].Data = b.packets[i].Data
	}
	c.counts.Passed += uint64(b.n)
	c.flush()
}

// stage passes a batch through one middlebox. Only what leaves on the far side
// goes on.
func (c *chain) stage(k int, b *batch, side uint8, now int64) {
	at := c.stages[k].Packets()
	copy(at.Packets[:b.n], b.packets[:b.n])
	for i := range b.n {
		at.In[i] = side
	}
	c.stages[k].Run(b.n, now)
	kept := 0
	for i := range b.n {
		if at.Out[i] != side^1 {
			c.counts.Dropped[k]++
			c.add(b.frames[i])
			continue
		}
		b.packets[kept], b.frames[kept] = at.Packets[i], b.frames[i]
		kept++
	}
	b.n = kept
}
