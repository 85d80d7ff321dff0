package chapter2

import (
	"context"
	"fmt"

	"qanat/solver"
	"qanat/topo"
)

// versioned is implemented by solvers that stand on a program or library of
// others.
type versioned interface {
	// Version names the program and its version.
	Version() string
}

// versions returns the versions of every outside solver of a run.
func versions(l *Lab) map[string]string {
	found := map[string]string{}
	for _, spec := range append([]string{l.Heuristic.Spec, l.Optimum.Spec}, l.Audit.By...) {
		s, err := solver.Open(spec)
		if err != nil {
			continue // reported where the solver is needed
		}
		if v, ok := s.(versioned); ok {
			found[spec] = v.Version()
		}
	}
	return found
}

// Auditors returns those of the outside solvers that work on this machine, and
// for the others why not and how to get them.
func Auditors(ctx context.Context) (ready []string, missing []error) {
	for _, spec := range []string{"lpsolve", "cbc"} {
		if err := Works(ctx, spec); err != nil {
			missing = append(missing, err)
		} else {
			ready = append(ready, spec)
		}
	}
	return ready, missing
}

// Works opens a solver and lets it place one firewall in the smallest fat tree:
// libraries and programs that are missing show now rather than hours later.
func Works(ctx context.Context, spec string) error {
	s, err := solver.Open(spec)
	if err != nil {
		return err
	}
	g, err := topo.FatTree(2, topo.ThesisEquipment())
	if err != nil {
		return err
	}
	hosts := g.Hosts()
	p := &solver.Problem{Network: solver.NewNetwork(g), Catalogue: solver.Table22(), Prices: solver.ThesisPrices(),
		Chain: solver.Chain{Source: hosts[0], Target: hosts[1], Middleboxes: []int{0}, Demand: 100 * topo.Mbps}}
	o, err := s.Solve(ctx, p)
	if err != nil {
		return err
	}
	if !o.Placed() {
		return fmt.Errorf("solver %q cannot place one firewall in an empty network: %s", spec, o.Reason)
	}
	answered, err := o.Answers(p)
	if err != nil {
		return err
	}
	return solver.Verify(answered, o.Deployment)
}
