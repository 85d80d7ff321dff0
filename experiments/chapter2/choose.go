package chapter2

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Figures are those of section 2.5, in order.
func Figures() []Experiment { return []Experiment{fig26(), fig27(), fig28()} }

// Studies are what the thesis could not do.
func Studies() []Experiment {
	return []Experiment{ambiguities.experiment(), epsilonSweep(), hardness{}, reordering{}, readings.experiment(), topologies.experiment(), larger(), growth{}}
}

// All returns every experiment of the chapter, those of the thesis first.
func All() []Experiment { return append(Figures(), Studies()...) }

// Usual are the experiments of a run that names none: the thesis' figures, and
// those studies that cost little once the optima of the figures are recorded.
func Usual() []Experiment {
	return append(Figures(), ambiguities.experiment(), epsilonSweep(), hardness{}, reordering{})
}

// Names lists experiments by name.
func Names(of []Experiment) []string {
	names := make([]string, len(of))
	for i, e := range of {
		names[i] = e.Name()
	}
	return names
}

// choose returns the experiments called only, or the usual ones if it is empty,
// and those called also, in the order of All.
func choose(only, also []string) ([]Experiment, error) {
	if len(only) == 0 {
		only = Names(Usual())
	}
	wanted := slices.Concat(only, also)
	all := All()
	for _, name := range wanted {
		if name != "all" && !slices.Contains(Names(all), name) {
			return nil, fmt.Errorf("no experiment is called %q: chapter 2 has %s, or all of them as \"all\"",
				name, strings.Join(Names(all), ", "))
		}
	}
	if slices.Contains(wanted, "all") {
		return all, nil
	}
	return slices.DeleteFunc(all, func(e Experiment) bool { return !slices.Contains(wanted, e.Name()) }), nil
}

// needy is an experiment that needs more solvers than the two methods.
type needy interface{ needs() []string }

// possible leaves out, and says so, the experiments whose solvers are missing.
func possible(ctx context.Context, cfg Config, chosen []Experiment) []Experiment {
	return slices.DeleteFunc(chosen, func(e Experiment) bool {
		n, isNeedy := e.(needy)
		if !isNeedy {
			return false
		}
		for _, spec := range n.needs() {
			if err := Works(ctx, spec); err != nil {
				fmt.Fprintf(cfg.Text, "%s is left out: %v\n", e.Name(), err)
				return true
			}
		}
		return false
	})
}
