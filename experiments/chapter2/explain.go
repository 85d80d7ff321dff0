package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// explanations returns what says why a row of the thesis is not matched: which
// other reading of the thesis comes nearest to it, as far as the ambiguities
// have been measured in the folder.
func explanations(out string) (func(*verdict.Verdict) string, error) {
	rows, err := table.Read(tablePath(out, ambiguity()))
	if errors.Is(err, fs.ErrNotExist) {
		return func(*verdict.Verdict) string { return "" }, nil
	}
	return func(v *verdict.Verdict) string { return nearestReading(rows, v) }, err
}

// nearestReading says which variant's range over the demands is nearest to the
// thesis', if that is another than the default.
func nearestReading(rows []table.Row, v *verdict.Verdict) string {
	ranges := map[string]figure.Band{}
	part := table.Of(rows, underVariants(v.Figure))
	for _, r := range part {
		chain, _, _ := strings.Cut(r.Series, ",")
		if !v.Covers(chain) {
			continue
		}
		band, known := ranges[r.Label]
		if !known {
			band = figure.Band{Low: r.Mean, High: r.Mean}
		}
		ranges[r.Label] = figure.Band{Low: min(band.Low, r.Mean), High: max(band.High, r.Mean)}
	}
	nearest, least := "", math.Inf(1)
	for _, label := range table.Labels(part) { // of equals the first, and so the default
		band, known := ranges[label]
		if far := math.Abs(band.Low-v.Low) + math.Abs(band.High-v.High); known && far < least {
			nearest, least = label, far
		}
	}
	switch nearest {
	case "":
		return ""
	case variants[0].name:
		return "no other reading that was measured comes nearer"
	}
	return fmt.Sprintf("nearest reading: %q, %.1f-%.1f %s", nearest, ranges[nearest].Low, ranges[nearest].High, v.Unit)
}
