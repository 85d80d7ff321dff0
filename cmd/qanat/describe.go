package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"qanat/solver"
	"qanat/topo"
)

// describe prints an outcome for people: the verdict, its price, and who
// processes and carries what.
func describe(w io.Writer, p *solver.Problem, o solver.Outcome, took time.Duration) {
	fmt.Fprintf(w, "%v, decided by %s in %v\n", o.Status, o.Method, took.Round(time.Microsecond))
	if !o.Placed() {
		fmt.Fprintln(w, o.Reason)
		return
	}
	bill := o.Deployment.Bill(p)
	fmt.Fprintf(w, "cost %v = resources %v + bandwidth %v", bill.Total(), bill.Resources, bill.Bandwidth)
	if o.Bound > 0 {
		fmt.Fprintf(w, "; no deployment costs less than %v", o.Bound)
	}
	fmt.Fprintln(w)
	name := func(m int) string { return p.Network.Graph.Nodes[m].Name }
	for i := range p.Chain.Middleboxes {
		fmt.Fprintf(w, "%d. %s\n", i+1, p.Catalogue.Middleboxes[p.Chain.Middleboxes[i]].Name)
		for _, z := range o.Deployment.Allocations {
			if z.Position == i+1 {
				fmt.Fprintf(w, "   %-8s %10v by%s\n", name(z.Node), z.Rate, instances(p, o.Deployment, z))
			}
		}
	}
	for _, hop := range busiest(p.Network.Graph, o.Deployment) {
		fmt.Fprintf(w, "   %s -> %s carries %v of type %d\n", name(p.Network.Graph.Tail(hop.Arc)), name(p.Network.Graph.Head(hop.Arc)), hop.Rate, hop.Type)
	}
}

// instances names the instances behind one allocation: " 2 x Bro".
func instances(p *solver.Problem, d *solver.Deployment, z solver.Allocation) string {
	text := ""
	for _, y := range d.Instances {
		if y.Node == z.Node && y.Position == z.Position {
			text += fmt.Sprintf(" %d x %s", y.Count, p.Offerings(y.Position)[y.Offering].Name)
		}
	}
	return text
}

// busiest returns the flows to print: all of them if they are few.
func busiest(_ *topo.Graph, d *solver.Deployment) []solver.Flow {
	const few = 24
	if len(d.Flows) > few {
		return nil
	}
	return d.Flows
}

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".qanat-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := write(file); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Chmod(file.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
