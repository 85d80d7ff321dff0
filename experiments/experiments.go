// Package experiments is where measured results meet the thesis: it puts the
// verdicts of all chapters together. The chapters themselves are packages below,
// and so are the parts they share: record (what a cell measured), runner (which
// cells are missing), table, stats, figure, paper (what the thesis states) and
// verdict (the comparison).
package experiments

import (
	"fmt"
	"path/filepath"

	"qanat/experiments/chapter2"
	"qanat/experiments/paper"
	"qanat/experiments/record"
	"qanat/experiments/verdict"
)

// Report writes verdicts.csv of the results folder: one row for each row of the
// thesis, whichever chapter it belongs to. Rows of chapters without results are
// not attempted, with the reason. It returns all verdicts.
func Report(results string) ([]verdict.Verdict, error) {
	measured, err := chapter2.Verdicts(filepath.Join(results, "chapter2"))
	if err != nil {
		return nil, err
	}
	var later []paper.Row
	for _, r := range paper.Rows() {
		if r.Chapter() != "2" {
			later = append(later, r)
		}
	}
	rest := verdict.Judge(later, nil, func(v *verdict.Verdict) string {
		return fmt.Sprintf("chapter %s is not reproduced yet", v.Chapter())
	})
	all := append(measured, rest...)
	return all, record.Replace(filepath.Join(results, "verdicts.csv"), verdict.CSV(all))
}
