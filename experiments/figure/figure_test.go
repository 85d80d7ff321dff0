package figure

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/cmpimg"
)

var rewrite = flag.Bool("rewrite", false, "write the golden images anew; look at them afterwards")

// sample is a small sheet with everything a sheet can have.
func sample() *Sheet {
	line := func(name string, style int, base, slope float64, band *Band) Series {
		s := Series{Name: name, Style: style, Band: band}
		for x := 200.0; x <= 500; x += 100 {
			y := base - slope*(x-200)/100
			s.Points = append(s.Points, Point{x, y, y - 0.8, y + 0.8})
		}
		return s
	}
	demand := Axis{Label: "throughput demand (Mbit/s)", Ticks: []float64{200, 300, 400, 500}}
	facet := func(name string, style int, base, slope, low, high float64) Axes {
		return Axes{Title: name, X: demand, Y: Axis{Label: "Kariz / MIP (%)", Reference: 100},
			Series: []Series{line(name, style, base, slope, &Band{low, high})}}
	}
	return &Sheet{
		Title:   "Figure 0: Everything a sheet can have",
		Caption: []string{"Simulated; 10 trials of 1,000 chains; bars: 95% confidence.", "Shaded: the thesis."},
		Rows: []Row{
			{Title: "(a) Lines", Legend: []LegendOf{{"Len-1", 0}, {"Len-2", 1}, {"Len-3", 2}, {"Len-4", 3}},
				Axes: []Axes{
					{X: demand, Y: Axis{Label: "accepted (%)", FromZero: true}, Series: []Series{
						line("Len-1", 0, 99, 10, nil), line("Len-2", 1, 95, 15, nil),
						line("Len-3", 2, 90, 20, nil), line("Len-4", 3, 50, 10, nil)}},
					{X: Axis{Label: "nodes", Log: true}, Y: Axis{Label: "ms", Log: true}, Series: []Series{
						{Name: "a", Style: 4, Points: []Point{{10, 0.1, 0.05, 0.2}, {100, 3, 2, 4}, {3000, 80, 60, 110}}},
						{Name: "b", Style: 6, Points: []Point{{10, 1, 0.5, 2}, {100, 30, 20, 40}}}}},
				}},
			{Title: "(b) Bands", SharedY: true, Axes: []Axes{
				facet("Len-1", 0, 100, 0, 100, 100), facet("Len-2", 1, 99, 5, 82, 99),
				facet("Len-3", 2, 97, 4, 76, 96), facet("Len-4", 3, 95, 1, 89, 97)}},
			{Title: "(c) Categories", Axes: []Axes{{Categories: []string{"as written", "without the last round", "add only"},
				X: Axis{Label: "change (percentage points)", Reference: 0.001},
				Series: []Series{
					{Name: "Len-1", Style: 0, Points: []Point{{0, 0, -0.3, 0.3}, {1, -2, -2.5, -1.5}, {2, 1, 0.5, 1.5}}},
					{Name: "Len-2", Style: 1, Points: []Point{{0, 0.2, -0.3, 0.7}, {1, -4, -4.5, -3.5}, {2, 2, 1, 3}}}}}}},
		},
	}
}

func TestGolden(t *testing.T) {
	path := filepath.Join("testdata", "sample.png")
	got, err := sample().Render("png")
	if err != nil {
		t.Fatal(err)
	}
	if *rewrite {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A small difference per pixel is rounding of another processor.
	if equal, err := cmpimg.EqualApprox("png", got, want, 0.05); err != nil || !equal {
		out := filepath.Join(t.ArtifactDir(), "sample.png")
		_ = os.WriteFile(out, got, 0o644)
		t.Errorf("the drawing differs from %s (%v); it is in %s: if it is as it should be, run go test -rewrite", path, err, out)
	}
}

func TestEveryFormatIsReproducible(t *testing.T) {
	for _, format := range Formats() {
		one, err := sample().Render(format)
		if err != nil {
			t.Fatal(err)
		}
		two, err := sample().Render(format)
		if err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: two drawings of one sheet differ (%v)", format, err)
		}
	}
	if _, err := sample().Render("bmp"); err == nil || !strings.Contains(err.Error(), "svg png pdf") {
		t.Errorf("bmp: %v", err)
	}
}

func TestEmptySeriesAreDrawn(t *testing.T) {
	empty := &Sheet{Title: "nothing", Rows: []Row{{Axes: []Axes{{Series: []Series{{Name: "none"}}}}}}}
	if _, err := empty.Render("svg"); err != nil {
		t.Fatal(err)
	}
}

// TestEmptyRow draws a row whose method has no records.
func TestEmptyRow(t *testing.T) {
	sheet := Sheet{Title: "nothing yet", Rows: []Row{{Title: "no records", SharedY: true}}}
	for _, format := range Formats() {
		if _, err := sheet.Render(format); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}
