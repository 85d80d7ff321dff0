package verdict

import (
	"encoding/csv"
	"math"
	"strings"
	"testing"

	"qanat/experiments/paper"
	"qanat/experiments/stats"
)

var nan = math.NaN()

func row(series string, low, high float64) paper.Row {
	return paper.Row{Figure: "fig", Quantity: "ratio", Series: series, Low: low, High: high, Unit: "%"}
}

func series(name string, better Better, means ...float64) Series {
	s := Series{Figure: "fig", Name: name, World: "simulated", Better: better}
	for _, m := range means {
		s.Points = append(s.Points, stats.Estimate{Mean: m, Low: m - 1, High: m + 1, Trials: 10})
	}
	return s
}

func point(mean, low, high float64) []stats.Estimate {
	return []stats.Estimate{{Mean: mean, Low: low, High: high, Trials: 10}}
}

func TestRule(t *testing.T) {
	low, high := row("low", 80, 90), row("high", 120, 130)
	factor := paper.Row{Figure: "fig", Series: "f", Low: 2, High: 3, Unit: "x"}
	open := paper.Row{Figure: "fig", Series: "o", Low: nan, High: 10, Unit: "us"}
	for _, c := range []struct {
		name     string
		row      paper.Row
		measured []Series
		want     Class
		reason   string
	}{
		{"inside", low, []Series{series("low", Neither, 82, 88)}, Matches, ""},
		{"the interval counts, not the mean", low, []Series{series("low", Neither, 82, 92.5)}, TrendOnly, "?"},
		{"three points of tolerance", low, []Series{series("low", Neither, 78, 92)}, Matches, ""},
		{"better where higher is", low, []Series{series("low", Higher, 85, 99)}, Matches, "better"},
		{"worse where higher is better", low, []Series{series("low", Higher, 70, 85)}, TrendOnly, "?"},
		{"better where lower is", high, []Series{series("high", Lower, 105, 125)}, Matches, "better"},
		{"not better if worse elsewhere", high, []Series{series("high", Lower, 105, 140)}, TrendOnly, "?"},
		{"other side of parity", low, []Series{series("low", Neither, 101, 103)}, Differs, "?"},
		{"other order of the series", low, []Series{series("low", Neither, 95), series("high", Neither, 94)}, Differs, "?"},
		{"same order of the series", low, []Series{series("low", Neither, 95), series("high", Neither, 96)}, TrendOnly, "?"},
		{"nothing measured", low, []Series{series("high", Neither, 120)}, NotAttempted, "?"},
		{"factors have 15%", factor, []Series{{Figure: "fig", Name: "f", Points: point(3.3, 3.2, 3.4)}}, Matches, ""},
		{"no bound below", open, []Series{{Figure: "fig", Name: "o", Points: point(1, 1, 1)}}, Matches, ""},
		{"bound above", open, []Series{{Figure: "fig", Name: "o", Points: point(20, 20, 20)}}, TrendOnly, "?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := []paper.Row{c.row, low, high}
			got := Judge(rows, c.measured, func(*Verdict) string { return "?" })[0]
			if got.Class != c.want || got.Reason != c.reason {
				t.Errorf("%s (%q), want %s (%q)", got.Class, got.Reason, c.want, c.reason)
			}
		})
	}
}

func TestSharedRow(t *testing.T) {
	shared := row("Len-1..Len-3", 100, 100)
	got := Judge([]paper.Row{shared}, []Series{series("Len-1", Neither, 100), series("Len-3", Neither, 101.5),
		series("Len-4", Neither, 200)}, nil)[0]
	if got.Class != Matches || got.Measured.High != 101.5 || got.CI.High != 102.5 {
		t.Errorf("%+v", got)
	}
}

func TestTables(t *testing.T) {
	verdicts := Judge([]paper.Row{row("a", 80, 90), row("b", nan, 90)},
		[]Series{series("a", Neither, 82.25, 88)}, func(*Verdict) string { return "chapter 3, later" })
	lines, err := csv.NewReader(strings.NewReader(string(CSV(verdicts)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := "fig,ratio,a,,80,90,82.25,88,81.25,89,%,simulated,matches,"
	if got := strings.Join(lines[1], ","); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := strings.Join(lines[2], ";"); got != "fig;ratio;b;;;90;;;;;%;;not attempted;chapter 3, later" {
		t.Error(got)
	}
	md := Markdown(verdicts)
	for _, cell := range []string{"| 80–90 % | 82.2–88 % | 81.2–89 % | matches |", "| up to 90 % | - | - | not attempted: chapter"} {
		if !strings.Contains(md, cell) {
			t.Errorf("no %q in\n%s", cell, md)
		}
	}
}
