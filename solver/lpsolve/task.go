package lpsolve

import (
	"math"

	"qanat/solver/mip"
)

// task is a model on its way to a worker: flat arrays, since that is what
// encodes fast. Row i has the terms from Start[i] to Start[i+1].
type task struct {
	Seconds int // time limit, 0 for none
	Cost    []float64
	Lower   []float64
	Upper   []float64 // infinite is lp_solve's 1e30
	Integer []bool
	Sense   []byte
	RHS     []float64
	Start   []int
	Column  []int
	Value   []float64
}

// infinite is what lp_solve takes for infinity.
const infinite = 1e30

func newTask(m *mip.Model, seconds int) *task {
	t := &task{Seconds: seconds, Start: []int{0}}
	for j := range m.Columns {
		c := &m.Columns[j]
		t.Cost = append(t.Cost, c.Cost)
		t.Lower = append(t.Lower, c.Lower)
		t.Upper = append(t.Upper, min(c.Upper, infinite))
		t.Integer = append(t.Integer, c.Integer())
	}
	for i := range m.Rows {
		row := &m.Rows[i]
		t.Sense = append(t.Sense, byte(row.Sense))
		t.RHS = append(t.RHS, row.RHS)
		for _, term := range row.Terms {
			t.Column = append(t.Column, term.Column)
			t.Value = append(t.Value, term.Value)
		}
		t.Start = append(t.Start, len(t.Column))
	}
	return t
}

// relaxation returns the same task without integers.
func (t *task) relaxation() *task {
	relaxed := *t
	relaxed.Integer = make([]bool, len(t.Integer))
	return &relaxed
}

// hello is the first thing a worker says.
type hello struct{ Version string }

// result is a worker's reply to a task.
type result struct {
	Proof  mip.Proof
	Values []float64
	Reason string
}

func (r *result) answer(bound float64) mip.Answer {
	return mip.Answer{Proof: r.Proof, Values: r.Values, Bound: bound, Reason: r.Reason}
}

var noBound = math.Inf(-1)
