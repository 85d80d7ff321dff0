// Package table is the form in which measured quantities leave the records: one
// line per figure, series and point of x, tidy, so that any program can read
// it. Figures are drawn from these tables alone.
package table

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"qanat/experiments/stats"
)

// Row is one measured point.
type Row struct {
	Figure   string // with the part: "fig2.6c"
	Quantity string
	Series   string
	// X is where the point lies, in the unit that the figure's axis names; for
	// a category it is the category's index, and Label its name.
	X     float64
	Label string
	stats.Estimate
	Unit     string
	Arrivals int    // chains per trial
	World    string // "simulated" or "emulated"
}

var columns = []string{"figure", "quantity", "series", "x", "label", "mean", "ci_low", "ci_high",
	"unit", "trials", "arrivals", "world"}

// CSV writes rows with a header. Numbers keep nine significant digits.
func CSV(rows []Row) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	lines := [][]string{columns}
	for _, r := range rows {
		lines = append(lines, []string{r.Figure, r.Quantity, r.Series, number(r.X), r.Label, number(r.Mean),
			number(r.Low), number(r.High), r.Unit, strconv.Itoa(r.Trials), strconv.Itoa(r.Arrivals), r.World})
	}
	if err := w.WriteAll(lines); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

func number(value float64) string {
	if math.IsNaN(value) {
		return ""
	}
	return strconv.FormatFloat(value, 'g', 9, 64)
}

// Read reads what CSV wrote. Its errors name the file and the line.
func Read(path string) ([]Row, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	lines, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", path, err)
	}
	if len(lines) == 0 || !slices.Equal(lines[0], columns) {
		return nil, fmt.Errorf("table %s: its first line is not %q: write it anew from the records",
			path, strings.Join(columns, ","))
	}
	rows := make([]Row, len(lines)-1)
	for i, fields := range lines[1:] {
		if rows[i], err = parse(fields); err != nil {
			return nil, fmt.Errorf("table %s, line %d: %w", path, i+2, err)
		}
	}
	return rows, nil
}

func parse(f []string) (Row, error) {
	r := Row{Figure: f[0], Quantity: f[1], Series: f[2], Label: f[4], Unit: f[8], World: f[11]}
	for _, field := range []struct {
		text string
		into *float64
	}{{f[3], &r.X}, {f[5], &r.Mean}, {f[6], &r.Low}, {f[7], &r.High}} {
		value, err := strconv.ParseFloat(field.text, 64)
		if field.text == "" {
			value, err = math.NaN(), nil
		}
		if err != nil {
			return r, fmt.Errorf("%q is not a number", field.text)
		}
		*field.into = value
	}
	var err error
	if r.Trials, err = strconv.Atoi(f[9]); err != nil {
		return r, fmt.Errorf("trials %q is not a whole number", f[9])
	}
	if r.Arrivals, err = strconv.Atoi(f[10]); err != nil {
		return r, fmt.Errorf("arrivals %q is not a whole number", f[10])
	}
	return r, nil
}

// Of returns the rows of one figure, in their order.
func Of(rows []Row, figure string) []Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Figure != figure })
}

// Series returns the names of the series among rows, in order of appearance.
func Series(rows []Row) []string {
	var names []string
	for _, r := range rows {
		if !slices.Contains(names, r.Series) {
			names = append(names, r.Series)
		}
	}
	return names
}
