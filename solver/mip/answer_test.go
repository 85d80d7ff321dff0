package mip_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"qanat/solver"
	"qanat/solver/mip"
	"qanat/solver/solvertest"
	"qanat/topo"
)

// solved draws a tiny problem and its optimal deployment.
func solved(t *testing.T, rng *rand.Rand) (*solver.Problem, *solver.Deployment) {
	t.Helper()
	for {
		p := solvertest.Tiny(rng)
		o, err := solvertest.Brute{}.Solve(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		if o.Status == solver.Optimal {
			return p, o.Deployment
		}
	}
}

// values writes a deployment as a backend would: one number per column.
func values(p *solver.Problem, m *mip.Model, d *solver.Deployment) []float64 {
	at := map[mip.Variable]float64{
		{Symbol: mip.Y, Node: p.Chain.Source}:                              1,
		{Symbol: mip.Z, Node: p.Chain.Source}:                              p.Chain.Demand.InMbps(),
		{Symbol: mip.Y, Node: p.Chain.Target, Position: p.Positions() - 1}: 1,
		{Symbol: mip.Z, Node: p.Chain.Target, Position: p.Positions() - 1}: p.Chain.Demand.InMbps(),
	}
	for _, y := range d.Instances {
		at[mip.Variable{Symbol: mip.Y, Node: y.Node, Position: y.Position, Offering: y.Offering}] = float64(y.Count)
	}
	for _, z := range d.Allocations {
		at[mip.Variable{Symbol: mip.Z, Node: z.Node, Position: z.Position}] = z.Rate.InMbps()
	}
	for _, x := range d.Flows {
		at[mip.Variable{Symbol: mip.X, Position: x.Type, Arc: x.Arc}] = x.Rate.InMbps()
	}
	v := make([]float64, len(m.Columns))
	for j := range v {
		v[j] = at[m.Columns[j].Variable]
	}
	return v
}

// TestOptimaSatisfyTheModel evaluates every row and bound at an optimum found
// without the model, and compares the objective.
func TestOptimaSatisfyTheModel(t *testing.T) {
	const seed, slack = 61, 1e-9
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range sampleSize(200) {
		p, d := solved(t, rng)
		m := mip.Build(p)
		v := values(p, m, d)
		if got, want := m.Objective(v), d.Bill(p).Total().Float(); math.Abs(got-want) > slack {
			t.Errorf("problem %d: objective %v, cost %v", i, got, want)
		}
		for _, row := range m.Rows {
			sum := -row.RHS
			for _, term := range row.Terms {
				sum += term.Value * v[term.Column]
			}
			if row.Sense != mip.AtLeast && sum > slack || row.Sense != mip.AtMost && sum < -slack {
				t.Errorf("problem %d: eq. %s %v is off by %v", i, row.Equation, row.Place, sum)
			}
		}
	}
}

// TestNoiseIsRoundedAway adds to an optimum what a backend may: errors within
// its tolerance, and traffic that goes back and forth. The deployment must cost
// what the optimum costs.
func TestNoiseIsRoundedAway(t *testing.T) {
	const seed, tolerance = 62, 1e-8
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range sampleSize(300) {
		p, d := solved(t, rng)
		m := mip.Build(p)
		v := values(p, m, d)
		for j := range v {
			v[j] += tolerance * (2*rng.Float64() - 1)
		}
		answer := mip.Answer{Proof: mip.Optimum, Values: v}
		if o := mip.Conclude(p, m, "test", answer); o.Status != solver.Optimal && p.Prices.Beta > 0 || o.Bound > d.Bill(p).Total() {
			t.Errorf("problem %d: %v with bound %v, want optimal with %v", i, o.Status, o.Bound, d.Bill(p).Total())
		}
		backAndForth(m, v, rng)
		got, err := mip.Deployment(p, m, v)
		if err != nil {
			t.Fatalf("problem %d: %v", i, err)
		}
		if a, b := got.Bill(p).Total(), d.Bill(p).Total(); a != b {
			t.Errorf("problem %d: cost %v became %v", i, b, a)
		}
	}
}

// backAndForth adds 1 Mbit/s to both directions of a random link.
func backAndForth(m *mip.Model, v []float64, rng *rand.Rand) {
	chosen := topo.Arc(-1)
	for j := range m.Columns {
		c := &m.Columns[j]
		if c.Symbol != mip.X || c.Position != 0 {
			continue
		}
		if chosen < 0 && rng.IntN(4) == 0 {
			chosen = c.Arc
		}
		if chosen >= 0 && c.Arc.Link() == chosen.Link() {
			v[j]++
		}
	}
}

// TestBoundsAreNotRaisedTooFar claims bounds a few grid steps (here 1e-5, that
// of 1 kbit/s on one link) below the cost of a deployment.
func TestBoundsAreNotRaisedTooFar(t *testing.T) {
	const grid = solver.Unit / 100_000
	p, d := solved(t, rand.New(rand.NewPCG(64, 0)))
	p.Prices.Beta = solver.Unit / 100
	for r := range p.Prices.Alpha {
		p.Prices.Alpha[r] = solver.Unit
	}
	m, cost := mip.Build(p), d.Bill(p).Total()
	for below := range solver.Cost(5) {
		for _, off := range []float64{-0.9, 0, 0.01} { // of a grid step
			claim := (cost - below*grid).Float() + off*grid.Float()
			o := mip.Conclude(p, m, "test", mip.Answer{Bound: claim, Values: values(p, m, d)})
			want := solver.Feasible
			if below == 0 {
				want = solver.Optimal
			}
			if o.Bound != cost-below*grid || o.Status != want {
				t.Errorf("claim %v for cost %v became %v with bound %v", claim, cost, o.Status, o.Bound)
			}
		}
	}
}

func TestUnbelievableAnswers(t *testing.T) {
	p, d := solved(t, rand.New(rand.NewPCG(63, 0)))
	for len(d.Instances) == 0 {
		p, d = solved(t, rand.New(rand.NewPCG(uint64(p.Chain.Demand), 0)))
	}
	m := mip.Build(p)
	good := values(p, m, d)
	spoilt := func(change func(c *mip.Column, v float64) float64) []float64 {
		v := make([]float64, len(good))
		for j := range v {
			v[j] = change(&m.Columns[j], good[j])
		}
		return v
	}
	for name, v := range map[string][]float64{
		"half instances": spoilt(func(c *mip.Column, v float64) float64 {
			if c.Symbol == mip.Y {
				return v / 2
			}
			return v
		}),
		"nothing":    make([]float64, len(good)),
		"not a rate": spoilt(func(*mip.Column, float64) float64 { return math.NaN() }),
		"too much":   spoilt(func(*mip.Column, float64) float64 { return 1e9 }),
	} {
		o := mip.Conclude(p, m, "test", mip.Answer{Proof: mip.Optimum, Values: v})
		if o.Placed() || o.Bound != 0 || o.Status != solver.Unsolved || strings.TrimSpace(o.Reason) == "" {
			t.Errorf("%s: %+v", name, o)
		}
	}
	for _, bound := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -5} {
		if o := mip.Conclude(p, m, "test", mip.Answer{Bound: bound, Reason: "none"}); o.Bound != 0 || o.Status != solver.Unsolved {
			t.Errorf("bound %v became %+v", bound, o)
		}
	}
}

func sampleSize(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}
