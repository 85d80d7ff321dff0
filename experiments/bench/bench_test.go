package bench

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qanat/experiments/load"
	"qanat/experiments/record"
	"qanat/solver"
	"qanat/solver/contrib"
	"qanat/topo"
)

// patient is the nearest placement, which it claims to be optimal, or an endless
// search on all but the network that tells whether a solver works.
type patient struct{ endless bool }

func (s patient) Solve(ctx context.Context, p *solver.Problem) (solver.Outcome, error) {
	if s.endless && len(p.Network.Graph.Nodes) > 10 {
		<-ctx.Done()
		return solver.Outcome{}, nil
	}
	o, err := contrib.Nearest{}.Solve(ctx, p)
	if o.Placed() {
		o.Status, o.Bound = solver.Optimal, o.Deployment.Bill(p).Total()
	}
	return o, err
}

func init() {
	for name, s := range map[string]patient{"exact": {}, "endless": {endless: true}, "swift": {}} {
		solver.Register(solver.Entry{Name: name, New: func(map[string]string) (solver.Solver, error) { return s, nil }})
	}
}

func problems(t *testing.T, n int) []*solver.Problem {
	t.Helper()
	g, err := topo.FatTree(4, topo.ThesisEquipment())
	if err != nil {
		t.Fatal(err)
	}
	return load.Problems(solver.NewNetwork(g), 1, 200*topo.Mbps, n, rand.New(rand.NewPCG(1, 2)))
}

// newSuite is a bench that writes into a folder of the test.
func newSuite(t *testing.T, cfg Config) *suite {
	t.Helper()
	cfg.Text = new(strings.Builder)
	sheet, err := openSheet(filepath.Join(t.TempDir(), "placement.csv"), record.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	return &suite{Config: cfg, sheet: sheet}
}

// TestPeersAreCutOff: a peer that never answers costs its limit per problem, and
// no problem begins after the budget.
func TestPeersAreCutOff(t *testing.T) {
	s := newSuite(t, Config{PeerLimit: 20 * time.Millisecond, PeerBudget: 50 * time.Millisecond})
	if _, err := s.peer(t.Context(), "exact", "endless", problems(t, 100), 1); err != nil {
		t.Fatal(err)
	}
	row := s.sheet.fresh[0]
	took, err := strconv.ParseFloat(row[4], 64)
	if !strings.Contains(row[3], "cut off at 20ms on") || row[7] != "yes" || err != nil || took < 40 || took > 5000 {
		t.Errorf("%q", row)
	}
}

func TestPeersMeetTheSameProblems(t *testing.T) {
	s := newSuite(t, Config{PeerLimit: time.Second, PeerBudget: time.Minute})
	if _, err := s.peer(t.Context(), "exact", "swift", problems(t, 20), 1e9); err != nil {
		t.Fatal(err)
	}
	if row := s.sheet.fresh[0]; row[3] != "swift on the same 20 arrivals" || row[7] != "no" {
		t.Errorf("%q", row)
	}
}

func TestInterleave(t *testing.T) {
	p := problems(t, 5)
	got := interleave([][]*solver.Problem{{p[0], p[1], p[2]}, {p[3]}, {p[4]}})
	for i, want := range []int{0, 3, 4, 1, 2} {
		if got[i] != p[want] {
			t.Fatalf("place %d", i)
		}
	}
}

func TestRowsAsLines(t *testing.T) {
	rows := []Row{
		{Metric: "mean", Value: 0.25, Unit: "ms", Target: atMost(0.5)},
		{Metric: "against", Value: 2, Unit: "ms", Peer: "cbc", PeerValue: 30, Ratio: 15, Target: atLeast(20)},
		{Metric: "no target", Value: math.NaN(), Unit: "%"},
		{Metric: "broken", Value: math.NaN(), Unit: "us", Target: atLeast(1), Failed: errors.New("no peer\nat all")},
	}
	for i, want := range []string{"mean,0.25,ms,,,,<= 0.5,yes,abc+changes", "against,2,ms,cbc,30,15,>= 20,no,abc+changes", "no target,,%,,,,-,-,abc+changes", "broken,,us,,,,>= 1,error: no peer,abc+changes"} {
		if got := strings.Join(rows[i].line(record.Provenance{Commit: "abc", Dirty: true})[:9], ","); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestWhatCannotBeMeasuredIsARowAndAnError: it is not left out.
func TestWhatCannotBeMeasuredIsARowAndAnError(t *testing.T) {
	s, err := open(Config{Results: t.TempDir()}, "emu.csv")
	if err != nil {
		t.Fatal(err)
	}
	err = s.run(t.Context(), func(context.Context) error {
		s.add(Row{Metric: "peer", Value: 3, Target: atLeast(1), Failed: errors.New("it does not start")})
		s.add(Row{Metric: "own", Value: 1})
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "peer: it does not start") {
		t.Errorf("the bench ends with %v", err)
	}
	if rows := metrics(t, s.sheet.path); len(rows) < 2 || !strings.HasPrefix(rows[0], "peer  ") {
		t.Errorf("the rows are %q", rows)
	}
}

// metrics reads "metric value commit" of every row of a file.
func metrics(t *testing.T, path string) (rows []string) {
	t.Helper()
	s, err := openSheet(path, record.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range s.rows {
		rows = append(rows, line[0]+" "+line[1]+" "+line[8])
	}
	return rows
}

// TestInterruptedBenchKeepsItsRows follows the file through a run, one that is
// stopped after a row, and one that measures less.
func TestInterruptedBenchKeepsItsRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bench", "placement.csv")
	for _, run := range []struct {
		commit   string
		measured []string
		finished bool
		want     []string
	}{
		{"first", []string{"a", "b", "c"}, true, []string{"a 1 first", "b 1 first", "c 1 first"}},
		{"second", []string{"b"}, false, []string{"a 1 first", "b 1 second", "c 1 first"}},
		{"third", []string{"a"}, true, []string{"a 1 third"}},
	} {
		s, err := openSheet(path, record.Provenance{Commit: run.commit})
		if err != nil {
			t.Fatal(err)
		}
		for _, metric := range run.measured {
			if err := s.add(Row{Metric: metric, Value: 1}); err != nil {
				t.Fatal(err)
			}
			if got := metrics(t, path); !slices.Contains(got, metric+" 1 "+run.commit) {
				t.Errorf("%s is not written at once: %q", metric, got)
			}
		}
		if run.finished {
			if err := s.finish(); err != nil {
				t.Fatal(err)
			}
		}
		if got := metrics(t, path); !slices.Equal(got, run.want) {
			t.Errorf("%s run leaves %q, want %q", run.commit, got, run.want)
		}
	}
}

func TestBenchLosesNoFile(t *testing.T) {
	results := t.TempDir()
	path := filepath.Join(results, "bench", "placement.csv")
	for _, content := range []string{"my notes\n", strings.Join(columns, ",") + "\n\"half a row\n"} {
		if err := record.Replace(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if err := Placement(t.Context(), Config{Results: results}); err == nil || !strings.Contains(err.Error(), "move it away") {
			t.Errorf("%q: %v", content, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != content {
			t.Errorf("%q became %q, %v", content, now, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := Placement(stopped, Config{Results: results}); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped bench: %v", err)
	}
}
