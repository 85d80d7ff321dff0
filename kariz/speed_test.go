package kariz_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"qanat/kariz"
	"qanat/topo"
)

func TestSpeed(t *testing.T) {
	if os.Getenv("SPEED") == "" {
		t.Skip()
	}
	var k, from, to int
	fmt.Sscan(os.Getenv("SPEED"), &k, &from, &to)
	for length := from; length <= to; length++ {
		n := fatTree(t, k)
		hosts := len(n.Graph.Hosts())
		warm := 4 * hosts
		a := arrivals{n, length, 350 * topo.Mbps, warm + 1000, 100 * time.Second * 54 / time.Duration(hosts), 1}
		o := kariz.Defaults()
		s := kariz.New(o)
		start := time.Now()
		r := a.run(t, s, nil)
		d := r.last(1000)
		slices.Sort(d)
		sum := time.Duration(0)
		for _, x := range d {
			sum += x
		}
		t.Logf("k=%d len %d: %d arrivals in %v acc %.3f; last 1000: mean %v median %v p99 %v max %v", k, length, a.Count,
			time.Since(start).Round(time.Millisecond), float64(r.Accepted)/float64(a.Count), sum/1000, d[500], d[990], d[999])
	}
}
func (r *tally) last(n int) []time.Duration { return slices.Clone(r.Times[len(r.Times)-n:]) }
