package table

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"qanat/experiments/stats"
)

func rows() []Row {
	est := stats.Estimate{Mean: 98.5, Low: 98.25, High: 98.75, Trials: 10}
	return []Row{
		{"fig2.6c", "acceptance, ratio", "Len-2", 200, "", est, "%", 1000, "simulated"},
		{"fig2.6c", "acceptance, ratio", "Len-1", 250, "", est, "%", 1000, "simulated"},
		{"ambiguity", "cost", "Len-1", 1, "add only", est, "%", 1000, "simulated"},
		{"ambiguity", "cost", "Len-1", 0, "as written", est, "%", 1000, "simulated"},
	}
}

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, CSV(rows()), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Read(path)
	if err != nil || !reflect.DeepEqual(got, rows()) {
		t.Fatalf("%v\n%+v\nwant %+v", err, got, rows())
	}
}

func TestReadNamesTheLine(t *testing.T) {
	for old, want := range map[string]string{"98.5": "line 2", "10,1000": "line 2", "figure,quan": "first line"} {
		path := filepath.Join(t.TempDir(), "t.csv")
		text := strings.Replace(string(CSV(rows())), old, strings.ToUpper("x"+old), 1)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v lacks %q", old, err, want)
		}
	}
}

func TestSeries(t *testing.T) {
	if got := Series(Of(rows(), "fig2.6c")); !reflect.DeepEqual(got, []string{"Len-2", "Len-1"}) {
		t.Error(got)
	}
}
