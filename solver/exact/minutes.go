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
