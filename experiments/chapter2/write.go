package chapter2

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"qanat/experiments/figure"
	"qanat/experiments/paper"
	"qanat/experiments/record"
	"qanat/experiments/table"
	"qanat/experiments/verdict"
)

// write makes tables of the records, and figures, verdicts and the report of
// the tables.
func (l *Lab) write(out string, chosen []Experiment) error {
	for _, e := range chosen {
		rows, err := e.Table(l)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue // nothing recorded
		}
		if err := record.Replace(tablePath(out, e), table.CSV(rows)); err != nil {
			return err
		}
	}
	if err := l.Plot(out); err != nil {
		return err
	}
	verdicts, err := l.verdicts(out)
	if err != nil {
		return err
	}
	if err := record.Replace(filepath.Join(out, "verdicts.csv"), verdict.CSV(verdicts)); err != nil {
		return err
	}
	report, err := l.report(out, verdicts)
	if err != nil {
		return err
	}
	return record.Replace(filepath.Join(out, "report.md"), report)
}

func tablePath(out string, e Experiment) string { return filepath.Join(out, e.Name()+".csv") }

// tabled tells whether an experiment's table is in the folder.
func tabled(out string, e Experiment) bool {
	_, err := os.Stat(tablePath(out, e))
	return err == nil
}

// Plot draws every figure whose table is in the folder, from the table alone.
func (l *Lab) Plot(out string) error {
	for _, e := range All() {
		rows, err := table.Read(tablePath(out, e))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if err := l.draw(out, e, rows); err != nil {
			return err
		}
	}
	return nil
}

// draw writes one figure in every format.
func (l *Lab) draw(out string, e Experiment, rows []table.Row) error {
	sheet := e.Sheet(l, rows)
	for _, format := range figure.Formats() {
		file, err := sheet.Render(format)
		if err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
		if err := record.Replace(filepath.Join(out, "figures", e.Name()+"."+format), file); err != nil {
			return err
		}
	}
	return nil
}

// Verdicts judges every row of the thesis that belongs to this chapter, from
// the tables in the folder.
func Verdicts(out string) ([]verdict.Verdict, error) {
	var measured []verdict.Series
	for _, e := range Figures() {
		rows, err := table.Read(tablePath(out, e))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		measured = append(measured, e.(*sweep).series(rows)...)
	}
	var rows []paper.Row
	for _, r := range paper.Rows() {
		if r.Chapter() == "2" {
			rows = append(rows, r)
		}
	}
	why, err := explanations(out)
	if err != nil {
		return nil, err
	}
	return verdict.Judge(rows, measured, why), nil
}

// verdicts are those of Verdicts, in terms of the methods that were run.
func (l *Lab) verdicts(out string) ([]verdict.Verdict, error) {
	verdicts, err := Verdicts(out)
	for i := range verdicts {
		verdicts[i].Quantity = l.named(verdicts[i].Quantity, false)
	}
	return verdicts, err
}

// named puts the names of the methods that were run into a quantity, which
// names those of the thesis.
func (l *Lab) named(quantity string, ofKariz bool) string {
	kariz, mip := thesisMethods()
	return strings.ReplaceAll(quantity, kariz.Name+"/"+mip.Name, l.measured(ofKariz).Name+"/"+l.Optimum.Name)
}

// series turns the table of a thesis figure into what verdicts are made of.
func (s *sweep) series(rows []table.Row) []verdict.Series {
	var list []verdict.Series
	for i := range s.panels {
		p := &s.panels[i]
		part := table.Of(rows, p.figure)
		for _, name := range table.Series(part) {
			v := verdict.Series{Figure: p.figure, Name: name, World: "simulated", Better: p.better}
			for _, r := range part {
				if r.Series == name {
					v.Points = append(v.Points, r.Estimate)
				}
			}
			list = append(list, v)
		}
	}
	return list
}
