package firewall

import (
	"fmt"

	"qanat/middlebox"
)

// Stateless judges each packet by rules.
type Stateless struct {
	Rules
	version4, version6 *classifier
}

// DefaultRules keep mail of hosts inside from leaving but through a server, as
// many networks have it, and allow the rest.
var DefaultRules = Rules{List: []Rule{{Protocol: 6, TargetPorts: Ports{25, 25}}}, Allow: true}

// NewStateless compiles rules, or says what is wrong with one.
func NewStateless(rules Rules) (*Stateless, error) {
	if len(rules.List) > MaxRules {
		return nil, fmt.Errorf("%d rules: at most %d", len(rules.List), MaxRules)
	}
	for k, r := range rules.List {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("rule %d: %w", k+1, err)
		}
	}
	return &Stateless{Rules: rules, version4: newClassifier(rules.List, 4), version6: newClassifier(rules.List, 6)}, nil
}

// Objects returns nothing: there is no state.
func (f *Stateless) Objects() []middlebox.Object { return nil }

// Declare settles all packets: what it needs are their headers.
func (f *Stateless) Declare(b *middlebox.Batch) {
	for i := range b.N {
		p, rule := &b.Packets[i], -1
		switch {
		case p.IsNeighbour():
			continue
		case p.Version == 4:
			rule = f.version4.match(p)
		case p.Version == 6:
			rule = f.version6.match(p)
		}
		if rule < 0 && !f.Allow || rule >= 0 && !f.List[rule].Allow {
			b.Out[i] = middlebox.Drop
		}
	}
}

// Process has nothing left to do.
func (f *Stateless) Process(b *middlebox.Batch, i, j int) {}
