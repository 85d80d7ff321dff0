//go:build lpsolve

package lpsolve_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"qanat/solver"
	"qanat/solver/cbc"
	"qanat/solver/lpsolve"
	"qanat/solver/mip"
	"qanat/solver/solvertest"
)

func TestX(t *testing.T) {
	one, _ := lpsolve.New(mip.Options{})
	two, _ := cbc.New(mip.Options{Strengthened: true})
	rng := rand.New(rand.NewPCG(1, 0))
	var n [4]int
	for i := range 400 {
		p := solvertest.Random(rng)
		a, err := one.Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		b, err := two.Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		solvertest.Check(t, p, a)
		solvertest.Check(t, p, b)
		n[a.Status]++
		if a.Status != b.Status || a.Bound != b.Bound || a.Status == solver.Unsolved || a.Status == solver.Feasible {
			t.Errorf("%d: %v %v", i, a, b)
		}
	}
	t.Log(n)
}
