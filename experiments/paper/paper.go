// Package paper holds what the thesis states: one row for each number or range
// that a figure, a table or the text gives.
package paper

import (
	_ "embed" // for expected.csv
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

//go:embed expected.csv
var expected string

// Row is one statement of the thesis.
type Row struct {
	Figure    string // "fig2.6c", "tab3.1", "sec3.5.7"
	Quantity  string // what is measured
	Series    string // which system or chain
	Condition string // under which parameters
	// Low and High bound what the thesis reports, in Unit; NaN where it gives
	// no bound on that side.
	Low, High float64
	Unit      string // "%", "x" (a factor), "s", "Mpps", ...
	Note      string
}

// Chapter returns the number of the row's chapter: "2" for fig2.6c.
func (r *Row) Chapter() string {
	number := strings.TrimLeft(r.Figure, "abcdefghijklmnopqrstuvwxyz")
	chapter, _, _ := strings.Cut(number, ".")
	return chapter
}

// Covers tells whether a series is one of those the row speaks of: its own, or
// one in a range such as "Len-1..Len-3".
func (r *Row) Covers(series string) bool {
	from, to, isRange := strings.Cut(r.Series, "..")
	if !isRange {
		return series == r.Series
	}
	return len(series) == len(from) && from <= series && series <= to
}

// Rows returns every row, in the order of the thesis.
func Rows() []Row {
	rows, err := parse(expected)
	if err != nil {
		panic(err) // the table is part of the program, and tested
	}
	return rows
}

// columns is the header of the table.
const columns = "figure,quantity,series,condition,low,high,unit,note"

func parse(text string) ([]Row, error) {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table of the thesis' numbers: %w", err)
	}
	if len(lines) == 0 || strings.Join(lines[0], ",") != columns {
		return nil, fmt.Errorf("table of the thesis' numbers: its first line is not %q", columns)
	}
	var rows []Row
	for i, f := range lines[1:] {
		low, err := bound(f[4])
		if err != nil {
			return nil, fmt.Errorf("table of the thesis' numbers, row %d: %w", i+2, err)
		}
		high, err := bound(f[5])
		if err != nil {
			return nil, fmt.Errorf("table of the thesis' numbers, row %d: %w", i+2, err)
		}
		rows = append(rows, Row{Figure: f[0], Quantity: f[1], Series: f[2], Condition: f[3],
			Low: low, High: high, Unit: f[6], Note: f[7]})
	}
	return rows, nil
}

func bound(text string) (float64, error) {
	if text == "" {
		return math.NaN(), nil
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return value, nil
}
