package chapter2

import "fmt"

// Scale is how much of the evaluation is run.
type Scale struct {
	Name     string
	Trials   int
	Arrivals int   // chains per trial
	Demands  []int // Mbit/s
	// Extra scales the experiments beyond the thesis.
	Extra struct{ Trials, Arrivals, Graphs int }
}

// Scales returns the scales by growing size: smoke takes less than a minute,
// quick less than three, paper is the thesis': ten trials of 1,000 chains.
func Scales() []Scale {
	all := []int{200, 250, 300, 350, 400, 450, 500}
	smoke := Scale{Name: "smoke", Trials: 2, Arrivals: 150, Demands: []int{200, 350, 500}}
	smoke.Extra.Trials, smoke.Extra.Arrivals, smoke.Extra.Graphs = 2, 100, 20
	quick := Scale{Name: "quick", Trials: 3, Arrivals: 300, Demands: all}
	quick.Extra.Trials, quick.Extra.Arrivals, quick.Extra.Graphs = 2, 200, 60
	paper := Scale{Name: "paper", Trials: 10, Arrivals: 1000, Demands: all}
	paper.Extra.Trials, paper.Extra.Arrivals, paper.Extra.Graphs = 3, 1000, 300
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
