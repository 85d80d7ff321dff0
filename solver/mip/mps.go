package mip

import (
	"bufio"
	"io"
	"math"
	"strconv"

	"qanat/solver"
)

// WriteMPS writes the model of p in free MPS format, which every MIP solver
// reads. Numbers are written so that they are read back bit for bit.
func WriteMPS(w io.Writer, p *solver.Problem, m *Model) error {
	out := &writer{Writer: bufio.NewWriter(w), names: NewNames(p, m)}
	out.line("NAME qanat FREE")
	out.line("ROWS")
	out.line(" N cost")
	for i, row := range m.Rows {
		out.line(" "+[...]string{AtMost: "L", AtLeast: "G", Equal: "E"}[row.Sense], out.names.Rows[i])
	}
	out.mpsColumns(m)
	out.line("RHS")
	if m.Constant != 0 {
		out.line(" RHS cost", number(-m.Constant))
	}
	for i, row := range m.Rows {
		if row.RHS != 0 {
			out.line(" RHS", out.names.Rows[i], number(row.RHS))
		}
	}
	out.mpsBounds(m)
	out.line("ENDATA")
	return out.Flush()
}

func (out *writer) mpsColumns(m *Model) {
	entries := make([][]Term, len(m.Columns)) // Term.Column is the row here
	for i, row := range m.Rows {
		for _, t := range row.Terms {
			entries[t.Column] = append(entries[t.Column], Term{i, t.Value})
		}
	}
	out.line("COLUMNS")
	integer := false
	for j := range m.Columns {
		c, name := &m.Columns[j], out.names.Columns[j]
		if c.Integer() != integer {
			integer = !integer
			out.line(" MARKER", "'MARKER'", map[bool]string{true: "'INTORG'", false: "'INTEND'"}[integer])
		}
		out.line(" "+name, "cost", number(c.Cost))
		for _, e := range entries[j] {
			out.line(" "+name, out.names.Rows[e.Column], number(e.Value))
		}
	}
	if integer {
		out.line(" MARKER 'MARKER' 'INTEND'")
	}
}

// mpsBounds writes every bound that is not 0 or infinite, and PL for unbounded
// integers, which some readers otherwise take for binary.
func (out *writer) mpsBounds(m *Model) {
	out.line("BOUNDS")
	for j := range m.Columns {
		c, name := &m.Columns[j], out.names.Columns[j]
		if c.Lower != 0 {
			out.line(" LO BND", name, number(c.Lower))
		}
		switch {
		case !math.IsInf(c.Upper, 1):
			out.line(" UP BND", name, number(c.Upper))
		case c.Integer():
			out.line(" PL BND", name)
		}
	}
}

// writer writes lines of words; bufio keeps the first error for Flush.
type writer struct {
	*bufio.Writer
	names Names
}

func (out *writer) line(words ...string) {
	for i, word := range words {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(word)
	}
	out.WriteByte('\n')
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
