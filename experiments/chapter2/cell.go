package chapter2

import (
	"fmt"
	"strings"

	"qanat/topo"
)

// Cell is one simulation: chains of one kind arriving at one network, placed by
// one solver. It is what a record is named by, so every field that can change
// the result is here and nothing else.
type Cell struct {
	Kind     string    `json:"kind"`     // placementKind
	Topology string    `json:"topology"` // as topo.Open reads it
	Chain    []string  `json:"chain"`    // middleboxes of thesis Table 2.2, in order
	Demand   topo.Rate `json:"demand_kbps"`
	Arrivals int       `json:"arrivals"`
	// Means of the exponential distributions of section 2.5.1, in seconds.
	Interarrival float64 `json:"interarrival_s"`
	Lifetime     float64 `json:"lifetime_s"`
	Solver       string  `json:"solver"`            // as solver.Open reads it
	Reading      Reading `json:"reading,omitzero"`  // of what the thesis leaves open about the simulation
	Program      string  `json:"program,omitempty"` // names the program, for a solver still being written
	Seed         uint64  `json:"seed"`
	Trial        int     `json:"trial"`
}

// Reading is how a simulation reads what section 2.5.1 leaves open. The zero
// value is the default.
type Reading struct {
	// SwitchesEnd lets chains start and end at switches too, not at hosts only.
	SwitchesEnd bool `json:"switches_end,omitempty"`
	// Warmup is how many seconds at the beginning no average counts.
	Warmup float64 `json:"warmup_s,omitempty"`
	// Drain averages utilisation until the last chain has left, not until the
	// last arrival.
	Drain bool `json:"drain,omitempty"`
}

// placementKind marks cells of this form among all records.
const placementKind = "placement"

// Parameters of section 2.5.1.
const (
	thesisTopology     = "fat-tree:k=6"
	thesisHosts        = 54      // of them
	thesisInterarrival = 100.0   // seconds: "1-chain per 100-seconds"
	thesisLifetime     = 10_800. // seconds: "an average of 3 hours"
	seed               = 2020    // of every random stream, with the trial's number
)

// longest is the chain of Len-4; Len-i is made of its first i middleboxes.
var longest = []string{"firewall", "ids", "ipsec", "wan-opt"}

// lengths are the chains of section 2.5.1.
var lengths = []int{1, 2, 3, 4}

// ThesisCell returns the cell of section 2.5.1 for a chain of the given length
// (1 to 4), a demand in Mbit/s, a number of arrivals and a solver.
func ThesisCell(length, mbps, arrivals int, solver string, trial int) Cell {
	return Cell{
		Kind: placementKind, Topology: thesisTopology, Chain: longest[:length], Demand: topo.Rate(mbps) * topo.Mbps,
		Arrivals: arrivals, Interarrival: thesisInterarrival, Lifetime: thesisLifetime,
		Solver: solver, Seed: seed, Trial: trial,
	}
}

// with returns the cell as another solver would run it.
func (c Cell) with(solver string) Cell {
	c.Solver = solver
	return c
}

// length names the cell's chain as the thesis does: "Len-3".
func (c *Cell) length() string { return fmt.Sprintf("Len-%d", len(c.Chain)) }

// label names the cell to people.
func (c *Cell) label() string {
	return fmt.Sprintf("%s at %v, %s, %s, trial %d", c.length(), c.Demand, c.Solver, c.Topology, c.Trial)
}

// weight estimates how long the cell takes in comparison with others, for the
// time left: seconds on the machine it was fitted on.
func (c *Cell) weight() float64 {
	perArrival := 0.0003
	if name, _, _ := strings.Cut(c.Solver, ":"); name == "exact" && len(c.Chain) == len(longest) {
		perArrival = 0.012
	}
	return perArrival * float64(c.Arrivals)
}
