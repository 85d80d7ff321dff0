package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"math"

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
	ranges := readingRanges(rows, v.Figure, v.Covers)
	nearest, least := "", math.Inf(1)
	for _, variant := range variants { // of equals the first, and so the default
		band := ranges[variant.name]
		if band == nil {
			continue
		}
		if far := math.Abs(band.Low-v.Low) + math.Abs(band.High-v.High); far < least {
			nearest, least = variant.name, far
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
