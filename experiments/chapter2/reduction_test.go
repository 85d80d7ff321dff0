package chapter2

import (
	"testing"

	"qanat/solver/reduction"
)

// TestReductionShowsWhatDisagrees: one of two optima is dearer than 3n+k.
func TestReductionShowsWhatDisagrees(t *testing.T) {
	c := reductionCell{Nodes: 4}
	rows := c.rows([]reduction.Row{
		{Nodes: 4, Dominance: 2, Cost: reduction.Cost(4, 2), Agrees: true, FirewallsDominate: true},
		{Nodes: 4, Dominance: 2, Cost: reduction.Cost(4, 3)},
	})
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, want := range []float64{2.5, 50, 50} {
		if rows[i].Mean != want {
			t.Errorf("%s: %v, want %v", rows[i].Quantity, rows[i].Mean, want)
		}
	}
}
