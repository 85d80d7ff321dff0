package chapter2

import (
	"fmt"
	"strconv"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/table"
)

// largestExact is the largest fat tree on which the exact method meets whole
// simulations, by chain length.
var largestExact = []struct{ length, k int }{{2, 16}, {3, 16}, {4, 10}}

// largerSizes are fat trees of 99, 208, 375, 612 and 1,344 nodes; the thesis
// stops at the first, the most that its solver could do (section 2.5.1).
var largerSizes = []int{6, 8, 10, 12, 16}

// largerDemand is where networks are compared, in Mbit/s: the middle of the
// thesis' range.
const largerDemand = 350

// larger repeats the thesis' simulation on larger fat trees, with as many chains
// per host: does Kariz stay near the optimum?
func larger() Experiment {
	return &sweep{
		name:   "larger",
		cells:  largerCells,
		panels: studyPanels("larger", false, byNodes, isOptimum),
		sheet: func(l *Lab, rows []table.Row) *figure.Sheet {
			axis := figure.Axis{Label: "nodes", Log: true, Ticks: []float64{99, 208, 375, 612, 1344}}
			return &figure.Sheet{
				Title: "Beyond 99 nodes: " + l.Heuristic.Name + " against " + l.opponent() + " on larger fat trees",
				Rows:  []figure.Row{studyRow(rows, "larger", axis, l.over(false), l.Optimum.Spec)},
				Caption: caption(rows, "k-ary fat trees, k = 6 to 16", fmt.Sprintf(
					"Demand %d Mbit/s; arrivals grow with the number of hosts, so that all networks are equally loaded.", largerDemand)),
			}
		},
	}
}

// opponent is what titles call the method that the heuristic is compared with.
func (l *Lab) opponent() string {
	if _, mip := thesisMethods(); l.Optimum.Spec == mip.Spec {
		return "the optimum"
	}
	return l.Optimum.Name
}

func largerCells(l *Lab) []Cell {
	var cells []Cell
	for trial := range l.Scale.Extra.Trials {
		for _, most := range largestExact {
			for _, k := range largerSizes {
				if k > most.k {
					continue
				}
				for _, method := range []Method{l.Heuristic, l.Optimum} {
					c := ThesisCell(most.length, largerDemand, l.Scale.Arrivals/2, method.Spec, trial)
					c.Program = method.Program
					cells = append(cells, c.on(fmt.Sprintf("fat-tree:k=%d", k), k*k*k/4))
				}
			}
		}
	}
	return cells
}

// on moves the cell to another network, with as many arrivals per host.
func (c Cell) on(topology string, hosts int) Cell {
	c.Topology = topology
	c.Arrivals = c.Arrivals * hosts / thesisHosts
	c.Interarrival = c.Interarrival * thesisHosts / float64(hosts)
	return c
}

// byNodes is the number of nodes of a fat tree.
func byNodes(c *Cell) (x float64, label string) {
	_, text, _ := strings.Cut(c.Topology, "k=")
	k, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, c.Topology // no fat tree: the cells of this study have none
	}
	return k*k*k/4 + 5*k*k/4, ""
}
