package exact

import "qanat/solver/certificate"

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
