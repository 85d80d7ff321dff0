package chapter2

import "qanat/experiments/verdict"

// explanations returns what says why a row of the thesis is not matched.
func explanations(string) (func(*verdict.Verdict) string, error) {
	return func(v *verdict.Verdict) string { return "" }, nil
}

// All returns every experiment of the chapter, those of the thesis first.
func All() []Experiment { return append(Figures(), ambiguity(), epsilonSweep(), growth{}) }
