package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/table"
)

// Ambiguities writes what each reading of the thesis moves as a Markdown table,
// from the table in a folder of results.
func Ambiguities(out string) (string, error) {
	rows, err := table.Read(tablePath(out, ambiguity()))
	if errors.Is(err, fs.ErrNotExist) {
		return "Not measured yet.\n", nil
	}
	if err != nil {
		return "", err
	}
	columns := []struct{ thesis, chain string }{}
	head, rule, stated := "| reading |", "|---|", "| *the thesis* |"
	for _, ratio := range []struct{ thesis, name string }{{"fig2.6c", "acceptance"}, {"fig2.8c", "cost"}} {
		for _, length := range ambiguityLengths {
			chain := fmt.Sprintf("Len-%d", length)
			columns = append(columns, struct{ thesis, chain string }{ratio.thesis, chain})
			head += fmt.Sprintf(" %s %s |", chain, ratio.name)
			rule += "---|"
			stated += " " + percents(thesisBand(ratio.thesis, chain)) + " |"
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Kariz over the optimum in %%, from 200 to 500 Mbit/s (%d trials of %d chains):\n\n%s\n%s\n%s\n",
		rows[0].Trials, rows[0].Arrivals, head, rule, stated)
	for i, variant := range variants {
		b.WriteString("| " + variant.name)
		if i > 0 {
			b.WriteString(", `" + variant.options + "`")
		}
		b.WriteString(" |")
		for _, c := range columns {
			b.WriteString(" " + percents(readingRanges(rows, c.thesis, onlyChain(c.chain))[variant.name]) + " |")
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

func onlyChain(chain string) func(string) bool { return func(c string) bool { return c == chain } }

// readingRanges returns, for each variant, the range over all demands of its
// means in a figure of the thesis, over the chains that covers picks.
func readingRanges(rows []table.Row, thesis string, covers func(chain string) bool) map[string]*figure.Band {
	ranges := map[string]*figure.Band{}
	for _, r := range table.Of(rows, underVariants(thesis)) {
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
