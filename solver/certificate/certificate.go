package certificate

import (
	"context"
	"slices"

	"qanat/solver"
)

// Format is the "format" of a certificate file.
const Format = "qanat-certificate/1"

// Certificate states a problem, an answer and why nothing is better.
type Certificate struct {
	Format  string          `json:"format"`
	Problem *solver.Problem `json:"problem"`
	// Deployment is claimed to be optimal; nil claims that there is none.
	Deployment *solver.Deployment `json:"deployment,omitempty"`
	Argument   *Argument          `json:"argument"`
}

// Prover is a solver that can say why its answers are right.
type Prover interface {
	solver.Solver
	// Prove is Solve, with an argument for what it proved; nil if it proved
	// nothing, or left the proof to others.
	Prove(ctx context.Context, p *solver.Problem) (solver.Outcome, *Argument, error)
}

// Argument is one of four.
type Argument struct {
	Cut    *Cut    `json:"cut,omitempty"`
	Lack   *Lack   `json:"lack,omitempty"`
	Floor  *Floor  `json:"floor,omitempty"`
	Search []Stage `json:"search,omitempty"`
}

// Cut is a set of nodes with the source and without the target.
type Cut struct {
	Nodes []int `json:"nodes"`
}

// Lack names what all hosts together have too little of: throughput for a
// position of the chain, 1..n, or, if that is 0, a resource.
type Lack struct {
	Position int `json:"position,omitempty"`
	Resource int `json:"resource,omitempty"`
}

// Floor bounds what traffic costs: a potential per node of the graph, in links.
type Floor struct {
	Potentials []int64 `json:"potentials"`
}

// Stage is a search over hosts on a ground.
type Stage struct {
	// Places form a tree, each before its parent; none stand for the network
	// itself, whose places are the nodes that are no leaves, in order.
	Places []Place `json:"places,omitempty"`
	// Classes hold all hosts that may still do something.
	Classes []Class `json:"classes"`
	Root    *Node   `json:"root"`
}

// Place is where ways meet on a tree.
type Place struct {
	Parent int   `json:"parent"` // -1 at the top
	Length int64 `json:"length"` // half links to the parent
	// Cut lists links that all traffic between the hosts below and all others
	// crosses; needed where a limit counts it.
	Cut []int `json:"cut,omitempty"`
}

// Class is a set of hosts that may do the same.
type Class struct {
	Hosts []int `json:"hosts"` // nodes of the graph
	Place int   `json:"place"`
	Reach int64 `json:"reach"` // half links from the hosts to the place
	// Cuts lists, per host, links that part it from all others; needed where a
	// limit counts them.
	Cuts [][]int `json:"cuts,omitempty"`
}

// Node is one part of a stage.
type Node struct {
	// Limits hold besides those of the node's parents.
	Limits []Limit `json:"limits,omitempty"`
	Proofs []Proof `json:"proofs,omitempty"`
	// Split is at most its bound in the first child, at least one more in the
	// second. Without it there is one child or none.
	Split    *Limit  `json:"split,omitempty"`
	Children []*Node `json:"children,omitempty"`
}

// What a limit counts.
const (
	Instances = "instances" // of an offering, or their cost, in classes
	HostLink  = "host link" // traffic over the cuts of a class' hosts
	EdgeLink  = "edge"      // traffic over a place's way to its parent, or over a link
)

// Limit is a bound on what is counted. Limits on links need no bound: it is
// what the links have left.
type Limit struct {
	Kind  string `json:"kind"`
	Least bool   `json:"least,omitempty"` // at least Bound, not at most
	Bound int64  `json:"bound,omitempty"`
	// Of is the class of a host link; the place, or link, of an edge.
	Of int `json:"of,omitempty"`
	// Classes, Position (1..n) and Offering say which instances; Offering -1
	// counts what all instances of the position cost, in Unit billionths.
	Classes  []int `json:"classes,omitempty"`
	Position int   `json:"position,omitempty"`
	Offering int   `json:"offering,omitempty"`
	Unit     int64 `json:"unit,omitempty"`
}

// Proof is a dual vector. Its numbers are billionths of cost times 2^Fine.
type Proof struct {
	Fine int `json:"fine"`
	// Potentials hold, per place, one per type of traffic (0..n of the chain
	// without positions that demand nothing): for 1 kbit/s.
	Potentials []int64 `json:"potentials"`
	// Duals are those of the node's limits, its ancestors' first: at least 0 for
	// lower limits, at most 0 for upper ones; for 1 kbit/s, or one counted.
	Duals []int64 `json:"duals"`
}

// Equal tells whether two proofs are the same.
func (f *Proof) Equal(o *Proof) bool {
	return f.Fine == o.Fine && slices.Equal(f.Potentials, o.Potentials) && slices.Equal(f.Duals, o.Duals)
}
