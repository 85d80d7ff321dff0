package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestMeanAgainstTables(t *testing.T) {
	// t(0.975, 9) = 2.262 in any table; the deviation of 1..10 is 3.02765.
	e := Mean([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
	half := 2.262157 * 3.027650 / math.Sqrt(10)
	if e.Mean != 5.5 || e.Trials != 10 || math.Abs(e.Low-(5.5-half)) > 1e-5 || math.Abs(e.High-(5.5+half)) > 1e-5 {
		t.Errorf("%+v, want 5.5 +- %v", e, half)
	}
	if e := Mean([]float64{3}); e != (Estimate{3, 3, 3, 1}) {
		t.Errorf("one value: %+v", e)
	}
	if e := Mean(nil); !math.IsNaN(e.Mean) || e.Trials != 0 {
		t.Errorf("no value: %+v", e)
	}
}

// The interval must contain the true mean in 95% of repetitions.
func TestCoverage(t *testing.T) {
	const seed, repetitions = 7, 4000
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	hits := 0
	for range repetitions {
		values := make([]float64, 10)
		for i := range values {
			values[i] = 100 + 5*rng.NormFloat64()
		}
		if e := Mean(values); e.Low <= 100 && 100 <= e.High {
			hits++
		}
	}
	if share := float64(hits) / repetitions; math.Abs(share-Confidence) > 0.015 {
		t.Errorf("the interval holds the mean in %.3f of cases", share)
	}
}

func TestQuantile(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	if q := Quantile(0.99, values); q != 5 || values[0] != 5 {
		t.Errorf("p99 %v of %v", q, values)
	}
	if q := Quantile(0.5, values); q != 3 {
		t.Errorf("median %v", q)
	}
}
