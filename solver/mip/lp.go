package mip

import (
	"bufio"
	"io"
	"math"

	"qanat/solver"
)

// WriteLP writes the model of p in CPLEX LP format, the one to read: the
// objective, then every equation of section 2.2.2 under its number.
func WriteLP(w io.Writer, p *solver.Problem, m *Model) error {
	out := &writer{Writer: bufio.NewWriter(w), names: NewNames(p, m)}
	out.line("\\ DSFC, eqs. 2.1-2.9: x and z in Mbit/s, y in instances")
	out.line("Minimize")
	var cost []Term
	for j := range m.Columns {
		if m.Columns[j].Cost != 0 {
			cost = append(cost, Term{j, m.Columns[j].Cost})
		}
	}
	out.WriteString(" cost:")
	out.terms(m, cost)
	if m.Constant != 0 {
		out.WriteString(" + " + number(m.Constant))
	}
	out.line("")
	out.line("Subject To")
	for i, row := range m.Rows {
		out.WriteString(" " + out.names.Rows[i] + ":")
		out.terms(m, row.Terms)
		out.line(" "+[...]string{AtMost: "<=", AtLeast: ">=", Equal: "="}[row.Sense], number(row.RHS))
	}
	out.lpBounds(m)
	out.line("End")
	return out.Flush()
}

// termsPerLine keeps lines within the 510 characters some readers take.
const termsPerLine = 5

// terms writes a sum. LP files have no empty sums, so that one is 0 times the
// first column.
func (out *writer) terms(m *Model, terms []Term) {
	if len(terms) == 0 && len(m.Columns) > 0 {
		terms = []Term{{0, 0}}
	}
	for k, t := range terms {
		if k > 0 && k%termsPerLine == 0 {
			out.WriteString("\n   ")
		}
		sign := " + "
		if t.Value < 0 {
			sign = " - "
		}
		out.WriteString(sign + number(math.Abs(t.Value)) + " " + out.names.Columns[t.Column])
	}
}

func (out *writer) lpBounds(m *Model) {
	out.line("Bounds")
	for j := range m.Columns {
		c, upper := &m.Columns[j], "+inf"
		if !math.IsInf(c.Upper, 1) {
			upper = number(c.Upper)
		}
		if c.Lower != 0 || upper != "+inf" {
			out.line(" "+number(c.Lower), "<=", out.names.Columns[j], "<=", upper)
		}
	}
	out.line("General")
	for j := range m.Columns {
		if m.Columns[j].Integer() {
			out.line(" " + out.names.Columns[j])
		}
	}
}
