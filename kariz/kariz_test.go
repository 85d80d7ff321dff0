package kariz_test

import (
	"testing"

	"qanat/kariz"
	"qanat/solver"
	"qanat/solver/solvertest"
)

func TestConformance(t *testing.T) {
	solvertest.Run(t, func() solver.Solver { return kariz.New(kariz.Defaults()) })
}
