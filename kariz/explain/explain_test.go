package explain

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"qanat/kariz"
	"qanat/solver"
	"qanat/topo"
)

var rewrite = flag.Bool("rewrite", false, "write the transcript anew")

// figure21 is the example of section 2.1.2 (Fig. 2.1): hosts A to F with 8 cores
// and 64 GB, paths of 130 Mbps, a chain ids -> firewall of 210 Mbps from A to F.
// The text names the paths that the deployment uses between A, B, D, E and F;
// the figure that shows the others is lost, so C is joined to all of these.
func figure21(t *testing.T) *solver.Problem {
	t.Helper()
	b := topo.NewBuilder("fig2.1", "cpu", "memory_mb")
	node := map[byte]int{}
	for _, name := range []byte("ABCDEF") {
		node[name] = b.Node(topo.Node{Name: string(name), Capacity: []int64{8, 64_000}})
	}
	for _, path := range []string{"AB", "AD", "BC", "CD", "BF", "CF", "DE", "BE", "EF"} {
		b.Link(node[path[0]], node[path[1]], 130*topo.Mbps)
	}
	g, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&solver.Request{Network: solver.NewNetwork(g), Catalogue: solver.Table21(),
		Prices:      solver.Prices{Alpha: []solver.Cost{solver.Unit, 0}, Beta: solver.Unit / 100},
		Middleboxes: []string{"ids", "firewall"}, Source: "A", Target: "F", Demand: 210 * topo.Mbps}).Problem()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFigure21 replays the example and compares the transcripts with those in
// testdata, which are for reading. With epsilon 32 an action would have to save
// more than everything on so few nodes; with 1 there is something to see.
func TestFigure21(t *testing.T) {
	t.Run("epsilon 32", func(t *testing.T) { replay(t, 32, "testdata/figure21.txt") })
	t.Run("epsilon 1", func(t *testing.T) { replay(t, 1, "testdata/figure21-epsilon1.txt") })
}

func replay(t *testing.T, epsilon float64, file string) {
	t.Helper()
	p, o := figure21(t), kariz.Defaults()
	o.Epsilon = epsilon
	run, err := Record(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	if !run.Outcome.Placed() {
		t.Fatal(run.Outcome.Reason)
	}
	if err := solver.Verify(p, run.Outcome.Deployment); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := run.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("run with -rewrite if this is right:\n%s", text.String())
	}
}

// TestRejection explains a chain that no layer can take.
func TestRejection(t *testing.T) {
	p := figure21(t)
	p.Chain.Demand = 10 * topo.Gbps
	run, err := Record(context.Background(), p, kariz.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := run.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if want := "Algorithm 1, line 5: rejected, layer 1"; !strings.Contains(text.String(), want) {
		t.Errorf("no %q in\n%s", want, text.String())
	}
}
