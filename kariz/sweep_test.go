package kariz_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"qanat/kariz"
	"qanat/solver"
	"qanat/topo"
)

func TestSweep(t *testing.T) {
	spec := os.Getenv("SPEC")
	if spec == "" {
		t.Skip()
	}
	_ = kariz.Defaults
	for length := 1; length <= 4; length++ {
		for _, mbps := range []topo.Rate{200, 350, 500} {
			var acc int
			var cost solver.Cost
			var mean, p99 time.Duration
			const trials = 3
			for seed := range uint64(trials) {
				s, err := solver.Open(spec)
				if err != nil {
					t.Fatal(err)
				}
				r := arrivals{fatTree(t, 6), length, mbps * topo.Mbps, 1000, 100 * time.Second, seed}.run(t, s, nil)
				acc += r.Accepted
				cost += r.Cost
				mean += r.mean()
				slices.Sort(r.Times)
				p99 = max(p99, r.Times[989])
			}
			t.Logf("len %d %d: acc %.3f cost %.2f mean %v p99 %v", length, mbps, float64(acc)/trials/1000, cost.Float()/float64(acc), mean/trials, p99)
		}
	}
}
