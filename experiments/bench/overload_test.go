//go:build linux

package bench

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"qanat/internal/privileged"
)

// TestOverloadIsAccountedFor: of a chain that is offered far too much, each frame
// comes out or is counted as dropped, and delays are those of the meter's clock.
func TestOverloadIsAccountedFor(t *testing.T) {
	privileged.Require(t, root)
	program := filepath.Join(t.TempDir(), "qanat")
	if out, err := exec.Command("go", "build", "-o", program, "qanat/cmd/qanat").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := newBed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	m, err := b.newMeter()
	if err != nil {
		t.Fatal(err)
	}
	defer m.close()
	for _, kind := range []string{"af_packet", "af_xdp"} {
		f, err := b.offer(t.Context(), m, program, task{kind, []string{"nat", "gen:size=4096"}, 400_000, 50 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		if f.unaccounted() != 0 || f.passed == 0 || f.warming == 0 || f.offered == 0 {
			t.Errorf("%s: %g%% unaccounted: %+v", kind, f.unaccounted(), f.dropped)
		}
	}
	f, err := b.offer(t.Context(), m, program, task{"af_packet", []string{"monitor"}, 1000, 50 * time.Millisecond})
	const most = 100_000 // us, on however busy a machine; of another clock it would be all that is counted
	if err != nil || f.delays.total() == 0 || f.delays.quantile(0.5) > most {
		t.Errorf("a chain with little to do takes %g us, %v", f.delays.quantile(0.5), err)
	}
}

// TestFaredComparesWithinRounds: a machine that is half as fast in one round is no
// collapse, and a collapse is one in each.
func TestFaredComparesWithinRounds(t *testing.T) {
	of := func(passed ...uint64) (fares []*fare) {
		for _, n := range passed {
			fares = append(fares, &fare{seconds: 1, offered: 2000, inTime: n, passed: n, dropped: drops{missed: 2000 - n}, delays: delays{n}})
		}
		return fares
	}
	for _, c := range []struct {
		twice []*fare
		want  string
	}{{of(1000, 480, 950), "yes"}, {of(800, 400, 500), "no"}} {
		s := newSuite(t, Config{})
		s.fared("", [][]*fare{of(500, 250, 500), of(1000, 500, 990), c.twice})
		if row := s.sheet.fresh[0]; row[7] != c.want || row[0] != "throughput at twice the peak" {
			t.Errorf("%q", row)
		}
		if row := s.sheet.fresh[5]; row[1] != "100" || row[7] != "yes" {
			t.Errorf("%q", row)
		}
	}
}
