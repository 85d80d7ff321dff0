package exact

import (
	"context"
	"slices"

	"qanat/solver"
	"qanat/solver/certificate"
)

// minutes are what a solver writes down while it proves something, for a
// certificate; nil minutes write nothing.
type minutes struct {
	argument *certificate.Argument
	stages   []certificate.Stage
}

// Prove is Solve with an argument for what it proved, that solver/certificate can
// check; nil if it proved nothing or left the proof to Options.Fallback.
func (s *Solver) Prove(ctx context.Context, p *solver.Problem) (solver.Outcome, *certificate.Argument, error) {
	s.minutes = &minutes{}
	defer func() { s.minutes = nil }()
	o, err := s.Solve(ctx, p)
	if err != nil || !o.Proven() {
		return o, nil, err
	}
	return o, s.minutes.argument, nil
}

// cut takes back all stages from n on.
func (m *minutes) cut(n int) {
	if m != nil {
		m.stages = m.stages[:n]
	}
}

// written is the number of stages written so far.
func (m *minutes) written() int {
	if m == nil {
		return 0
	}
	return len(m.stages)
}

// conclude makes the stages written an argument.
func (m *minutes) conclude() {
	if m != nil {
		m.argue(certificate.Argument{Search: frugal(m.stages)})
	}
}

// argue makes an argument of what was written down so far.
func (m *minutes) argue(a certificate.Argument) {
	if m != nil {
		m.argument = &a
	}
}

// open begins the minutes of a search as the next stage.
func (m *minutes) open(s *search, root *node) {
	if m != nil {
		root.log = &certificate.Node{}
		for _, l := range root.limits {
			root.log.Limits = append(root.log.Limits, s.writeLimit(l))
		}
		m.stages = append(m.stages, s.writeStage(root.log))
	}
}

// writeStage describes the ground and the classes of a search.
func (s *search) writeStage(root *certificate.Node) certificate.Stage {
	stage := certificate.Stage{Root: root}
	if s.ground.tree {
		for _, e := range s.ground.edges {
			stage.Places = append(stage.Places, certificate.Place{Parent: e.b, Length: e.half, Cut: e.cut})
		}
	}
	for k := range s.classes {
		c := certificate.Class{Place: s.classes[k].place, Reach: s.classes[k].reach}
		for _, h := range s.classes[k].hosts {
			m := s.in.hosts[h].node
			if c.Hosts = append(c.Hosts, m); s.ground.tree {
				c.Cuts = append(c.Cuts, s.ground.site[m].cut)
			}
		}
		stage.Classes = append(stage.Classes, c)
	}
	return stage
}

// writeLimit returns a limit as certificates have it.
func (s *search) writeLimit(l *limit) certificate.Limit {
	switch l.kind {
	case hostLink:
		return certificate.Limit{Kind: certificate.HostLink, Of: l.of}
	case groundLink:
		if s.ground.tree {
			return certificate.Limit{Kind: certificate.EdgeLink, Of: l.of}
		}
		return certificate.Limit{Kind: certificate.EdgeLink, Of: s.ground.edges[l.of].link}
	}
	w := certificate.Limit{Kind: certificate.Instances, Least: l.least, Bound: l.bound, Position: s.in.position[l.position], Offering: l.entry}
	if l.entry == len(s.in.steps[l.position][0].counts) {
		w.Offering, w.Unit = -1, int64(s.in.weights[l.position][l.entry])
	}
	for c, member := range l.members {
		if member {
			w.Classes = append(w.Classes, c)
		}
	}
	return w
}

// writeProof notes the dual vector with which a node's bound was evaluated.
func (n *node) writeProof(p *proof) {
	if n.log == nil {
		return
	}
	f := certificate.Proof{Fine: p.fine, Potentials: p.phi, Duals: p.limit}
	if last := len(n.log.Proofs) - 1; last >= 0 && f.Equal(&n.log.Proofs[last]) {
		return
	}
	n.log.Proofs = append(n.log.Proofs, f)
}

// writeChildren notes what became of a node: split in two, or with more links
// limited. Children that are nil have nothing left to choose.
func (s *search) writeChildren(n *node, children []*node) {
	if n.log == nil || len(children) == 0 {
		return
	}
	if len(children) == 2 {
		split := s.writeLimit(n.branched)
		n.log.Split = &split
	}
	for _, c := range children {
		log := &certificate.Node{}
		n.log.Children = append(n.log.Children, log)
		if c == nil {
			continue
		}
		c.log = log
		if len(children) == 1 {
			for _, l := range c.limits[len(n.limits):] {
				log.Limits = append(log.Limits, s.writeLimit(l))
			}
		}
	}
}

// frugal drops the cuts of stages in which no limit counts links.
func frugal(stages []certificate.Stage) []certificate.Stage {
	for k := range stages {
		if limitsLinks(stages[k].Root) {
			continue
		}
		for p := range stages[k].Places {
			stages[k].Places[p].Cut = nil
		}
		for c := range stages[k].Classes {
			stages[k].Classes[c].Cuts = nil
		}
	}
	return stages
}

func limitsLinks(n *certificate.Node) bool {
	return slices.ContainsFunc(n.Limits, func(l certificate.Limit) bool { return l.Kind != certificate.Instances }) ||
		slices.ContainsFunc(n.Children, limitsLinks)
}
