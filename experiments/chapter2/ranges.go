package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/table"
)

// Ambiguities writes what each reading of the thesis moves as a Markdown table,
// from the tables in a folder of results.
func Ambiguities(out string) (string, error) {
	var b strings.Builder
	for _, s := range []*study{&ambiguities, &readings} {
		rows, err := table.Read(filepath.Join(out, s.name+".csv"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString(s.markdown(rows))
	}
	if b.Len() == 0 {
		return "Not measured yet.\n", nil
	}
	return b.String(), nil
}

// markdown writes the ranges of acceptance and cost over the demands.
func (s *study) markdown(rows []table.Row) string {
	head, rule, stated := "| reading |", "|---|", "| *the thesis* |"
	var columns []map[string]*figure.Band
	for _, ratio := range []struct{ thesis, name string }{{"fig2.6c", "acceptance"}, {"fig2.8c", "cost"}} {
		for _, length := range variantLengths {
			chain := fmt.Sprintf("Len-%d", length)
			columns = append(columns, s.ranges(rows, ratio.thesis, func(c string) bool { return c == chain }))
			head += fmt.Sprintf(" %s %s |", chain, ratio.name)
			rule += "---|"
			stated += " " + percents(thesisBand(ratio.thesis, chain)) + " |"
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Kariz over the optimum in %%, from 200 to 500 Mbit/s (%d trials of %d chains):\n\n%s\n%s\n%s\n",
		rows[0].Trials, rows[0].Arrivals, head, rule, stated)
	for _, variant := range s.variants {
		b.WriteString("| " + strings.ReplaceAll(variant.name, "|", "\\|"))
		if variant.options != "" {
			b.WriteString(", `" + variant.options + "`")
		}
		b.WriteString(" |")
		for _, ranges := range columns {
			b.WriteString(" " + percents(ranges[variant.name]) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// ranges returns, for each variant, the range over all demands of its
// means in a figure of the thesis, over the chains that covers picks.
func (s *study) ranges(rows []table.Row, thesis string, covers func(chain string) bool) map[string]*figure.Band {
	ranges := map[string]*figure.Band{}
	for _, r := range table.Of(rows, s.under(thesis)) {
		chain, _, _ := strings.Cut(r.Series, ",")
		if !covers(chain) {
			continue
		}
		if ranges[r.Label] == nil {
			ranges[r.Label] = &figure.Band{Low: r.Mean, High: r.Mean}
		}
		band := ranges[r.Label]
		band.Low, band.High = min(band.Low, r.Mean), max(band.High, r.Mean)
	}
	return ranges
}

// percents writes a range for a cell of a table, without the unit.
func percents(b *figure.Band) string {
	if b == nil {
		return "-"
	}
	low, high := fmt.Sprintf("%.0f", b.Low), fmt.Sprintf("%.0f", b.High)
	if low == high {
		return low
	}
	return low + "–" + high
}
