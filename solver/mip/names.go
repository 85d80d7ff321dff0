package mip

import (
	"fmt"
	"strings"

	"qanat/solver"
)

// Names are readable identifiers for a model's columns and rows, fit for every
// LP and MPS reader: ASCII letters, digits, "_" and ".", a letter first, all
// different, the same for the same problem.
//
//	x1.h0.e0       traffic of type 1 from node h0 to node e0
//	y2.h3.Bro      instances of Bro for position 2 on h3
//	z2.h3          throughput allocated to position 2 on h3
//	c2.3.h0.e0     the row of eq. 2.3 for the link of h0 and e0
type Names struct {
	Columns, Rows []string
}

// NewNames names the columns and rows of a model of p.
func NewNames(p *solver.Problem, m *Model) Names {
	n := namer{p: p, taken: map[string]bool{}}
	for _, node := range p.Network.Graph.Nodes {
		n.node = append(n.node, plain(node.Name))
	}
	names := Names{Columns: make([]string, len(m.Columns)), Rows: make([]string, len(m.Rows))}
	for j := range m.Columns {
		names.Columns[j] = n.unique(n.column(&m.Columns[j].Variable))
	}
	for i := range m.Rows {
		names.Rows[i] = n.unique("c" + m.Rows[i].Equation + "." + n.place(&m.Rows[i]))
	}
	return names
}

type namer struct {
	p     *solver.Problem
	node  []string
	taken map[string]bool
}

func (n *namer) column(v *Variable) string {
	switch v.Symbol {
	case X:
		g := n.p.Network.Graph
		return fmt.Sprintf("x%d.%s.%s", v.Position, n.node[g.Tail(v.Arc)], n.node[g.Head(v.Arc)])
	case Y:
		offering := "end"
		if 1 <= v.Position && v.Position < n.p.Positions()-1 {
			offering = plain(n.p.Offerings(v.Position)[v.Offering].Name)
		}
		return fmt.Sprintf("y%d.%s.%s", v.Position, n.node[v.Node], offering)
	}
	return fmt.Sprintf("z%d.%s", v.Position, n.node[v.Node])
}

// place names the row within its equation, from the indices that builder gave.
func (n *namer) place(r *Row) string {
	g, at := n.p.Network.Graph, r.Place
	switch r.Equation {
	case "2.1":
		return n.node[at[0]] + "." + plain(g.Resources[at[1]])
	case "2.3":
		return n.node[g.Links[at[0]].A] + "." + n.node[g.Links[at[0]].B]
	case "2.4", "2.6":
		return fmt.Sprintf("%s.%d", n.node[at[0]], at[1])
	case "2.5":
		return fmt.Sprint(at[0])
	}
	return fmt.Sprintf("%d.%d", at[0], at[1])
}

// unique returns the name, or with a number behind it if it is taken: parallel
// links and names that differ only in spaces need one.
func (n *namer) unique(name string) string {
	free := name
	for k := 2; n.taken[free]; k++ {
		free = fmt.Sprintf("%s_%d", name, k)
	}
	n.taken[free] = true
	return free
}

// longestName keeps identifiers within the 255 characters of CPLEX LP files.
const longestName = 60

// plain replaces whatever LP or MPS files cannot have in a name.
func plain(name string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, name)
	return text[:min(len(text), longestName)]
}
