package flow

import "qanat/topo"

// Far is the hop distance between nodes that no path joins. It leaves room for
// a few additions in an int32.
const Far = 1 << 14

// rowBudget limits the memory that cached distances take, in bytes.
const rowBudget = 256 << 20

// Hops tells shortest hop counts in a graph whose links all count 1, whatever
// their capacity. Leaves (nodes with a single link) are folded into their
// neighbour, so that a data centre's table is as large as its switches are
// many. Rows are computed when first asked for and kept.
type Hops struct {
	g *topo.Graph
	// trunk is the trunk node that a node is or hangs on, and stem its distance
	// from there: 1 for a leaf, else 0.
	trunk []int32
	stem  []int32
	// first and next list the trunk neighbours of trunk nodes, and members the
	// nodes folded into each, itself included.
	first, next      []int32
	memberFirst      []int32
	members          []int32
	rows             [][]uint16
	cached, maxCache int
	queue            []int32
}

// NewHops prepares the hop counts of g.
func NewHops(g *topo.Graph) *Hops {
	h := &Hops{g: g, trunk: make([]int32, len(g.Nodes)), stem: make([]int32, len(g.Nodes))}
	size := int32(0)
	for m := range g.Nodes {
		if h.hangs(m) {
			h.stem[m] = 1
		} else {
			h.trunk[m] = size
			size++
		}
	}
	for m := range g.Nodes {
		if h.stem[m] == 1 {
			h.trunk[m] = h.trunk[g.Head(g.Out(m)[0])]
		}
	}
	h.rows = make([][]uint16, size)
	h.maxCache = 1 + rowBudget/(2*int(size)+1)
	h.link(int(size))
	h.gather(int(size))
	return h
}

// hangs tells whether node m is a leaf on a node that is none itself.
func (h *Hops) hangs(m int) bool {
	out := h.g.Out(m)
	return len(out) == 1 && len(h.g.Out(h.g.Head(out[0]))) > 1
}

// link lists the neighbours among trunk nodes.
func (h *Hops) link(size int) {
	h.first = make([]int32, 1, size+1)
	for m := range h.g.Nodes {
		if h.stem[m] == 1 {
			continue
		}
		for _, a := range h.g.Out(m) {
			if n := h.g.Head(a); h.stem[n] == 0 {
				h.next = append(h.next, h.trunk[n])
			}
		}
		h.first = append(h.first, int32(len(h.next)))
	}
}

// gather lists the members of every trunk node in ascending order.
func (h *Hops) gather(size int) {
	h.memberFirst = make([]int32, size+1)
	for _, t := range h.trunk {
		h.memberFirst[t+1]++
	}
	for t := range size {
		h.memberFirst[t+1] += h.memberFirst[t]
	}
	h.members = make([]int32, len(h.trunk))
	fill := make([]int32, size)
	for m, t := range h.trunk {
		h.members[h.memberFirst[t]+fill[t]] = int32(m)
		fill[t]++
	}
}

// Trunks returns how many trunk nodes there are.
func (h *Hops) Trunks() int { return len(h.rows) }

// Members returns the nodes folded into trunk node t, itself included, in
// ascending order. They share their distances but for their own stem. The slice
// is shared: do not change it.
func (h *Hops) Members(t int) []int32 { return h.members[h.memberFirst[t]:h.memberFirst[t+1]] }

// Trunk returns the trunk node that node m is or hangs on.
func (h *Hops) Trunk(m int) int { return int(h.trunk[m]) }

// Stem returns the hops from node m to its trunk node: 1 for a leaf, else 0.
func (h *Hops) Stem(m int) int { return int(h.stem[m]) }

// Between returns the hops between two nodes, Far if no path joins them.
func (h *Hops) Between(a, b int) int {
	if a == b {
		return 0
	}
	return int(h.stem[a]+h.stem[b]) + int(h.Row(a)[h.trunk[b]])
}

// Row returns the hops from node m's trunk node to every trunk node. The slice
// is shared: do not change it.
func (h *Hops) Row(m int) []uint16 {
	t := h.trunk[m]
	if row := h.rows[t]; row != nil {
		return row
	}
	if h.cached == h.maxCache {
		clear(h.rows)
		h.cached = 0
	}
	h.cached++
	h.rows[t] = h.search(t)
	return h.rows[t]
}

// search finds the distances from one trunk node breadth first.
func (h *Hops) search(root int32) []uint16 {
	row := make([]uint16, len(h.rows))
	for t := range row {
		row[t] = Far
	}
	row[root] = 0
	h.queue = append(h.queue[:0], root)
	for i := 0; i < len(h.queue); i++ {
		t := h.queue[i]
		for _, n := range h.next[h.first[t]:h.first[t+1]] {
			if row[n] == Far {
				row[n] = row[t] + 1
				h.queue = append(h.queue, n)
			}
		}
	}
	return row
}
