package chapter2

import (
	"qanat/experiments/figure"
	"qanat/experiments/record"
	"qanat/experiments/runner"
	"qanat/experiments/table"
)

// Lab is what all experiments of one run share.
type Lab struct {
	Scale Scale
	// Heuristic and Optimum are the two solvers that every figure of the thesis
	// compares, as solver.Open reads them.
	Heuristic, Optimum Method
	Audit              AuditPlan
	Store              *record.Store
}

// Method is a solver and what figures call it.
type Method struct {
	Spec string `json:"spec"`
	Name string `json:"name"`
	// Program names the program that holds the solver, so that a solver that is
	// still being written is run anew after each change; empty for solvers whose
	// records stay good.
	Program string `json:"program,omitempty"`
}

// Thesis names the two systems of section 2.5 as the thesis does.
func thesisMethods() (heuristic, optimum Method) {
	return Method{Spec: "kariz", Name: "Kariz"}, Method{Spec: "exact", Name: "MIP"}
}

// measured is the method that an experiment compares with the optimum.
func (l *Lab) measured(ofKariz bool) Method {
	if ofKariz {
		kariz, _ := thesisMethods()
		return kariz
	}
	return l.Heuristic
}

// over is the axis of its values over the optimum's.
func (l *Lab) over(ofKariz bool) figure.Axis {
	return figure.Axis{Label: l.measured(ofKariz).Name + " / " + l.Optimum.Name + " (%)", Reference: 100}
}

// Experiment is one declared figure: what to run, what to compute from the
// records, how to draw it.
type Experiment interface {
	// Name names the table and the drawing: "fig2.6".
	Name() string
	// Tasks lists the cells.
	Tasks(l *Lab) []runner.Task
	// Table computes every point from the records.
	Table(l *Lab) ([]table.Row, error)
	// Sheet draws the table, and uses nothing else but the methods' names.
	Sheet(l *Lab, rows []table.Row) *figure.Sheet
}

// thesisRatios are those panels of the thesis' figures that compare the two
// methods.
func thesisRatios() []panel {
	var ratios []panel
	for _, e := range Figures() {
		for _, p := range e.(*sweep).panels {
			if p.per != nil {
				ratios = append(ratios, p)
			}
		}
	}
	return ratios
}
