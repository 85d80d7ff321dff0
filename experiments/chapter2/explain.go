package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"

	"qanat/experiments/figure"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// explanations returns what says why a row of the thesis is not matched: which
// other reading of the thesis comes nearest to it, as far as readings have been
// measured in the folder.
func explanations(out string) (func(*verdict.Verdict) string, error) {
	measured := map[*study][]table.Row{}
	for _, s := range []*study{&ambiguities, &readings} {
		rows, err := table.Read(filepath.Join(out, s.name+".csv"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		measured[s] = rows
	}
	return func(v *verdict.Verdict) string { return nearestReading(measured, v) }, nil
}

// nearestReading says which variant's range over the demands is nearest to the
// thesis', if that is another than the default.
func nearestReading(measured map[*study][]table.Row, v *verdict.Verdict) string {
	nearest, least, band := "", math.Inf(1), &figure.Band{}
	for _, s := range []*study{&ambiguities, &readings} {
		ranges := s.ranges(measured[s], v.Figure, v.Covers)
		for _, variant := range s.variants { // of equals the first, and so the default
			r := ranges[variant.name]
			if r == nil {
				continue
			}
			if far := math.Abs(r.Low-v.Low) + math.Abs(r.High-v.High); far < least {
				nearest, least, band = variant.name, far, r
			}
		}
	}
	switch nearest {
	case "":
		return ""
	case asInFigures:
		return "no other reading that was measured comes nearer"
	}
	return fmt.Sprintf("nearest reading: %q, %.1f-%.1f %s", nearest, band.Low, band.High, v.Unit)
}
