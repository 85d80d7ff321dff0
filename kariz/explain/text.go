package explain

import (
	"fmt"
	"io"
	"strings"

	"qanat/kariz"
	"qanat/solver"
	"qanat/topo"
)

// listed is how many nodes of a layer are named before the rest are counted.
const listed = 8

// writer writes lines and remembers the first error.
type writer struct {
	run *Run
	to  io.Writer
	err error
}

// WriteText writes the run as a transcript. It fails only where w does.
func (r *Run) WriteText(w io.Writer) error {
	out := &writer{run: r, to: w}
	for i := range r.Steps {
		out.step(&r.Steps[i])
	}
	return out.err
}

func (w *writer) line(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.to, format+"\n", args...)
	}
}

// step writes one step, headed by the line of the algorithm.
func (w *writer) step(s *kariz.Step) {
	switch s.Kind {
	case kariz.Started:
		w.line("Algorithm 1, lines 1-2: layers are initialised; %s holds all of %v", w.node(w.run.Problem.Chain.Source), w.run.Problem.Chain.Demand)
		for i, nodes := range s.Layers {
			w.line("    layer %d, %s: %s", i, w.layer(i), w.nodes(nodes))
		}
	case kariz.Routed:
		w.line("Algorithm 1, lines 5-7: traffic is routed to layer %d, %s; the solution costs %v", s.Position, w.layer(s.Position), s.Cost)
		w.solution(s, s.Position)
	case kariz.Improved:
		w.improved(s)
	case kariz.Stopped:
		w.stopped(s)
	case kariz.Updated:
		w.line("Algorithm 3: layer %d keeps %s", s.Position, w.nodes(s.Layers[s.Position]))
	case kariz.Rejected:
		w.line("Algorithm 1, line 5: rejected, %s", w.run.Outcome.Reason)
	case kariz.Deployed:
		bill := s.Deployment.Bill(w.run.Problem)
		w.line("Algorithm 1, line 11: the traffic is at the target. Bandwidth %v + resources %v = %v",
			bill.Bandwidth, bill.Resources, bill.Total())
	}
}

// improved writes the action performed and why it was admissible.
func (w *writer) improved(s *kariz.Step) {
	a := s.Action
	closing := ""
	if a.Kind == kariz.Open {
		closing = ", closing " + w.nodes(a.Close)
	}
	w.line("Algorithm 2, lines 3-7: best action %v(%s, layer %d, delta %v)%s", a.Kind, w.node(a.Node), a.Position, a.Delta, closing)
	w.line("    %v -> %v saves %v; admissible from epsilon/(5|N|) = %.2f %% of the cost on, which is %.4g",
		s.Before, a.Cost, s.Before-a.Cost, 100*w.share(), w.share()*s.Before.Float())
	w.solution(s, a.Position)
}

// stopped writes why a round of Algorithm 2 was the last.
func (w *writer) stopped(s *kariz.Step) {
	why := "no action's bound allows it"
	if a := s.Action; a != nil {
		why = fmt.Sprintf("the best tried, %v(%s, layer %d, delta %v), changes it by %v",
			a.Kind, w.node(a.Node), a.Position, a.Delta, a.Cost-s.Before)
	}
	w.line("Algorithm 2, lines 3-5: an action must save %.2f %% of the cost, %.4g: %s", 100*w.share(), w.share()*s.Before.Float(), why)
}

// share is the least share of the cost that an admissible action saves.
func (w *writer) share() float64 {
	g := w.run.Problem.Network.Graph
	nodes := len(g.Nodes)
	if w.run.Options.Nodes == "hosts" {
		nodes = len(g.Hosts())
	}
	return w.run.Options.Epsilon / float64(5*nodes)
}

// solution writes what one layer allocates and installs, and what traffic
// enters it.
func (w *writer) solution(s *kariz.Step, position int) {
	p := w.run.Problem
	for _, z := range s.Deployment.Allocations {
		if z.Position == position {
			w.line("    %s processes %v: %s", w.node(z.Node), z.Rate, w.instances(s.Deployment, z))
		}
	}
	hops := topo.Rate(0)
	for _, x := range s.Deployment.Flows {
		if x.Type == position-1 {
			hops += x.Rate
		}
	}
	w.line("    traffic from layer %d uses %v on links, all hops together: %.1f hops per unit", position-1, hops, float64(hops)/float64(p.Chain.Demand))
}

// instances lists what an allocation runs on.
func (w *writer) instances(d *solver.Deployment, z solver.Allocation) string {
	var parts []string
	for _, y := range d.Instances {
		if y.Node == z.Node && y.Position == z.Position {
			parts = append(parts, fmt.Sprintf("%d x %s", y.Count, w.run.Problem.Offerings(y.Position)[y.Offering].Name))
		}
	}
	return strings.Join(parts, " + ")
}

// layer names position i.
func (w *writer) layer(i int) string {
	p := w.run.Problem
	switch {
	case i == 0:
		return "the source"
	case i == p.Positions()-1:
		return "the target"
	}
	return p.Catalogue.Middleboxes[p.Chain.Middleboxes[i-1]].Name
}

func (w *writer) node(m int) string { return w.run.Problem.Network.Graph.Nodes[m].Name }

// nodes names some nodes and counts the rest.
func (w *writer) nodes(nodes []int) string {
	if len(nodes) == 0 {
		return "no node"
	}
	var names []string
	for _, m := range nodes[:min(listed, len(nodes))] {
		names = append(names, w.node(m))
	}
	if rest := len(nodes) - listed; rest > 0 {
		names = append(names, fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(names, ", ")
}
