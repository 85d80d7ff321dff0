package mip

import "qanat/topo"

// Sense relates a row to its right-hand side.
type Sense uint8

// The senses of a row.
const (
	AtMost Sense = iota
	AtLeast
	Equal
)

// Symbol is the letter the thesis gives a variable.
type Symbol byte

// The three kinds of variable of section 2.2.2. Only Y is integer.
const (
	X Symbol = 'x' // x^ū_mn: traffic of type Position on Arc, Mbit/s
	Y Symbol = 'y' // y_mu: instances of Offering of Position on Node
	Z Symbol = 'z' // z_mū: throughput allocated to Position on Node, Mbit/s
)

// Variable says what a column stands for. Node belongs to Y and Z, Arc to X,
// Offering to Y.
type Variable struct {
	Symbol   Symbol
	Position int // 0..n+1 for Y and Z; the traffic type 0..n for X
	Node     int
	Offering int // 0 for the endpoints, which have one instance type each
	Arc      topo.Arc
}

// Column is one variable with Lower <= value <= Upper (Upper may be +Inf).
type Column struct {
	Variable
	Lower, Upper float64
	Cost         float64 // coefficient in the objective, in cost units
}

// Integer tells whether the column must be a whole number.
func (c *Column) Integer() bool { return c.Symbol == Y }

// Term is Value times the column with that index.
type Term struct {
	Column int
	Value  float64
}

// Row is one constraint. Equation names where it comes from, "2.1" to "2.6" for
// those of the thesis; Place tells apart the rows of one equation.
type Row struct {
	Equation string
	Place    [2]int // indices whose meaning Equation fixes; see rowName
	Sense    Sense
	RHS      float64
	Terms    []Term // in ascending order of columns
}

// Model is a mixed-integer program to be minimised. Constant is a part of the
// objective that no column carries.
type Model struct {
	Columns  []Column
	Rows     []Row
	Constant float64
}

// Objective returns the cost of a vector of column values.
func (m *Model) Objective(values []float64) float64 {
	sum := m.Constant
	for j := range m.Columns {
		sum += m.Columns[j].Cost * values[j]
	}
	return sum
}

// Trivial answers a model that a row without terms makes infeasible, as
// Strengthen leaves them. Backends treat such rows each in their own way.
func (m *Model) Trivial() (a Answer, decided bool) {
	for i := range m.Rows {
		if row := &m.Rows[i]; len(row.Terms) == 0 && !row.holdsEmpty() {
			return Answer{Proof: Infeasible, Reason: "eq. " + row.Equation + " cannot hold"}, true
		}
	}
	return Answer{}, false
}
