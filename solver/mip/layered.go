package mip

import (
	"qanat/solver"
	"qanat/topo"
)

// layered is the graph in which a deployment's traffic is one flow: a copy of
// the network per traffic type 0..n, entered at the source in layer 0, left at
// the target in layer n. Its states are (layer, node); its steps are
//
//	cross(i, a)    along arc a in layer i           x^i_a of eq. 2.6
//	descend(i, m)  at node m from layer i to i+1    z_m,i+1: m processes traffic
//
// Links are shared by all layers and both directions (eq. 2.3).
type layered struct {
	p *solver.Problem
	g *topo.Graph
}

func (l layered) layers() int            { return l.p.Positions() - 1 }
func (l layered) state(i, m int) int     { return i*len(l.g.Nodes) + m }
func (l layered) entry() int             { return l.state(0, l.p.Chain.Source) }
func (l layered) exit() int              { return l.state(l.layers()-1, l.p.Chain.Target) }
func (l layered) states() int            { return l.layers() * len(l.g.Nodes) }
func (l layered) crossings() int         { return l.layers() * 2 * len(l.g.Links) }
func (l layered) descents() int          { return (l.layers() - 1) * len(l.g.Nodes) }
func (l layered) steps() int             { return l.crossings() + l.descents() }
func (l layered) descend(i, m int) int   { return l.crossings() + l.state(i, m) }
func (l layered) descends(step int) bool { return step >= l.crossings() }

func (l layered) cross(i int, a topo.Arc) int { return i*2*len(l.g.Links) + int(a) }

// crossing is the inverse of cross.
func (l layered) crossing(step int) (layer int, a topo.Arc) {
	arcs := 2 * len(l.g.Links)
	return step / arcs, topo.Arc(step % arcs)
}

// head returns the state a step leads to.
func (l layered) head(step int) int {
	if l.descends(step) {
		return step - l.crossings() + len(l.g.Nodes)
	}
	layer, a := l.crossing(step)
	return l.state(layer, l.g.Head(a))
}

// tail returns the state a step leaves.
func (l layered) tail(step int) int {
	if l.descends(step) {
		return step - l.crossings()
	}
	layer, a := l.crossing(step)
	return l.state(layer, l.g.Tail(a))
}

// out calls visit for each step that leaves a state, the descent first, until
// visit returns false.
func (l layered) out(state int, visit func(step int) bool) {
	layer, m := state/len(l.g.Nodes), state%len(l.g.Nodes)
	if layer+1 < l.layers() && !visit(l.descend(layer, m)) {
		return
	}
	for _, a := range l.g.Out(m) {
		if !visit(l.cross(layer, a)) {
			return
		}
	}
}

// read returns the rate of every step, in kbit/s, from column values.
func (l layered) read(m *Model, values []float64) []float64 {
	rate := make([]float64, l.steps())
	for j := range m.Columns {
		switch v := &m.Columns[j].Variable; {
		case v.Symbol == X:
			rate[l.cross(v.Position, v.Arc)] = values[j] * float64(topo.Mbps)
		case v.Symbol == Z && v.Position > 0 && v.Position < l.p.Positions()-1:
			rate[l.descend(v.Position-1, v.Node)] = values[j] * float64(topo.Mbps)
		}
	}
	return rate
}
