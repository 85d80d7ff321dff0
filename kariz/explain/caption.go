package explain

import (
	"fmt"

	"qanat/kariz"
	"qanat/solver"
)

// caption says in four lines what the k-th step of the run did: its number and
// layer; its action; the cost before and after; whether it was accepted and why.
func (w *writer) caption(k int) []string {
	s := &w.run.Steps[k]
	before, after := solver.Cost(0), s.Cost
	if k > 0 {
		before = w.run.Steps[k-1].Cost
	}
	verdict, cost := "Accepted", "Cost"
	switch {
	case s.Kind == kariz.Rejected:
		verdict = "Not accepted"
	case s.Kind == kariz.Stopped:
		verdict = "Not accepted"
		if s.Action != nil {
			cost, after = "Cost if it were performed", s.Action.Cost
		}
	}
	layer := s.Position
	if s.Action != nil {
		layer = s.Action.Position
	}
	return []string{
		fmt.Sprintf("Step %d of %d: layer %d, %s", k+1, len(w.run.Steps), layer, w.layer(layer)),
		fmt.Sprintf("Action: %s", w.deed(s)),
		fmt.Sprintf("%s: %v -> %v", cost, before, after),
		fmt.Sprintf("%s: %s.", verdict, w.why(s)),
	}
}

// deed names what a step did.
func (w *writer) deed(s *kariz.Step) string {
	switch s.Kind {
	case kariz.Started:
		return "initialise the layers"
	case kariz.Routed:
		return "route traffic here and install instances"
	case kariz.Improved:
		return w.action(s.Action)
	case kariz.Stopped:
		if s.Action == nil {
			return "none is admissible"
		}
		return "none; the best tried is " + w.action(s.Action)
	case kariz.Updated:
		return "update the layers"
	case kariz.Rejected:
		return "reject the chain"
	}
	return "none, the deployment is final"
}

// action names an action without its layer.
func (w *writer) action(a *kariz.Action) string {
	text := fmt.Sprintf("%v %s with delta %v", a.Kind, w.node(a.Node), a.Delta)
	if a.Kind == kariz.Open {
		text += ", close " + w.nodes(a.Close)
	}
	return text
}

// why gives the reason for the verdict on a step.
func (w *writer) why(s *kariz.Step) string {
	p := w.run.Problem
	least := fmt.Sprintf("%.2f %% of the cost, %.4g", 100*w.share(), w.share()*s.Before.Float())
	switch s.Kind {
	case kariz.Started:
		return fmt.Sprintf("a run begins with nothing deployed and all of %v at %s", p.Chain.Demand, w.node(p.Chain.Source))
	case kariz.Routed:
		return fmt.Sprintf("layer %d takes all of %v", s.Position, p.Chain.Demand)
	case kariz.Improved:
		return fmt.Sprintf("it saves %v, and an action must save %s", s.Before-s.Action.Cost, least)
	case kariz.Stopped:
		if s.Action == nil {
			return "an action must save " + least + ", and no action's bound allows it"
		}
		return fmt.Sprintf("the best tried saves %v, and an action must save %s", s.Before-s.Action.Cost, least)
	case kariz.Updated:
		return fmt.Sprintf("layer %d keeps %s", s.Position, w.nodes(s.Layers[s.Position]))
	case kariz.Rejected:
		return w.run.Outcome.Reason
	}
	bill := s.Deployment.Bill(p)
	return fmt.Sprintf("all traffic is at the target; bandwidth %v + resources %v = %v", bill.Bandwidth, bill.Resources, bill.Total())
}
