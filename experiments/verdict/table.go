package verdict

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
)

// columns is the header of a verdict table.
var columns = []string{"figure", "quantity", "series", "condition", "paper_low", "paper_high",
	"measured_low", "measured_high", "ci_low", "ci_high", "unit", "world", "verdict", "reason"}

// CSV writes verdicts as a table, one line per row of the thesis. Bounds that
// the thesis does not give, and what was not measured, are empty.
func CSV(verdicts []Verdict) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	lines := [][]string{columns}
	for _, v := range verdicts {
		lines = append(lines, []string{v.Figure, v.Quantity, v.Series, v.Condition, number(v.Low), number(v.High),
			number(v.Measured.Low), number(v.Measured.High), number(v.CI.Low), number(v.CI.High),
			v.Unit, v.World, string(v.Class), v.Reason})
	}
	if err := w.WriteAll(lines); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// number writes four significant digits, enough for any percentage here.
func number(value float64) string {
	if math.IsNaN(value) {
		return ""
	}
	return strconv.FormatFloat(value, 'g', 4, 64)
}

// Markdown writes verdicts as a table for people.
func Markdown(verdicts []Verdict) string {
	var b strings.Builder
	b.WriteString("| figure | quantity | series | thesis | measured | 95% CI | verdict |\n|---|---|---|---|---|---|---|\n")
	for _, v := range verdicts {
		class := string(v.Class)
		if v.Reason != "" {
			class += ": " + v.Reason
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", v.Figure, v.Quantity, v.Series,
			span(v.Low, v.High, v.Unit), span(v.Measured.Low, v.Measured.High, v.Unit),
			span(v.CI.Low, v.CI.High, v.Unit), strings.ReplaceAll(class, "|", "\\|"))
	}
	return b.String()
}

func span(low, high float64, unit string) string {
	switch {
	case math.IsNaN(low) && math.IsNaN(high):
		return "-"
	case math.IsNaN(low):
		return "up to " + round(high) + " " + unit
	case math.IsNaN(high):
		return "from " + round(low) + " " + unit
	case round(low) == round(high):
		return round(low) + " " + unit
	}
	return round(low) + "–" + round(high) + " " + unit
}

// round writes one decimal, none for whole numbers.
func round(value float64) string {
	if math.Abs(value) < 1 && value != 0 {
		return number(value)
	}
	return strings.TrimSuffix(strconv.FormatFloat(value, 'f', 1, 64), ".0")
}

// Text writes verdicts as an aligned table for a terminal.
func Text(verdicts []Verdict) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tquantity\tseries\tthesis\tmeasured\tverdict")
	for _, v := range verdicts {
		class := string(v.Class)
		if v.Class == Matches && v.Reason != "" {
			class += " (" + v.Reason + ")"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", v.Figure, v.Quantity, v.Series,
			span(v.Low, v.High, v.Unit), span(v.Measured.Low, v.Measured.High, v.Unit), class)
	}
	if err := w.Flush(); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}
