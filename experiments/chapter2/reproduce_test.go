package chapter2

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"qanat/experiments/paper"
	"qanat/experiments/record"
	"qanat/experiments/table"
)

// tiny is a scale for tests.
func tiny() Scale { return Scale{Name: "tiny", Trials: 2, Arrivals: 40, Demands: []int{200, 500}} }

func reproduce(t *testing.T, cfg Config) (output string, err error) {
	t.Helper()
	var text bytes.Buffer
	cfg.Text = &text
	err = Reproduce(t.Context(), cfg)
	return text.String(), err
}

func TestReproduceWritesEverythingOnce(t *testing.T) {
	out := t.TempDir()
	cfg := Config{Scale: tiny(), Out: out, Workers: 2}
	text, err := reproduce(t, cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"32 of 32 cells", "fig2.8c", "matches", "of 26)"} {
		if !strings.Contains(text, want) {
			t.Errorf("output lacks %q:\n%s", want, text)
		}
	}
	for _, file := range []string{"fig2.6.csv", "verdicts.csv", "report.md", "figures/fig2.7.svg", "figures/fig2.8.pdf", "figures/fig2.6.png"} {
		if info, err := os.Stat(filepath.Join(out, file)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
	before := solves.Load()
	report, _ := os.ReadFile(filepath.Join(out, "report.md"))
	if _, err := reproduce(t, cfg); err != nil {
		t.Fatal(err)
	}
	if again := solves.Load() - before; again > 2 { // one call each to see that the solvers work
		t.Errorf("a second run solved %d problems", again)
	}
	if after, _ := os.ReadFile(filepath.Join(out, "report.md")); !bytes.Equal(report, after) {
		t.Error("a second run changed the report")
	}
}

func TestFailingCellsDoNotLoseOthers(t *testing.T) {
	out := t.TempDir()
	text, err := reproduce(t, Config{Scale: tiny(), Out: out, Heuristic: Method{Spec: "failing", Name: "mine"}})
	if err == nil || !strings.Contains(err.Error(), "Len-2 at 500 Mbps, failing") || !strings.Contains(err.Error(), "no luck") {
		t.Fatalf("error %v", err)
	}
	if !strings.Contains(text, "24 of 32 cells, 8 failed") {
		t.Errorf("output:\n%s", text)
	}
	rows, err := table.Read(filepath.Join(out, "fig2.6.csv"))
	if err != nil || len(table.Of(rows, "fig2.6c")) != 4 || len(table.Of(rows, "fig2.6b")) != 8 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestQuantitiesNameTheMethodsRun(t *testing.T) {
	out := t.TempDir()
	text, err := reproduce(t, Config{Scale: tiny(), Out: out, Heuristic: Method{Spec: "nearest", Name: "mine"}, Only: Names(Figures())})
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"output": text}
	for _, file := range []string{"fig2.6.csv", "verdicts.csv", "report.md"} {
		data, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = string(data)
	}
	for where, text := range texts {
		if strings.Contains(text, "Kariz") || !strings.Contains(text, "acceptance ratio mine/MIP") {
			t.Errorf("%s does not speak of mine/MIP:\n%s", where, text)
		}
	}
}

// TestReportCountsTheCellsUsed borrows optima from a folder that holds more than
// its own figures need.
func TestReportCountsTheCellsUsed(t *testing.T) {
	all, out := t.TempDir(), t.TempDir()
	larger := Scale{Name: "larger", Trials: 3, Arrivals: 40, Demands: []int{200, 300, 500}}
	if _, err := reproduce(t, Config{Scale: larger, Out: all, Only: Names(Figures())}); err != nil {
		t.Fatal(err)
	}
	if err := Compare(t.Context(), "nearest", Config{Scale: tiny(), Out: out, Borrow: []string{all}}); err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile(filepath.Join(out, "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Simulated: 32 cells", "| exact | Len-4 | 160 |", "| nearest | Len-4 | 160 |"} {
		if !strings.Contains(string(report), want) {
			t.Errorf("the report lacks %q:\n%s", want, report)
		}
	}
}

func TestDamagedRecordStopsTheRun(t *testing.T) {
	out := t.TempDir()
	cfg := Config{Scale: tiny(), Out: out}
	if _, err := reproduce(t, cfg); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(out, "cells", "*.json"))
	if err := os.WriteFile(files[3], []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := reproduce(t, cfg); err == nil || !strings.Contains(err.Error(), files[3]) || !strings.Contains(err.Error(), "move it out") {
		t.Errorf("error %v", err)
	}
}

func TestMissingSolverIsToldAtOnce(t *testing.T) {
	_, err := reproduce(t, Config{Scale: tiny(), Out: t.TempDir(), Optimum: Method{Spec: "missing", Name: "MIP"}})
	if err == nil || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("error %v", err)
	}
}

func TestMissingFoldersAreToldAndNotMade(t *testing.T) {
	folder := t.TempDir()
	missing := filepath.Join(folder, "missing")
	_, reference := reproduce(t, Config{Scale: tiny(), Out: folder, Reference: missing})
	for name, err := range map[string]error{
		"report": Report(Config{Out: missing}), "plot": Plot(Config{Out: missing}), "reference": reference,
	} {
		if err == nil || !strings.Contains(err.Error(), missing) || !strings.Contains(err.Error(), "name a folder of results") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if files, _ := os.ReadDir(folder); len(files) > 0 {
		t.Errorf("%v was made", files)
	}
}

func TestReferenceTellsWhatChanged(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	if _, err := reproduce(t, Config{Scale: tiny(), Out: first}); err != nil {
		t.Fatal(err)
	}
	other, _ := record.New(struct{ Kind string }{"another"}, []int{1, 2}, record.Provenance{})
	for _, folder := range []string{first, second} { // whose outcome has another form
		store, _ := record.Open(filepath.Join(folder, "cells"))
		if err := store.Put(other); err != nil {
			t.Fatal(err)
		}
	}
	cfg := Config{Scale: tiny(), Out: second, Reference: first}
	text, err := reproduce(t, cfg)
	if err != nil || !strings.Contains(text, "33 of 33 cells are also recorded in "+first+"; 33 of them agree") {
		t.Fatalf("%v\n%s", err, text)
	}
	c := ThesisCell(2, 200, 40, "kariz", 1)
	key, err := record.KeyOf(c)
	if err != nil {
		t.Fatal(err)
	}
	store, _ := record.Open(filepath.Join(second, "cells"))
	old, _ := store.Get(key)
	var o Outcome
	if err := old.Decode(nil, &o); err != nil {
		t.Fatal(err)
	}
	o.Accepted--
	changed, _ := record.New(c, o, record.Provenance{})
	if err := os.Remove(store.Path(key)); err != nil {
		t.Fatal(err)
	}
	if err := store.Put(changed); err != nil {
		t.Fatal(err)
	}
	if _, err := reproduce(t, cfg); err == nil || !strings.Contains(err.Error(), "Len-2 at 200 Mbps") {
		t.Errorf("a changed outcome: %v", err)
	}
}

// TestKilledRunResumes kills runs at any moment and finds the same records in
// the end as an undisturbed run has.
func TestKilledRunResumes(t *testing.T) {
	if out := os.Getenv("QANAT_TEST_OUT"); out != "" {
		if err := Reproduce(t.Context(), Config{Scale: tiny(), Out: out, Workers: 2}); err != nil {
			t.Fatal(err)
		}
		return
	}
	if testing.Short() {
		t.Skip("starts other processes")
	}
	out, whole := t.TempDir(), t.TempDir()
	for kill := 20 * time.Millisecond; kill < 150*time.Millisecond; kill += 15 * time.Millisecond {
		run := exec.Command(os.Args[0], "-test.run=TestKilledRunResumes$")
		run.Env = append(os.Environ(), "QANAT_TEST_OUT="+out)
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(kill, func() { _ = run.Process.Kill() })
		_ = run.Wait() // killed, or done
		timer.Stop()
	}
	for _, folder := range []string{out, whole} {
		if _, err := reproduce(t, Config{Scale: tiny(), Out: folder}); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := fingerprints(t, out), fingerprints(t, whole); !reflect.DeepEqual(a, b) {
		t.Errorf("%d records after the kills, %d without, or they differ", len(a), len(b))
	}
}

func fingerprints(t *testing.T, out string) map[record.Key]record.Key {
	t.Helper()
	store, err := record.Open(filepath.Join(out, "cells"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := store.Keys()
	if err != nil {
		t.Fatal(err)
	}
	found := map[record.Key]record.Key{}
	for _, key := range keys {
		r, err := store.Get(key)
		if err != nil {
			t.Fatal(err)
		}
		var o Outcome
		if err := r.Decode(nil, &o); err != nil {
			t.Fatal(err)
		}
		if found[key], err = o.fingerprint(); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func TestEveryRowOfTheThesisHasItsPanel(t *testing.T) {
	panels := map[string]*panel{}
	for _, e := range Figures() {
		s := e.(*sweep)
		for i := range s.panels {
			panels[s.panels[i].figure] = &s.panels[i]
		}
	}
	for _, row := range paper.Rows() {
		if p := panels[row.Figure]; row.Chapter() == "2" && (p == nil || p.quantity != row.Quantity || p.unit != row.Unit) {
			t.Errorf("%s, %q: no panel measures it", row.Figure, row.Quantity)
		}
	}
}

func TestPaperScale(t *testing.T) {
	paper, err := ScaleNamed("paper")
	if err != nil {
		t.Fatal(err)
	}
	lab := &Lab{Scale: paper}
	lab.Heuristic, lab.Optimum = thesisMethods()
	cells := thesisCells(lab)
	placements := 0
	for i := range cells {
		placements += cells[i].Arrivals
		if cells[i].Trial != i/56 || i%2 == 1 && !reflect.DeepEqual(cells[i-1].with("exact"), cells[i]) {
			t.Fatalf("cell %d, %s: trials are not interleaved, or methods not side by side", i, cells[i].label())
		}
	}
	if len(cells) != 560 || placements != 560_000 {
		t.Errorf("%d cells, %d placements", len(cells), placements)
	}
	if _, err := ScaleNamed("huge"); err == nil || !strings.Contains(err.Error(), "smoke, quick or paper") {
		t.Errorf("huge: %v", err)
	}
}

// TestRatiosArePairedByTrial gives the two methods outcomes whose ratio is 90%
// in every trial, however much the trials differ: the interval is then a point.
func TestRatiosArePairedByTrial(t *testing.T) {
	store, err := record.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lab := &Lab{Scale: Scale{Trials: 3, Arrivals: 1000, Demands: []int{300}}, Store: store}
	lab.Heuristic, lab.Optimum = thesisMethods()
	for _, c := range thesisCells(lab) {
		o := Outcome{Arrivals: 1000, Accepted: 400 + 200*c.Trial}
		if c.Solver == "kariz" {
			o.Accepted = o.Accepted * 9 / 10
		}
		r, err := record.New(c, o, record.Provenance{})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := fig26().Table(lab)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		width := r.High - r.Low
		switch {
		case r.Figure == "fig2.6c" && (math.Abs(r.Mean-90) > 1e-9 || width > 1e-9 || r.Trials != 3):
			t.Errorf("ratio %+v", r)
		case r.Figure == "fig2.6b" && (math.Abs(r.Mean-60) > 1e-9 || width < 50):
			t.Errorf("MIP alone %+v", r)
		}
	}
	if len(rows) != 12 {
		t.Errorf("%d rows", len(rows))
	}
}

func TestRecordsAreSmall(t *testing.T) {
	c := ThesisCell(1, 500, 1000, "kariz", 0)
	o, err := Simulate(t.Context(), &c, AuditPlan{})
	if err != nil {
		t.Fatal(err)
	}
	store, err := record.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, err := record.New(c, o, record.Here())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Put(r); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(store.Path(r.Key)); err != nil || info.Size() > 10_000 {
		t.Errorf("a cell of 1,000 arrivals takes %d bytes (%v)", info.Size(), err)
	}
	costs, err := o.Costs.Unpack()
	if err != nil || len(costs) != 1000 {
		t.Errorf("%d costs, %v", len(costs), err)
	}
}
