package experiments

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qanat/experiments/chapter2"
	"qanat/experiments/record"
	"qanat/experiments/stats"
	"qanat/experiments/table"
	_ "qanat/kariz" // what the cells of the ambiguities name
	"qanat/solver"
)

// write puts a file of a project under a root.
func write(t *testing.T, root, path, text string) {
	t.Helper()
	if err := record.Replace(filepath.Join(root, path), []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// project has one measured point, and documents whose tables are out of date.
func project(t *testing.T) (root string) {
	root = t.TempDir()
	point := table.Row{Figure: "fig2.6c", Quantity: "acceptance ratio Kariz/MIP", Series: "Len-2", X: 300, Unit: "%",
		Estimate: stats.Estimate{Mean: 91.5, Low: 91, High: 92, Trials: 10}, Arrivals: 1000, World: "simulated"}
	write(t, root, "results/chapter2/fig2.6.csv", string(table.CSV([]table.Row{point})))
	point.Figure, point.Series, point.Label = "ambiguity:fig2.6c", "Len-2, 350 Mbit/s", "as in Figs. 2.6-2.8"
	write(t, root, "results/chapter2/ambiguity.csv", string(table.CSV([]table.Row{point})))
	write(t, root, "README.md", "# Q\n<!-- verdicts:begin -->\nold\n<!-- verdicts:end -->\nend\n")
	write(t, root, "docs/kariz.md", "<!-- ambiguities:begin --><!-- ambiguities:end -->")
	return root
}

func TestDocumentsAreRewritten(t *testing.T) {
	root := project(t)
	for _, want := range []int{2, 0} { // the second time there is nothing to do
		changed, err := Documents(root, filepath.Join(root, "results"))
		if err != nil || len(changed) != want {
			t.Fatalf("changed %v, %v", changed, err)
		}
	}
	for path, wants := range map[string][]string{
		"README.md":     {"# Q\n<!-- verdicts:begin -->\n1 match,", "| Len-2 | 82–99 % | 91.5 % | 91–92 % | matches |", "<!-- verdicts:end -->\nend\n"},
		"docs/kariz.md": {"| *the thesis* | 82–99 | 76–96 | 89–97 |", "| as in Figs. 2.6-2.8 | 92 | - |"},
	} {
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s lacks %q:\n%s", path, want, text)
			}
		}
	}
	write(t, root, "README.md", "# without markers\n")
	if _, err := Documents(root, filepath.Join(root, "results")); err == nil || !strings.Contains(err.Error(), "verdicts:end") {
		t.Errorf("a document without markers: %v", err)
	}
}

func TestReportHasARowForEveryStatement(t *testing.T) {
	root := project(t)
	verdicts, err := Report(filepath.Join(root, "results"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "results", "verdicts.csv"))
	if err != nil || bytes.Count(text, []byte("\n")) != len(verdicts)+1 {
		t.Errorf("%d verdicts, %v:\n%s", len(verdicts), err, text)
	}
}

// TestDocumentsEqualTheRecords holds the committed tables against the committed
// records, and the documents against the tables.
func TestDocumentsEqualTheRecords(t *testing.T) {
	const results = "../results/chapter2"
	tables, err := filepath.Glob(filepath.Join(results, "*.csv"))
	if err != nil || len(tables) == 0 {
		t.Skipf("no results are recorded in %s", results)
	}
	again := t.TempDir()
	if err := chapter2.Report(chapter2.Config{Out: again, Borrow: []string{results}}); err != nil {
		t.Fatal(err)
	}
	for _, path := range tables {
		committed, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if now, err := os.ReadFile(filepath.Join(again, filepath.Base(path))); err != nil || !bytes.Equal(now, committed) {
			t.Errorf("%s is not what its records say (%v): run \"qanat report\" and commit what changes", path, err)
		}
	}
	root := t.TempDir()
	for _, b := range blocks {
		if text, err := os.ReadFile(filepath.Join("..", b.document)); err == nil {
			write(t, root, b.document, string(text))
		}
	}
	changed, err := Documents(root, "../results")
	if err != nil || len(changed) > 0 {
		t.Errorf("%v are not what the results say (%v): run \"qanat report\" and commit what changes", changed, err)
	}
}

// TestVariantsAreReadings opens every solver that the ambiguities and epsilon
// name: options that Kariz no longer has would fail hours into a run.
func TestVariantsAreReadings(t *testing.T) {
	store, err := record.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	scale, err := chapter2.ScaleNamed("smoke")
	if err != nil {
		t.Fatal(err)
	}
	method := chapter2.Method{Spec: "kariz", Name: "Kariz"}
	lab := &chapter2.Lab{Scale: scale, Heuristic: method, Optimum: method, Store: store}
	for _, e := range chapter2.Usual() {
		for _, task := range e.Tasks(lab) {
			cell, isPlacement := task.Inputs.(chapter2.Cell)
			if !isPlacement {
				continue
			}
			if _, err := solver.Open(cell.Solver); err != nil {
				t.Fatalf("%s: %v", task.Label, err)
			}
		}
	}
}
