package placement

import (
	"qanat/sim"
	"qanat/solver"
	"qanat/topo"
)

// meter integrates what is in use over time. What is in use are integers; only
// their products with time are floating-point.
type meter struct {
	s          *Scenario
	from, last sim.Time // where averaging starts; up to where it has come
	end        sim.Time // where it stops, once known
	ended      bool

	bandwidth quantity   // kbit/s on all links
	resources []quantity // units on all nodes
	// Per middlebox of the chain, in kbit/s.
	allocated, provided []quantity
}

// quantity is a value in use and its integral over time.
type quantity struct {
	now  int64
	area float64 // value times nanoseconds
}

func newMeter(s *Scenario) *meter {
	return &meter{
		s: s, from: sim.Time(s.Options.Warmup * float64(sim.Second)),
		resources: make([]quantity, len(s.Graph.Resources)),
		allocated: make([]quantity, len(s.Middleboxes)),
		provided:  make([]quantity, len(s.Middleboxes)),
	}
}

// counting tells whether a chain that arrives at t counts.
func (m *meter) counting(t sim.Time) bool { return t >= m.from }

// lastArrival notes when the last chain came.
func (m *meter) lastArrival(t sim.Time) {
	if !m.s.Options.Drain {
		m.end, m.ended = t, true
	}
}

// advance integrates what has been in use up to now.
func (m *meter) advance(now sim.Time) {
	until := now
	if m.ended {
		until = min(until, m.end)
	}
	if since := max(m.last, m.from); until > since {
		m.each(func(q *quantity) { q.area += float64(q.now) * float64(until-since) })
	}
	m.last = max(m.last, until)
}

func (m *meter) each(do func(*quantity)) {
	do(&m.bandwidth)
	for _, quantities := range [][]quantity{m.resources, m.allocated, m.provided} {
		for i := range quantities {
			do(&quantities[i])
		}
	}
}

// change adds (sign 1) or removes (-1) a deployment.
func (m *meter) change(p *solver.Problem, d *solver.Deployment, sign int64) {
	for _, x := range d.Flows {
		m.bandwidth.now += sign * int64(x.Rate)
	}
	for _, y := range d.Instances {
		offering := &p.Offerings(y.Position)[y.Offering]
		for r, amount := range offering.Demand {
			m.resources[r].now += sign * amount * int64(y.Count)
		}
		m.provided[y.Position-1].now += sign * int64(offering.Throughput) * int64(y.Count)
	}
	for _, z := range d.Allocations {
		m.allocated[z.Position-1].now += sign * int64(z.Rate)
	}
}

// report turns the integrals into averages.
func (m *meter) report(r *Result) {
	var bandwidth topo.Rate
	for _, l := range m.s.Graph.Links {
		bandwidth += l.Capacity
	}
	span := float64(m.last - m.from)
	r.Bandwidth = ratio(m.bandwidth.area, float64(bandwidth)*span)
	for i := range m.resources {
		var capacity int64
		for _, n := range m.s.Graph.Nodes {
			capacity += n.Capacity[i]
		}
		r.Resources = append(r.Resources, ratio(m.resources[i].area, float64(capacity)*span))
	}
	for i := range m.provided {
		r.Throughput += ratio(m.allocated[i].area, m.provided[i].area) / float64(len(m.provided))
	}
}

// ratio is 0 where there is nothing to use.
func ratio(used, total float64) float64 {
	if total == 0 {
		return 0
	}
	return used / total
}
