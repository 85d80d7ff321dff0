package chapter2

import (
	"fmt"
	"time"
)

// Scale is how much of the evaluation is run.
type Scale struct {
	Name     string
	Trials   int
	Arrivals int   // chains per trial
	Demands  []int // Mbit/s
	// Sample and Limit are those of AuditPlan.
	Sample int
	Limit  time.Duration
	Extra  Extra
}

// Extra scales the experiments beyond the thesis.
type Extra struct {
	Trials int
	Graphs int           // random graphs of the reduction
	Budget time.Duration // for each cell of the growth experiment
}

// Scales returns the scales by growing size: smoke takes less than a minute,
// quick less than three, paper is the thesis': ten trials of 1,000 chains. The
// audits' limits keep them to that: lp_solve leaves most of Len-4 undecided
// however long it has.
func Scales() []Scale {
	all := []int{200, 250, 300, 350, 400, 450, 500}
	smoke := Scale{Name: "smoke", Trials: 3, Arrivals: 150, Demands: []int{200, 350, 500}}
	smoke.Sample, smoke.Limit = 1, time.Second
	smoke.Extra = Extra{Trials: 3, Graphs: 20, Budget: time.Second}
	quick := Scale{Name: "quick", Trials: 3, Arrivals: 300, Demands: all}
	quick.Sample, quick.Limit = 1, 2*time.Second
	quick.Extra = Extra{Trials: 3, Graphs: 60, Budget: 2 * time.Second}
	paper := Scale{Name: "paper", Trials: 10, Arrivals: 1000, Demands: all}
	paper.Sample, paper.Limit = 2, 3*time.Second
	paper.Extra = Extra{Trials: 5, Graphs: 300, Budget: 20 * time.Second}
	return []Scale{smoke, quick, paper}
}

// ScaleNamed returns the scale called name.
func ScaleNamed(name string) (Scale, error) {
	for _, s := range Scales() {
		if s.Name == name {
			return s, nil
		}
	}
	return Scale{}, fmt.Errorf("no scale is called %q: use smoke, quick or paper", name)
}
