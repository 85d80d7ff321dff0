package certificate

import (
	"errors"
	"fmt"

	"qanat/solver"
)

// Report is what a check found proven.
type Report struct {
	// Argument is the kind of argument that proved it.
	Argument string
	// Cost is that of the deployment; for a certificate without one, what no
	// deployment exceeds.
	Cost   solver.Cost
	Nodes  int // of searches
	Proofs int // evaluated
}

// checker holds what it derives from the problem alone.
type checker struct {
	p       *solver.Problem
	demand  int64
	largest []int64 // capacity of any node, per resource
	chain   []position
	hosts   []host // per node of the graph
	// goal is what every deployment but the one claimed must be shown to cost.
	goal   int64
	report Report
}

// Check tells whether a certificate proves what it claims; the error says what
// it fails to prove.
func Check(c *Certificate) (Report, error) {
	if c.Problem == nil || c.Argument == nil {
		return Report{}, errors.New("the certificate has no problem or no argument")
	}
	if err := c.Problem.Validate(); err != nil {
		return Report{}, fmt.Errorf("problem: %w", err)
	}
	k, err := newChecker(c.Problem)
	if err != nil {
		return Report{}, err
	}
	if c.Deployment == nil {
		k.goal = k.ceiling() + 1
		k.report.Cost = solver.Cost(k.goal - 1)
	} else {
		if err := solver.Verify(c.Problem, c.Deployment); err != nil {
			return Report{}, fmt.Errorf("deployment: %w", err)
		}
		k.report.Cost = c.Deployment.Bill(c.Problem).Total()
		k.goal = int64(k.report.Cost)
	}
	err = k.argue(c.Argument, c.Deployment != nil)
	return k.report, err
}

// argue checks the one argument given. Cut and lack prove that there is no
// deployment, a floor proves one cheapest.
func (k *checker) argue(a *Argument, placed bool) error {
	switch {
	case a.Cut != nil && !placed:
		k.report.Argument = "cut"
		return k.cut(a.Cut)
	case a.Lack != nil && !placed:
		k.report.Argument = "lack"
		return k.lack(a.Lack)
	case a.Floor != nil && placed:
		k.report.Argument = "floor"
		return k.floor(a.Floor)
	case len(a.Search) > 0:
		k.report.Argument = "search"
		return k.search(a.Search)
	}
	return errors.New("the certificate has no argument for what it claims")
}

// newChecker derives what choices hosts have.
func newChecker(p *solver.Problem) (*checker, error) {
	k := &checker{p: p, demand: int64(p.Chain.Demand), largest: make([]int64, len(p.Network.Graph.Resources))}
	for _, node := range p.Network.Graph.Nodes {
		for r, c := range node.Capacity {
			k.largest[r] = max(k.largest[r], c)
		}
	}
	for i := 1; i <= len(p.Chain.Middleboxes); i++ {
		if free(p.Offerings(i)) {
			continue
		}
		position, err := k.position(i)
		if err != nil {
			return nil, err
		}
		k.chain = append(k.chain, position)
	}
	if hops := len(p.Network.Graph.Nodes) * (len(k.chain) + 1); float64(hops)*float64(p.Prices.Bandwidth(1))*float64(k.demand) > largest {
		return nil, errors.New("what traffic costs is too large for the checker")
	}
	return k, k.fill()
}

// free tells whether any number of instances of some offering fits anywhere.
func free(offerings []solver.Offering) bool {
	for _, o := range offerings {
		sum := int64(0)
		for _, d := range o.Demand {
			sum += d
		}
		if o.Throughput > 0 && sum == 0 {
			return true
		}
	}
	return false
}

// ceiling is what no cheapest deployment costs more than: the dearest choice of
// every host, and every type of traffic along a path through every node.
func (k *checker) ceiling() int64 {
	sum := int64(0)
	for m := range k.hosts {
		dearest := int64(0)
		for _, c := range k.hosts[m].choices {
			cost := int64(0)
			for i, s := range c {
				cost += k.chain[i].steps[s].cost
			}
			dearest = max(dearest, cost)
		}
		sum += dearest
	}
	hops := int64(len(k.hosts) * (len(k.chain) + 1))
	return sum + hops*int64(k.p.Prices.Bandwidth(k.p.Chain.Demand))
}
