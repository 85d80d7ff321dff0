package chapter2

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qanat/experiments/table"
)

// TestLabelsNameTheSolversCompared compares two solvers that are not the thesis',
// in figures and in studies, and looks at all that is written: by the run itself,
// and when it is drawn and reported again.
func TestLabelsNameTheSolversCompared(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates all studies in turn, which takes minutes under the race detector")
	}
	out := t.TempDir()
	scale := tiny()
	scale.Extra.Trials = 1
	cfg := Config{Scale: scale, Out: out, Optimum: Method{Spec: "exact", Name: "other"},
		Only: []string{"fig2.6", "readings", "topologies", "epsilon", "ambiguity"}}
	if err := Compare(t.Context(), "nearest", cfg); err != nil {
		t.Fatal(err)
	}
	mustBeNamed(t, out)
	figure := filepath.Join(out, "figures", "readings.svg")
	before, _ := os.ReadFile(figure)
	if err := Plot(Config{Out: out}); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(figure); string(after) != string(before) {
		t.Error("plotted again, a figure is another")
	}
}

func mustBeNamed(t *testing.T, out string) {
	t.Helper()
	for name, pair := range map[string]string{
		"fig2.6": "nearest / other (%)", "readings": "nearest / other (%)", "topologies": "nearest / other (%)",
		"epsilon": "Kariz / other (%)", "ambiguity": "Kariz / other (%)", // which are about Kariz
	} {
		picture, err := os.ReadFile(filepath.Join(out, "figures", name+".svg"))
		if err != nil {
			t.Fatal(err)
		}
		labels := regexp.MustCompile(`[^>]*(?:Kariz|MIP|nearest / |optimum)[^<]*`).FindAllString(string(picture), -1)
		if !slices.Contains(labels, pair) {
			t.Errorf("%s has no axis of %s: %q", name, pair, labels)
		}
		for _, label := range labels {
			if strings.Contains(label, "MIP") || strings.Contains(label, "Kariz") && strings.HasPrefix(pair, "nearest") {
				t.Errorf("%s: %q names others than %s", name, label, pair)
			}
		}
		rows, err := table.Read(filepath.Join(out, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(pair, " (")
		quantity := "acceptance ratio " + strings.ReplaceAll(first, " ", "")
		if !slices.ContainsFunc(rows, func(r table.Row) bool { return r.Quantity == quantity }) {
			t.Errorf("%s.csv has no %s", name, quantity)
		}
	}
}

// TestReadingsOfAnyHeuristicAreKeptApart wants one point for each variant, also of
// Kariz with options of its own and where Kariz is what others are compared with.
func TestReadingsOfAnyHeuristicAreKeptApart(t *testing.T) {
	for _, run := range []struct{ heuristic, optimum string }{{"kariz", "exact"}, {"kariz:epsilon=8", "exact"}, {"nearest", "kariz"}} {
		l := &Lab{Scale: tiny(), Heuristic: Method{Spec: run.heuristic}, Optimum: Method{Spec: run.optimum}}
		l.Scale.Extra.Trials = 1
		for _, s := range []*study{&ambiguities, &readings, &topologies} {
			met := map[int]bool{}
			for _, c := range s.cells(l) {
				if s.measures(l, &c) {
					met[s.variantOf(&c)] = true
				}
			}
			if len(met) != len(s.variants) {
				t.Errorf("%s of %v: %d of %d variants are measured", s.name, run, len(met), len(s.variants))
			}
		}
	}
}

// TestReportLeavesOutStudiesThatDidNotRun has the figures recorded, and so the cells
// that studies share with them: no table may be made of those.
func TestReportLeavesOutStudiesThatDidNotRun(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates all studies in turn, which takes minutes under the race detector")
	}
	scale, err := ScaleNamed("smoke")
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if _, err := reproduce(t, Config{Scale: scale, Out: out, Only: Names(Figures())}); err != nil {
		t.Fatal(err)
	}
	if err := Report(Config{Out: out}); err != nil {
		t.Fatal(err)
	}
	tables, _ := filepath.Glob(filepath.Join(out, "*.csv"))
	if len(tables) != len(Figures())+1 { // and the verdicts
		t.Errorf("the report made %v", tables)
	}
}
