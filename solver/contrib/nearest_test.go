package contrib

import (
	"testing"

	"qanat/solver"
	"qanat/solver/solvertest"
)

func TestConformance(t *testing.T) {
	solvertest.Run(t, func() solver.Solver { return Nearest{} })
}
